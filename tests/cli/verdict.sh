# What decides the exit status: --fail-on, --min-confidence, --allow-incomplete, and what the reports say of it.
. "$TESTS/cli/lib.sh.inc"
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=n@example.invalid GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=n@example.invalid

# one rule of each severity, so that boundaries stand still when the built-in rules change
severities='info low medium high critical'
printf 'format: 1\nprovider: Gate\nrules:\n' >gate.yml
for s in $severities; do
	printf "  - id: gate.%s\n    name: Gate %s\n    about: a\n    identity: service\n    severity: %s\n    confidence: high\n    pattern: 'gt%s_[0-9a-z]{20}'\n    revoke: no\n    tests:\n      find:\n        - 'gt%s_{hex:20}'\n" $s $s $s $s $s
done >>gate.yml
for s in $severities; do
	make one/$s.txt "gt${s}_{hex:20}"
done
only="--no-builtin-rules --rules gate.yml"
# last FILE TEXT LABEL: the verdict, which is the last line, is this and no more
last() {
	[ "$(tail -n 1 "$1")" = "$2" ] || { echo "FAIL $3: the verdict is '$(tail -n 1 "$1")', not '$2'"; failed=1; }
}

# every boundary: a finding against a bound
found=0
for s in $severities; do
	found=$((found + 1)) bound=0
	for on in $severities; do
		bound=$((bound + 1)) code=0
		[ $found -lt $bound ] || code=1
		# shellcheck disable=SC2086
		expect $code "$s, --fail-on $on" "$UMBRA" dir one/$s.txt $only --fail-on $on
		has out "Gate $s" "$s, --fail-on $on: is reported whatever the bound"
		above=' or above'
		[ $on != critical ] || above=''
		case $on$code in
		info*) last out "1 credential in 1 place (1 $s)" "$s, --fail-on $on" ;;
		*0) last out "1 credential in 1 place (1 $s), none of severity $on$above (--fail-on $on)" "$s, --fail-on $on" ;;
		*1) last out "1 credential in 1 place (1 $s), 1 place of severity $on$above (--fail-on $on)" "$s, --fail-on $on" ;;
		esac
		# shellcheck disable=SC2086
		expect $code "$s, --fail-on $on: jsonl" "$UMBRA" dir one/$s.txt $only --fail-on $on -f jsonl
		has out "\"fail_on\":\"$on\",\"failing\":$code" "$s, --fail-on $on: summary"
		has out "\"exit_code\":$code" "$s, --fail-on $on: the report says what the process says"
	done
done
# several at once, and what goes with it
mkdir gap many
cp one/low.txt one/medium.txt many
cp one/low.txt one/medium.txt gap
make gap/z.bin 'x'
truncate -s 3M gap/z.bin
cp -r gap 'gap and high'
cp one/high.txt 'gap and high'
while IFS='|' read -r code words args; do
	# shellcheck disable=SC2086
	eval "expect $code '$args' '$UMBRA' $only dir $args"
	last out "$words" "$args"
