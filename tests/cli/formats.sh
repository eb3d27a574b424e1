# Formats of others, read back as their readers do: names that break formats, gaps, what is suppressed, baselines.
. "$TESTS/cli/lib.sh.inc"
echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key
others='gitlab junit csv github gitleaks'
make value "TOKEN=$token{nl}"
python3 "$TESTS/cli/formats.py" names hostile value || exit 1
in_hostile() { (cd hostile && "$UMBRA" dir . --key-file ../key "$@"); }
expect 1 "jsonl" in_hostile -f jsonl -r ../hostile.jsonl
for format in $others; do
	expect 1 "$format" in_hostile -f $format
	cp out "hostile.$format"
	python3 "$TESTS/cli/formats.py" $format "hostile.$format" hostile hostile.jsonl || { echo "FAIL $format: read back"; failed=1; }
	SOURCE_DATE_EPOCH=0 in_hostile -f $format -j 1 >one 2>/dev/null
	SOURCE_DATE_EPOCH=0 in_hostile -f $format -j 5 >five 2>/dev/null
	cmp -s one five || { echo "FAIL $format depends on the number of threads"; failed=1; }
done

findings() { # findings N LABEL: so many in the jsonl report of the last command
	[ "$(grep -c '"type":"finding"' out)" = "$1" ] || { echo "FAIL $2: $(grep -c '"type":"finding"' out) findings, not $1"; failed=1; }
}
# a gap: in every format that has a place for it, else on standard error
mkdir empty clean
echo nothing >clean/a.txt
for format in $others; do
	expect 4 "$format: a gap" "$UMBRA" dir empty -f $format
	cat out err >"gap.$format"
	expect 3 "$format: no such target" "$UMBRA" dir clean nowhere -f $format
	cat out err >"target.$format"
	expect 0 "$format: clean" "$UMBRA" dir clean -f $format
	[ ! -s err ] || { echo "FAIL $format: clean, and words"; failed=1; }
	cp out "clean.$format"
done
has gap.gitlab '"status":"failure"' "gitlab: a gap"
has gap.gitlab '"level":"fatal","value":"nothing there to scan (1)"' "gitlab: a gap in words"
has target.gitlab 'a target could not be opened' "gitlab: no such target"
has clean.gitlab '"status":"success","messages":[]' "gitlab: clean"
has gap.junit '<error message="1 not covered: nothing there to scan" type="nothing-to-scan">' "junit: a gap"
has target.junit '<error message="a target could not be opened"' "junit: no such target"
has clean.junit 'tests="1" failures="0" errors="0" skipped="0"' "junit: clean is a case that passes"
lacks clean.junit '<error' "junit: clean"
has gap.github '::error title=umbra::no credentials found; no all-clear, not covered: nothing there to scan (1)' "github: a gap"
has target.github '::error title=umbra::no credentials found; no all-clear, not covered: a target could not be opened' "github: no such target"
[ "$(cat clean.github)" = '::notice title=umbra::no credentials found' ] || { echo "FAIL github: clean"; failed=1; }
for format in csv gitleaks; do
	has gap.$format "no all-clear, not covered, which $format has no place for: nothing there to scan (1)" "$format: a gap"
	has target.$format "no all-clear" "$format: no such target"
done
[ "$(cat clean.gitleaks)" = '[]' ] || { echo "FAIL gitleaks: clean"; failed=1; }
[ "$(wc -l <clean.csv)" = 1 ] || { echo "FAIL csv: clean is the names alone"; failed=1; }

# a gap and findings that the user lets pass: told, and no failure in the words of the format
mkdir pass
make pass/a.yaml 'password: "{alnum:24}"{nl}'
head -c 1100000 /dev/zero | tr '\0' x >pass/big.txt
for format in $others; do
	expect 0 "$format: let pass" "$UMBRA" dir pass -f $format --max-target-megabytes 1 --allow-incomplete too-big --fail-on high
	cat out err >"pass.$format"
	expect 1 "$format: not let pass" "$UMBRA" dir pass -f $format --max-target-megabytes 1
	cat out err >"fail.$format"
done
has pass.gitlab '"status":"success"' "gitlab: let pass"
has pass.gitlab '{"level":"warn","value":"not covered 1: larger than the limit, accepted: pass/big.txt"}' "gitlab: let pass"
lacks pass.gitlab '"level":"fatal"' "gitlab: let pass"
has fail.gitlab '"status":"failure"' "gitlab: not let pass"
lacks fail.gitlab 'accepted' "gitlab: not let pass"
has pass.junit 'tests="2" failures="0" errors="0" skipped="2"' "junit: let pass"
has pass.junit ', medium: below --fail-on high">' "junit: let pass"
has pass.junit '<skipped message="1 not covered, accepted: larger than the limit">' "junit: let pass"
has fail.junit 'tests="2" failures="1" errors="1" skipped="0"' "junit: not let pass"
python3 -c 'import sys, xml.etree.ElementTree as e
for f in sys.argv[1:]:
    text = open(f).read(); e.fromstring(text[:text.index("</testsuites>") + 13].encode())' pass.junit fail.junit || { echo "FAIL junit: let pass, no XML"; failed=1; }
has pass.github '::warning title=umbra::1 credential in 1 place (1 medium); accepted, though not covered: larger than the limit (1, accepted)' "github: let pass"
has fail.github '::error title=umbra::1 credential in 1 place (1 medium); no all-clear, not covered: larger than the limit (1)' "github: not let pass"
for format in csv gitleaks; do
	has pass.$format "accepted, though not covered, which $format has no place for: larger than the limit (1, accepted)" "$format: let pass"
