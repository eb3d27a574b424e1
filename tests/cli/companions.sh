# What belongs together: an account and its secret are told as one credential, everywhere; a companion that is demanded must be there.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
export GIT_CONFIG_NOSYSTEM=1
make key '{hex:64}'
id='AK{repeat:IA:1}{base32:16}'

mkdir tree
make tree/credentials "[default]{nl}aws_access_key_id = $id{nl}aws_secret_access_key = {base64:40}{nl}"
account=$(sed -n 's/^aws_access_key_id = //p' tree/credentials)
secret=$(sed -n 's/^aws_secret_access_key = //p' tree/credentials)
printf 'key id: %s\n' "$account" >tree/elsewhere.txt
expect 1 "an account and its secret" "$UMBRA" dir tree
has out "1 credential in 3 places" "one credential"
has out "with      ${account%??????????}********  AWS access key id  line 2" "the account, as far as it is not found again"
lacks out "$account" "the account, which is a finding by itself"
has out "AWS secret access key  ${secret%"${secret#??}"}********" "the secret masked, at the head"
lacks out "$secret" "the secret"
[ "$(grep -c '^  id ' out)" = 1 ] || { echo "FAIL one block"; sed 's/^/  /' out; failed=1; }
expect 1 "json" "$UMBRA" dir tree -f json --key-file key
ACCOUNT=$account python3 - <<'P' || failed=1
import json, os
r = json.load(open("out"))
by = {}
for f in r["findings"]:
    by.setdefault(f["rule_id"], []).append(f)
(secret,) = by["aws.secret-access-key"]
assert len(by["aws.access-key-id"]) == 2
(c,) = secret["companions"]
assert c["redacted"] == os.environ["ACCOUNT"][:10] + "********" and "value" not in c and c["part"] == "account" and c["line"] == 2 and c["rule_id"] == "aws.access-key-id", c
assert "part_of" not in secret and all(f["part_of"] == secret["credential_id"] for f in by["aws.access-key-id"])
(credential,) = r["credentials"]
assert credential["credential_id"] == secret["credential_id"] and len(credential["exposures"]) == 3
(beside,) = [f for f in by["aws.access-key-id"] if f.get("companions")]
assert "value" not in beside["companions"][0] and beside["companions"][0]["redacted"].endswith("********")
P
for format in jsonl sarif; do
	expect 1 "$format" "$UMBRA" dir tree -f $format
	has out '"companions":[{"rule_id":"aws.access-key-id"' "$format names it"
	lacks out "$secret" "$format"
done
expect 1 "explained" "$UMBRA" explain tree
has out "with       ${account%??????????}********, AWS access key id in line 2" "explain names it"
grep -Eq '^  also at    [^:]+:2:[0-9]+$' out || { echo "FAIL explain says the line of another place"; cat out; failed=1; }
"$UMBRA" dir tree --handover 1pux 2>report | cat >export.1pux
unzip -p export.1pux export.data >data || { echo "FAIL hand-over"; failed=1; }
ACCOUNT=$account SECRET=$secret python3 - <<'P' || failed=1
import json, os
items = [i for v in json.load(open("data"))["accounts"][0]["vaults"] for i in v["items"]]
(item,) = items
fields = {f["id"]: list(f["value"].values())[0] for s in item["details"]["sections"] for f in s["fields"]}
assert fields["username"] == os.environ["ACCOUNT"] and fields["credential"] == os.environ["SECRET"], fields.keys()
P

# what names a user or a host is told with a secret only, and takes nothing from one
mkdir db
make db/a.env "DB_HOST=db.example.org{nl}DB_USER=shop{nl}DB_PASSWORD={alnum:20}{nl}"
printf 'DB_HOST=db.example.org\nDB_USER=shop\n' >db/b.env
expect 1 "host, user and password" "$UMBRA" dir db
has out "1 credential in 1 place" "one finding"
has out "db.example.org  Database host  line 1" "the host"
has out "shop  Database user  line 2" "the user"
lacks out b.env "without a password"
expect 1 "all of it in broad" "$UMBRA" dir db --min-confidence broad
lacks out b.env "without a password, in broad"
sed 's/$/ # umbra:allow/' db/a.env >db/c.env && rm db/a.env
expect 0 "a password that is allowed takes its user along" "$UMBRA" dir db

# each under its heading: the nearest of another section is none
profiles='[default]{nl}aws_secret_access_key = {base64:40}{nl}{nl}[profile prod]  ; the other{nl}'"aws_access_key_id = $id{nl}region = eu-west-1{nl}{nl}aws_secret_access_key = {base64:40}{nl}[third]{nl}aws_access_key_id = $id{nl}"
mkdir ini && make ini/credentials "$profiles"
expect 1 "sections" "$UMBRA" dir ini -f json
pairs() { # of each finding its line, and those of its companions
	python3 -c 'import json
for f in sorted(json.load(open("out"))["findings"], key=lambda f: f["start_line"]):
    print(f["start_line"], *[c["line"] for c in f.get("companions", [])])' >pairs.now
	printf "$1" >pairs.want
	cmp -s pairs.now pairs.want || { echo "FAIL $2"; cat pairs.now; failed=1; }
}
pairs '2\n5 8\n8 5\n10\n' "sections"
(head -c 3000 /dev/zero | tr '\0' '#'; echo; cat ini/credentials) >ini/x && mv ini/x ini/credentials
expect 1 "sections, farther down" "$UMBRA" dir ini -f json
pairs '3\n6 9\n9 6\n11\n' "sections, farther down"
{ echo 'data: |'; sed 's/^/  /' ini/credentials; } >ini/x && mv ini/x ini/credentials
expect 1 "sections, indented" "$UMBRA" dir ini -f json
pairs '4\n7 10\n10 7\n12\n' "sections, indented"
# what stands in brackets and is no heading
make ini/credentials "k = [{nl}]{nl}aws_secret_access_key = {base64:40}{nl}[\"a\"]{nl}[1, 2]{nl}[info] said{nl}[]{nl}aws_access_key_id = $id{nl}"
expect 1 "no sections" "$UMBRA" dir ini -f json
pairs '3 8\n8 3\n' "no sections"
make ini/encoded "x: {base64-of:[default]{nl}aws_secret_access_key = {base64:40}{nl}[prod]{nl}aws_access_key_id = $id{nl}}{nl}" && rm ini/credentials
expect 1 "sections, decoded" "$UMBRA" dir ini -f json
pairs '1\n1\n' "sections, decoded"

# a companion that is demanded, and the nearest of several
cat >pack.yml <<'P'
format: 1
provider: Made
rules:
  - id: pack.secret
    name: Made secret
    severity: high
    confidence: high
    pattern: '\bqzqs_(?<secret>[a-z0-9]{12})\b'
    validate: [{ placeholder: { off: true } }]
    companions: [{ rule: pack.account, lines: 3, required: true }]
  - id: pack.account
    name: Made account
    severity: info
    confidence: high
    part: account
    validate: [{ placeholder: { off: true } }]
    pattern: '\bqzqa_(?<secret>[0-9]{8})\b'
P
only="--rules pack.yml --enable-rule pack.secret --enable-rule pack.account"
mkdir made
"$MKFIXTURE" expand 7 'qzqa_11111111{nl}x{nl}x{nl}qzqs_{base36:12}{nl}qzqa_22222222{nl}x{nl}x{nl}x{nl}x{nl}qzqs_{base36:12}{nl}' >made/a
expect 1 "near and far" "$UMBRA" dir made $only
has out "made/a:4:" "within the lines"
lacks out "made/a:10:" "too far away"
has out "22222222  Made account  line 5" "the nearest"
lacks out 11111111 "not the other one"
expect 1 "the far one in broad" "$UMBRA" dir made $only --min-confidence broad
has out "made/a:10:" "is told there"

# wherever windows cut a file, and however it comes
python3 - <<'P'
import random
r = random.Random(5)
word = lambda n, abc: "".join(r.choice(abc) for _ in range(n))
with open("long", "w") as f:
    for i in range(3000):
        f.write("qzqa_%s\n%s\nqzqs_%s\n" % (word(8, "0123456789"), "abc d" * (600 + i % 40), word(12, "abcdefghijkmnpqrstuvwxyz23456789")))
        f.write("\n" * 8)
P
expect 1 "a long file" "$UMBRA" file long $only -f jsonl
[ "$(grep -c '"companions":\[{"rule_id":"pack.account"' out)" = 3000 ] || { echo "FAIL $(grep -c '"companions"' out) of 3000 have their companion"; failed=1; }
expect 1 "as a pipe" sh -c "cat long | '$UMBRA' stdin $only -f jsonl"
[ "$(grep -c '"companions":\[{"rule_id":"pack.account"' out)" = 3000 ] || { echo "FAIL pipe: $(grep -c '"companions"' out) of 3000"; failed=1; }

# versions of a history: each by what it holds itself, and the same again from a state
git init -q -b main repo
"$MKFIXTURE" expand 9 'a{nl}qzqs_{base36:12}{nl}' >repo/only
commit "without its account"
expect 0 "no version has both" "$UMBRA" git repo $only
(echo qzqa_33333333 && cat repo/only) >two && mv two repo/only
commit "with it"
expect 1 "one version has" "$UMBRA" git repo $only -f jsonl --key-file key
[ "$(grep -c '"type":"finding"' out)" = 1 ] || { echo "FAIL one version"; failed=1; }
has out '"value":"33333333"' "its account"
has out "$(git -C repo rev-parse HEAD:only)" "by the version that has both"
expect 1 "with a state" "$UMBRA" git repo $only -f jsonl --key-file key --state s
cp out first
expect 1 "from a state" "$UMBRA" git repo $only -f jsonl --key-file key --state s
[ "$(grep '"finding"' first)" = "$(grep '"finding"' out)" ] || { echo "FAIL from a state it is another finding"; failed=1; }
git init -q -b main sections && make sections/credentials "$profiles" && git -C sections add -A && git -C sections commit -qm sections
for round in first again; do
	expect 1 "sections, a state, $round" "$UMBRA" git sections -f json --key-file key --state t
	pairs '2\n5 8\n8 5\n10\n' "sections, a state, $round"
done
# what is staged: the account may stand in a line that was there before
printf 'qzqa_44444444\n' >repo/other && commit "an account"
"$MKFIXTURE" expand 11 'qzqa_44444444{nl}qzqs_{base36:12}{nl}' >repo/other && git -C repo add -A
expect 1 "staged" "$UMBRA" git repo --staged $only
has out 44444444 "beside a line of before"
finish
