# --state: a run with one reports what a run without one does, whatever has happened since; and looks only at what is new.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
printf '%064d' 7 >key
printf '%064d' 8 >other-key

objects() { git -C repo cat-file --batch-all-objects --batch-check='%(objecttype)' 2>/dev/null | grep -cv tree; }
known() { sed -n 's/.*"known_units":\([0-9]*\).*/\1/p' with | tail -1; }
units() { sed -n 's/.*"units":\([0-9]*\),"known.*/\1/p' with | tail -1; }
strip() { sed 's/"known_units":[0-9]*,//'; }
# same LABEL NEW [OPTION...]: both exit alike and report the same, and NEW objects were looked at (N-: at most; -: whatever).
# Loose objects that git writes once more have another time, and are looked at again.
same() {
	label=$1 new=$2
	shift 2
	"$UMBRA" git repo --key-file key -f jsonl --show-suppressed "$@" >without 2>err.without </dev/null
	want=$?
	compare "$@"
}
# again LABEL NEW [OPTION...]: where nothing but the state is another, so that a run without one would be that of the last `same` over again.
again() {
	label=$1 new=$2
	shift 2
	compare "$@"
}
compare() {
	"$UMBRA" git repo --key-file key -f jsonl --show-suppressed "$@" --state state >with 2>err </dev/null
	got=$?
	[ "$got" = "$want" ] || { echo "FAIL $label: exit $got, not $want"; cat err; failed=1; }
	strip <with >with.stripped
	cmp -s without with.stripped || { echo "FAIL $label: another report"; diff without with.stripped | cut -c1-600 | head -8; failed=1; }
	looked=$(($(objects) - $(known)))
	case $new in
	-) ;;
	*-) [ "$looked" -le "${new%-}" ] ;;
	*) [ "$looked" = "$new" ] ;;
	esac || { echo "FAIL $label: looked at $looked objects, not $new"; cat err; failed=1; }
}
quiet() { # the state was taken
	[ ! -s err ] || { echo "FAIL $1: it says something"; cat err; failed=1; }
}
refused() { # refused LABEL WORDS: and everything was looked at
	has err "$2" "$1: says why"
	has err "everything is scanned" "$1: says so"
	[ "$(known)" = 0 ] || { echo "FAIL $1: $(known) units were known"; failed=1; }
}

git -c init.defaultBranch=main init -q repo
mkdir -p repo/src
make repo/src/a.env "TOKEN=$token{nl}"
printf 'nothing\n' >repo/src/b.txt
commit first
"$MKFIXTURE" expand 8 "one{nl}TOKEN=$token # umbra:allow{nl}" >repo/allowed.env
i=0
while [ $i -lt 40 ]; do
	printf 'line %d of a file that grows\n' $i >>repo/grows.txt
	commit "grow $i"
	i=$((i + 1))
done
"$MKFIXTURE" expand 9 "{nl}{nl}more = '$token'{nl}" >>repo/grows.txt
commit "it grows a value"
printf 'and more\n' >>repo/grows.txt
commit "and is kept"

# -- what must be said
expect 2 "no key" "$UMBRA" git repo --state state
has err "--key-file" "no key: says what is missing"
expect 2 "what is staged" "$UMBRA" git repo --staged --state state --key-file key
expect 2 "some commits" "$UMBRA" git repo HEAD~1..HEAD --state state --key-file key
[ ! -e state ] || { echo "FAIL wrong use leaves a state"; failed=1; }

# -- the same report
same "the first run" -
quiet "the first run"
[ "$(stat -c %a state)" = 600 ] || { echo "FAIL the state can be read by others"; failed=1; }
[ "$(known)" = 0 ] || { echo "FAIL the first run knows something"; failed=1; }
cp state first-state
again "nothing new" 0
quiet "nothing new"
cmp -s state first-state || { echo "FAIL nothing new: the state is written again"; failed=1; }
for n in 7 8 9; do
	"$MKFIXTURE" expand $n "$token" >value
	! grep -qF "$(cat value)" state || { echo "FAIL a value is in the state"; failed=1; }
	grep -qF "$(head -c 12 value)" without || grep -qF "$(head -c 4 value)" without || { echo "FAIL value $n is no finding"; failed=1; }
