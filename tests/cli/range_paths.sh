# One content at several paths of a range: each is told, with the commit that brought it there; and very many are bounded.
. "$TESTS/cli/lib.sh.inc"
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=Some GIT_AUTHOR_EMAIL=some@example.org
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
commit() { # commit WORDS: all that lies there
	git -C repo add -A
	git -C repo commit -qm "$1"
}
places() { # places: what is in out, as "path commit", sorted
	python3 -c '
import json, sys
rows = [json.loads(l) for l in sys.stdin]
rows = [r for r in rows if r["type"] == "finding"]
assert len({r["exposure_id"] for r in rows}) == len(rows), "two places with one id"
print("\n".join(sorted(r["path"] + " " + r["commit"] for r in rows)))' <out
}
same() { # same LABEL LINES
	places >got.now
	printf '%s\n' "$2" | sort >want.now
	cmp -s got.now want.now || { echo "FAIL $1"; diff want.now got.now; failed=1; }
}

git init -q -b main repo
git -C repo commit -q --allow-empty -m start
make repo/a/x "KEY=$token"
mkdir repo/b repo/c
cp repo/a/x repo/b/x
commit both
one=$(git -C repo rev-parse HEAD)
cp repo/a/x repo/c/x
cp repo/a/x "repo/c/!y"
commit later
two=$(git -C repo rev-parse HEAD)
expect 1 "both paths of one commit" "$UMBRA" git repo "$one~1..$one" -f jsonl
same "both paths of one commit" "a/x $one
b/x $one"
expect 1 "paths of two commits" "$UMBRA" git repo "$one~1..$two" -f jsonl
same "paths of two commits" "a/x $one
b/x $one
c/!y $two
c/x $two"
# a member of a container in each
gzip -nc repo/a/x >repo/a/z.gz
cp repo/a/z.gz repo/b/z.gz
commit packed
three=$(git -C repo rev-parse HEAD)
expect 1 "members" "$UMBRA" git repo "$two..$three" -f jsonl
same "members" "$(places | sed "s/ .*/ $three/")"
[ "$(grep -c '^[ab]/z.gz!' got.now)" = 2 ] || { echo "FAIL members: not one in each"; cat got.now; failed=1; }

# -- ten folders in each of ten in each of ten ...: more paths than there is time
blob=$(echo clean | git -C repo hash-object -w --stdin)
tree=$(printf '100644 blob %s\tf\n' "$blob" | git -C repo mktree)
for depth in 1 2 3 4 5 6 7 8 9 10 11 12; do
	tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\td%s\n' "$tree" "$i"; done | git -C repo mktree)
done
bomb=$(git -C repo commit-tree "$tree" -p HEAD -m bomb)
expect 4 "a range that is a bomb ends" timeout 600 "$UMBRA" git repo "HEAD..$bomb"
has out "too-deep" "and says what it did not look at"
has out "the same folders at too many paths" "and why"
# which ends at the same bound, later
[ -z "${SANITIZED:-}" ] || finish
# the same against a bomb that differs at its end
blob=$(echo other | git -C repo hash-object -w --stdin)
tree=$(printf '100644 blob %s\tf\n' "$blob" | git -C repo mktree)
for depth in 1 2 3 4 5 6 7 8 9 10 11 12; do
	tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\td%s\n' "$tree" "$i"; done | git -C repo mktree)
done
second=$(git -C repo commit-tree "$tree" -p "$bomb" -m second)
expect 4 "two bombs side by side" timeout 600 "$UMBRA" git repo "$bomb..$second"
has out "the same folders at too many paths" "two bombs: why"
finish
