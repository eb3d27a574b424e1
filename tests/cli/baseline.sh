# umbra baseline: what is known stays known when it moves in its file, when history is rewritten and where it is cloned; a known value in
# a new place and a new value are told.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
git -c init.defaultBranch=main init -q repo
mkdir -p repo/src
"$MKFIXTURE" expand 7 "one{nl}TOKEN=$token{nl}two{nl}" >repo/src/a.env
"$MKFIXTURE" expand 8 "TOKEN=$token{nl}" >"repo/src/b c#%.env"
printf 'nothing\n' >repo/plain.txt
commit first
cd repo || exit 1
printf 'out\nerr\n' >>.git/info/exclude
at() { # at LABEL COUNT OPTION...: so many findings, and nothing wrong
	label=$1 count=$2
	shift 2
	expect "$([ "$count" = 0 ] && echo 0 || echo 1)" "$label" "$UMBRA" dir . -b .umbra-baseline -f jsonl "$@"
	has out "\"findings\":$count," "$label"
}

# -- create
expect 2 "no operation" "$UMBRA" baseline
expect 2 "no file" "$UMBRA" baseline create
expect 2 "no such operation" "$UMBRA" baseline make .umbra-baseline
expect 0 "create" "$UMBRA" baseline create .umbra-baseline
has err "2 added, 0 removed, 2 in it" "create: says what"
cp .umbra-baseline first
expect 2 "create does not write over" "$UMBRA" baseline create .umbra-baseline
has err "is there already" "create does not write over: says so"
cmp -s first .umbra-baseline || { echo "FAIL create writes over"; failed=1; }
[ "$(stat -c %a .umbra-baseline)" = 644 ] || { echo "FAIL others cannot read it"; failed=1; }
[ "$(grep -cE '^[0-9a-f]{32} src/(a.env|b%20c%23%25.env) github.pat-classic$' .umbra-baseline)" = 2 ] || { echo "FAIL entries"; cat .umbra-baseline; failed=1; }
grep '^[0-9a-f]\{32\} ' .umbra-baseline | cut -d' ' -f2 | LC_ALL=C sort -c || { echo "FAIL entries are not sorted"; failed=1; }
for n in 7 8; do
	"$MKFIXTURE" expand $n "$token" >../value
	for part in "$(cat ../value)" "$(printf %s "$(cat ../value)" | sha256sum | cut -c1-32)" "$(printf %s "$(cat ../value)" | sha1sum | cut -c1-32)"; do
		lacks .umbra-baseline "$part" "no value, no plain digest of one"
	done
done
at "all is known" 0
has out '"suppressed":2' "all is known: counted"
at "all is known, shown" 0 --show-suppressed
has out '"suppressed_by":"baseline .umbra-baseline:6"' "all is known: by which line"
# Two are not made with one salt: nobody can compare them.
expect 0 "another" "$UMBRA" baseline create ../other
for id in $(grep -o '^[0-9a-f]\{32\} ' first); do
	lacks ../other "$id" "another baseline has the same ids"
done
git add -A && git commit -q -m "a baseline"
expect 0 "in a clone" git clone -q . ../clone
cd ../clone && at "in a clone" 0 && cd ../repo || exit 1
expect 0 "from elsewhere, by another name" "$UMBRA" dir "$scratch/repo/src" "$scratch/repo/plain.txt" -b "$scratch/repo/.umbra-baseline"
cd src && expect 0 "from inside" "$UMBRA" dir . -b ../.umbra-baseline && cd .. || exit 1
expect 0 "the same of a history" "$UMBRA" git . -b .umbra-baseline
expect 0 "the same of what is staged" "$UMBRA" git . --staged -b .umbra-baseline

# -- what changes and what does not
{ printf 'a line\nand one more\n'; cat src/a.env; } >moved && mv moved src/a.env
at "moved in its file" 0
git add -A && git commit -q -m "moved in its file"
git checkout -q -b side HEAD~2 && printf 'side\n' >side.txt && git add -A && git commit -q -m side && git checkout -q main && git rebase -q side >/dev/null 2>&1
at "after a rebase" 0
expect 0 "after a rebase, in the history" "$UMBRA" git . -b .umbra-baseline
sed -i 's/TOKEN=/OTHER_TOKEN: /' src/a.env
at "by another name in its file" 0
git mv src/a.env src/renamed.env
at "its file has another name" 1
has out '"known_value":"baseline .umbra-baseline:6"' "its file has another name: the value is known"
expect 1 "its file has another name, text" "$UMBRA" dir . -b .umbra-baseline
has out "known     value, new place: baseline .umbra-baseline:6" "text says so"
expect 1 "its file has another name, sarif" "$UMBRA" dir . -b .umbra-baseline -f sarif
has out '"knownValue":"baseline .umbra-baseline:6"' "SARIF says so"
for format in gitlab junit github; do
	expect 1 "its file has another name, $format" "$UMBRA" dir . -b .umbra-baseline -f $format
	has out "known value in a new place" "$format says so"
