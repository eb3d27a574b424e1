# A configuration: all mistakes at once, the verdict for some rules and paths, and the command line above it.
. "$TESTS/cli/lib.sh.inc"
for s in low high; do
	make a/$s.txt "cf${s}_{hex:20}"
done
printf 'format: 1\nprovider: Conf\nrules:\n' >conf-rules.yml
for s in low high; do
	cat >>conf-rules.yml <<Y
  - { id: conf.$s, name: Conf $s, about: a, identity: service, severity: $s, confidence: $([ $s = high ] && echo high || echo low), pattern: 'cf${s}_[0-9a-z]{20}', revoke: no, tags: [conf, $s],
      tests: { find: [ 'cf${s}_{hex:20}' ], ignore: [ cf ] } }
Y
done
cp -r a b
only="--no-builtin-rules --rules conf-rules.yml"
# last TEXT LABEL: the verdict, which is the last line
last() { [ "$(tail -n 1 out)" = "$1" ] || { echo "FAIL $2: the verdict is '$(tail -n 1 out)', not '$1'"; failed=1; }; }

# each row: exit code, the verdict in one line, entries, options
while IFS='|' read -r code words entries args; do
	printf 'verdict:\n' >v.yml
	printf '%s\n' "$entries" | tr ';' '\n' | sed 's/^ */  - /' >>v.yml
	# shellcheck disable=SC2086
	eval "expect $code '$entries $args' '$UMBRA' dir a b $only -c v.yml $args"
	last "$words" "$entries $args"
	# shellcheck disable=SC2086
	eval "expect $code '$entries $args: jsonl' '$UMBRA' dir a b $only -c v.yml $args -f jsonl"
	has out "\"exit_code\":$code" "$entries $args: the report says what the process says"
done <<'T'
1|2 credentials in 4 places (2 high, 2 low), 2 places that fail (2 of 2 by --fail-on info, 0 of 2 by fail-on never in v.yml:2)|{ rule: conf.low, fail-on: never }|
1|2 credentials in 4 places (2 high, 2 low), 2 places that fail (2 of 2 by --fail-on info, 0 of 2 by fail-on never in v.yml:2)|{ rule: tag:low, fail-on: never }|
0|2 credentials in 4 places (2 high, 2 low), none that fails (0 of 4 by fail-on never in v.yml:2)|{ rule: tag:conf, fail-on: never }|
0|2 credentials in 4 places (2 high, 2 low), none that fails (0 of 4 by fail-on critical in v.yml:2)|{ path: '**', fail-on: critical }|
1|2 credentials in 4 places (2 high, 2 low), 1 place that fails (1 of 2 by --fail-on high, 0 of 2 by fail-on never in v.yml:2)|{ path: b/, fail-on: never }|--fail-on high
1|2 credentials in 4 places (2 high, 2 low), 3 places that fail (1 of 2 by --fail-on high, 2 of 2 by fail-on low in v.yml:2)|{ path: b/, fail-on: low }|--fail-on high
1|2 credentials in 4 places (2 high, 2 low), 2 places that fail (1 of 2 by --fail-on high, 0 of 1 by fail-on never in v.yml:2, 1 of 1 by fail-on info in v.yml:3)|{ path: b/, fail-on: never };{ path: b/low.txt, fail-on: info }|--fail-on high
0|2 credentials in 4 places (2 high, 2 low), none that fails (0 of 2 by --fail-on critical, 0 of 2 by fail-on never in v.yml:3)|{ path: b/low.txt, fail-on: info };{ path: b/, fail-on: never }|--fail-on critical
1|2 credentials in 4 places (2 high, 2 low), 1 place that fails (0 of 3 by --fail-on critical, 1 of 1 by fail-on high in v.yml:2)|{ path: b/, rule: conf.high, fail-on: high }|--fail-on critical
1|2 credentials in 4 places (2 high, 2 low)|{ path: nowhere/, fail-on: never }|
1|2 credentials in 3 places (2 high, 1 low), 1 suppressed|{ path: b/, min-confidence: strict }|
1|1 credential in 2 places (2 high), 2 suppressed|{ path: b/, min-confidence: strict }|--min-confidence strict
1|2 credentials in 3 places (2 high, 1 low), 1 suppressed|{ path: b/, min-confidence: default }|--min-confidence strict
1|2 credentials in 4 places (2 high, 2 low)|{ path: b/, min-confidence: strict };{ rule: conf.low, min-confidence: default }|
1|2 credentials in 4 places (2 high, 2 low), 2 places of severity high or above (--fail-on high)|{ path: b/, fail-on: never }|--fail-on high --reset verdict
7|2 credentials in 4 places (2 high, 2 low), 2 places that fail (2 of 2 by --fail-on info, 0 of 2 by fail-on never in v.yml:2)|{ path: b/, fail-on: never }|--exit-code 7
T
printf 'verdict: [ { path: b/, min-confidence: strict, fail-on: never }, { rule: conf.high, fail-on: critical } ]\n' >v.yml
# shellcheck disable=SC2086
expect 1 "reports" "$UMBRA" dir a b $only -c v.yml -f jsonl
has out '"verdict":[{"name":"v.yml:1","rule":null,"path":"b/","min_confidence":"strict","below_min_confidence":1,"fail_on":"never","decided":0,"failing":0},{"name":"v.yml:1","rule":"conf.high","path":null,"fail_on":"critical","decided":2,"failing":0}]' "reports: what each entry came to"
[ "$(grep -c '"fails":true' out)" = 1 ] && [ "$(grep -c '"fails":false' out)" = 2 ] || { echo "FAIL reports: which findings fail"; failed=1; }
# shellcheck disable=SC2086
expect 1 "text" "$UMBRA" dir a b $only -c v.yml
has out 'left out 1 finding below --min-confidence strict in v.yml:1 (--show-suppressed shows them)' "text: what was left out, and by what"
# shellcheck disable=SC2086
expect 1 "junit" "$UMBRA" dir a b $only -c v.yml -f junit
has out 'message="Conf high (cfhi********), high: fail-on critical in v.yml:1"' "junit: what does not fail is skipped, with the reason"
has out 'failures="1"' "junit"
# shellcheck disable=SC2086
expect 0 "explained is what is reported" "$UMBRA" explain b $only -c v.yml
[ "$(grep -c '^  rule' out)" = 1 ] || { echo "FAIL explain"; cat out; failed=1; }
has out '1 below --min-confidence strict in v.yml:1 (--show-suppressed explains them)' "explained is what is reported"
# shellcheck disable=SC2086
expect 0 "explained, with what is not reported" "$UMBRA" explain b $only -c v.yml --show-suppressed
[ "$(grep -c '^  rule' out)" = 2 ] || { echo "FAIL explain --show-suppressed"; cat out; failed=1; }
if python3 -c 'import jsonschema' 2>/dev/null; then
	# shellcheck disable=SC2086
	expect 1 "sarif" "$UMBRA" dir a b $only -c v.yml -f sarif -r v.sarif
	python3 "$TESTS/cli/validate.py" "$TESTS/schema/sarif.schema.json" v.sarif || { echo "FAIL sarif"; failed=1; }
	has v.sarif '"verdict":[{"name":"v.yml:1"' "sarif"