done <<'T'
1|2 credentials in 2 places (1 medium, 1 low)|many
0|2 credentials in 2 places (1 medium, 1 low), none of severity high or above (--fail-on high)|many --fail-on high
1|2 credentials in 2 places (1 medium, 1 low), 1 place of severity medium or above (--fail-on medium)|many --fail-on medium
1|2 credentials in 2 places (1 medium, 1 low), 2 places of severity low or above (--fail-on low)|many --fail-on low
1|2 credentials in 2 places (1 medium, 1 low)|many --fail-on info
7|2 credentials in 2 places (1 medium, 1 low), 1 place of severity medium or above (--fail-on medium)|many --fail-on medium --exit-code 7
0|2 credentials in 2 places (1 medium, 1 low), none of severity high or above (--fail-on high)|many --fail-on high --exit-code 7
0|2 credentials in 2 places (1 medium, 1 low), 1 place of severity medium or above (--fail-on medium)|many --fail-on medium --exit-zero
4|2 credentials in 2 places (1 medium, 1 low), none of severity high or above (--fail-on high); not everything could be looked at, so this is no all-clear|gap --max-target-megabytes 1 --fail-on high
4|2 credentials in 2 places (1 medium, 1 low), none of severity high or above (--fail-on high); not everything could be looked at, so this is no all-clear|gap --max-target-megabytes 1 --fail-on high --exit-zero
0|2 credentials in 2 places (1 medium, 1 low), none of severity high or above (--fail-on high); accepted, though not looked at: too-big|gap --max-target-megabytes 1 --fail-on high --allow-incomplete too-big
1|3 credentials in 3 places (1 high, 1 medium, 1 low), 1 place of severity high or above (--fail-on high); accepted, though not looked at: too-big|"gap and high" --max-target-megabytes 1 --fail-on high --allow-incomplete too-big
1|3 credentials in 3 places (1 high, 1 medium, 1 low), 1 place of severity high or above (--fail-on high); not everything could be looked at, so this is no all-clear|"gap and high" --max-target-megabytes 1 --fail-on high
3|2 credentials in 2 places (1 medium, 1 low), none of severity high or above (--fail-on high); not everything could be looked at, so this is no all-clear|many nowhere --fail-on high
0|no credentials found|many --enable-rule gate.high --fail-on high
T
# the severity that counts is the one that is reported: a folder of tests lowers it
mkdir -p plain/tests
cp one/high.txt plain/tests
# shellcheck disable=SC2086
expect 0 "lowered" "$UMBRA" dir plain $only --fail-on high
# shellcheck disable=SC2086
expect 1 "lowered to this" "$UMBRA" dir plain $only --fail-on medium
# shellcheck disable=SC2086
expect 1 "explain fails alike" "$UMBRA" explain many $only --fail-on medium
# shellcheck disable=SC2086
expect 0 "explain fails alike, or not" "$UMBRA" explain many $only --fail-on high

# -- gaps -----------------------------------------------------------------------------------------
make clean/a.txt 'nothing'
make clean/z.bin 'x'
truncate -s 3M clean/z.bin
head -c 3000 /dev/urandom | gzip -c | head -c 1000 >clean/cut.gz
limit="dir clean --max-target-megabytes 1"
while IFS='|' read -r code words args; do
	# shellcheck disable=SC2086
	expect $code "allowed: $args" "$UMBRA" $limit $args
	last out "no credentials found; $words" "allowed: $args"
done <<'T'
4|not everything could be looked at, so this is no all-clear|
4|not everything could be looked at, so this is no all-clear|--allow-incomplete too-big
4|not everything could be looked at, so this is no all-clear|--allow-incomplete damaged
4|not everything could be looked at, so this is no all-clear|--allow-incomplete shallow-clone,timeout
0|accepted, though not looked at: too-big, damaged|--allow-incomplete too-big,damaged
0|accepted, though not looked at: too-big, damaged|--allow-incomplete too-big --allow-incomplete damaged,shallow-clone
T
# shellcheck disable=SC2086
expect 4 "one of two" "$UMBRA" $limit --allow-incomplete too-big
has out 'accepted 1: larger than the limit (too-big)' "one of two: the allowed one"
has out 'clean/z.bin' "one of two: is named"
has out 'not covered 1: compressed content that could not be unpacked to its end (damaged)' "one of two: the other one"
# shellcheck disable=SC2086
expect 4 "one of two, jsonl" "$UMBRA" $limit --allow-incomplete too-big -f jsonl
has out '"accepted":["too-big"]' "one of two, jsonl"
has out '"complete":false' "one of two, jsonl: accepted is not complete"
# shellcheck disable=SC2086
expect 0 "both, json" "$UMBRA" $limit --allow-incomplete too-big,damaged -f json
has out '"accepted":["too-big","damaged"]' "both, json"
has out '"too-big":{"count":1,"incomplete":true' "both, json: counted all the same"
has out '"complete":false' "both, json: accepted is not complete"
expect 0 "an allowed gap that is not there" "$UMBRA" dir one/info.txt --allow-incomplete too-big -f jsonl --disable-rule tag:generic
has out '"accepted":[]' "an allowed gap that is not there"

