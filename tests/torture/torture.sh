# usage: torture.sh NAME MODE...: a golden case under every fault; modes are alloc-once, alloc-on, read-once, read-on.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/golden/cases.sh.inc"
name=$1
shift
make_tree
make_lists
case $name in git.*|state.*) make_repository ;; esac
# What holds until some day is looked at by every run, so that every run reads the state and writes it.
case $name in
state.*)
	make repository/dated.env "TOKEN=$token # umbra:allow until=2099-12-31{nl}"
	git -C repository add -A
	commit 1600200000 dated ;;
esac
golden_args $name
case $name in
*.jsonl|*.json) mark='"complete":false' ;;
*.sarif) mark='toolExecutionNotifications' ;;
*.gitlab) mark='"status":"failure"' ;;
*.junit) mark='<error' ;;
*.csv|*.gitleaks|*.github) mark='no all-clear' ;; # the first two have no place for it and say it on standard error
*) mark='not everything' ;; # a hand-over has its report on standard error
esac
for mode in "$@"; do
	# opening a repository takes ten milliseconds
	case $name-$mode in
	git.*-read-once|state.*-read-once) stride=1 ;;
	lists.*) stride=3 ;;
	git.*) stride=7 ;;
	state.*) stride=13 ;;
	*) stride=1 ;;
	esac
	stride=$((stride * ${SLOWER:-1}))
	# What the formats have in common, which is most, is the same in each of them: they begin one call apart.
	case $name in
	tree.json) first=1 ;;
	tree.txt) first=2 ;;
	tree.sarif) first=3 ;;
	tree.gitlab) first=4 ;;
	tree.junit) first=5 ;;
	tree.csv) first=6 ;;
	*) first=0 ;;
	esac
	case $mode in *-on) first=$((first + stride / 2)) ;; esac
	first=$((first % stride + 1))
	# shellcheck disable=SC2086
	"$TORTURE" ${mode%-*} ${mode#*-} $stride $first "$mark" "$input" $args || failed=1
done
finish
