/*
 * pattern_rows.h - for tests of match/: patterns of many shapes, as rules have them.
 *
 * None of them is the format of one real vendor on purpose; together they cover prefixes, keywords with
 * an assignment, optional parts, case flags, alternations, boundaries and text in the middle.
 */
#ifndef UMB_TESTS_PATTERN_ROWS_H
#define UMB_TESTS_PATTERN_ROWS_H

#define OPERATOR "(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)"
#define ASSIGN "[\\w.-]{0,20}[\\s'\"]{0,3}" OPERATOR "[\\x60'\"\\s=]{0,5}"
#define DONE "(?:[\\x60'\"\\s;]|\\\\[nr]|$)"
#define KEYWORD(words, value) "(?i)[\\w.-]{0,50}?(?:" words ")(?:[ \\t\\w.-]{0,20})[\\s'\"]{0,3}" OPERATOR \
	"[\\x60'\"\\s=]{0,5}(" value ")" DONE
#define DASHES "--" "---"

static const char *const pattern_rows[] = {
	/* a prefix and a value */
	"\\bexk_[0-9A-Za-z]{24}\\b", "exk_live_[0-9A-Za-z]{24}",
	"\\b(?<secret>exk_live_[0-9A-Za-z]{24}_(?<sum>[0-9A-Za-z]{6}))\\b",
	"[se]k_(?:live|test)_[0-9a-zA-Z]{24,99}",
	"\\b((?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99})(?:[\\x60'\"\\s;]|$)",
	"\\bgh[pousr]_[A-Za-z0-9]{36}\\b", "\\bex_pat_\\w{82}\\b",
	"\\bxo[a-e]x[bp]-[0-9]{10,13}-[0-9]{10,13}[a-zA-Z0-9-]{0,30}", "(?:ABIA|ACCA|AGPA)[A-Z2-7]{16}",
	"\\b((?:A3T[A-Z0-9]|ABIA|ACCA|ASCA)[A-Z2-7]{16})\\b", "SE\\.[\\w-]{22}\\.[\\w-]{43}",
	"\\bse-(?:proj-)?[A-Za-z0-9]{20}", "se-[A-Za-z0-9]{20}T3Blbk[A-Z][A-Za-z0-9]{20}",
	"(?:sk|pk)\\.eyA[\\w-]{10,200}", "[0-9a-f]{32}-us[0-9]{1,2}",
	"[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}:fx", "\\bAIza[\\w-]{35}(?:[^\\w-]|$)", "exoat\\.[\\w]{60}",
	"\\bEX[a-f0-9]{32}\\b", "EX[A-Z0-9]{2}-[A-Z0-9]{6}-[A-Z0-9]{6}", "p8e-[a-z-0-9]{32}",
	"\\bnpx_[a-z0-9]{36}\\b", "exsecret-[A-Z]{4}[0-9]{4}[a-z]{4}",
	"dt0c01\\.(?:[a-z0-9]{24})\\.[a-z0-9]{64}", "(?i)\\bexlat-[0-9a-z_-]{20}\\b",
	"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", "sq0[a-z]{3}-[0-9A-Za-z_-]{22,43}", "EAAA[a-zA-Z0-9_-]{60}",
	"do[opr]_v1_[a-f0-9]{64}", "lin_api_(?i)[a-z0-9]{40}", "PMAE-(?i)[a-f0-9]{24}-[a-f0-9]{34}",
	"rubyex_[a-f0-9]{48}", "pscale_(?:tkn|pw|oauth)_(?i)[\\w=.-]{32,64}", "hvb\\.[\\w-]{138,212}",
	"exra_[\\w]{32}(?:[\\x60'\"\\s;]|\\\\[nr]|$)",
	"\\b(ey[a-zA-Z0-9]{17,}\\.ey[a-zA-Z0-9/_-]{17,}\\.[a-zA-Z0-9/_-]{10,})",
	"AGE-EXAMPLE-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", "v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}",
	"\\b4[0-9a-f]{7}:ex\\b",
	/* text in the middle or at the end */
	"[0-9]{9}:EAA[\\w-]{32}", "[a-z]{4}_[0-9]{3}_exam_[a-f]{5}", "[\\w]{5,20}@exam\\.ple",
	"(?:[0-9a-f]{2}:){5}-exam", "x{3}y{3}z{3}", "[A-Z]{1,3}\\.key\\.[a-z]{3}", "\\d{3}-abcd",
	"(?:ab|cd)+efgh", "(?:ab|cd){2,3}[0-9]", "(?:key_[0-9]){3}", "(?:abcd[0-9]{2,4}-){2,5}X",
	"[a-z]{0,5}-----[A-Z]", ".{0,10}needle.{0,10}", ".*needle", "needle.*end", "(?:x|y)?needle(?:z)?",
	"a?b?c?d?needle",
	/* keywords */
	"(?i)exdog[\\w.-]{0,20}['\"\\s:=]{1,5}([0-9a-f]{32})\\b", KEYWORD("exdobe", "[a-f0-9]{32}"),
	KEYWORD("exdobe|exgolia|exana", "[a-z0-9]{32}"), KEYWORD("ex_?ken", "[a-z0-9=_\\-]{32}"),
	KEYWORD("exbit|bit-?ex", "[a-z0-9]{32}"), KEYWORD("EXIO|exio", "[a-z0-9-]{36,40}"),
	KEYWORD("e(?:x|y)pire", "[0-9]{8}-[a-z]{4}"), KEYWORD("exlark", "(?:[a-f0-9]{40}|[a-z0-9]{20})"),
	"(?i)exaws" ASSIGN "([A-Z0-9/+]{40})\\b", "(?i:exaws|exmazon)_?(?i:secret)_?key=[a-z]{40}",
	"(?-i:EXA|exa)mple" ASSIGN "[a-z]{9}",
	"(?i)(?:api|app)[_-]?(?:key|token)" ASSIGN "['\"]([a-z0-9]{16,64})['\"]",
	"[Tt]oken[Vv]alue" ASSIGN "(\\w{20})", "[Pp][Aa][Ss]{2}word=\\S{8,32}",

	"(?i:cloud[_. \\-]{0,1}exare|ex[_. \\-]{0,1}api)[\\w.\\- ]{0,32}[\\\\\"'\\x60\\])]{0,4}[ \\t]{0,4}(?:[=:>|?,(]{1,3}|&gt;|%3[Dd])"
	"[\\s\\\\\"'\\x60(\\[{=]{0,8}(?:(?i:bearer|token|basic)[ ]{1,2})?(?<secret>[A-Za-z0-9_-]{40})(?:[^\\w+/=\\-]|\\z)",
	"(?i)authorization:[ \\t]{0,4}(?:bearer|basic)[ \\t]{1,4}([\\w=~@.+/-]{8,80})",
	"secret[^\\n]{0,40}?[0-9a-f]{40}", "key(?:=|:)\\s*\"[^\"]{8,32}\"",
	"(?i)ex.{0,20}['\"][0-9a-f]{16}['\"]", "(?s)user.{0,30}pass.{0,30}word",
	"login\\s{1,3}\\S{1,20}\\s{1,3}password\\s{1,3}\\S{1,20}",
	/* URLs */
	"https?://[^:\\s]{1,50}:[^@\\s]{1,50}@[a-z.]{3,60}",
	"mongoex(?:\\+srv)?://[^:\\s]{1,50}:[^@\\s]{1,50}@",
	"https://hooks\\.exam\\.ple/services/T[A-Z0-9]{8,10}/B[A-Z0-9]{8,10}/[A-Za-z0-9]{24}",
	"(?:https?:)?//[a-z]{3,9}\\.exam\\.ple/[\\w-]{10}",
	"https://[0-9a-f]{32}@[a-z]{3,8}\\.exam\\.ple/[0-9]{1,9}",
	"(?:ssh|git)://[a-z]{2,9}:[^@\\s]{4,20}@", "/var/lib/ex/[a-z]{3}/id_(?:rsa|dsa|ed25519)",
	"ftp://\\w{1,9}:\\w{1,9}@", "[?&]sig=[A-Za-z0-9%]{43,63}%3[Dd]", "://[a-z]{3}\\.[a-z]{3}",
	/* blocks */
	DASHES "BEGIN[ A-Z0-9_-]{0,100}EXAMPLE KEY(?: BLOCK)?" DASHES "[\\s\\S-]{64,}?KEY(?: BLOCK)?" DASHES,
	"(?s)" DASHES "BEGIN EX(?: [A-Z]{2,4})? KEY" DASHES ".{20,300}?" DASHES "END",
	"PuEX-User-Key-File-[23]: [a-z0-9-]{5,20}\\r?\\n", "(?m)^exkey [A-Za-z]{8}$",
	"(?m)^\\s{0,4}exam_token:\\s{0,4}\\S{10,20}\\s{0,4}$", "\\Aexample-file v[0-9]\\n",
	"(?x) exam \\s? = \\s? [a-z]{4} # value\n", "exam\\z", "exam$", "(?m)exam$", "^exam",
	"^(?:exam|elpm)[0-9]",
	/* boundaries in places */
	"\\bexam|x\\Bexam", "\\bexam\\b", "\\b(?:exam|-elp)[0-9]{3}\\b", "=\\bexam\\b=", "a\\Bexam",
	"(?:\\bexam|\\b_elp)_[a-z]{3}", "\\b[ab]exam\\b-\\b[cd]", "\\s\\bexam", "(?:x-)?\\bexam",
	"\\b[xy]?exqm[0-9]", "\\b\\w{0,3}_exqm", "\\b[a-p]{1,9}_zq", "\\b(?:x-)?exam", "(\\b)exam",
	/* alternations and nesting */
	"exam(?:bar[0-9]{3}|baz[a-z]{3})", "(?:aaa[0-9]{5}|exam|[x-z]exbc)",
	"(?:(?:exa|exb)(?:m1|n2)|elpm)[a-f]{6}", "a(?:b(?:c(?:d(?:e|f)|g)|h)|ijkl)mnop", "(?:ab?c|de)fgh_",
	"(?:[ab][cd]|ef)(?:gh|[ij]k)_", "(?:|ex)(?:|am)(?:|pl)(?:|e_)tail", "(?:exam){2}[0-9]",
	"(?:e[xy]){3}", "(?:[0-9]{2}|x)exam(?:[0-9]{2}|x)", "(?:ab|abc)(?:cd|d)ef",
	"(a|b)(c|d)(e|f)(g|h)(i|j)", "[a-c][d-f][g-i][j-l]", "[0-9][a-c]exy", "ex[0-9]{2}", "[a-p][a-p]",
	"(?i)exam[a-c]", "(?i)[a-z]exa", "(?:(?:a{2}){2}){2}b", "(?:a|b){4}", "(?:a|b)*exam(?:c|d)*",
	"(?:x*)*exam", "(?:\\w{2}-){3}exam", "(?:exam){0,1}elpm", "(?:exam)?elpm",
	"(?:exam|elpm)?tail[0-9]", "(?:[0-9a-f]{32}|[0-9a-f]{40})exam",
	"exam(?:[0-9a-f]{32}|[0-9a-f]{40})", "exam(?:-[0-9]{2}){1,3}[A-F]{4}", "exam[0-9]{2,}[a-f]{4}",
	"exam[^x]{0,200}[0-9]{8}", "exam\\s*=\\s*[0-9]{8}", "exam[\\x00-\\xff]{2}[0-9]",
	"\\xff\\xfe\\x00exam\\x00", "\\xe4\\xf6\\xfc\\xdf", "(?i)\\xe4xam[a-f]{2}",
	"exam(?i)ELPM(?-i)TAIL", "(?i)e(?-i)XAM", "[eE][xX][aA][mM]", "[Ee]x[Aa]m", "(?i)[e][x]{1}am",
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz[0-9]", "[a-z]+", "\\d{8,}", "", "a", "abc",
	"(?i)abc", "(?:)",
};

#endif
