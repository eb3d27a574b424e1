# Repositories through the command: empty, damaged, merged, and the same answer for any number of threads.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
other() { "$MKFIXTURE" expand "$1" "KEY=$token"; } # other SEED: a line with another token

git init -q -b main repo
expect 4 "no commit yet" "$UMBRA" git repo
has out 'without a commit' "no commit yet"

echo start >repo/readme
commit start
expect 0 "clean" "$UMBRA" git repo
mkdir repo/a
other 1 >repo/a/one.env
commit one
git -C repo mv a/one.env moved.env
commit rename
git -C repo checkout -q -b side HEAD~2
other 2 >repo/two.env
commit two
git -C repo checkout -q -b third HEAD~1
other 3 >repo/three.env
commit three
git -C repo checkout -q main
clock=$((clock + 60))
GIT_AUTHOR_DATE="$clock +0100" GIT_COMMITTER_DATE="$clock +0100" git -C repo merge -q --no-commit --no-ff side third >/dev/null 2>&1
other 4 >repo/evil.env
commit 'an octopus that brings its own'
git -C repo rm -q two.env
commit 'gone from HEAD'
other 5 >loose
lost=$(git -C repo hash-object -w --stdin <loose)

expect 1 "with findings" "$UMBRA" git repo -f jsonl --threads 1
# what commits and tags say
git clone -q repo said
git -C said commit -q --allow-empty -m "use $("$MKFIXTURE" expand 31 "$token") here"
git -C said tag -a -m "and $("$MKFIXTURE" expand 32 "$token") there" v1
expect 1 "texts" "$UMBRA" git said -f jsonl
grep '"path":"commit message"' out | grep -q "\"commit\":\"$(git -C said rev-parse HEAD)\"" || { echo "FAIL the text of a commit"; failed=1; }
grep '"path":"tag message"' out | grep -q "\"commit\":\"$(git -C said rev-parse HEAD)\"" || { echo "FAIL the text of a tag"; failed=1; }
expect 1 "texts, for a person" "$UMBRA" git said
has out 'commit message:6:5' "texts, for a person"
# rules that hold at some paths only know what these texts are called
{
	printf 'format: 1\nprovider: Made\nrules:\n'
	for name in commit:'commit message' tag:'tag message' file:'*.env'; do
		printf "  - { id: named.%s, name: x, severity: high, confidence: high, pattern: 'qzqz_[a-z]{8}', validate: [{ placeholder: { off: true } }], paths: { only: ['%s'] } }\n" "${name%%:*}" "${name#*:}"
	done
} >named.yml
git init -q -b main named
git -C named commit -q --allow-empty -m "use qzqz_abcdefgh here"
git -C named tag -a -m "and qzqz_hgfedcba there" v1
expect 1 "texts by their names" "$UMBRA" git named -f jsonl --no-builtin-rules --rules named.yml
[ "$(grep -o '"rule_id":"[a-z.]*"' out | sort | tr -d '\n')" = '"rule_id":"named.commit""rule_id":"named.tag"' ] || { echo "FAIL texts by their names"; cat out; failed=1; }
# submodules: repositories of their own, where they are here
git init -q -b main inner
"$MKFIXTURE" expand 41 "$token" >inner/in.env
git -C inner add -A && git -C inner commit -qm inner
git init -q -b main outer
git -C outer -c protocol.file.allow=always submodule --quiet add "$scratch/inner" deep/sub
git -C outer commit -qm outer
expect 1 "a submodule" "$UMBRA" git outer -f jsonl
has out '"target":"outer/deep/sub","path":"in.env"' "a submodule is a target"
expect 1 "from a folder inside" sh -c "cd outer/deep && '$UMBRA' git"
git clone -q outer bare-of-modules
expect 4 "a submodule that is not here" "$UMBRA" git bare-of-modules
has out 'deep/sub' "its name"
git -C outer config -f .gitmodules submodule.deep/sub.path ../inner
expect 1 "its line leads out" "$UMBRA" git outer
rm outer/.gitmodules
expect 1 "without a line" "$UMBRA" git outer
git -C bare-of-modules rm -q --cached .gitmodules
rm bare-of-modules/.gitmodules
expect 4 "neither a line nor here" "$UMBRA" git bare-of-modules
has out 'deep/sub' "neither a line nor here"
mv outer/deep elsewhere
ln -s "$scratch/elsewhere" outer/deep
expect 1 "a link out of the work tree: what is kept of it is read" "$UMBRA" git outer
has out 'deep/sub' "a link out of the work tree"
printf DIRC >bare-of-modules/.git/index
expect 4 "an index that cannot be read" "$UMBRA" git bare-of-modules
has out '.git/index' "an index that cannot be read"
git init -q -b main lfs
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n' >lfs/big
git -C lfs add -A
expect 4 "a pointer of Git LFS, staged" "$UMBRA" git --staged lfs
has out 'big' "a pointer of Git LFS, staged"
git -C lfs commit -qm lfs
expect 4 "a pointer of Git LFS" "$UMBRA" git lfs
has out 'Git LFS' "a pointer of Git LFS"
expect 4 "in a tree" "$UMBRA" dir lfs/big