done
expect 1 "its file has another name, explained" "$UMBRA" explain . -b .umbra-baseline
has out "known      value, new place" "explain says so"
"$MKFIXTURE" expand 9 "TOKEN=$token{nl}" >src/new.env
at "a new value" 2
[ "$(grep -c known_value out)" = 1 ] || { echo "FAIL a new value is known"; failed=1; }
"$MKFIXTURE" expand 10 "TOKEN=$token{nl}" >"src/b c#%.env"
at "another value in a known file" 3

# -- diff, update, prune
expect 1 "diff" "$UMBRA" baseline diff .umbra-baseline
cmp -s first .umbra-baseline || { echo "FAIL diff writes"; failed=1; }
[ "$(grep -c '^+ ' out)" = 3 ] && [ "$(grep -c '^- ' out)" = 2 ] || { echo "FAIL diff"; cat out; failed=1; }
python3 - <<'P'
lines = open(".umbra-baseline").read().splitlines()
lines[5] += "  # a key for tests, 2026"
lines.insert(6, "# about what follows")
lines.append("# the end")
open(".umbra-baseline", "w").write("\n".join(lines) + "\n")
P
cp .umbra-baseline edited
expect 0 "update" "$UMBRA" baseline update .umbra-baseline
has err "3 added, 0 removed, 5 in it" "update"
python3 - <<'P' || { echo "FAIL update"; cat .umbra-baseline; failed=1; }
import sys
old, new = open("edited").read().splitlines(), open(".umbra-baseline").read().splitlines()
kept = [l for l in new if l in old]
names = [l.split()[1] for l in new if len(l.split()) > 2 and len(l.split()[0]) == 32 and l[0] != "#"]
sys.exit(not (kept == old and len(new) == len(old) + 3 and new[-1] == "# the end" and names == sorted(names) and
              new[new.index("# about what follows") + 1] in old))
P
at "updated" 0
cp .umbra-baseline updated
expect 0 "update again" "$UMBRA" baseline update .umbra-baseline
cmp -s updated .umbra-baseline || { echo "FAIL update writes when nothing is new"; failed=1; }
expect 0 "prune what another rule found" "$UMBRA" baseline prune .umbra-baseline --disable-rule github.pat-classic
expect 0 "prune elsewhere" "$UMBRA" baseline prune .umbra-baseline plain.txt
cmp -s updated .umbra-baseline || { echo "FAIL prune removes what it did not look for"; failed=1; }
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 5\n' 1 >large.bin
expect 4 "prune with a gap" "$UMBRA" baseline prune .umbra-baseline
has err "not everything was looked at" "prune with a gap: says so"
expect 0 "prune with a gap that is allowed" "$UMBRA" baseline prune .umbra-baseline --allow-incomplete lfs-pointer
has err "0 added, 2 removed, 3 in it" "prune"
rm large.bin
expect 2 "prune without all paths" "$UMBRA" baseline prune .umbra-baseline -x src/new.env
lacks .umbra-baseline " src/a.env " "prune"
has .umbra-baseline "# about what follows" "prune leaves comments"
expect 0 "diff of nothing" "$UMBRA" baseline diff .umbra-baseline
[ ! -s out ] || { echo "FAIL diff of nothing says something"; failed=1; }
at "pruned" 0

# -- of a history
git add -A && git commit -q -m "all of it"
expect 0 "of a history" "$UMBRA" baseline create history --git
has err "5 added" "of a history: every value in every file it was in"
expect 0 "of a history, read" "$UMBRA" git . -b history
expect 0 "diff of a history" "$UMBRA" baseline diff history --git
rm history

# -- a merge
git checkout -q -b left && "$MKFIXTURE" expand 11 "TOKEN=$token{nl}" >src/left.env && expect 0 "left" "$UMBRA" baseline update .umbra-baseline
git add -A && git commit -q -m left && git checkout -q -b right HEAD~1
"$MKFIXTURE" expand 12 "TOKEN=$token{nl}" >src/lefu.env && expect 0 "right" "$UMBRA" baseline update .umbra-baseline
git add -A && git commit -q -m right
git merge -q left >/dev/null 2>&1 && { echo "FAIL the merge was to conflict"; failed=1; }
expect 3 "a merge that is not finished" "$UMBRA" dir . -b .umbra-baseline
has err "a merge that is not finished" "a merge that is not finished: says so"
expect 3 "update in a merge" "$UMBRA" baseline update .umbra-baseline
sed -i '/^[<=>]\{7\}/d' .umbra-baseline
at "both sides are right" 0
expect 0 "and nothing is to be done" "$UMBRA" baseline diff .umbra-baseline

