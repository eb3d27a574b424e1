# Every place of a repository where text can lie: one secret in each, each found, with a place that says where.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
seed=100
planted=
fresh() { # the next token into $t
	seed=$((seed + 1))
	t=$("$MKFIXTURE" expand $seed "$token")
}
found() { # found PATH: it was planted last, and is reported there
	planted="$planted $t=$1"
}
git_() { git -C repo "$@"; }

git init -q -b main repo
echo one >repo/file && commit one
# -- objects
fresh; echo "$t" >repo/inside && commit two && git_ rm -q inside && commit 'two is gone'; found inside
fresh; commit "a message with $t"; found "commit message"
fresh; echo x >>repo/file; git_ add -A; GIT_AUTHOR_NAME="Some $t" git_ commit -qm author; found "commit message"
fresh; echo x >>repo/file; git_ add -A; GIT_COMMITTER_EMAIL="$t@example.org" git_ commit -qm committer; found "commit message"
fresh; git_ tag -a -m "a tag with $t" v1; found "tag message"
fresh; git_ notes add -m "a note with $t" HEAD; found "$(git_ rev-parse HEAD)"
fresh; echo "$t" >repo/file; git_ stash -q; found blob # only a log of refs/stash leads to it, later
fresh; echo "$t" >repo/hidden; git_ stash -q -u; found blob
fresh; echo x >repo/file; git_ stash push -q -m "stashed with $t"; found .git/logs/refs/stash
fresh; echo "$t" >repo/top; git_ stash -q -u; found top
fresh; git_ update-ref refs/odd/thing "$(echo "$t" | git -C repo hash-object -w --stdin)"; found blob
# -- files of the repository
fresh; git_ branch packed-"$t"; git_ pack-refs --all; found .git/packed-refs
fresh; git_ branch "$t"; found .git/refs
fresh; git_ checkout -q -b side; commit "lost $t"; id=$(git_ rev-parse HEAD); git_ checkout -q main; git_ branch -qD side
rm -f "repo/.git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)"; found .git/logs/HEAD
fresh; git_ config remote.origin.url "https://me:$t@git.example.org/x.git"; found .git/config
fresh; git_ config http.https://git.example.org/.extraheader "AUTHORIZATION: bearer $t"; found .git/config
fresh; git_ config extensions.worktreeConfig true; git_ config --worktree core.comment "$t"; found .git/config.worktree
fresh; mkdir -p repo/.git/remotes && echo "URL: https://me:$t@git.example.org/y.git" >repo/.git/remotes/old; found .git/remotes/old
fresh; echo "https://me:$t@git.example.org/z.git" >repo/.git/branches-old; found .git/branches-old
fresh; printf "%s\t\tbranch 'main' of https://me:%s@git.example.org/x\n" "$(git_ rev-parse HEAD)" "$t" >repo/.git/FETCH_HEAD; found .git/FETCH_HEAD
fresh; mkdir repo/.git/rebase-merge && echo "pick 1 $t" >repo/.git/rebase-merge/git-rebase-todo; found .git/rebase-merge/git-rebase-todo
fresh; mkdir repo/.git/rebase-apply && echo "+$t" >repo/.git/rebase-apply/0001; found .git/rebase-apply/0001
fresh; mkdir -p repo/.git/rr-cache/abc && echo "$t" >repo/.git/rr-cache/abc/preimage; found .git/rr-cache/abc/preimage
fresh; echo "curl -H 'X: $t'" >repo/.git/hooks/post-commit; found .git/hooks/post-commit
fresh; echo "# $t" >>repo/.git/info/exclude; found .git/info/exclude
fresh; echo "$t" >repo/.git/description; found .git/description
fresh; mkdir -p repo/.git/lfs/objects/ab/cd && echo "$t" >repo/.git/lfs/objects/ab/cd/abcd; found .git/lfs/objects/ab/cd/abcd
# -- linked work trees, seen from the main one
git_ worktree add -q -b linked ../linked 2>/dev/null
fresh; echo "$t" >linked/staged-there && git -C linked add -A; found blob
fresh; git -C linked rm -qf --cached staged-there; rm linked/staged-there
echo z >linked/z; git -C linked add -A; git -C linked commit -qm "lost there $t"; git -C linked reset -q --hard HEAD~1; found .git/worktrees/linked/logs/HEAD
fresh; git -C linked checkout -q --detach; echo d >linked/d; git -C linked add -A; git -C linked commit -qm "detached $t"; found "commit message"
# -- what is elsewhere
git init -q -b main other
fresh; echo "$t" >other/borrowed; git -C other add -A; git -C other commit -qm other; found blob
echo "$scratch/other/.git/objects" >repo/.git/objects/info/alternates
git init -q -b main module
fresh; echo "$t" >module/in.env; git -C module add -A; git -C module commit -qm module; found in.env
git_ -c protocol.file.allow=always submodule --quiet add "$scratch/module" deep/sub && git_ commit -qm sub && git_ submodule --quiet deinit -f deep/sub

# -- only in the index, and no longer there
fresh; echo "$t" >repo/dropped; git_ add dropped; git_ rm -qf --cached dropped; rm repo/dropped; found blob
fresh; echo "$t" >repo/staged; git_ add staged; found blob
# -- what the commits above would have removed
fresh; echo "in the making $t" >repo/.git/COMMIT_EDITMSG; found .git/COMMIT_EDITMSG
fresh; echo "Merge with $t" >repo/.git/MERGE_MSG; found .git/MERGE_MSG
fresh; echo "$t" >"$(git -C linked rev-parse --git-dir)/COMMIT_EDITMSG"; found .git/worktrees/linked/COMMIT_EDITMSG

for from in repo repo/deep linked; do
	mkdir -p $from
	expect 1 "from $from" "$UMBRA" git $from -f jsonl --show-secrets
	PLANTED="$planted" python3 - $from out <<'P' || failed=1
import json, os, re, sys
by = {}
for line in open(sys.argv[2]):
    f = json.loads(line)
    if f["type"] == "finding":
        by.setdefault(f["secret"], []).append(f)
bad = 0
for value, place in re.findall(r"(ghp_\w+)=(.*?)(?= ghp_\w+=|$)", os.environ["PLANTED"]):
    found = by.get(value, [])
    places = [f["path"] or "blob" for f in found]
    if place == "blob":
        ok = any(f["blob"] for f in found)
    else:
        ok = place in places
    if not ok:
        print(f"FAIL from {sys.argv[1]}: planted in {place}, found in {places}")
        bad = 1
sys.exit(bad)
P
done
finish