fi
# what is unlikely is reported where it is asked for, and elsewhere as if it had not been
printf "format: 1\nprovider: Weak\nrules:\n  - { id: weak.one, name: Weak, about: a, identity: service, severity: high, confidence: high, pattern: 'wkwk_[0-9a-zA-Z]{16}', validate: [ charset: { upper: 1 } ], revoke: no, tests: { find: [ 'wkwk_A{hex:15}' ], ignore: [ wk ] } }\n" >weak.yml
make weak/in/x 'wkwk_{hex:16}'
make weak/out/x 'wkwk_{hex:16}'
printf 'verdict: [ { path: weak/in/, min-confidence: broad } ]\n' >v.yml
expect 1 "broad in a folder" "$UMBRA" dir weak/in weak/out --no-builtin-rules --rules weak.yml -c v.yml --show-suppressed -f jsonl
has out '"findings":1,"credentials":1,"suppressed":0' "broad in a folder"
lacks out 'weak/out/x' "broad in a folder: not elsewhere"
# the paths of a history are those of its files
git -c init.defaultBranch=main init -q repo
cp -r a repo/deep
git -C repo add -A
git -C repo -c user.name=n -c user.email=n@example.invalid commit -qm one
printf 'verdict: [ { path: deep/, fail-on: never } ]\n' >v.yml
# shellcheck disable=SC2086
expect 0 "git" "$UMBRA" git repo $only -c v.yml
last '2 credentials in 2 places (1 high, 1 low), none that fails (0 of 2 by fail-on never in v.yml:1)' "git"
# a configuration in the tree is a file like any other
cp v.yml a/.umbra.yml
# shellcheck disable=SC2086
expect 1 "not obeyed" "$UMBRA" dir a $only

# -- every mistake -----------------------------------------------------------------------------------
cat >bad.yml <<'Y'
fail-on: hihg
threads: many
exlude: ["*.lock"]
no-ignore: maybe
verdict:
  - { rule: conf.hihg, fail-on: never }
  - { path: 'tests/[', fail-on: hgih }
  - { rul: x, path: y, fail-on: high }
  - { rule: tag:cnof, min-confidence: brod }
  - { rule: conf.low }
  - { fail-on: high }
  - words
