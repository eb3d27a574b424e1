/* Foreign rules: their patterns, their paths, and what becomes of each of them. */
#include "harness/check.h"
#include "harness/make_rules.h"
#include "base/path.h"
#include "rule/import.h"

static void test_pattern(void **state)
{
	static const char *const rows[][2] = {
		{ "abc", "abc" },
		{ "(?x) a b # c\n [ #] \\ \\#", "ab[ #][ ]#" },
		{ "(?xi)\n  key\n  \\s+ # more\n  ([a-z]{3})\n", "(?i)key\\s+([a-z]{3})" },
		{ "(?i)(?x) a [^]x ] b", "(?i)a[^]x ]b" },
		{ "a\nb\tc", "a\\nb\\tc" },
		{ "\\\"[[:alnum:]\\]]\\/", "\"[[:alnum:]\\]]/" },
	};
	umb_arena arena = UMB_ARENA_INIT;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		CHECK_EQ_STR(umb_import_pattern(&arena, rows[i][0]), rows[i][1], rows[i][0]);
	umb_arena_clear(&arena);
}

/* The expression, a path that it matches and one that it does not; NULL: no gitignore pattern says that. */
static const char *const paths[][3] = {
	{ "go\\.(?:mod|sum)$", "src/go.mod", "src/go.modx" },
	{ "go\\.(?:mod|sum)$", "cargo.sum", "go.sum/x" },
	{ "^docs/", "docs/a/b", "src/docs/a" },
	{ "(?:^|/)vendor/modules\\.txt$", "a/vendor/modules.txt", "a/xvendor/modules.txt" },
	{ "(?i)\\.(?:png|jpe?g)$", "a/b.JPEG", "a/b.jpgx" },
	{ "(?i)\\.(?:png|jpe?g)$", "b.Jpg", "png" },
	{ "node_modules", "x/my_node_modules2/y/z", "x/node-modules/y" },
	{ "(^|/)test/.*", "a/test/b/c", "a/tests/b" },
	{ "a\\.b[^/]*\\.c$", "x/a.bxx.c", "x/a.b/x.c" },
	{ "gitleaks\\.toml", ".gitleaks.toml", "gitleaks.yml" },
	{ "a(?:/.*)+b", NULL, NULL },
	{ "x\\d+", NULL, NULL },
	{ "(?=x)", NULL, NULL },
	{ "a{2}", NULL, NULL },
	{ "(a", NULL, NULL },
};

static void test_paths(void **state)
{
	umb_arena arena = UMB_ARENA_INIT;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(paths); i++) {
		const char *const *globs = umb_import_globs(&arena, paths[i][0]);
		bool               yes = false, no = false;

		CHECK_EQ_INT(globs != NULL, paths[i][1] != NULL, paths[i][0]);
		for (size_t k = 0; globs && globs[k]; k++) {
			CHECK(!umb_glob_fault(globs[k]), globs[k]);
			yes = yes || umb_glob_match(globs[k], umb_slice_str(paths[i][1]));
			no  = no || umb_glob_match(globs[k], umb_slice_str(paths[i][2]));
		}
		CHECK(!globs || yes, paths[i][0]);
		CHECK(!no, paths[i][0]);
	}
	umb_arena_clear(&arena);
}

typedef struct made {
	umb_arena  arena;
	umb_import im;
	umb_buf    notes, pack;
	made_rules rules;
} made;

static umb_status import(made *m, const char *kind, const char *text)
{
	umb_status  st;
	const char *pack;

	memset(m, 0, sizeof(*m));
	m->im = (umb_import){ .arena = &m->arena, .prefix = "t", .file = "f", .line = made_line, .ctx = &m->notes };
	st    = umb_importer_find(kind)->read(&m->im, umb_slice_str(text), NULL);
	if (st == UMB_OK) {
		assert_int_equal(umb_import_print(&m->im, &m->pack), UMB_OK);
		pack = umb_buf_str(&m->pack);
		make_rules(&m->rules, &pack, 1);
	}
	return st;
}

static void clear(made *m)
{
	umb_import_clear(&m->im);
	umb_buf_clear(&m->notes);
	umb_buf_clear(&m->pack);
	if (m->rules.rs)
		clear_rules(&m->rules);
	umb_arena_clear(&m->arena);
}

