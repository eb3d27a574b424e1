# What some commits introduce: every way of naming them, merges, lines, what is not there; and the same as git says.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
# range CODE LABEL N ARGUMENTS...: so many findings
range() {
	want=$1 label=$2 n=$3
	shift 3
	expect "$want" "$label" "$UMBRA" git repo -f jsonl "$@"
	[ "$(grep -c '"type":"finding"' out)" = "$n" ] || { echo "FAIL $label: not $n findings"; cut -c1-300 out; failed=1; }
}

# one: 1 in a/old.env; two: cleaned; three: 2 beside 1 again; side: 3; a merge that brings 4; five: nothing
git init -q -b main repo
mkdir repo/a repo/b
{ echo first; line 1; } >repo/a/old.env; echo x >repo/b/x; commit one; git -C repo tag one
echo first >repo/a/old.env; commit two; git -C repo tag -a -m annotated two
{ echo first; line 2; line 1; } >repo/a/old.env; commit three
git -C repo checkout -q -b side one
line 3 >repo/side.env; echo side >repo/b/x; commit side
git -C repo checkout -q main
echo main >repo/b/x; commit four
git -C repo merge -q --no-commit side >/dev/null 2>&1
{ echo both; line 4; } >repo/b/x; commit merge; git -C repo tag merge
echo end >repo/end; commit five

range 1 "all" 5 --log-opts=--all
range 1 "two dots" 4 two..HEAD
range 1 "up to HEAD" 4 two..
range 0 "the last one" 0 HEAD~1..HEAD
range 0 "nothing" 0 HEAD..HEAD
range 2 "what CI says of a branch that is new" 0 0000000000000000000000000000000000000000..HEAD
has err "(git writes so that there is none; all of a branch: --branch NAME)" "what to say instead"
range 1 "the merge brings its resolution, and its other side" 2 merge^1..merge
range 1 "what only the merge brings" 1 --log-opts='merge ^merge^1 ^merge^2'
has out '"path":"b/x"' "its path"
has out "\"commit\":\"$(git -C repo rev-parse merge)\"" "its commit"
has out '"in_head":true' "still there"
range 1 "a branch" 2 --branch side
range 1 "a branch since" 1 --branch side --since-commit one
has out '"author":"Some"' "its author"
range 1 "since a commit" 4 --since-commit two
range 1 "in the words of git log" 4 --log-opts='-p -U0 --full-history two..HEAD'
range 1 "not" 4 --log-opts='HEAD --not two'
range 1 "a path" 2 --log-opts='two.. -- a'
range 0 "a path that begins like another" 0 --log-opts='two.. -- a/old'
range 1 "a folder" 2 --log-opts='two.. -- a/'
range 1 "stars cross slashes" 4 --log-opts='--all -- *.env'
range 1 "and what is left out" 2 --log-opts='--all -- *.env :!a/old.env b'
range 0 "globs do not cross slashes" 0 --log-opts='two..merge^1 -- :(glob)*.env'
range 1 "of merges the first parent" 2 --log-opts='--first-parent merge^1..merge'
range 0 "of merges the first parent, and no merges" 0 --log-opts='--no-merges --first-parent merge^1..merge'
range 1 "no merges" 1 --log-opts='--no-merges merge^1..merge'
range 1 "one commit alone" 1 --log-opts='merge^!'
has out '"path":"b/x"' "one commit alone"
range 1 "as an action runs it" 1 --log-opts='--no-merges --first-parent one..side'
range 1 "until" 4 --log-opts="--until=@$((clock - 120)) HEAD side"
range 0 "until long ago" 0 --log-opts='--before=2001-01-31 HEAD'
range 1 "until that day" 5 --log-opts='--before=2023-11-15 --all'
range 1 "tags" 5 --log-opts=--tags
range 0 "remotes" 0 --log-opts=--remotes
range 0 "the newest" 0 --max-depth 1
range 1 "the newest two: the merge" 1 --log-opts='-n 2'
range 0 "since a date" 0 --since "@$clock"
range 1 "since a date, the merge" 1 --since "@$((clock - 60))"
range 0 "since days ago" 0 --since '3 days ago'
range 1 "since a day" 5 --since 2023-11-14
range 1 "an id" 4 "$(git -C repo rev-parse two^{commit}).."
range 1 "its beginning" 4 "$(git -C repo rev-parse --short=9 two^{commit}).."
range 1 "by steps" 4 HEAD~4..
range 1 "what two branches have apart" 1 side...one
range 1 "what two branches have apart, the other way round" 1 one...side
range 1 "what two branches have apart, both sides" 3 'side...main~2'
range 1 "what two branches have apart, by the first parent" 4 --log-opts="--first-parent side...main"
range 0 "nothing apart" 0 main...HEAD
range 1 "from HEAD on" 4 ...two
range 0 "the reflog: this commit" 0 'HEAD@{0}..'
range 1 "the reflog: one back, to the merge" 1 --log-opts='HEAD@{2}..HEAD@{1} ^side'
range 0 "cases count" 0 --log-opts='two.. -- A/OLD.ENV'
range 1 "cases do not count" 2 --log-opts='two.. -- :(icase)A/OLD.ENV'

