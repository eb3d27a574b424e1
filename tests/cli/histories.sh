# Histories through the command: no repository, no commit, damage of every kind, who brought what in, one report for any threads.
. "$TESTS/cli/lib.sh.inc"
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM

echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key
mkdir plain
expect 3 "no repository" "$UMBRA" git plain
has err "'plain' is no git repository" "no repository"
expect 3 "nothing of that name" "$UMBRA" git main
has err "'main' is no git repository, and nothing of that name is here (commits are A..B, or --branch NAME)" "who means a branch"
git init -q empty
expect 4 "no commit" "$UMBRA" git empty -f jsonl
has out '"no-commits":{"count":1,"incomplete":true' "no commit: counted"
mkdir -p half/.git/objects half/.git/refs
expect 3 "half a repository" "$UMBRA" git half
has err "umbra: " "half a repository: a word"

python3 "$TESTS/cli/make_history.py" "$MKFIXTURE" history || { echo "FAIL the history could not be made"; exit 1; }
for state in loose packed mixed; do
	case $state in
	packed) git -C history gc -q --prune=never ;;
	mixed) cp -r history both && git -C both unpack-objects -q <"$(echo history/.git/objects/pack/*.pack)" ;;
	esac
	folder=history
	[ $state != mixed ] || folder=both
	expect 1 "$state" "$UMBRA" git $folder -f jsonl -j 1
	cp out $state.jsonl
	python3 "$TESTS/cli/attribution.py" $folder $state.jsonl || { echo "FAIL $state: attribution"; failed=1; }
	has out '"unreachable":true' "$state: a blob that no ref reaches"
	has out '"complete":true' "$state: all of it"
	for threads in 1 2 7; do
		"$UMBRA" git $folder -f jsonl -j $threads --key-file key >by.$threads 2>/dev/null
		[ -s by.$threads ] && cmp -s by.1 by.$threads || { echo "FAIL $state: the report depends on the threads"; failed=1; }
	done
	"$UMBRA" git $folder -f jsonl --whole-versions --key-file key >whole 2>/dev/null
	cmp -s by.1 whole || { echo "FAIL $state: every version as a whole gives another report"; failed=1; }
done
# a pack large enough that its headers are read by several threads
git init -q many
for seed in 71 72 73 74 75 76 77 78 79; do
	"$MKFIXTURE" expand $seed 'TOKEN=ghp_{base62:30}{crc32-base62:6}{nl}'
done >tokens
{
	awk '{ token[NR] = $0 } END {
		for (i = 0; i < 30000; i++) {
			text = sprintf("%08d of many lines\n%s\n", i, i % 3000 == 7 ? token[int(i / 3000)] : "nothing")
			printf "blob\nmark :%d\ndata %d\n%s\n", i + 1, length(text), text
		}
	}' tokens
	printf 'commit refs/heads/main\ncommitter C <c@example.com> 1500000000 +0000\ndata 0\nM 100644 :3008 first.env\n'
} | git -C many fast-import --quiet
for threads in 1 4; do
	"$UMBRA" git many -f jsonl -j $threads --key-file key >many.$threads 2>/dev/null
done
[ "$(grep -c '"type":"finding"' many.1)" = 9 ] && cmp -s many.1 many.4 || { echo "FAIL a large pack: findings, or they depend on the threads"; failed=1; }
# a shallow clone: what git says in it, and that it is one
git clone -q --bare --depth 4 --no-single-branch "file://$scratch/history" shallow 2>/dev/null
expect 2 "a shallow clone: a commit that is not in it" "$UMBRA" git shallow HEAD~50..HEAD
has err "this clone is shallow and may lack it: git fetch --unshallow" "a shallow clone: what to do"
expect 1 "a shallow clone" "$UMBRA" git shallow -f jsonl
python3 "$TESTS/cli/attribution.py" shallow out || { echo "FAIL a shallow clone: attribution"; failed=1; }
has out '"shallow-clone":{"count":1,"incomplete":true' "a shallow clone: told"
lacks out '"missing-object"' "a shallow clone: its end is no damage"
# the same findings however the objects are stored
for state in loose packed mixed; do
	sed -n 's/.*"rule_id":"\([^"]*\)".*"start_line":\([0-9]*\).*"blob":"\([0-9a-f]*\)".*/\1 \2 \3/p' $state.jsonl | sort >found.$state
	cmp -s found.loose found.$state || { echo "FAIL loose and $state differ"; failed=1; }
done
python3 "$TESTS/cli/corrupt.py" "$UMBRA" history || failed=1
finish