git -c init.defaultBranch=main init -q repo
for n in 1 2 3; do
	echo $n >repo/a
	git -C repo add a
	git -C repo commit -qm $n
done
git clone -q --depth 1 "file://$scratch/repo" shallow 2>/dev/null
expect 4 "a shallow clone" "$UMBRA" git shallow
expect 0 "a shallow clone, allowed" "$UMBRA" git shallow --allow-incomplete shallow-clone
last out 'no credentials found; accepted, though not looked at: shallow-clone' "a shallow clone, allowed"
make shallow/b.env "K=$token"
git -C shallow add b.env
git -C shallow commit -qm secret
expect 1 "a shallow clone with a secret" "$UMBRA" git shallow --allow-incomplete shallow-clone
mkdir empty
expect 4 "nothing there" "$UMBRA" dir empty
expect 0 "nothing there, allowed" "$UMBRA" dir empty --allow-incomplete nothing-to-scan
expect 3 "a failed target is no gap" "$UMBRA" dir nowhere --allow-incomplete nothing-to-scan,unreadable,vanished

# -- confidence -------------------------------------------------------------------------------------
make sure/a.env "TOKEN=$token{nl}"
make sure/b.env "DB_PASSWORD=kestrel-{digits:4}{nl}"
for args in '' '--min-confidence default'; do
	# shellcheck disable=SC2086
	expect 1 "default" "$UMBRA" dir sure $args
	last out '2 credentials in 2 places (1 critical, 1 high)' "default"
	lacks out '--min-confidence' "default: nothing is left out"
done
expect 1 "strict" "$UMBRA" dir sure --min-confidence strict
has out 'rule github.pat-classic' "strict: proved"
lacks out 'rule generic.' "strict: generic"
has out 'left out 1 finding below --min-confidence strict (--show-suppressed shows them)' "strict: told"
last out '1 credential in 1 place (1 critical), 1 suppressed' "strict"
expect 0 "strict: only generic" "$UMBRA" dir sure/b.env --min-confidence strict
has out 'left out 1 finding below --min-confidence strict' "strict: only generic, told"
last out 'no credentials found, 1 suppressed' "strict: only generic"
expect 1 "strict, shown" "$UMBRA" dir sure --min-confidence strict --show-suppressed
has out '[suppressed: confidence below strict]' "strict, shown"
expect 1 "strict, jsonl" "$UMBRA" dir sure --min-confidence strict -f jsonl
has out '"findings":1,"credentials":1,"suppressed":1,"min_confidence":"strict","below_min_confidence":1' "strict, jsonl"
lacks out '"suppressed_by"' "strict, jsonl: only when asked for"
expect 1 "strict, jsonl, shown" "$UMBRA" dir sure --min-confidence strict --show-suppressed -f jsonl
has out '"suppressed_by":"confidence below strict"' "strict, jsonl, shown"
# strict < default < broad: each holds the one before, and the same places of it
make levels/a.env "TOKEN=$token{nl}DB_PASSWORD=kestrel-{digits:4}{nl}SMTP_PASSWORD=administrator{nl}ROOT_PASSWORD=changeme{nl}"
while read -r level lines; do
	expect 1 "$level" "$UMBRA" dir levels --min-confidence $level -f jsonl
	got=$(sed -n 's/.*"type":"finding".*"start_line":\([0-9]*\).*/\1/p' out | tr '\n' ' ')
	[ "$got" = "$lines " ] || { echo "FAIL $level: lines $got, not $lines"; failed=1; }
	has out "\"min_confidence\":\"$level\",\"below_min_confidence\"" "$level: the summary says so"
