# No value reaches a report, an explanation or a message unless --show-secrets asks for it.
. "$TESTS/cli/lib.sh.inc"
"$MKFIXTURE" sample "$scratch" || exit 1
make tree/keys/aws.env 'AWS_ACCESS_KEY_ID=AKIA{base32:16}{nl}AWS_SECRET_ACCESS_KEY={base64:40}{nl}'
make tree/keys/token.txt "$token{nl}{jwt}{nl}"
make tree/keys/text.yaml 'data: {base64-of:AWS_ACCESS_KEY_ID=AKIA{base32:16}{nl}}{nl}password: "{alnum:24}"{nl}'
# a token whose subject is a password that is found beside it
python3 - "$("$MKFIXTURE" expand 9 '{alnum:24}')" "$("$MKFIXTURE" expand 9 '{base64url:43}')" >tree/keys/nested.env <<'P'
import base64, json, sys
def part(o):
    return base64.urlsafe_b64encode(json.dumps(o).encode()).decode().rstrip("=")
print("DB_PASSWORD=" + sys.argv[1])
print("TOKEN=" + ".".join([part({"alg": "HS256", "typ": "JWT"}), part({"sub": sys.argv[1], "iat": 1700000000}), sys.argv[2]]))
P

# What is shown when asked for is what must not be there otherwise.
expect 1 "with values" "$UMBRA" dir tree -f jsonl --show-secrets
python3 - <<'P' || failed=1
import json
records = [json.loads(line) for line in open("out")]
values = {r.get("secret") for r in records} - {None}
assert len(values) >= 5, len(values)
# the first line of a key block is no secret
parts = {p for v in values for p in v.split("\n") if len(p) >= 12 and not p.startswith("-----")}
open("values", "w").write("".join(p + "\n" for p in sorted(parts)))
P
[ -s values ] || { echo "FAIL no values to look for"; failed=1; }
nothing() { # nothing LABEL: no value in what the last command wrote
	for file in out err; do
		! grep -qFf values "$file" || { echo "FAIL $1: a value in $file"; failed=1; }
	done
}
for format in text json jsonl sarif gitlab junit csv github gitleaks; do
	expect 1 "$format" "$UMBRA" dir tree -f $format -v -l debug
	nothing "$format"
	expect 1 "$format of a history" "$UMBRA" git repository -f $format -v
	nothing "$format of a history"
	expect 1 "$format by a file" "$UMBRA" dir tree -f $format -r report
	cp report out
	nothing "$format by a file"
done
expect 1 "explain" "$UMBRA" explain tree -v
nothing "explain"

# A report is not found again: nothing of it is a finding, in whatever kind of file it is kept.
make tree/keys/ids.env 'ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI{base62:20}{nl}ALIBABA_CLOUD_ACCESS_KEY_SECRET={base62:30}{nl}AWS_ID=ABIA{base32:16}{nl}'
make tree/keys/s3cfg '[default]{nl}access_key = {base62:20}{nl}secret_key = {base62:40}{nl}'
for format in text json jsonl sarif gitlab junit csv github gitleaks; do
	expect 1 "$format" "$UMBRA" dir tree -f $format -v
	for kind in txt md csv log json xml yml env; do
		mkdir -p again && cp out again/report.$kind
	done
	expect 1 "$format of a history" "$UMBRA" git repository -f $format -v
	cp out again/history.txt
	expect 0 "a scan of what $format says" "$UMBRA" dir again
done
expect 1 "explain" "$UMBRA" explain tree -v
cp out again/explain.txt
expect 0 "a scan of what explain says" "$UMBRA" dir again
expect 1 "a password as the subject of a token" "$UMBRA" file tree/keys/nested.env -f jsonl
python3 -c 'import json
claims = [c for line in open("out") for c in json.loads(line).get("claims", []) if c["field"] == "subject"]
assert claims and claims[0]["value"].endswith("********"), claims' || { echo "FAIL a password as the subject of a token"; failed=1; }
expect 1 "suppressed ones" "$UMBRA" dir tree --show-suppressed -f jsonl
nothing "suppressed ones"
has out '"field":"key_id"' "a masked claim is still told"
finish
