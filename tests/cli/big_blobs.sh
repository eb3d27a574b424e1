# Blobs that are too large to be held: read in pieces, with what is found as in one that is held, and told where they are damaged.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
# Each line of the report without what differs between ways of storing: rule, lines, columns, offset.
found() { sed -n 's/.*"rule_id":"\([^"]*\)".*"start_line":\([0-9]*\),"end_line":\([0-9]*\),"start_column":\([0-9]*\).*"offset":\([0-9]*\).*/\1 \2 \3 \4 \5/p' "$1" | sort; }

git init -q -b main repo
# 76 MB, with tokens at its beginning, at its end, and in between, where pieces may meet
python3 - "$MKFIXTURE" "$token" <<'P'
import subprocess, sys
def line(seed):
    return b"KEY=" + subprocess.check_output([sys.argv[1], "expand", str(seed), sys.argv[2]]).strip() + b"\n"
MB = 1 << 20
filler = b"".join(b"line %d of nothing in particular\n" % i for i in range(40000))
with open("repo/big.txt", "wb") as f:
    at, seed = 0, 1
    for target in [0, 65536 - 20, MB - 30, MB - 3, MB + 5, 8 * MB - 11, 33 * MB, 64 * MB - 22, 64 * MB + 3, 75 * MB]:
        while at < target:
            piece = filler[: target - at - 1] + b"\n" if target - at < len(filler) else filler
            at += f.write(piece)
        at += f.write(line(seed))
        seed += 1
    f.write(filler + line(seed).strip())
P
git -C repo add -A && git -C repo commit -qm big
expect 1 "a tree" "$UMBRA" dir repo/big.txt -f jsonl
found out >want
[ "$(wc -l <want)" = 11 ] || { echo "FAIL eleven tokens in the tree"; failed=1; }
same() { # same LABEL COMMAND...
	label=$1
	shift
	expect 1 "$label" "$@" -f jsonl
	found out >got
	cmp -s want got || { echo "FAIL $label: not what the tree gives"; diff want got | head -5; failed=1; }
	has out '"complete":true' "$label: all of it"
}
same "a loose blob" "$UMBRA" git repo
has out '"path":"big.txt"' "its path"
git -C repo -c core.bigFileThreshold=1m gc -q
same "in a pack" "$UMBRA" git repo
echo more >>repo/big.txt
git -C repo commit -qam more
git -C repo -c core.bigFileThreshold=512m -c pack.depth=1 -c core.compression=1 repack -adfq --window=2
git -C repo rev-parse HEAD:big.txt HEAD~1:big.txt | git -C repo cat-file --batch-check='%(deltabase)' | grep -q '[1-9a-f]' || echo "note: git made no delta"
expect 1 "a version is a delta on it" "$UMBRA" git repo -f jsonl
expect 4 "larger than allowed" "$UMBRA" git repo --max-target-megabytes 70
has out 'larger than the limit' "larger than allowed"

# damage behind what was already handed on
git init -q -b main bad
cp repo/big.txt bad/ && git -C bad -c core.compression=1 add -A && git -C bad commit -qm big
blob=$(git -C bad rev-parse :big.txt)
file=bad/.git/objects/$(echo "$blob" | cut -c1-2)/$(echo "$blob" | cut -c3-)
chmod u+w "$file"
head -c 5000000 "$file" >cut && cp "$file" whole && cp cut "$file"
expect 1 "a loose one that is cut off" "$UMBRA" git bad -f jsonl
has out '"corrupt-object":{"count":1,' "a loose one that is cut off: told once"
has out "$blob" "a loose one that is cut off: by its id"
echo other | git -C bad hash-object -w --stdin >other
rm -f "$file"
{ sed -n 1,2p repo/big.txt; seq 9000000; } >longer
same_as=$(git -C bad -c core.compression=1 hash-object -w "$scratch/longer")
mv "bad/.git/objects/$(echo "$same_as" | cut -c1-2)/$(echo "$same_as" | cut -c3-)" "$file"
expect 1 "one under the id of another" "$UMBRA" git bad -f jsonl
has out '"corrupt-object":{"count":1,' "one under the id of another"
finish