disable-rule: [conf.lwo, tag:hgih]
allow-incomplete: [to-big, 'shallow-clone, timeot']
report-format: jsn
max-memory: 3
log-level: loud
config: x
whole-files: true
exclude: { a: b }
exclode: []
Y
for order in "-c bad.yml" "-c bad.yml --reset verdict --reset threads"; do
	# shellcheck disable=SC2086
	expect 2 "mistakes" "$UMBRA" dir a $only $order -r no.json
	[ ! -e no.json ] || { echo "FAIL mistakes: a report was made"; failed=1; }
	while IFS='|' read -r place words; do
		has err "bad.yml:$place: $words" "mistakes $order"
	done <<'T'
1:10|'hihg' is no severity for --fail-on (did you mean 'high'?)
2:10|--threads is a whole number from 1 to 256, not 'many'
3:1|there is no option '--exlude' (did you mean '--exclude'?)
4:12|'true' or 'false' expected
6:13|no rule 'conf.hihg' (did you mean 'conf.high'?)
7:13|path pattern 'tests/[': a '[' without its ']'
7:33|'hgih' is no severity for fail-on (did you mean 'high'?)
8:7|unknown key 'rul' (did you mean 'rule'?)
9:13|no rule has the tag 'cnof' (did you mean 'conf'?)
9:39|'brod' is no level of --min-confidence (did you mean 'broad'?)
10:5|an entry says what must be true
11:5|an entry says of what
12:5|a map (key: value) expected
13:16|no rule 'conf.lwo' (did you mean 'conf.low'?)
13:26|no rule has the tag 'hgih' (did you mean 'high'?)
14:20|'to-big' is no reason for --allow-incomplete (did you mean 'too-big'?)
14:28|'timeot' is no reason for --allow-incomplete (did you mean 'timeout'?)
15:16|no report format 'jsn' (did you mean 'json'?)
16:13|--max-memory is a size
17:12|log-level is error, warn, info or debug, not 'loud'
18:1|'config' cannot stand in a configuration
19:1|--whole-files does not go with 'dir'
20:10|a text expected
21:1|there is no option '--exclode' (did you mean '--exclude'?)
T
	sed -n 's/^bad.yml:\([0-9]*\):.*/\1/p' err >lines
	sort -n lines | cmp -s - lines || { echo "FAIL mistakes: not in the order of lines"; failed=1; }
	has err '24 errors in the configuration' "mistakes: counted"
done
while IFS='|' read -r place words text; do
	printf "$text" >one.yml
	# shellcheck disable=SC2086
	expect 2 "$text" "$UMBRA" dir a $only -c one.yml
	has err "one.yml:$place: $words" "$text"
done <<'T'
1:1|a map of options expected|[a]
2:10|this key is there twice|fail-on: low\nfail-on: high\n
1:10|a list of at most|verdict: high\n
T
expect 2 "no file" "$UMBRA" dir a -c nowhere.yml
has err nowhere.yml "no file"

# -- the command line wins ---------------------------------------------------------------------------------
printf 'fail-on: critical\nexit-zero: true\nexclude: [low.txt]\nlog-level: error\nno-ignore: true\n' >c.yml
row() { # row CODE FINDINGS LABEL ARGS...
	code=$1 findings=$2 label=$3
	shift 3
	# shellcheck disable=SC2086
	expect "$code" "$label" "$UMBRA" dir b $only -c c.yml "$@" -f jsonl
	has out "\"findings\":$findings" "$label"
}
row 0 1 "as configured"
row 0 1 "one of two" --fail-on high
row 5 1 "--exit-code is the same question as exit-zero" --exit-code 5 --fail-on high
row 1 1 "a flag is taken back" --reset exit-zero --fail-on high
row 0 2 "a list is taken back" --reset exclude
row 1 1 "a list is taken back, and another stands in its place" --reset exclude --exclude high.txt --reset exit-zero --fail-on low
row 4 0 "a list is added to" --exclude high.txt
row 0 2 "by another spelling" --reset exclude --reset after
expect 2 "reset what is not there" "$UMBRA" dir b -c c.yml --reset exlude --reset verdct
has err "--reset: there is no 'exlude' (did you mean 'exclude'?)" "reset what is not there"
has err "--reset: there is no 'verdct' (did you mean 'verdict'?)" "reset what is not there, all of it"
expect 2 "nothing to reset" "$UMBRA" dir b --reset exclude
has err 'there is none (--config)' "nothing to reset"
# which commits may stand in it, too
printf 'max-depth: 1\n' >c.yml
git -C repo -c user.name=n -c user.email=n@example.invalid commit -q --allow-empty -m two
# shellcheck disable=SC2086
expect 0 "a range in the configuration" "$UMBRA" git repo $only -c c.yml -f jsonl
has out '"command":"range"' "a range in the configuration"
finish
