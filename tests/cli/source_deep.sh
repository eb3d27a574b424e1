# A tree that is deeper than a path may be long, and a working directory that is gone.
. "$TESTS/cli/lib.sh.inc"
make one.env "TOKEN=$token"
# down DEPTH LENGTH: folders inside one another, a file with a finding and a link upwards in the last
down() {
	rm -rf tree
	mkdir tree
	DEPTH=$1 NAME=$(head -c "$2" /dev/zero | tr '\0' d) python3 - <<'P' || failed=1
import os
text = open("one.env").read()
os.chdir("tree")
for _ in range(int(os.environ["DEPTH"])):
    os.mkdir(os.environ["NAME"])
    os.chdir(os.environ["NAME"])
os.symlink("..", "up")
open("deep.env", "w").write(text)
P
}
for shape in "90 50" "200 255" "1100 4" "1 255" "16 255" "17 255"; do
	# shellcheck disable=SC2086
	down $shape
	expect 1 "$shape" "$UMBRA" dir tree -f jsonl -j 1
	has out '/deep.env"' "$shape: its path"
	has out '"complete":true' "$shape: all of it"
	has out '"symlink":{"count":1,' "$shape: the link is not followed"
	expect 1 "$shape: four threads" "$UMBRA" dir . --exclude one.env -f jsonl -j 4
	has out '"findings":1,' "$shape: four threads"
done
# Where there is no openat2 the same is found, and no link is followed either.
for code in ENOSYS EPERM; do
	python3 "$TESTS/cli/without_openat2.py" $code /bin/true || { [ $? = 77 ] && echo "no filter of system calls here" && break; }
	for shape in "200 255" "16 255" "3 4"; do
		# shellcheck disable=SC2086
		down $shape
		expect 1 "$code, $shape" python3 "$TESTS/cli/without_openat2.py" $code "$UMBRA" dir tree -f jsonl
		has out '/deep.env"' "$code, $shape: its path"
		has out '"complete":true' "$code, $shape: all of it"
		has out '"symlink":{"count":1,' "$code, $shape: the link is not followed"
	done
done
mkdir gone
cd gone || exit 1
rmdir ../gone
"$UMBRA" dir >"$scratch/out" 2>&1
[ $? = 4 ] || { echo "FAIL a working directory that is gone"; failed=1; }
cd "$scratch" || exit 1
has out '.: No such file or directory' "a working directory that is gone: by name"
finish