done

"$MKFIXTURE" expand 10 "x{nl}TOKEN=$token{nl}" >repo/src/new.env
commit "one more"
same "one commit" 6-
printf 'nothing\n' >repo/src/c.txt
commit "nothing to be found"
same "a commit without a finding" 7-
git -C repo mv src moved
commit "a rename"
same "a rename: no new blob" 7-
git -C repo checkout -q -b side HEAD~3
"$MKFIXTURE" expand 11 "x{nl}TOKEN=$token{nl}" >repo/side.env
commit "on a side branch"
git -C repo checkout -q main
git -C repo merge -q -m "merged" side >/dev/null 2>&1
same "a branch and its merge" -
quiet "a branch and its merge"
git -C repo branch -q -D side
same "a ref less" 0
git -C repo tag -a -m "with $("$MKFIXTURE" expand 12 "$token")" v1
same "a tag with a value in its message" 1
again "and again" 0

git -C repo repack -q -a -d
same "repack" 0
quiet "repack"
again "and again" 0
printf 'nothing of note\n' >repo/d.txt
commit "on top of a pack"
same "on top of a pack" 2
git -C repo -c gc.auto=0 repack -q -a -d -f --depth=5
same "repack with other deltas" 0
"$MKFIXTURE" expand 13 "y{nl}TOKEN=$token{nl}" >repo/late.env
commit "into a pack of its own"
git -C repo repack -q -d
same "a second pack" 2
git -C repo repack -q -a -d
same "two packs become one" 0

# -- what is gone
git -C repo reset -q --hard HEAD~1
same "reset: reachable by the reflog only" 0
git -C repo reflog expire --expire=all --all
git -C repo repack -q -A -d --unpack-unreachable=now
same "what nothing reaches is unpacked" -
git -C repo -c gc.pruneExpire=now gc -q --prune=now
same "and pruned" 0
"$MKFIXTURE" expand 13 "$token" >value
! grep -qF "$(head -c 4 value)" state || true
lacks with late.env "what is gone is not reported"

# -- values are looked at again where they are wanted
expect 1 "a report with values" "$UMBRA" git repo --key-file key -f gitleaks -r old.json
same "with values" - --show-secrets
has with "$("$MKFIXTURE" expand 7 "$token")" "with values: they are there"
cp state before
again "with values: again" - --show-secrets
cmp -s state before || { echo "FAIL a state is written by a run that shows values"; failed=1; }
python3 - "$("$MKFIXTURE" expand 7 "$token")" >foreign.json <<'P'
import json, sys
print(json.dumps([{"RuleID": "github-pat", "File": "src/a.env", "Secret": sys.argv[1], "StartLine": 1, "Commit": ""}]))
P
same "a baseline that holds values" - -b foreign.json
has with '"suppressed_by":"baseline ' "a baseline that holds values: is used"
"$UMBRA" git repo --key-file key -f jsonl -r ours.jsonl >/dev/null 2>&1
same "a baseline of ours" 0 -b ours.jsonl
has with '"suppressed_by":"baseline ' "a baseline of ours: is used"
"$UMBRA" git repo -f jsonl -r random.jsonl >/dev/null 2>&1
same "a baseline of ours, with a key of its own" - -b random.jsonl
has with '"suppressed_by":"baseline ' "a baseline with a key of its own: is used"
printf 'src/a.env:github-pat:1\n' >ignored
same "places that are known" 0 -i ignored
same "strict" 0 --min-confidence strict
same "as text" - --min-confidence strict --fail-on critical
"$UMBRA" git repo --key-file key --handover 1pux --state state 2>/dev/null | cat >one
"$UMBRA" git repo --key-file key --handover 1pux 2>/dev/null | cat >two
[ "$(wc -c <one)" = "$(wc -c <two)" ] && [ -s one ] || { echo "FAIL a hand-over with a state is another"; failed=1; }