done <<'T'
strict 1
default 1 2
broad 1 2 3
T
has out '"severity":"low"' "broad: the unlikely is low at most"
has out '"min_confidence":"broad","fails":true' "broad: and says by what it was reported"
expect 0 "broad with --fail-on" "$UMBRA" dir levels/a.env --min-confidence broad --fail-on critical --disable-rule tag:code-host
# a companion that is demanded: missing is no finding, and a weak one; an unlikely companion changes nothing
printf "format: 1\nprovider: Pair\nrules:\n" >pair.yml
for id in id key; do
	printf "  - id: pair.$id\n    name: Pair $id\n    about: a\n    identity: service\n    severity: high\n    confidence: high\n    pattern: 'pr${id}_(?<secret>[0-9a-z]{16})'\n    validate: [entropy]\n    revoke: no\n" >>pair.yml
	[ $id = id ] || printf "    companions: [{ rule: pair.id, lines: 3, required: true }]\n" >>pair.yml
	printf "    tests:\n      find:\n        - 'pr${id}_{base36:16}'\n      ignore:\n        - 'pr'\n" >>pair.yml
done
make pair/both.txt 'prid_{base36:16}{nl}prkey_{base36:16}{nl}'
make pair/alone.txt 'prkey_{base36:16}{nl}'
make pair/weak.txt 'prid_a1a1a1a1b2b2b2b2{nl}prkey_{base36:16}{nl}'
expect 1 "companions" "$UMBRA" dir pair --no-builtin-rules --rules pair.yml -f csv
[ "$(grep -c pair.key out)" = 1 ] && [ "$(grep -c pair.id out)" = 1 ] || { echo "FAIL companions"; cat out; failed=1; }
expect 1 "companions, broad" "$UMBRA" dir pair --no-builtin-rules --rules pair.yml -f jsonl --min-confidence broad
[ "$(grep -c '"type":"finding","rule_id":"pair.key".*"min_confidence":"broad"' out)" = 2 ] && [ "$(grep -c '"type":"finding","rule_id":"pair.key".*"min_confidence":"strict"' out)" = 1 ] || { echo "FAIL companions, broad"; cut -c1-200 out; failed=1; }
has out 'the companion that its rule demands is not beside it' "companions, broad: the reason"
# a state brings back what is weak as such, and is that of one level
git -c init.defaultBranch=main init -q levels-repo
cp levels/a.env levels-repo/
git -C levels-repo add -A
git -C levels-repo commit -qm levels
printf '%064d\n' 7 >state-key
for run in first second; do
	expect 1 "a state, $run" "$UMBRA" git levels-repo --min-confidence broad --state level.state --key-file state-key -f jsonl
	grep '"type":"finding"' out >state.$run
done
has state.second '"min_confidence":"broad"' "a state: weak findings"
cmp -s state.first state.second || { echo "FAIL a state: findings of the second run"; failed=1; }
expect 1 "a state of another level" "$UMBRA" git levels-repo --state level.state --key-file state-key -f jsonl
lacks out '"min_confidence":"broad"' "a state of another level"
# what is weak takes no bytes from what is not, whatever its rule's confidence
cat >two.yml <<'Y'
format: 1
provider: Two
rules:
  - { id: two.high, name: High, about: a, identity: service, severity: high, confidence: high, pattern: 'zzqq_(?<secret>[0-9a-zA-Z]{16})',
      validate: [ charset: { upper: 1 } ], revoke: no, tests: { find: [ 'zzqq_A{hex:15}' ], ignore: [ zz ] } }
  - { id: two.low, name: Low, about: a, identity: service, severity: high, confidence: low, pattern: 'zzqq_(?<secret>[0-9a-z]{16})',
      revoke: no, tests: { find: [ 'zzqq_{hex:16}' ], ignore: [ zz ] } }
Y
make two.txt 'zzqq_{hex:16}'
for level in default broad; do
	expect 1 "overlap, $level" "$UMBRA" dir two.txt --no-builtin-rules --rules two.yml -f jsonl --min-confidence $level
	has out '"rule_id":"two.low"' "overlap, $level"
	has out '"also":[]' "overlap, $level: nor is it named beside"