# -- files that are damaged, of others, or from tomorrow
cp .umbra-baseline good
wrong() { # wrong LABEL WORDS: neither read nor written to
	expect 3 "$1" "$UMBRA" dir . -b baseline:bad
	has err "$2" "$1"
	cp bad before
	expect 3 "$1, update" "$UMBRA" baseline update bad
	cmp -s bad before || { echo "FAIL $1: is written to"; failed=1; }
}
size=$(stat -c %s good)
for cut in 1 10 17 30 60 $((size / 2)) $((size - 30)) $((size - 1)); do
	head -c "$cut" good >bad
	expect 3 "cut off after $cut" "$UMBRA" dir . -b baseline:bad
done
head -c $((size - 1)) good >bad && wrong "cut off" "cut off"
head -3 good >bad && expect 1 "no entry" "$UMBRA" dir . -b bad
head -2 good >bad && wrong "cut off behind a line of the head" "cut off"
sed 's/umbra-baseline 1/umbra-baseline 2/' good >bad && wrong "from tomorrow" "another version"
sed 's/hmac-sha256-128/hmac-sha512/' good >bad && wrong "another algorithm" "algorithm"
{ cat good; grep '^salt' ../other; } >bad && wrong "two salts" "second salt"
{ cat good; printf 'something\n'; } >bad && wrong "no entry at all" "no entry"
{ cat good; printf '%032d a%%2 rule\n' 1; } >bad && wrong "no path" "no path"
printf '{"a": 1}\n' >bad && wrong "somebody else's file" "no baseline"
sed 's/^salt .*/salt '"$(printf '%064d' 3)"'/' good >bad
expect 1 "another salt: nothing is known" "$UMBRA" dir . -b bad -f jsonl
has out '"suppressed":0' "another salt: nothing is known"
sed 's/$/\r/' good >bad && expect 0 "line ends of another system" "$UMBRA" dir . -b bad
# A digit of an id is another: that entry is of another value, the others stay what they are.
python3 -c '
t = open("good").read().splitlines()
i = [n for n, l in enumerate(t) if l[:1] in "0123456789abcdef" and len(l.split()[0]) == 32][0]
t[i] = ("0" if t[i][0] != "0" else "1") + t[i][1:]
open("bad", "w").write("\n".join(t) + "\n")'
expect 1 "an id is another" "$UMBRA" dir . -b bad -f jsonl
has out '"findings":1,' "an id is another"
expect 3 "no such file" "$UMBRA" baseline update nowhere
expect 3 "diff of no such file" "$UMBRA" baseline diff nowhere

# -- a key of the organisation
printf '%064d' 7 >../key
printf '%064d' 8 >../other-key
expect 0 "with a key" "$UMBRA" baseline create keyed --key-file ../key
lacks keyed "$(cat ../key)" "with a key: it is not in there"
lacks keyed "salt" "with a key: no salt"
expect 0 "with a key, read" "$UMBRA" dir . -b keyed --key-file ../key
expect 2 "without it" "$UMBRA" dir . -b keyed
has err "wants the same" "without it: says so"
expect 2 "with another" "$UMBRA" dir . -b keyed --key-file ../other-key
has err "another --key-file" "with another: says so"
expect 2 "update without it" "$UMBRA" baseline update keyed
expect 0 "update with it" "$UMBRA" baseline update keyed --key-file ../key
"$UMBRA" git . --key-file ../key --state ../state -b keyed -f jsonl >one 2>&1
"$UMBRA" git . --key-file ../key --state ../state -b keyed -f jsonl >two 2>&1
grep -v '"type":"summary"' one >three; grep -v '"type":"summary"' two >four
cmp -s three four || { echo "FAIL a baseline with a key, and a state"; failed=1; }
has two '"suppressed":5' "a baseline with a key, and a state: known values are"
rm -f one two three four bad before edited updated first good keyed ../other

# -- it lies in the tree, and is no finding itself
expect 0 "nothing in it is a secret" "$UMBRA" dir .umbra-baseline
cp .umbra-baseline ../before
truncate -s 200G ../endless
expect 130 "interrupted" python3 "$TESTS/cli/signalled.py" --at ../endless INT "$UMBRA" baseline update .umbra-baseline . ../endless
cmp -s .umbra-baseline ../before || { echo "FAIL interrupted: it is written to"; failed=1; }
finish