# -- other rules, other options
same "before" 0
same "a rule less" - --disable-rule github.oauth-access-token
refused "a rule less" "other rules"
again "a rule less, again" 0 --disable-rule github.oauth-access-token
same "all rules again" -
refused "all rules again" "other rules"
sed 's/gld_/gle_/' "$TESTS/golden/pack.yml" >pack.yml
same "a pack" - -R pack.yml
refused "a pack" "other rules"
again "a pack, again" 0 -R pack.yml
sed 's/gld_/glf_/' "$TESTS/golden/pack.yml" >pack.yml
same "a pack whose pattern changes" - -R pack.yml
refused "a pack whose pattern changes" "other rules"
same "comments do not count" - --no-ignore
refused "comments do not count" "other rules"
same "fewer layers" - --max-decode-depth 1
refused "fewer layers" "other rules"
same "as before" -
same "whole versions" - --whole-versions
refused "whole versions" "other rules"
same "as before" -

# A state is read before threads begin; and what they do about gaps, histories.sh makes them do.
case ${SANITIZED:-} in *thread*) finish ;; esac

# -- a state that is not ours
cp state good
size=$(stat -c %s good)
cuts="0 1 11 16 17 40 $((size / 2)) $((size - 60)) $((size - 13)) $((size - 1))" flips=19
[ -z "${SANITIZED:-}" ] || cuts="0 11 40 $((size / 2)) $((size - 13))" flips=6 # fuzz_state reads thousands
for cut in $cuts; do
	head -c "$cut" good >state
	again "cut off after $cut" -
	# What does not even begin as a state is somebody else's file, and stays.
	[ "$cut" = 1 ] || [ "$cut" = 11 ] || again "cut off after $cut: written anew" 0
	[ "$(known)" -gt 0 ] || [ "$cut" = 1 ] || [ "$cut" = 11 ] || { echo "FAIL cut off after $cut: not written anew"; failed=1; }
	cp good state