# what a commit takes away and brings back is brought; a line that stays is not
range 1 "brought back" 2 two..HEAD~2
range 0 "cleaned" 0 one..two

echo more >>repo/a/old.env; commit six
range 0 "lines that were there before" 0 HEAD~1..HEAD
range 1 "whole files" 2 --whole-files HEAD~1..HEAD
git -C repo reset -q --hard HEAD~1

# what is renamed is nothing new, unless the lines were gone in between
git -C repo mv a/old.env moved.env; commit renamed
range 0 "renamed" 0 HEAD~1..HEAD
has out '"suppressed":2' "renamed: counted"
range 1 "renamed: whole files" 2 --whole-files HEAD~1..HEAD
git -C repo mv moved.env b/again.env; { line 5; } >>repo/b/again.env; commit 'renamed and changed'
range 1 "renamed and changed" 1 HEAD~1..HEAD
has out '"start_line":4' "renamed and changed"
range 1 "renamed twice" 1 HEAD~2..HEAD
git -C repo rm -q b/again.env; commit gone
range 0 "gone" 0 HEAD~1..HEAD
git -C repo checkout -q HEAD~2 -- moved.env; commit 'back again'
range 1 "back again, as it lay there before" 2 HEAD~1..HEAD
range 1 "renamed, gone and back again" 3 HEAD~4..HEAD
! command -v python3 >/dev/null || python3 "$TESTS/cli/ranges_as_git.py" "$UMBRA" repo HEAD~4..HEAD --all two..HEAD~1 >same || { echo "FAIL git says otherwise of renames"; cat same; failed=1; }
git -C repo checkout -q -b renames HEAD~4
echo stays >repo/a/stays; commit 'a folder that stays'
git -C repo mv a/old.env moved.env; commit 'renamed on this side'
git -C repo checkout -q -b changes HEAD~1; { cat repo/a/old.env; line 6; } >x; mv x repo/a/old.env; commit 'changed on that side'
git -C repo checkout -q renames
clock=$((clock + 60)) && GIT_COMMITTER_DATE="$clock +0100" git -C repo merge -q -m joined changes
[ "$(grep -c KEY= repo/moved.env)" = 3 ] || { echo "FAIL git did not merge into the renamed file"; failed=1; }
range 0 "a merge that follows a rename" 0 --log-opts='HEAD ^HEAD^1 ^HEAD^2'
git -C repo checkout -q main; git -C repo branch -q -D renames changes; git -C repo reset -q --hard HEAD~4

# what a commit says, and who is said to have made it
token=$("$MKFIXTURE" expand 31 "$token")
clock=$((clock + 60)) && GIT_AUTHOR_DATE="$clock +0100" GIT_COMMITTER_DATE="$clock +0100" git -C repo commit -q --allow-empty -m "use $token"
range 1 "its message" 1 HEAD~1..HEAD
has out '"path":"commit message"' "its message"
has out "\"commit\":\"$(git -C repo rev-parse HEAD)\"" "its message"
range 0 "files only" 0 --log-opts='HEAD~1.. -- a'
GIT_AUTHOR_NAME="$token" git -C repo commit -q --allow-empty -m x
range 1 "its author" 1 HEAD~1..HEAD
git -C repo reset -q --hard HEAD~2

