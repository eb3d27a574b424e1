# Reports: no value in any of them, the fields that tools read, one order for any number of threads.
. "$TESTS/cli/lib.sh.inc"
"$MKFIXTURE" sample "$scratch" || exit 1
value=$(sed -n 's/^GITHUB_TOKEN=//p' tree/deploy/.env)
echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key

for format in text json jsonl sarif gitlab junit csv github gitleaks; do
	expect 1 "$format" "$UMBRA" dir tree -f $format
	lacks out "$value" "$format holds no value"
	lacks err "$value" "$format: nor does standard error"
	cp out "first.$format"
	expect 1 "$format to a file" "$UMBRA" dir tree -f $format -r report.$format
	[ "$(stat -c %a report.$format)" = 600 ] || { echo "FAIL $format: mode of the report"; failed=1; }
done
# A report lies in what the next run scans: it is no finding itself (but for ids of AWS keys, which are told as they are).
mkdir own
cp -R tree without
sed -i /AWS/d without/deploy/.env
for format in text json jsonl sarif gitlab junit csv github gitleaks; do
	"$UMBRA" dir without -f $format -r own/report.$format --key-file key 2>/dev/null
done
expect 0 "reports of our own" "$UMBRA" dir own
for format in json jsonl; do
	expect 1 "$format with values" "$UMBRA" dir tree -f $format --show-secrets
	has out "$value" "--show-secrets"
done
for format in sarif gitlab junit csv github gitleaks; do
	expect 2 "$format takes no values" "$UMBRA" dir tree -f $format --show-secrets
	[ ! -s out ] || { echo "FAIL $format: a report that was refused"; failed=1; }
done
# the ending says the format
for ending in json:'{"findings":[' jsonl:'{"type":"finding"' sarif:'{"$schema":' csv:rule_id,rule_name, xml:'<?xml version='; do
	file=ending.${ending%%:*}
	expect 1 "-r $file" "$UMBRA" dir tree -r "$file"
	head -c 40 "$file" | grep -qF -- "${ending#*:}" || { echo "FAIL $file begins with '$(head -c 40 "$file")'"; failed=1; }
done
for n in 1 2 5; do
	SOURCE_DATE_EPOCH=0 "$UMBRA" dir tree -f jsonl -j $n --key-file key 2>/dev/null | grep '"type":"finding"' >threads.$n
	cmp -s threads.1 threads.$n || { echo "FAIL the report depends on the number of threads"; failed=1; }
done
python3 - <<'P' || failed=1
import json
for line in open("first.jsonl"):
    r = json.loads(line)
    if r["type"] == "finding":
        for key in ("rule_id severity path start_line end_line start_column end_column commit blob author date layer redacted "
                    "credential_id exposure_id reasons").split():
            assert key in r, key
assert r["type"] == "summary" and r["findings"] > 0 and r["exit_code"] == 1, r
json.load(open("first.json"))
s = json.load(open("first.sarif"))
run = s["runs"][0]
assert s["version"] == "2.1.0" and run["columnKind"] == "utf16CodeUnits"
for result in run["results"]:
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert not uri.startswith("/"), uri
    assert "primaryLocationLineHash" not in result["partialFingerprints"]
# rules that found something, each once, and no other
assert [r["id"] for r in run["tool"]["driver"]["rules"]] == sorted({r["ruleId"] for r in run["results"]})
P
expect 1 "a report as baseline" "$UMBRA" dir tree -f jsonl -r known.jsonl
expect 0 "what is known is not reported" "$UMBRA" dir tree -b known.jsonl
has out "suppressed" "suppressed is counted"
printf 'B=%s # umbra:allow github.pat-classic\n' "$value" >tree/allowed.env
printf 'B=%s # gitleaks:allow\n' "$value" >>tree/allowed.env
expect 0 "allow comments" "$UMBRA" file tree/allowed.env
expect 1 "--no-ignore" "$UMBRA" file tree/allowed.env --no-ignore
expect 1 "git: history keeps what was removed" "$UMBRA" git repository -f jsonl
has out '"in_head":false' "not in HEAD"
has out '"author":"sample"' "author"
lacks out "$value" "git report holds no value"
expect 0 "explain" "$UMBRA" explain tree/README.md
expect 1 "explain a finding" "$UMBRA" explain tree
has out "because" "reasons in words"
NO_COLOR=1 "$UMBRA" dir tree | grep -q "$(printf '\033')" && { echo "FAIL colours in a pipe"; failed=1; }
finish
