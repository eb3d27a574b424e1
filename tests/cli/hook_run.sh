# What git's hooks find, called by git itself: a commit, a push, what a server receives.
. "$TESTS/cli/lib.sh.inc"
printf '' >config
GIT_CONFIG_GLOBAL=$scratch/config GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=Some GIT_AUTHOR_EMAIL=some@example.org
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_TERMINAL_PROMPT
unset PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF PRE_COMMIT_REMOTE_NAME UMBRA_SKIP
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
inside() { expect "$1" "$2" git -C repo $3; } # inside CODE LABEL WORDS: git in the repository

git init -q -b main --bare server.git
git init -q -b main repo
git -C repo remote add origin ../server.git
(cd repo && "$UMBRA" hook install pre-commit pre-push) >/dev/null || failed=1

# -- commits
echo clean >repo/one; git -C repo add -A
inside 0 "a clean commit" "commit -qm one"
[ ! -s out ] && [ ! -s err ] || { echo "FAIL a clean commit is silent"; cat out err; failed=1; }
line 1 >repo/two; git -C repo add -A
inside 1 "a commit with a token" "commit -qm two"
has err 'two:1:' "the place"
tail -n 1 err | grep -qF 'no commit was made: take the value out, `git add` the file, commit again' || { echo "FAIL what to do next stands last"; cat err; failed=1; }
expect 0 "UMBRA_SKIP" env UMBRA_SKIP=1 git -C repo commit -qm two
has err 'nothing was checked' "UMBRA_SKIP"
{ line 1; line 2; } >repo/two
inside 1 "commit -a" "commit -qam three"
{ line 1; echo x; } >repo/two
inside 0 "commit -a, the old line only" "commit -qam three"
line 3 >"repo/with space"; echo y >>repo/one; git -C repo add -A
inside 0 "commit PATH, another file" "commit -qm four one"
inside 1 "commit PATH, this file" "commit -qm four -- with*space"
git -C repo reset -q; line 4 >>repo/one; git -C repo add one; git -C repo checkout -q HEAD~0 -- two; echo clean >repo/one
inside 1 "partly staged: what is staged counts" "commit -qm five"
git -C repo reset -q --hard; rm -f "repo/with space"
echo z >repo/one; git -C repo add one; line 5 >>repo/one
inside 0 "partly staged: what is not staged does not" "commit -qm five"
git -C repo checkout -q one
printf '\000\001' >repo/binary; git -C repo add -A
inside 0 "only a binary file" "commit -qm binary"
git -C repo mv one moved
inside 0 "a rename" "commit -qm renamed"
git -C repo mv two away
inside 0 "a rename of what holds a token: it is known, as to git diff" "commit -qm renamed"
cp repo/away repo/again; git -C repo add -A
inside 1 "a copy of it" "commit -qm copied"
git -C repo reset -q --hard HEAD~1; rm -f repo/again
git -C repo checkout -q -b side HEAD~1; line 6 >repo/side; git -C repo add -A
UMBRA_SKIP=1 git -C repo commit -qm side 2>/dev/null
git -C repo checkout -q main; echo more >repo/more; git -C repo add -A; git -C repo commit -qm more
inside 0 "a merge brings nothing of its own" "merge -q -m merged side"
inside 0 "amend" "commit -q --amend -m again"

# -- pushes
expect 1 "the first push brings all" git -C repo push -q origin main
has out 'two:1:' "what it brings"
has err 'nothing was pushed: take the value out of these commits' "what to do next"
git -C repo push -q --no-verify origin main 2>/dev/null
expect 0 "nothing to push" git -C repo push -q origin main
echo clean >>repo/more; git -C repo commit -qam clean
expect 0 "a clean commit on top" git -C repo push -q origin main
git -C repo checkout -q -b topic; line 7 >repo/seven; git -C repo add -A; UMBRA_SKIP=1 git -C repo commit -qm seven 2>/dev/null
git -C repo rm -q seven; git -C repo commit -qm 'gone again'
expect 1 "what a push brings, gone from its tip or not" git -C repo push -q origin topic
expect 0 "a branch goes away" git -C repo push -q origin --no-verify topic
expect 0 "likewise" git -C repo push -q origin :topic
git -C repo checkout -q main
expect 1 "to an address without a name" git -C repo push -q "$scratch/server.git" topic:refs/heads/again
expect 2 "what git does not say" sh -c "cd repo && echo nonsense | '$UMBRA' hook run pre-push origin x"
expect 2 "too many arguments" sh -c "cd repo && '$UMBRA' hook run pre-push a b c </dev/null"
expect 0 "the pre-commit program: nothing new" env PRE_COMMIT_TO_REF=main PRE_COMMIT_FROM_REF=main sh -c "cd repo && '$UMBRA' hook run pre-push"
expect 1 "the pre-commit program" env PRE_COMMIT_TO_REF=topic PRE_COMMIT_FROM_REF=main PRE_COMMIT_REMOTE_NAME=origin sh -c "cd repo && '$UMBRA' hook run pre-push"
# the other side is ahead: its commit is not here, and leaves nothing out
git clone -q server.git other; echo ahead >other/ahead; git -C other add -A; git -C other commit -qm ahead; git -C other push -q origin main
expect 0 "the remote is ahead" sh -c "cd repo && echo refs/heads/main \$(git rev-parse main) refs/heads/main \$(git -C ../other rev-parse main) | '$UMBRA' hook run pre-push origin x"

# -- a server
(cd server.git && "$UMBRA" hook install pre-receive) >/dev/null || failed=1
echo fine >other/fine; git -C other add -A; git -C other commit -qm fine
expect 0 "a clean push is taken" git -C other push -q origin main
line 8 >other/eight; git -C other add -A; git -C other commit -qm eight
expect 1 "one with a token is refused" git -C other push -q origin main
has err 'eight:1:' "its place"
has err 'remote rejected' "by the server"
has err 'refused: take the value out of these commits' "what to do next"
[ "$(git -C server.git rev-parse main)" != "$(git -C other rev-parse main)" ] || { echo "FAIL the ref did not change"; failed=1; }
git -C other reset -q --hard HEAD~1
git -C other tag -a v1 -m v1
expect 0 "a tag of what is there" git -C other push -q origin v1
expect 0 "it goes away" git -C other push -q origin :v1
echo '#!/bin/sh
cat >"$0.said"' >server.git/hooks/pre-receive.own && chmod +x server.git/hooks/pre-receive.own
(cd server.git && "$UMBRA" hook uninstall pre-receive && mv hooks/pre-receive.own hooks/pre-receive && "$UMBRA" hook install pre-receive) >/dev/null || failed=1
echo finer >other/fine; git -C other commit -qam finer
expect 0 "behind a hook that was there" git -C other push -q origin main
has server.git/hooks/pre-receive.before-umbra.said 'refs/heads/main' "which was told the same"
line 8 >other/eight; git -C other add -A; git -C other commit -qm eight
expect 1 "and umbra, too" git -C other push -q origin main
(cd server.git && "$UMBRA" hook uninstall pre-receive && rm -f hooks/pre-receive && "$UMBRA" hook install update) >/dev/null || failed=1
expect 1 "update refuses a ref" git -C other push -q origin main
git -C other reset -q --hard HEAD~1; echo finest >other/fine; git -C other commit -qam finest
expect 0 "update takes another" git -C other push -q origin main
finish