# wrongly
for words in no-such-name.. "HEAD~99.." "no-such-name...two" "--log-opts=^one...two" "--log-opts=HEAD@{99}" "--log-opts=HEAD@{yesterday}" "--log-opts=@{-1}" "--log-opts=@{u}" "--log-opts=two@{0}~99" "--log-opts=@{" "--log-opts=--grep=x" "--log-opts=--since" "--since=tomorrow-ish" "--max-depth=0" "--branch=nowhere" "--log-opts=-n x" "--log-opts=HEAD -- ../x" "--log-opts=HEAD -- /etc" "--log-opts=HEAD -- :(attr:x)a" "--log-opts=HEAD -- :(iicase)a" \
	"--log-opts=nowhere^!" "--log-opts=--until=x"; do
	"$UMBRA" git repo "$words" >out 2>err
	[ $? = 2 ] || [ $? = 3 ] || { echo "FAIL $words is accepted"; failed=1; }
	lacks out 'no credentials found' "$words"
done
expect 2 "staged and a range" "$UMBRA" git --staged repo one..two
expect 2 "no range" "$UMBRA" git --whole-files repo

# what is not there
git clone -q --depth 2 "file://$scratch/repo" shallow 2>/dev/null
expect 0 "a shallow clone that holds the range" "$UMBRA" git shallow HEAD~1..HEAD
expect 1 "its oldest commit brings all that it has" "$UMBRA" git shallow --log-opts=HEAD
has out 'shallow clone' "that there was more is told"
cp -r repo broken
blob=$(git -C repo rev-parse merge:b/x)
chmod -R u+w broken
rm -f "broken/.git/objects/$(echo "$blob" | cut -c1-2)/$(echo "$blob" | cut -c3-)"
expect 4 "a blob that is gone" "$UMBRA" git broken --log-opts='merge ^merge^1 ^merge^2'
has out 'its content cannot be read' "it is told"

# a branch that follows one of another repository, one that follows one here, and two stashes
git clone -q --bare repo server.git && git -C repo remote add o ../server.git && git -C repo fetch -q o
git -C repo branch -q --set-upstream-to=o/side main && git -C repo branch -q --track topic two 2>/dev/null; git -C repo branch -q topic one 2>/dev/null
git -C repo branch -q --set-upstream-to=side topic
git -C repo update-ref -m back refs/remotes/o/side one && git -C repo update-ref -m forth refs/remotes/o/side side
for seed in 41 42; do { echo $seed; line $seed; } >>repo/end && git -C repo stash -q; done
range 1 "what is not pushed" 3 '@{u}..'
range 1 "a stash" 1 --log-opts='stash@{1} --not --branches'
case ${SANITIZED:-} in *thread*) finish ;; esac # threads begin when a range is known
if command -v python3 >/dev/null; then
	python3 "$TESTS/cli/ranges_as_git.py" "$UMBRA" repo --all one..two two..HEAD 'side ^one' merge^1..merge 'HEAD -n 2' "--since=@$((clock - 60)) HEAD" 'two.. -- a' \
		'--all -- a/' '--all -- b/x' '--all -- *.env' '--all -- :(glob)*.env' '--all -- :(glob)**/*.env' '--all -- a/*' '--all -- [ab]/?' '--all -- :!a' '--all -- :(exclude)*.env b' \
		'--all -- :/a ./b' '--all -- side.env/' '--all -- *d.e?v' '--all -- :(literal)*.env' '--all -- a/o*v :^*ld*' '--all -- [!a]*' '--no-merges --all' '--no-merges two..' 'merge^!' 'side^! HEAD^!' \
		side...one one...side side...main~2 main...HEAD ...two two... 'side...main~2 ^one' 'HEAD -n 1 side...main~2' "--since=@$((clock - 120)) side...main" \
		'HEAD@{0}' 'HEAD@{1}..' 'HEAD@{2}..HEAD@{1}' '@{1}..' 'main@{1}~1..@' 'refs/heads/main@{3}~1^2' 'HEAD@{3}^{commit}' 'stash@{0}' 'stash@{1}..stash' '@{u}..' '@{upstream}...HEAD' 'main@{U}~1' 'main@{u}@{1}' 'topic@{u}..main' \
		'--all -- :(icase)*.ENV' '--all -- :(icase,glob)*.ENV' '--all -- :(icase)A' '--all -- :(icase)A/' '--all -- :(icase)SIDE.env :(exclude,icase)*OLD*' '--all -- :(icase)[A-B]/?' '--all -- :(icase,literal)*.ENV' '--all -- :(glob,icase)**/OLD.*' \
		"--until=@$((clock - 120)) HEAD" "--since=@$((clock - 180)) --before=@$((clock - 60)) HEAD" '--branches=s*' '--branches=side' '--tags=m* ^two' '--branches=[!s]* --not side' >same || { echo "FAIL git says otherwise"; cat same; failed=1; }
fi
finish