done
# confidence medium, and proved by a check; and the same without that check
for check in '    validate: [crc32-base62]\n' ''; do
	printf "format: 1\nprovider: P\nrules:\n  - id: p.token\n    name: P\n    about: a\n    identity: service\n    severity: high\n    confidence: medium\n    pattern: 'ppt_[0-9A-Za-z]{36}'\n${check}    revoke: no\n    tests:\n      find:\n        - 'ppt_{base62:30}{crc32-base62:6}'\n" >p.yml
	make proved.txt 'ppt_{base62:30}{crc32-base62:6}'
	code=0
	[ -z "$check" ] || code=1
	expect $code "a rule of medium confidence, '$check'" "$UMBRA" dir proved.txt --no-builtin-rules --rules p.yml --min-confidence strict
	expect 1 "a rule of medium confidence by default, '$check'" "$UMBRA" dir proved.txt --no-builtin-rules --rules p.yml
done
# confidence high, and no check at all
# shellcheck disable=SC2086
expect 1 "a rule of high confidence" "$UMBRA" dir one/high.txt $only --min-confidence strict
last out '1 credential in 1 place (1 high)' "a rule of high confidence"
# what an allow comment suppresses is not counted as left out by strict
make allowed.env "DB_PASSWORD=kestrel-{digits:4} # umbra:allow{nl}"
expect 0 "allowed before it is unsure" "$UMBRA" dir allowed.env --min-confidence strict -f jsonl
has out '"suppressed":1,"min_confidence":"strict","below_min_confidence":0' "allowed before it is unsure"

# -- a hook, a configuration, wrong words --------------------------------------------------------------
make shallow/c.env "DB_PASSWORD=kestrel-{digits:4}{nl}"
git -C shallow add c.env
in_shallow() { ( cd shallow && "$@" ); }
expect 1 "a hook" in_shallow "$UMBRA" hook run pre-commit
expect 0 "a hook that is strict" in_shallow "$UMBRA" hook run pre-commit --min-confidence strict
has out 'left out 1 finding below --min-confidence strict' "a hook that is strict is not silent"

printf 'fail-on: high\nmin-confidence: strict\nallow-incomplete: [too-big, damaged]\n' >gate.conf
expect 0 "configuration" "$UMBRA" dir clean sure/b.env --max-target-megabytes 1 -c gate.conf -f jsonl
has out '"min_confidence":"strict","below_min_confidence":1' "configuration: min-confidence"
has out '"fail_on":"high"' "configuration: fail-on"
has out '"accepted":["too-big","damaged"]' "configuration: every entry of the list"
expect 1 "the command line wins over the configuration" "$UMBRA" dir sure/b.env -c gate.conf --min-confidence default --fail-on info
printf 'allow-incomplete: too-big, damaged\n' >gate.conf
expect 0 "configuration: with a comma" "$UMBRA" dir clean --max-target-megabytes 1 -c gate.conf
expect 0 "a list adds to that of the configuration" "$UMBRA" dir clean empty --max-target-megabytes 1 -c gate.conf --allow-incomplete nothing-to-scan
printf 'allow-incomplete: damaged\n' >gate.conf
expect 0 "a list adds to that of the configuration, both count" "$UMBRA" dir clean --max-target-megabytes 1 -c gate.conf --allow-incomplete too-big
printf 'fail-on: hihg\n' >gate.conf
expect 2 "configuration: a wrong word" "$UMBRA" dir clean -c gate.conf
has err "did you mean 'high'" "configuration: a wrong word"

while IFS='|' read -r words args; do
	# shellcheck disable=SC2086
	eval "expect 2 '$args' '$UMBRA' dir sure $args -r wrong.json"
	has err "$words" "$args"
	[ ! -e wrong.json ] || { echo "FAIL $args: a report was made"; failed=1; }
