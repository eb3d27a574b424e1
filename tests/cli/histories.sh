# Histories through the command: no repository, no commit, damage of every kind, who brought what in, one report for any threads.
. "$TESTS/cli/lib.sh.inc"
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM

echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key
mkdir plain
expect 3 "no repository" "$UMBRA" git plain
has err "'plain' is no git repository" "no repository"
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
# a shallow clone: what git says in it, and that it is one
git clone -q --bare --depth 4 --no-single-branch "file://$scratch/history" shallow 2>/dev/null
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
