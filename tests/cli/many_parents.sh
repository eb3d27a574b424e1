# Commits with more parents than two: merges of eight, and of seventy, which some histories have.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
git init -q -b main many
echo base >many/base && git -C many add -A && git -C many commit -qm base
base=$(git -C many rev-parse HEAD) parents=
for i in 1 2 3 4 5 6 7 8; do
	git -C many checkout -q -b "side$i" "$base"
	line $((500 + i)) >"many/side$i" && git -C many add -A && git -C many commit -qm "side $i"
done
git -C many checkout -q main && git -C many merge -q -m all side1 side2 side3 side4 side5 side6 side7 side8 2>err || failed=1
sides='^side1 ^side2 ^side3 ^side4 ^side5 ^side6 ^side7 ^side8'
expect 0 "a merge of eight brings nothing" "$UMBRA" git many --log-opts="main $sides"
expect 1 "but is the way to all" "$UMBRA" git many "$base..main" -f jsonl
has out '"credentials":8,' "but is the way to all"
line 509 >many/own && git -C many add -A && git -C many commit -q --amend -m own
expect 1 "a merge of eight that brings its own" "$UMBRA" git many --log-opts="main $sides" -f jsonl
has out '"credentials":1,' "a merge of eight that brings its own"
has out '"path":"own"' "a merge of eight that brings its own"
git -C many checkout -q -b again "$base"
for i in 1 2 3 4 5 6 7 8; do git -C many checkout -q "side$i" -- "side$i"; done
git -C many rev-parse side1 side2 side3 side4 side5 side6 side7 side8 >many/.git/MERGE_HEAD
expect 0 "a merge of eight, staged" "$UMBRA" git --staged many
line 510 >many/own && git -C many add -A
expect 1 "a merge of eight that brings its own, staged" "$UMBRA" git --staged many -f jsonl
has out '"credentials":1,' "a merge of eight that brings its own, staged"
rm many/.git/MERGE_HEAD
tree=$(git -C many rev-parse "$base^{tree}")
for i in $(seq 70); do
	blob=$(line $((600 + i)) | git -C many hash-object -w --stdin)
	parents="$parents -p $(git -C many commit-tree -p "$base" -m "$i" "$(printf '100644 blob %s\tfile%s\n' "$blob" "$i" | git -C many mktree)")"
done
# shellcheck disable=SC2086
wide=$(git -C many commit-tree $parents -m wide "$tree")
git -C many update-ref refs/heads/wide "$wide"
expect 1 "seventy parents" "$UMBRA" git many --log-opts="$base..wide" -f jsonl
has out '"credentials":70,' "seventy parents"
expect 1 "the seventieth" "$UMBRA" git many --log-opts="wide^69..wide^70" -f jsonl
has out '"credentials":1,' "the seventieth"
expect 2 "there are no more" "$UMBRA" git many --log-opts="wide^71"
expect 1 "seventy parents, in a history" "$UMBRA" git many -f jsonl
[ "$(grep -c '"path":"file[0-9]*".*"unreachable":false' out)" = 70 ] || { echo "FAIL seventy parents are reached"; failed=1; }
printf 'refs/heads/wide %s refs/heads/wide %040d\n' "$wide" 0 >in
(cd many && "$UMBRA" hook run pre-push there somewhere -f jsonl <../in >../out 2>../err)
has out '"credentials":70,' "seventy parents, pushed"
finish