done <<'T'
'hgih' is no severity for --fail-on (did you mean 'high'?)|--fail-on hgih
'7' is no severity for --fail-on; there are: info, low, medium, high, critical|--fail-on 7
'HIGH' is no severity|--fail-on HIGH
'' is no severity|--fail-on ''
'strickt' is no level of --min-confidence (did you mean 'strict'?)|--min-confidence strickt
'high' is no level of --min-confidence; there are: strict, default, broad|--min-confidence high
(did you mean 'shallow-clone'?)|--allow-incomplete shalow-clone
(did you mean 'too-big'?)|--allow-incomplete damaged,to-big
name each reason|--allow-incomplete all
name each reason|--allow-incomplete too-big,all
'symlink' never keeps a run from being complete|--allow-incomplete symlink
is no reason for --allow-incomplete; there are: unreadable, |--allow-incomplete zzzzzzzz
'' is no reason for --allow-incomplete|--allow-incomplete ''
'' is no reason for --allow-incomplete|--allow-incomplete too-big,
T
expect 2 "no reason" "$UMBRA" dir sure --allow-incomplete
has err 'wants a value' "no reason"
# what is explained is what is reported
for level in strict default broad; do
	expect 1 "dir --min-confidence $level" "$UMBRA" dir sure --min-confidence $level -f jsonl
	grep '"finding"' out | sed 's/.*"rule_id":"\([^"]*\)".*/\1/' | sort >by_dir
	expect 1 "explain --min-confidence $level" "$UMBRA" explain sure --min-confidence $level
	sed -n 's/^  rule  *\([^ :]*\):.*/\1/p' out | sort >by_explain
	cmp -s by_dir by_explain || { echo "FAIL explain --min-confidence $level: not what dir reports"; cat by_dir out; failed=1; }
done
expect 1 "explain --min-confidence strict" "$UMBRA" explain sure --min-confidence strict
last out '1 below --min-confidence strict (--show-suppressed explains them)' "explain --min-confidence strict: what is left out is counted"
expect 1 "explain --min-confidence strict, all" "$UMBRA" explain sure --min-confidence strict --show-suppressed
has out 'rule       generic.' "explain --min-confidence strict, all"
expect 2 "explain --min-confidence, a wrong level" "$UMBRA" explain sure --min-confidence strickt

# -- SARIF ------------------------------------------------------------------------------------------------
python3 -c 'import jsonschema' 2>/dev/null || { echo "SARIF is not checked: python3-jsonschema is not installed"; finish; }
expect 0 "SARIF" "$UMBRA" dir clean sure/b.env --max-target-megabytes 1 --fail-on high --min-confidence strict --allow-incomplete too-big,damaged --show-suppressed -f sarif -r gate.sarif
expect 4 "SARIF of a gap" "$UMBRA" dir clean --max-target-megabytes 1 --allow-incomplete damaged -f sarif -r gap.sarif
python3 "$TESTS/cli/validate.py" "$TESTS/schema/sarif.schema.json" gate.sarif gap.sarif || { echo "FAIL SARIF"; failed=1; }
python3 - <<'P' || failed=1
import json
run, gap = (json.load(open(name))["runs"][0] for name in ("gate.sarif", "gap.sarif"))
assert run["properties"] == {"min_confidence": "strict", "below_min_confidence": 1, "fail_on": "high", "failing": 0, "accepted": ["too-big", "damaged"]}, run["properties"]
assert run["results"][0]["suppressions"] == [{"kind": "external", "justification": "confidence below strict"}], run["results"][0]["suppressions"]
def levels(run):
    return {n["descriptor"]["id"]: n["level"] for n in run["invocations"][0]["toolExecutionNotifications"]}
assert levels(run) == {"too-big": "warning", "damaged": "warning"}, levels(run)
assert levels(gap) == {"too-big": "error", "damaged": "warning"}, levels(gap)
assert run["invocations"][0]["executionSuccessful"] and run["invocations"][0]["exitCode"] == 0
assert not gap["invocations"][0]["executionSuccessful"] and gap["invocations"][0]["exitCode"] == 4
P
finish
