# Refs that cannot be followed: told whether or not anything is found, and nothing is said of a HEAD that cannot be read.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
absent=$(printf '%040d' 7)

git init -q -b main whole
for i in 1 2 3; do
	echo $i >whole/number
	git -C whole add -A
	git -C whole commit -q -m $i
done
git -C whole symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main
: >whole/.git/refs/heads/none.lock
expect 0 "refs that are whole" "$UMBRA" git whole
rm whole/.git/refs/heads/none.lock
git clone -q --bare whole packed.git
git -C packed.git pack-refs --all
expect 0 "packed refs that are whole" "$UMBRA" git packed.git

broken() { # broken LABEL REASON NAME COMMAND: one skip of that reason that names it, and no all-clear
	rm -rf bad
	cp -r "${base:-whole/.git}" bad
	(cd bad && eval "$4")
	expect 4 "$1" "$UMBRA" git bad -f jsonl
	has out "\"$2\":{\"count\":1," "$1: told once"
	has out "$3" "$1: by name"
	lacks out '"no-commits"' "$1: there are commits"
}
broken "a ref to nothing" missing-object refs/heads/bad "echo $absent >refs/heads/bad"
broken "a tag to nothing" missing-object refs/tags/a/b "mkdir refs/tags/a; echo $absent >refs/tags/a/b"
broken "a ref of rubbish" corrupt-object refs/heads/bad 'echo deadbeef >refs/heads/bad'
broken "a ref with something behind its id" corrupt-object refs/heads/bad 'sed s/$/0/ refs/heads/main >refs/heads/bad'
broken "an empty ref" corrupt-object refs/heads/bad ': >refs/heads/bad'
broken "a ref to no id" corrupt-object refs/heads/bad 'printf "%040d" 0 >refs/heads/bad'
broken "HEAD of rubbish" corrupt-object HEAD 'echo foo >HEAD'
broken "HEAD out of refs" corrupt-object HEAD 'echo "ref: refs/../../../x" >HEAD'
broken "HEAD of another kind of refs" corrupt-object HEAD 'echo "ref: refs/heads/.invalid" >HEAD'
broken "HEAD in a circle" corrupt-object HEAD 'echo "ref: refs/heads/a" >refs/heads/a; echo "ref: refs/heads/a" >HEAD'
broken "HEAD to nothing" missing-object HEAD "echo $absent >HEAD"
broken "HEAD's branch to nothing" missing-object refs/heads/main "echo $absent >refs/heads/main"
broken "HEAD's branch of rubbish" corrupt-object refs/heads/main 'echo foo >refs/heads/main'
broken "a ref that is too long" unreadable refs/heads/bad 'head -c 100000 /dev/zero | tr "\0" a >refs/heads/bad'
base=packed.git
broken "a line of packed-refs" corrupt-object packed-refs:3 'echo "zzzz refs/heads/x" >>packed-refs'
broken "an empty line of packed-refs" corrupt-object packed-refs:3 'echo >>packed-refs'
broken "a packed ref to nothing" missing-object refs/heads/x "echo '$absent refs/heads/x' >>packed-refs"

# what a clone leaves out by design is told as that and as nothing else
git -C whole config uploadpack.allowFilter true
git clone -q --bare --depth 1 "file://$scratch/whole" shallow 2>/dev/null
git clone -q --bare --filter=blob:none "file://$scratch/whole" blobless 2>/dev/null
git clone -q --bare --filter=tree:0 "file://$scratch/whole" treeless 2>/dev/null
for clone in shallow blobless treeless; do
	expect 4 "$clone" "$UMBRA" git $clone -f jsonl
	lacks out '"missing-object"' "$clone: not told twice"
	lacks out '"corrupt-object"' "$clone: is no damage"
done

# with a finding: whether HEAD holds it is unknown where HEAD, or a part of its tree, cannot be read
"$MKFIXTURE" expand 1 "KEY=$token" >whole/one.env
mkdir whole/other
echo other >whole/other/file
git -C whole add -A
git -C whole commit -q -m one
expect 1 "HEAD holds it" "$UMBRA" git whole -f jsonl
has out '"in_head":true' "HEAD holds it"
git -C whole rm -q one.env
git -C whole commit -q -m gone
expect 1 "HEAD holds it no more" "$UMBRA" git whole -f jsonl
has out '"in_head":false' "HEAD holds it no more"
git -C whole branch other
tree=$(git -C whole rev-parse HEAD:other)
unknown() { # unknown LABEL COMMAND
	rm -rf bad
	cp -r whole/.git bad
	(cd bad && eval "$2")
	expect 1 "$1" "$UMBRA" git bad -f jsonl
	has out '"in_head":null' "$1"
	has out '"complete":false' "$1"
	expect 1 "$1: text" "$UMBRA" git bad
	lacks out 'not in HEAD' "$1: text"
	expect 1 "$1: sarif" "$UMBRA" git bad -f sarif
	lacks out 'Not in the current version' "$1: sarif"
}
unknown "HEAD of rubbish" 'echo foo >HEAD'
unknown "HEAD to nothing" "echo $absent >HEAD"
unknown "HEAD's branch of rubbish" 'echo foo >refs/heads/main'
unknown "a part of HEAD's tree is gone" "rm -f objects/$(echo "$tree" | cut -c1-2)/$(echo "$tree" | cut -c3-)"
git -C whole checkout -q --orphan none
expect 1 "a branch without a commit" "$UMBRA" git whole -f jsonl
has out '"in_head":false' "a branch without a commit holds nothing"
finish
