#!/bin/sh
# The measure itself: what it plants is found, a scanner that is blind is told apart, the set-aside half stays unnamed, labels and trees work.
. "${0%/*}/lib.sh.inc"
command -v python3 >/dev/null && command -v git >/dev/null || { echo "python3 or git is not installed"; exit 77; }
accuracy="$TESTS/../tools/accuracy"
measure() { python3 "$accuracy" "$@"; }

# What is planted is found by umbra.
expect 0 "a sample" measure --umbra "$UMBRA" --sample 150 --no-noise --figures figures --record --misses
has out "recall in percent, tuning half / half set aside" "a sample"
python3 - out <<'EOF' || failed=1
import re, sys
line = next(line for line in open(sys.argv[1]) if "structured: the form tells" in line)
strict, default, broad = [float(n) for n in re.findall(r"(\d+\.\d) /", line)]
if not (50 <= strict <= default <= broad):
    sys.exit(f"FAIL recall of structured ones: {line}")
EOF
has out "strict: no earlier run is recorded" "first run"
expect 0 "the same again" measure --umbra "$UMBRA" --sample 150 --no-noise --figures figures
has out "default: as in the run recorded" "the same again"

# A scanner that finds nothing is worse, and says so; of the misses it names only those of the tuning half.
printf '#!/bin/sh\necho "{\\"type\\": \\"summary\\"}"\n' >blind
chmod +x blind
expect 1 "blind" measure --umbra ./blind --sample 150 --no-noise --figures figures --misses
has out "worse than the last recorded run:" "blind"
has out "default structured_heldout" "blind"
python3 - out "$TESTS/../tools/accuracy_parts" <<'EOF' || failed=1
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[2])
import contexts
half = {c.name: c.half for c in contexts.read_contexts()}
text = open(sys.argv[1]).read().split("missed in the tuning half", 1)[1]
named = {line.split()[0] for line in text.splitlines()[1:] if line.startswith("  ")}
if not named or any(half[name] != "tuning" for name in named):
    sys.exit("FAIL names of the misses: " + " ".join(sorted(named)[:5]))
share = sum(h == "tuning" for h in half.values()) / len(half)
if not .4 < share < .6:
    sys.exit(f"FAIL {share} of the contexts are for tuning")
# GitHub's own example of its checksum: thirty zeros.
import values, zlib
if values.base62_number(zlib.crc32(b"0" * 30), 6) != "2C8GjS":
    sys.exit("FAIL checksum in base 62")
EOF

# A figure of other contexts is not compared.
expect 0 "another basis" measure --umbra ./blind --sample 150 --seed 2 --no-noise --figures figures
has out "cannot be compared" "another basis"

# Clean repositories: a tree at its commit, inside and outside of tests, what its attributes leave out of archives, too.
value=$("$MKFIXTURE" expand 7 "$token")
git init -q repos/acme+shop
mkdir -p repos/acme+shop/src repos/acme+shop/Tests
echo "t = '$value'" >repos/acme+shop/src/a.py
echo "t = '$("$MKFIXTURE" expand 8 "$token")'" >repos/acme+shop/Tests/b.py
echo "/Tests export-ignore" >repos/acme+shop/.gitattributes
git -C repos/acme+shop add -A
git -C repos/acme+shop -c user.name=Some -c user.email=some@example.org commit -qm one
printf 'acme/shop\t%s\tPython\tfile:///nowhere\n' "$(git -C repos/acme+shop rev-parse HEAD)" >list
echo "later" >repos/acme+shop/src/later.py
trees() { measure "$@" --umbra "$UMBRA" --list list --cache cache --repos repos --labels labels --sample 20 --figures none; }
expect 0 "noise" trees
has out "1 repositories, 2 lines outside and 1 inside" "lines"
tr -s " " <out >squeezed
has squeezed "reported lines, outside / inside 1 / 1" "places"
lacks out "later" "the commit, not the work tree"
expect 0 "by rule" trees run --by rule
has out "github.pat" "by rule"
printf 't test-key\nn made-up\n' >answers
python3 "$accuracy" label --umbra "$UMBRA" --list list --cache cache --repos repos --labels labels <answers >out 2>err || { echo "FAIL label"; failed=1; }
has out "src/a.py:1" "label"
has out "2 new labels" "label"
lacks labels "$value" "no content in labels"
expect 0 "with labels" trees
tr -s " " <out >squeezed
has squeezed "labels outside: real/test/noise/unsure/unread 0/0/1/0/0" "labels outside"
has squeezed "labels inside: real/test/noise/unsure/unread 0/1/0/0/0" "labels inside"
# Another scanner, made up here: beside ours, and not asked again for the same tree.
cat >other <<'EOF'
#!/bin/sh
echo run >>"$OTHER_RUNS"
echo '[{"RuleID": "x", "StartLine": 1, "EndLine": 1, "File": "src/a.py"}]' >"$8"
EOF
chmod +x other
OTHER_RUNS=$scratch/runs
export OTHER_RUNS
expect 0 "another scanner" trees peers --gitleaks ./other
tr -s " " <out >squeezed
has squeezed "noise outside, lines per million 500000.00 500000.00 500000.00 500000.00" "another scanner"
has squeezed "noise inside, lines per million 1000000.00 1000000.00 1000000.00 0.00" "another scanner"
expect 0 "another scanner again" trees peers --gitleaks ./other
[ "$(wc -l <runs)" -eq 2 ] || { echo "FAIL it was asked $(wc -l <runs) times for two trees"; failed=1; }
printf 'e1:0\tmaybe\tx\n' >labels
expect 1 "no such verdict" trees
has err "maybe is no verdict" "no such verdict"
printf 'acme/gone\t%s\tPython\tfile:///nowhere\n' 0123456789012345678901234567890123456789 >list
rm labels
expect 0 "a repository that is not there" trees
has err "left out: acme/gone: no clone with 012345678901" "a repository that is not there"
finish
