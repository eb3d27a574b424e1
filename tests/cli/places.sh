# Where something lies, in words that lose nothing: skipped places, blobs without a name, names that are no UTF-8.
. "$TESTS/cli/lib.sh.inc"
make tree/sub/a.env "TOKEN=$token"
ln -s a.env tree/sub/link
make tree/large.txt 'x'
truncate -s 3M tree/large.txt
odd=$(printf 'tree/caf\351 100%%.env')
cp tree/sub/a.env "$odd"
git -c init.defaultBranch=main init -q repository
printf 'nothing\n' >repository/a.txt
git -C repository add . && git -C repository -c user.name=sample -c user.email=sample@example.com commit -q -m first
blob=$(git -C repository hash-object -w ../tree/sub/a.env)

expect 1 "SARIF" "$UMBRA" dir tree --max-target-megabytes 1 -f sarif -r tree.sarif
expect 1 "JSON lines" "$UMBRA" dir tree -f jsonl -r tree.jsonl
expect 1 "JSON" "$UMBRA" dir tree -f json -r tree.json
expect 1 "a blob, SARIF" "$UMBRA" git repository -f sarif -r git.sarif
expect 1 "a blob, JSON lines" "$UMBRA" git repository -f jsonl -r git.jsonl
expect 1 "a blob, text" "$UMBRA" git repository
has out "$blob" "a blob, text"
expect 1 "a blob, explained" "$UMBRA" explain --git repository
has out "where      $blob:1:7" "a blob, explained"
BLOB=$blob python3 - <<'P' || failed=1
import json, os, urllib.parse
blob = os.environ["BLOB"]
run = json.load(open("tree.sarif"))["runs"][0]
told = {n["descriptor"]["id"]: n for n in run["invocations"][0]["toolExecutionNotifications"]}
def uris(locations):
    return [l["physicalLocation"]["artifactLocation"]["uri"] for l in locations]
assert uris(told["too-big"]["locations"]) == ["large.txt"], told
assert uris(told["symlink"]["locations"]) == ["sub/link"], told
assert "caf%E9%20100%25.env" in sum((uris(r["locations"]) for r in run["results"]), [])
for name in "tree.jsonl", "tree.json":
    text = open(name).read()
    findings = json.loads(text)["findings"] if name == "tree.json" else [json.loads(l) for l in text.splitlines()][:-1]
    by = {f["path"]: f for f in findings}
    assert "path_bytes" not in by["tree/sub/a.env"], by
    odd = [f for f in findings if "path_bytes" in f]
    assert len(odd) == 1 and "\ufffd" in odd[0]["path"], odd
    assert os.path.exists(urllib.parse.unquote_to_bytes(odd[0]["path_bytes"])), odd
result, = json.load(open("git.sarif"))["runs"][0]["results"]
location, = result["locations"]
assert "physicalLocation" not in location, location
assert location["logicalLocations"] == [{"fullyQualifiedName": blob, "kind": "blob"}], location
finding = json.loads(open("git.jsonl").readline())
assert finding["path"] is None and finding["blob"] == blob and finding["unreachable"], finding
P
if python3 -c 'import jsonschema' 2>/dev/null; then
	python3 "$TESTS/cli/validate.py" "$TESTS/schema/sarif.schema.json" tree.sarif git.sarif || { echo "FAIL SARIF"; failed=1; }
fi
finish