/* What is taken, in part, and not; what the pack and the notes say. */
static const struct {
	const char *kind, *text;
	size_t      n, n_partly, n_left_out;
	const char *pack, *notes;
} rows[] = {
	{ "gitleaks", "[[rules]]\nid='A_b'\nregex='''vendorkey_([a-z]{20})'''\nentropy=3.5\nkeywords=['vendorkey']\n", 1, 0, 0, "id: t.a-b\n", "" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''vendorkey_([a-z]{20})'''\nentropy=3.5\n", 1, 0, 0, "entropy: { min: 3.5 }", "" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''(x)vendorkey_([a-z]{20})'''\nsecretGroup=2\n", 1, 0, 0, "secret: '2'", "" },
	{ "betterleaks", "[[rules]]\nid='a'\nregex='''[a-z]{8}=([0-9]{20})'''\nkeywords=['acme']\n", 1, 1, 0, "literals: ['acme']", "a keyword is a part of the match" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''[a-z]{8}=([0-9]{20})'''\nkeywords=['ab']\n", 0, 0, 1, "  []\n", "left out: no literal" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''[a-z]{8}=([0-9]{20})'''\n", 0, 0, 1, NULL, "left out: no literal" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''(?<!x)vendorkey_[a-z]{20}'''\n", 0, 0, 1, NULL, "left out: " },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''vendorkey_([a-z])\\1'''\n", 0, 0, 1, NULL, "left out: " },
	{ "gitleaks", "[[rules]]\nid='a'\npath='''\\.p12$'''\n", 1, 0, 0, "only: ['**/*.p12']", "" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''vendorkey_[a-z]{20}'''\npath='''\\.tf$'''\n", 1, 0, 0, "only: ['**/*.tf']", "" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''vendorkey_[a-z]{20}'''\npath='''\\d'''\n", 1, 1, 0, NULL, "looked for in all files" },
	{ "gitleaks", "[allowlist]\npaths=['''^test/''']\nstopwords=['x']\n[[rules]]\nid='a'\nregex='''vendorkey_[a-z]{20}'''\n", 1, 0, 0, "never: ['/test/**']", "'stopwords' cannot be expressed" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''vendorkey_[a-z]{20}'''\n[[rules.allowlists]]\ncondition='AND'\npaths=['''^t/''']\nregexes=['x']\n", 1, 1, 0, NULL, "only together with something else" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''vendorkey_[a-z]{20}'''\n[[rules]]\nid='a'\nregex='''otherkey_[a-z]{20}'''\n", 2, 0, 0, "id: t.a-2\n", "" },
	{ "gitleaks", "[[rules]]\nid='a'\nregex='''vendorkey_[a-z]{20}'''\nfilter='x'\n", 1, 1, 0, NULL, "key 'filter' cannot be expressed" },
	{ "gitleaks", "[[rules]]\nid='a\"''b\nc'\n", 0, 0, 0, NULL, NULL },
	{ "noseyparker", "rules:\n- name: N\n  id: np.x.1\n  pattern: |\n    (?x)\n    vendorkey  # the name\n    = ([a-z]{20})\n  examples: ['a']\n", 1, 0, 0, "pattern: 'vendorkey=([a-z]{20})'", "" },
	{ "kingfisher", "rules:\n- name: N\n  id: k.1\n  pattern: 'vendorkey(a|b)(?P<TOKEN>[a-z]{20})'\n  min_entropy: 3.3\n  confidence: high\n", 1, 0, 0, "secret: 'TOKEN'", "" },
	{ "kingfisher", "rules:\n- {name: N, id: k.1, pattern: 'vendorkey[a-z]{20}', visible: false}\n", 0, 0, 1, NULL, "not visible by itself" },
	{ "kingfisher", "rules:\n- {name: N, id: k.1, pattern: 'vendorkey[a-z]{20}', depends_on_rule: []}\n", 1, 1, 0, NULL, "what it needs of other rules" },
	{ "kingfisher", "norules: 1\n", 0, 0, 0, NULL, NULL },
	{ "trufflehog", "detectors:\n- name: D\n  keywords: [vendor]\n  regex:\n    one: 'vendorkey[a-z]{20}'\n    two: 'vendorid[a-z]{20}'\n  verify: []\n", 2, 2, 0, "id: t.d-two", "found by itself" },
	{ "trufflehog", "detectors:\n- {name: D, regex: {r: 'vendorkey[a-z]{20}'}, exclude_words: [x]}\n", 1, 1, 0, NULL, "its exclude_words cannot be expressed" },
	{ "git-secrets", "vendorkey[a-z]{20}\n# x\n(A3T[A-Z0-9]|AKIA)[A-Z0-9]{16}\n", 2, 0, 0, "secret: '0'", "" },
	{ "git-secrets", "[user]\n\tname = x\n[secrets]\n\tpatterns = vendor\\\\.key[a-z]{20}\n\tallowed = x\n", 1, 0, 0, "pattern: 'vendor\\.key[a-z]{20}'", "a file .gitallowed says it" },
};

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		made       m;
		umb_status st = import(&m, rows[i].kind, rows[i].text);

		CHECK_EQ_INT(st, rows[i].notes ? UMB_OK : UMB_E_FORMAT, rows[i].text);
		CHECK_EQ_INT(m.im.n_rules, rows[i].n, rows[i].text);
		CHECK_EQ_INT(m.im.n_partly, rows[i].n_partly, rows[i].text);
		CHECK_EQ_INT(m.im.n_left_out, rows[i].n_left_out, rows[i].text);
		if (rows[i].notes) {
			/* It compiles as it is, and with as many rules. */
			CHECK_EQ_STR(made_told(&m.rules), "", rows[i].text);
			CHECK_EQ_INT(m.rules.t.n_rules, rows[i].n, rows[i].text);
			CHECK(rows[i].notes[0] ? strstr(umb_buf_str(&m.notes), rows[i].notes) != NULL : m.notes.len == 0, rows[i].text);
			if (rows[i].pack)
				CHECK(strstr(umb_buf_str(&m.pack), rows[i].pack), umb_buf_str(&m.pack));
		}
		clear(&m);
	}
}

static void test_guess(void **state)
{
	UMB_UNUSED(state);
	assert_string_equal(umb_importer_guess(umb_slice_str(""), umb_slice_str(".gitleaks.toml"))->name, "gitleaks");
	assert_string_equal(umb_importer_guess(umb_slice_str("rules:\n"), umb_slice_str("a.yml"))->name, "kingfisher");
	assert_string_equal(umb_importer_guess(umb_slice_str("detectors:\n"), umb_slice_str("a.yaml"))->name, "trufflehog");
	assert_string_equal(umb_importer_guess(umb_slice_str("[secrets]\n"), umb_slice_str("config"))->name, "git-secrets");
	assert_null(umb_importer_guess(umb_slice_str("x"), umb_slice_str("x")));
	assert_null(umb_importer_find("semgrep"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pattern), cmocka_unit_test(test_paths), cmocka_unit_test(test_rows), cmocka_unit_test(test_guess),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
