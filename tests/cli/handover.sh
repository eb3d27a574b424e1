# Hand-over: to a pipe only, unless asked in full words; read back by unzip and Python.
. "$TESTS/cli/lib.sh.inc"
"$MKFIXTURE" sample "$scratch" || exit 1
value=$(sed -n 's/^GITHUB_TOKEN=//p' tree/deploy/.env)

expect 2 "a plain file as standard output is refused" "$UMBRA" dir tree --handover 1pux
lacks out "$value" "nothing was written"
has err "plain file" "says why"
"$UMBRA" dir tree --handover 1pux 2>report | cat >export.1pux
has report "credential" "the ordinary report goes to standard error"
lacks report "$value" "without values"
unzip -qo export.1pux -d export || { echo "FAIL unzip"; failed=1; }
VALUE=$value python3 - <<'P' || failed=1
import json, os
attributes = json.load(open("export/export.attributes"))
assert attributes["version"] == 3
data = json.load(open("export/export.data"))
items = [i for v in data["accounts"][0]["vaults"] for i in v["items"]]
field_keys = {"title", "id", "value", "indexAtSource", "guarded", "multiline", "dontGenerate", "inputTraits"}
secrets = []
for item in items:
    assert {"uuid", "favIndex", "createdAt", "updatedAt", "state", "categoryUuid", "details", "overview"} <= set(item)
    assert "Found in:" in item["details"]["notesPlain"]
    for section in item["details"]["sections"]:
        for field in section["fields"]:
            assert set(field) == field_keys and len(field["value"]) == 1, field
            if field["id"] == "credential":
                secrets.append(field["value"]["concealed"])
assert os.environ["VALUE"] in secrets
assert len(secrets) == len(set(secrets)) == len(items)
P
expect 2 "a file inside the tree" "$UMBRA" dir tree --handover 1pux --handover-plaintext-file tree/x.1pux
expect 1 "a file in full words" "$UMBRA" dir tree --handover 1pux --handover-plaintext-file out.1pux
[ "$(stat -c %a out.1pux)" = 600 ] || { echo "FAIL mode of the hand-over"; failed=1; }
expect 2 "it must not exist" "$UMBRA" dir tree --handover 1pux --handover-plaintext-file out.1pux
# a container without /dev/pts has no terminal to refuse
if script -qec true /dev/null >/dev/null 2>&1; then
	expect 2 "a terminal" script -qec "'$UMBRA' dir tree --handover 1pux" /dev/null
else
	echo "skipped: no pseudo-terminal here"
fi
expect 1 "a descriptor" sh -c "{ '$UMBRA' dir tree --handover 1pux --handover-fd 3 3>&1 >text; } | cat >by-fd.1pux; '$UMBRA' dir tree >/dev/null"
unzip -tq by-fd.1pux >/dev/null || { echo "FAIL descriptor"; failed=1; }
{ "$UMBRA" dir tree --handover 1pux --handover-fd 1 -f jsonl 2>report; echo $? >code; } | cat >by-one.1pux
unzip -tq by-one.1pux >/dev/null || { echo "FAIL --handover-fd 1"; failed=1; }
has report '"type":"summary"' "--handover-fd 1: the report goes to standard error"
{ "$UMBRA" dir tree --handover 1pux --handover-fd 3 3>&1 2>report; } | cat >by-twin.1pux
unzip -tq by-twin.1pux >/dev/null || { echo "FAIL a descriptor of the same pipe"; failed=1; }
has report "credential" "a descriptor of the same pipe: the report goes to standard error"
for twin in '--handover-fd 2 2>&1' '2>&1' '--handover-fd 1 2>&1' '--handover-fd 1 -r file 2>&1'; do
	{ sh -c "'$UMBRA' dir tree --handover 1pux $twin"; echo $? >code; } | cat >mixed
	[ "$(cat code)" = 2 ] || { echo "FAIL $twin: exit $(cat code)"; failed=1; }
	has mixed "where standard error goes" "$twin: says why"
done
# What was left out is not handed over because --show-suppressed shows it, whether it lies once or twice; what counts in one place is.
mkdir twice && cp tree/deploy/.env twice/a.env && cp tree/deploy/.env twice/b.env
"$UMBRA" dir twice -f json >twice.json 2>/dev/null
"$UMBRA" dir twice -b twice.json --show-suppressed --handover 1pux 2>report | cat >none.1pux
has report "suppressed" "suppressed twice: shown"
unzip -p none.1pux export.data >none || { echo "FAIL suppressed twice"; failed=1; }
lacks none "$value" "suppressed twice: not handed over"
printf 'twice/a.env:github.pat-classic:%s\n' "$(grep -n '^GITHUB_TOKEN' twice/a.env | cut -d: -f1)" >list
"$UMBRA" dir twice -i list --show-suppressed --handover 1pux 2>report | cat >one.1pux
has report "suppressed" "suppressed in one of two places: shown"
unzip -p one.1pux export.data >one || { echo "FAIL suppressed in one of two places"; failed=1; }
has one "$value" "suppressed in one of two places: handed over"
finish
