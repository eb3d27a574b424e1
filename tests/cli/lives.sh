# The life of a value in a history: who brought it, where it lay, what keeps it, who took it away; and who answers for it.
. "$TESTS/cli/lib.sh.inc"
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM

python3 "$TESTS/cli/make_lives.py" "$MKFIXTURE" lives || { echo "FAIL the repository could not be made"; exit 1; }
for state in loose packed; do
	[ $state = loose ] || git -C lives repack -adkq
	expect 1 "$state" "$UMBRA" git lives -f jsonl --show-secrets -j 2
	python3 "$TESTS/cli/lives.py" lives out || { echo "FAIL $state: lives"; failed=1; }
done
echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key
for threads in 1 2 5; do
	"$UMBRA" git lives -f jsonl -j $threads --key-file key >by.$threads 2>/dev/null
	[ -s by.$threads ] && cmp -s by.1 by.$threads || { echo "FAIL the stories depend on the threads"; failed=1; }
done

# in words
expect 1 "in words" "$UMBRA" explain --git lives
has out "It came in with commit" "in words: the first commit"
has out "as versions.env, was in 6 versions." "in words: versions of one file are one life"
has out "as above: another version of the same file" "in words: told once"
has out "as conf/moved.env, also lay at moved.env" "in words: it moved"
has out "took it out of HEAD's files." "in words: who removed it"
has out "taking the line out did not help, rotate it." "in words: what to do"
has out "Only a reflog still leads to it" "in words: a reflog"
has out "No ref and no reflog leads to it" "in words: nothing"
has out "It stands in the text of commit" "in words: the text of a commit"

# many refs: counted, the first of them named
git -C lives for-each-ref --format='%(objectname)' refs/heads/main >main
i=0
while [ $i -lt 300 ]; do
	i=$((i + 1))
	echo "create refs/tags/many-$i $(cat main)"
done | git -C lives update-ref --stdin
expect 1 "many refs" "$UMBRA" git lives -f jsonl
has out '"tags":{"count":30' "many refs: counted"
n=$(grep '"path":"versions.env"' out | head -1 | sed 's/.*"tags":{\([^]]*\)].*/\1/' | grep -o '"name"' | wc -l)
[ "$n" = 8 ] || { echo "FAIL many refs: $n are named"; failed=1; }

# a shallow clone ends in the middle: nothing is said to be removed where that is not known
git clone -q --depth 3 "file://$scratch/lives" cut 2>/dev/null
expect 1 "a shallow clone" "$UMBRA" git cut -f jsonl
has out '"removed":null' "a shallow clone: no removal is made up"

# owners: of HEAD's tree for a history, of the files for a tree; not through a link, not of a file that is not there
git init -q -b main owned
make owned/src/a.env "TOKEN=$token"
make owned/docs/b.env "# beside{nl}TOKEN=$token"
mkdir -p owned/.github
printf '%s\n' '* @all' '/src/ @org/team a@example.org # who' 'docs/' >owned/.github/CODEOWNERS
printf '* @wrong\n' >owned/CODEOWNERS
git -C owned add -A
git -C owned -c user.name=a -c user.email=a@example.org commit -qm one
printf '* @unsaved\n' >owned/.github/CODEOWNERS
for how in "git owned" "git owned HEAD" "dir owned"; do
	expect 1 "owners, $how" "$UMBRA" $how -f jsonl
	case $how in
	dir*)
		has out '"owners":["@unsaved"],"owners_source":[".github/CODEOWNERS:1"]' "owners of a tree are those of its files"
		;;
	*)
		has out '"owners":["@org/team","a@example.org"],"owners_source":[".github/CODEOWNERS:2"]' "owners, $how"
		has out '"owners":[],"owners_source":[".github/CODEOWNERS:3"]' "owners, $how: nobody"
		lacks out @unsaved "owners, $how: of HEAD"
		;;
	esac
	lacks out @wrong "owners, $how: the first file that is there decides"
done
expect 1 "owners of what lies deeper" "$UMBRA" dir owned/src -f jsonl
has out '"owners":["@unsaved"]' "owners of what lies deeper: from the root of the repository"
expect 1 "owners, text" "$UMBRA" git owned
has out "  owner     @org/team, a@example.org  .github/CODEOWNERS:2" "owners, text"
expect 1 "owners, in words" "$UMBRA" explain --git owned
has out "  owner      @org/team, a@example.org, by .github/CODEOWNERS:2" "owners, in words"
has out "  owner      nobody, by .github/CODEOWNERS:3" "owners, in words: nobody"
rm -r owned/.github owned/CODEOWNERS
printf '* @outside\n' >outside
ln -s ../outside owned/CODEOWNERS
expect 1 "owners, a link" "$UMBRA" dir owned -f jsonl
lacks out owners "owners, a link"
mkdir elsewhere
printf '* @outside\n' >elsewhere/CODEOWNERS
rm owned/CODEOWNERS
ln -s ../elsewhere owned/.github
expect 1 "owners, a linked folder" "$UMBRA" dir owned -f jsonl
lacks out owners "owners, a linked folder"
git -C owned add -A
git -C owned -c user.name=a -c user.email=a@example.org commit -qm two
make owned/src/c.env "TOKEN=$token x"
git -C owned add -A
expect 1 "owners, staged" "$UMBRA" git --staged owned -f jsonl
lacks out owners "owners, staged: HEAD has none"
rm owned/.github
mkdir owned/.gitlab
printf '%s\n' '[Docs] @docs' 'b.env' '^[Code][2] @code' '*.env' '!src/c.env' >owned/.gitlab/CODEOWNERS
expect 1 "owners, sections" "$UMBRA" dir owned -f jsonl
has out '"owners":["@docs","@code"],"owners_source":[".gitlab/CODEOWNERS:2",".gitlab/CODEOWNERS:4"]' "owners, sections"
has out '"path":"owned/src/c.env"' "owners, sections: what is left alone"
grep '"path":"owned/src/c.env"' out | grep -q '"owners":\[\]' || { echo "FAIL owners, sections: '!'"; failed=1; }
finish