done
head -c $((size / 2)) good >state
again "cut off" -
refused "cut off" "it is cut off"
flip() { python3 -c '
import sys
b = bytearray(open("good", "rb").read())
b[int(sys.argv[1])] ^= 1 << int(sys.argv[2])
open("state", "wb").write(b)' "$1" "$2"; }
at=12
while [ $at -lt "$size" ]; do
	flip $at $((at % 8))
	again "byte $at is another" -
	at=$((at + size / flips + 1))
done
flip $((size - 200)) 3
again "the head is another" -
refused "the head is another" "changed since"
# Rows are looked at when something has changed.
flip 40 3
printf 'new\n' >repo/changed.txt
commit "so that rows are read"
same "a row is another" -
refused "a row is another" "changed since it was written"
again "a row is another: written anew" 0
cp state good
printf 'a list of mine\n' >state
again "somebody else's file" -
refused "somebody else's file" "no state file"
[ "$(cat state)" = "a list of mine" ] || { echo "FAIL somebody else's file is written over"; failed=1; }
cp good state
"$UMBRA" git repo --key-file other-key --state state -f jsonl >with 2>err
refused "another key" "another key"
cp good state
git -c init.defaultBranch=main init -q elsewhere
cp repo/allowed.env elsewhere/
git -C elsewhere add -A
git -C elsewhere commit -q -m "another history"
"$UMBRA" git elsewhere --key-file key --state state -f jsonl >with 2>err
[ $? = 0 ] || { echo "FAIL another repository: exit"; cat err; failed=1; }
refused "another repository" "another history"
again "and back" -
refused "and back" "another history"
cp good state
git clone -q --no-local repo clone 2>/dev/null
"$UMBRA" git clone --key-file key --state state -f jsonl >with 2>err
quiet "a clone"
[ "$(known)" -gt 50 ] || { echo "FAIL a clone: $(known) units were known"; failed=1; }
"$UMBRA" git repo clone --key-file key --state state -f jsonl >with 2>err
"$UMBRA" git repo clone --key-file key --state state -f jsonl >with 2>err
[ "$(known)" = $(($(objects) + $(git -C clone cat-file --batch-all-objects --batch-check='%(objecttype)' | grep -cv tree))) ] || { echo "FAIL two repositories in one state: $(known) known"; failed=1; }
mkdir folder
expect 1 "a folder is no state" "$UMBRA" git repo --key-file key --state folder
has err "no regular file" "a folder is no state"
expect 1 "a state that cannot be written" "$UMBRA" git repo --key-file key --state nowhere/state
has err "nowhere/state" "a state that cannot be written"
expect 3 "clean, and the state cannot be written" "$UMBRA" git elsewhere --key-file key --state nowhere/state
cp good state
expect 130 "interrupted" python3 "$TESTS/cli/signalled.py" --feed INT "$UMBRA" git repo - --whole-versions --disable-rule github.oauth-access-token --key-file key --state state
cmp -s state good || { echo "FAIL interrupted: the old state is gone"; failed=1; }
expect 3 "too little memory" "$UMBRA" git repo --key-file key --state state -j 1 --max-memory 1M
cmp -s state good || { echo "FAIL too little memory: the old state is gone"; failed=1; }

# -- gaps are told by every run
rm -f state
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12345\n' 1 >repo/large.bin
"$MKFIXTURE" expand 15 "TOKEN=$token{nl}" >>repo/large.bin
commit "a pointer"
same "a pointer" -
again "a pointer, again" 1
has with '"lfs-pointer":{"count":1' "a pointer, again: told"
git -C repo repack -q -a -d
same "a pointer in a pack" 1
again "a pointer in a pack, again" 1
git -C repo rm -q large.bin
commit "without it"
git -C repo repack -q -a -d
same "its last version" -
id=$(printf 'a blob that will be damaged\n' | git -C repo hash-object -w --stdin)
loose=repo/.git/objects/$(printf %s "$id" | cut -c1-2)/$(printf %s "$id" | cut -c3-)
same "a loose object" 3-
again "a loose object, again" 1
chmod u+w "$loose"
printf 'xx' | dd of="$loose" bs=1 seek=9 conv=notrunc status=none
same "a loose object is damaged afterwards" -
has with '"corrupt-object":{"count"' "a loose object is damaged: told"
again "a loose object is damaged, again" -
has with '"corrupt-object":{"count"' "a loose object is damaged, again: told"
rm -f "$loose"
same "and gone" -
# Damage that came after an object was looked at is for git fsck; what was damaged from the beginning is told by every run.
git -C repo repack -q -a -d
pack=$(ls repo/.git/objects/pack/*.pack)
chmod u+w "$pack"
printf '\377\377\377' | dd of="$pack" bs=1 seek=$(($(stat -c %s "$pack") / 2)) conv=notrunc status=none
rm -f state
same "a pack that is damaged" -
has with '"corrupt-object":{"count"' "a pack that is damaged: told"
again "a pack that is damaged, again" -
has with '"corrupt-object":{"count"' "a pack that is damaged, again: told"

# -- a state and objects of elsewhere
rm -rf state borrowed
git clone -q --shared clone borrowed 2>/dev/null
rm -rf repo
mv borrowed repo
same "alternates" -
again "alternates, again" 0
"$MKFIXTURE" expand 14 "z{nl}TOKEN=$token{nl}" >clone/there.env
git -C clone add -A
git -C clone commit -q -m there
same "new in the alternate" 6-
again "new in the alternate, again" 0
# -- comments that hold until some day
"$MKFIXTURE" expand 16 "TOKEN=$token # umbra:allow until=2026-06-30{nl}" >repo/dated.env
commit "allowed for a while"
export SOURCE_DATE_EPOCH=1780000000 # 2026-05-28
same "before that day" -
again "before that day, again" 1
lacks with "has expired" "before that day"
SOURCE_DATE_EPOCH=1783000000 # 2026-07-02
same "after that day" 1
unset SOURCE_DATE_EPOCH
has with "has expired" "after that day: told"

rm -rf repo state
if git -c init.defaultBranch=main init -q --object-format=sha256 repo 2>/dev/null; then
	make repo/a.env "TOKEN=$token{nl}"
	commit first
	same "SHA-256" -
	again "SHA-256, again" 0
	printf 'more\n' >repo/b
	commit second
	git -C repo repack -q -a -d
	same "SHA-256, repacked" 2
fi
finish
