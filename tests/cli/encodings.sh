# A matrix of codings: each alone, five of them inside each of nine, and how they stand in JSON, YAML and code; each once, by its layers.
. "$TESTS/cli/lib.sh.inc"
command -v python3 >/dev/null || exit 77
mkdir cells
python3 "$TESTS/cli/encodings.py" "$("$MKFIXTURE" expand 7 "$token")" cells >want.json
expect 1 "every coding" "$UMBRA" dir cells -f jsonl
python3 - <<'PY' || failed=1
import json, sys
want, bad = json.load(open("want.json")), 0
found = {}
for line in open("out"):
    f = json.loads(line)
    if f["type"] == "finding":
        found.setdefault(f["path"].rsplit("/", 1)[-1], {}).setdefault((f["start_line"], f["start_column"]), []).append(f["layer"])
for name, layer in want.items():
    layers = [x for places in found.get(name, {}).values() for x in places]
    if layer not in layers:
        print("FAIL %s: not found as %s but as %s" % (name, layer, layers))
        bad = 1
    if any(len(x) > 1 for x in found.get(name, {}).values()):
        print("FAIL %s: told twice: %s" % (name, found[name]))
        bad = 1
print("%d cells" % len(want))
sys.exit(bad)
PY
printf 'first\n{"x": "api_key=\\u0022Xk9_mQ2v%s\\u0022"}\n' Lr7pZt4w >place.json
expect 1 "leads back to the raw file" "$UMBRA" file place.json -f jsonl
has out '"start_line":2,"end_line":2,"start_column":22,"end_column":37,' "place in the raw file"
has out '"layer":"escapes"' "the layer is named"
finish