done

# most severe first, whatever the order of places
make mixed/a.yaml 'password: "{alnum:24}"{nl}'
make mixed/b.env "TOKEN=$token{nl}"
make mixed/c.yaml 'password: "{alnum:24}"{nl}'
make mixed/docs/d.yaml 'password: "{alnum:24}"{nl}'
make mixed/e.env "A=$token{nl}B=$token # umbra:allow{nl}"
expect 1 "github: the order" "$UMBRA" dir mixed -f github
cut -d' ' -f1 out | tr '\n' ' ' >kinds
[ "$(cat kinds)" = '::error ::error ::warning ::warning ::notice ::notice ' ] || { echo "FAIL github: the order is $(cat kinds)"; failed=1; }
has out ', 1 suppressed' "github: suppressed is counted"
lacks out 'GitHub shows' "github: fewer than ten"

# suppressed: not there, unless asked for, and marked then
for format in $others; do
	expect 1 "$format" "$UMBRA" dir mixed/e.env -f $format
	cp out without
	expect 1 "$format: suppressed is shown" "$UMBRA" dir mixed/e.env -f $format --show-suppressed
	for mark in gitlab:flagged-as-likely-false-positive 'junit:<skipped message="comment umbra:allow"/>' 'csv:comment umbra:allow' \
		'github:Suppressed: comment umbra:allow.' 'gitleaks:"suppressed"]'; do
		[ "${mark%%:*}" = $format ] || continue
		has out "${mark#*:}" "$format: suppressed is marked"
		lacks without "${mark#*:}" "$format: suppressed is left out"
	done
done

# GitLab knows a finding by its id: the same in the next run, and when lines move; two places are two
id() { "$UMBRA" dir mixed -f gitlab --key-file key 2>/dev/null | sed -n 's/^{"id":"\([^"]*\)".*"file":"mixed\/e.env".*/\1/p'; }
id >before
make mixed/e.env "{nl}{nl}A=$token{nl}"
id >after
[ -s before ] && cmp -s before after || { echo "FAIL gitlab: ids change"; failed=1; }
make mixed/e.env "A=$token{nl}"
cat mixed/e.env mixed/e.env >twice
mv twice mixed/e.env
id >two
[ "$(sort -u two | wc -l)" = 2 ] && [ "$(head -1 two)" = "$(cat before)" ] || { echo "FAIL gitlab: two places"; failed=1; }

# without a key the same in the next run as well, and for a target that is named twice still one for each
plain() { "$UMBRA" dir "$@" -f gitlab 2>/dev/null | sed -n 's/^{"id":"\([^"]*\)".*/\1/p' | sort; }
plain mixed >first
plain mixed >second
[ -s first ] && cmp -s first second || { echo "FAIL gitlab: ids without a key change"; failed=1; }
plain mixed mixed >doubled
[ "$(uniq doubled | wc -l)" = $((2 * $(wc -l <first))) ] || { echo "FAIL gitlab: ids that are there twice"; failed=1; }
cp mixed/b.env known.env
"$MKFIXTURE" expand 19 "TOKEN=$token{nl}" >mixed/b.env
plain mixed >other-value
cmp -s first other-value || { echo "FAIL gitlab: an id without a key says something of the value"; failed=1; }
mv known.env mixed/b.env

# gitleaks: our own baseline, and the fingerprints as lines of an ignore file
expect 1 "gitleaks" "$UMBRA" dir mixed -f gitleaks -r known.json
expect 1 "gitleaks: as a baseline of plain files, where a new value could stand in the old line" "$UMBRA" dir mixed -b known.json
has err "without values" "gitleaks: what such a baseline knows is told"
python3 -c 'import json; print("\n".join(r["Fingerprint"] for r in json.load(open("known.json"))))' >ignore
expect 0 "gitleaks: as an ignore file" "$UMBRA" dir mixed -i ignore
# in a history: a new value in a known place is a version of its own; blobs that nothing names are no place
git -c init.defaultBranch=main init -q repository
commit() { git -C repository add -A && git -C repository -c user.name=a -c user.email=a@example.invalid -c commit.gpgsign=false commit -q -m "$1"; }
cp value repository/a.env
commit one
"$MKFIXTURE" expand 8 "TOKEN=$token{nl}" >other
git -C repository hash-object -w "$scratch/other" >/dev/null
expect 1 "gitleaks of a history" "$UMBRA" git repository -f gitleaks -r history.json
expect 1 "gitleaks: a history as a baseline" "$UMBRA" git repository -b history.json -f jsonl
findings 1 "gitleaks: a history as a baseline"
has out '"unreachable":true' "gitleaks: a history as a baseline"
"$MKFIXTURE" expand 9 "TOKEN=$token{nl}" >repository/a.env
commit two
expect 1 "gitleaks: another version" "$UMBRA" git repository -b history.json -f jsonl
findings 2 "gitleaks: another version"
has out '"path":"a.env"' "gitleaks: another version"
# one with values knows the value, wherever it stands
sed 's/TOKEN=//' value | python3 -c 'import json, sys; print(json.dumps([{"File": "mixed/b.env", "Secret": sys.stdin.read().strip(), "RuleID": "x", "StartLine": 9}]))' >valued.json
expect 0 "a baseline with values" "$UMBRA" dir mixed/b.env -b valued.json
lacks err "without values" "a baseline with values"
finish
