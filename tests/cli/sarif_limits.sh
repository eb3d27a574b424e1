# SARIF beyond what code scanning takes: 25,001 findings are two runs, and nothing is lost between them.
. "$TESTS/cli/lib.sh.inc"
printf "format: 1\nprovider: Many\nrules:\n  - id: many.token\n    name: Many\n    about: a\n    identity: service\n    severity: high\n    confidence: high\n    pattern: '(?<secret>mny_[0-9a-z]{12})'\n    validate: [{ placeholder: { off: true } }]\n    revoke: no\n    tests:\n      find:\n        - 'mny_{base36:12}'\n      ignore:\n        - 'mny'\n" >many.yml
python3 - <<'P' || { echo "FAIL python3"; exit 1; }
import os, random
random.seed(7)
word = lambda: "mny_" + "".join(random.choices("abcdefghjkmnpqrstuvwxyz23456789", k=12))
for name, n in (("fits", 25000), ("over", 25001)):
    os.mkdir(name)
    for part in range(25):
        with open(f"{name}/{part:02}", "w") as f:
            f.write("".join(word() + "\n" for _ in range(n // 25 + (part == 0 and n % 25))))
P
only="--no-builtin-rules --rules many.yml --max-decode-depth 0"
for name in fits over; do
	# shellcheck disable=SC2086
	expect 1 "$name" "$UMBRA" dir $name $only -f sarif -r $name.sarif
	lacks err 'left out' "$name: nothing is left out"
	lacks err 'in gzip' "$name: small enough"
done
python3 - <<'P' || { echo "FAIL runs"; failed=1; }
import json
def load(name):
    return json.load(open(name + ".sarif"))["runs"]
fits, over = load("fits"), load("over")
assert [len(r["results"]) for r in fits] == [25000], [len(r["results"]) for r in fits]
assert [len(r["results"]) for r in over] == [25000, 1], [len(r["results"]) for r in over]
assert "automationDetails" not in fits[0] and "automationDetails" not in over[0] and over[1]["automationDetails"]["id"] == "umbra-2/"
places = {(x["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], x["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in over for x in r["results"]}
assert len(places) == 25001, len(places)
for run in fits + over:
    assert run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]["id"] == "many.token"
    assert run["invocations"][0]["exitCode"] == 1 and run["properties"]["failing"] == len(places) - (run is fits[0])
ids = lambda run: [n["descriptor"]["id"] for n in run["invocations"][0]["toolExecutionNotifications"]]
assert ids(fits[0]) == ["results-not-shown"] and ids(over[0]) == ["results-not-shown"] and ids(over[1]) == [], (ids(fits[0]), ids(over[0]), ids(over[1]))
# the schema, of the file with few of its results: checking all takes minutes
for run in over:
    run["results"] = run["results"][:3]
json.dump({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": over}, open("short.sarif", "w"))
P
python3 -c 'import jsonschema' 2>/dev/null || { echo "the schema is not checked: python3-jsonschema is not installed"; finish; }
python3 "$TESTS/cli/validate.py" "$TESTS/schema/sarif.schema.json" short.sarif || { echo "FAIL SARIF"; failed=1; }
finish
