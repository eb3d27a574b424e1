#!/bin/sh
# Fitting of the judge's points: to made-up rows whose answer is known, and never without what lies below the modes.
. "${0%/*}/lib.sh.inc"
command -v python3 >/dev/null || { echo "python3 is not installed"; exit 77; }
fit() { python3 "$TESTS/../tools/fit_weights" "$@"; }
cat >weights.def <<'EOF'
/*
 * What the reasons count.
 */
UMB_WEIGHT(CLEAR, 5, "speaks for it")
UMB_WEIGHT(AGAINST, -5, "speaks against it")
UMB_WEIGHT(WRONG, 20, "was thought to speak for it")
UMB_WEIGHT(IDLE, -7, "says nothing")
UMB_WEIGHT(UNSEEN, -8, "is not among the rows")
EOF
# CLEAR stands beside nine in ten credentials and one in ten others, AGAINST the other way round, WRONG beside others only, IDLE beside a quarter of both.
python3 - >rows <<'EOF'
import json
for i in range(400):
    real, odd = i % 2 == 0, i % 20 < 2
    reasons = (["CLEAR"] if real != odd else ["AGAINST"]) + (["WRONG"] if not real and i % 3 == 0 else []) + (["IDLE"] if i // 20 % 4 == 0 else [])
    print(json.dumps({"group": f"g{i // 4}", "real": real, "base": 40, "reasons": reasons}))
EOF
cp weights.def before.def
expect 0 "made-up rows" fit --rows rows --weights weights.def
has out "fitted to 200 credentials and 200 others" "made-up rows"
cmp -s weights.def before.def || { echo "FAIL written without --write"; failed=1; }
expect 0 "written" fit --rows rows --weights weights.def --write
expect 0 "written again" fit --rows rows --weights weights.def --write
python3 - out weights.def <<'EOF' || failed=1
import re, sys
text = open(sys.argv[2]).read()
points = {m[0]: int(m[1]) for m in re.findall(r"UMB_WEIGHT\((\w+), (-?\d+)", text)}
if not (points["CLEAR"] > 12 and points["AGAINST"] < -8):
    sys.exit(f"FAIL points do not follow the rows: {points}")
if points["WRONG"] != 1:
    sys.exit(f"FAIL what only others have must count next to nothing, and not turn: {points}")
if not (-12 <= points["IDLE"] <= -1 and points["UNSEEN"] == -8):
    sys.exit(f"FAIL points without a cause: {points}")
if text.count("Fitted ") != 1 or "200 credentials and 200 others." not in text:
    sys.exit("FAIL provenance:\n" + text)
EOF
# The shares follow from the points: no credential came to 50 by CLEAR alone, and WRONG took others there.
expect 0 "shares" fit --rows rows --weights before.def
python3 - out rows <<'EOF' || failed=1
import json, re, sys
lines = [line for line in open(sys.argv[1]) if line.startswith("  default")]
numbers = [[float(n) for n in re.findall(r"\d+\.\d+", line)] for line in lines]
points = {"CLEAR": 5, "AGAINST": -5, "WRONG": 20, "IDLE": -7}
rows = [json.loads(line) for line in open(sys.argv[2])]
others = sum(40 + sum(map(points.get, row["reasons"])) >= 50 for row in rows if not row["real"]) / 2
if numbers[0] != [0, others, 90, 10]:
    sys.exit(f"FAIL shares of all rows: {lines}")
if len(numbers) != 2 or not numbers[1][2] > 80 or not numbers[1][3] < 20:
    sys.exit(f"FAIL shares of what is kept back: {lines}")
EOF
grep '"real": true' rows >only
expect 1 "credentials only" fit --rows only --weights weights.def
has err "it takes credentials and others" "credentials only"
sed 's/CLEAR/GONE/' rows >other
expect 1 "a reason that is not there" fit --rows other --weights weights.def
has err "not in weights.def: GONE" "a reason that is not there"
echo 'UMB_WEIGHT(ODD, many, "x")' >>weights.def
expect 1 "a line that cannot be read" fit --rows rows --weights weights.def
has err "weights.def:" "a line that cannot be read"
expect 1 "a program that keeps back what it does not report" fit --umbra "$UMBRA"
has err "keeps back what lies below" "a program that keeps back what it does not report"
finish