# the repository's own files
git -C said config remote.origin.url "https://me:$("$MKFIXTURE" expand 33 '{alnum:24}')@git.corp-name.com/x.git"
expect 1 "a password in its configuration" "$UMBRA" git said -f jsonl
has out '"path":".git/config"' "a password in its configuration"
ln -s /etc/passwd said/.git/logs/link
expect 1 "a link among the logs" "$UMBRA" git said
has out 'symbolic link' "a link among the logs is counted, not followed"
expect 1 "with findings" "$UMBRA" git repo -f jsonl --threads 1
grep '"type":"finding"' out >one
[ "$(grep -c '"rule_id":"github.pat-classic"' one)" = 5 ] || { echo "FAIL five tokens"; cat one; failed=1; }
expect 1 "on four threads" "$UMBRA" git repo -f jsonl --threads 4
grep '"type":"finding"' out >four
# The key of fingerprints is new for every run; all else is the same, and in the same order.
sed 's/"\(credential\|exposure\|finding\)_id":"[^"]*"//g' one >one.plain
sed 's/"\(credential\|exposure\|finding\)_id":"[^"]*"//g' four >four.plain
cmp one.plain four.plain || { echo "FAIL threads change the report"; failed=1; }

# field FILE: "commit path author-date" of the finding whose blob that file's line is
blob_of() { other "$1" | git -C repo hash-object --stdin; }
for seed in 1 2 3 4; do
	blob=$(blob_of $seed)
	line=$(grep "\"blob\":\"$blob\"" one) || { echo "FAIL blob of $seed"; failed=1; continue; }
	first=$(git -C repo log --all --reverse --topo-order -m --first-parent --format=%H --find-object="$blob" | head -1)
	[ $seed = 4 ] || first=$(git -C repo log --all --reverse --format=%H --diff-filter=A --find-object="$blob" --no-renames | head -1)
	case $line in *"\"commit\":\"$first\""*) ;; *) echo "FAIL first commit of $seed: not $first"; echo "$line"; failed=1 ;; esac
done
grep -q "\"blob\":\"$(blob_of 1)\".*" one && has one '"path":"a/one.env"' "the first path, not the later one"
grep "\"blob\":\"$lost\"" one | grep -q unreachable || { echo "FAIL the unreachable one"; failed=1; }
has one 'some@example.org' "author"

# Damage: every kind is told, and none is green.
damage() { # damage LABEL COMMAND: copies the repository, damages it, scans
	rm -rf bad
	cp -r clean.git bad
	(cd bad && eval "$2")
	"$UMBRA" git bad -f jsonl >out 2>err
	got=$?
	case $got in
	3 | 4) ;;
	*) echo "FAIL $1: exit $got"; tail -1 out; cat err; failed=1 ;;
	esac
	if [ $got = 4 ]; then has out '"complete":false' "$1"; else [ -s err ] || { echo "FAIL $1: not a word"; failed=1; }; fi
}
git init -q -b main clean
i=0
while [ $i -lt 30 ]; do
	seq $i $((i + 300)) >clean/numbers
	git -C clean add -A
	git -C clean commit -q -m $i
	i=$((i + 1))
done
git -C clean gc -q
git clone -q --bare clean clean.git
expect 0 "undamaged" "$UMBRA" git clean.git
pack='chmod -R u+w objects; p=$(ls objects/pack/*.pack)'
damage "a cut pack" "$pack"'; head -c 1500 $p >x; mv x $p'
damage "an empty pack" "$pack"'; : >$p'
damage "a pack of rubbish" "$pack"'; head -c 3000 /dev/zero | tr "\0" "z" >$p'
damage "rubbish in a blob of a pack" "$pack"'; at=$(git verify-pack -v $p | grep " blob " | sed -n "1s/.* //p"); printf "rubbishrubbish" | dd of=$p bs=1 seek=$((at + 9)) conv=notrunc 2>/dev/null'
rm -rf bad && cp -r clean.git bad && chmod -R u+w bad && rm bad/objects/pack/*.idx
expect 0 "no index: the pack is read without" "$UMBRA" git bad
damage "a cut index" "$pack"'; i=$(ls objects/pack/*.idx); head -c 1100 $i >x; mv x $i'
damage "an index of rubbish" "$pack"'; i=$(ls objects/pack/*.idx); head -c 3000 /dev/zero | tr "\0" "z" >$i'
damage "a loose object of rubbish" 'mkdir -p objects/ab; echo rubbish >objects/ab/cdabcdabcdabcdabcdabcdabcdabcdabcdabcd'
damage "a loose object cut short" 'x=$(echo something longer than this | git hash-object -w --stdin); f=objects/$(echo $x | cut -c1-2)/$(echo $x | cut -c3-); chmod u+w $f; head -c 10 $f >y; mv y $f'

# What is damaged is come across twice when there are findings, and counts once.
git init -q -b main twice
other 1 >twice/one.env
mkdir twice/folder
echo other >twice/folder/file
git -C twice add -A
git -C twice commit -q -m one
for object in HEAD HEAD: HEAD:folder HEAD:folder/file HEAD:one.env; do
	for damage in cut rubbish another; do
		rm -rf bad
		cp -r twice bad
		id=$(git -C twice rev-parse "$object")
		file=bad/.git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)
		chmod u+w "$file"
		case $damage in
		cut) head -c 10 "$file" >x && mv x "$file" ;;
		rubbish) echo rubbish >"$file" ;;
		another) other 9 | git -C bad hash-object -w --stdin >new && cp "bad/.git/objects/$(cut -c1-2 new)/$(cut -c3- new)" "$file" ;;
		esac
		"$UMBRA" git bad -f jsonl >out 2>err
		has out '"corrupt-object":{"count":1,' "$damage $object: once"
		lacks out '"missing-object"' "$damage $object: is there"
	done
done
seq 300000 >twice/big
git -C twice add -A
git -C twice commit -q -m big
expect 1 "a large object" "$UMBRA" git twice -f jsonl --max-target-megabytes 1
has out '"too-big":{"count":1,' "a large object: once"
finish
