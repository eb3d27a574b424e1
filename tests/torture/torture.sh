# usage: torture.sh NAME MODE...: a golden case under every fault; modes are alloc-once, alloc-on, read-once, read-on.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/golden/cases.sh.inc"
name=$1
shift
make_tree
make_lists
case $name in git.*|state.*|range.*|staged.*) make_repository ;; esac
# What holds until some day is looked at by every run, so that every run reads the state and writes it.
case $name in
state.*)
	make repository/dated.env "TOKEN=$token # umbra:allow until=2099-12-31{nl}"
	git -C repository add -A
	commit 1600200000 dated ;;
esac
# Of what another test tries whole, this one tries a seventh: torture/chosen.h.
case $name in
tree.jsonl) other= ;;
state.*|range.*|staged.*) other=git.jsonl ;;
*) other=tree.jsonl ;;
esac
elsewhere=
if [ "$other" ]; then
	golden_args $other
	elsewhere="// $args"
fi
golden_args $name
# The state is there before the first run, too.
# shellcheck disable=SC2086
case $name in state.*) "$UMBRA" $args >/dev/null 2>&1 ;; esac
case $name in
range.*) mark='"complete":false|"in_head":null' ;; # HEAD is no part of a range
*.jsonl|*.json) mark='"complete":false' ;;
*.sarif) mark='"executionSuccessful":false' ;;
*.gitlab) mark='"status":"failure"' ;;
*.junit) mark='<error' ;;
*.csv|*.gitleaks|*.github) mark='no all-clear' ;; # the first two have no place for it and say it on standard error
*) mark='not everything' ;; # a hand-over has its report on standard error
esac
# What is shared begins elsewhere in each of them, so that all of it fails in some.
case $name in
tree.json|git.*|state.*) shift=1 ;;
tree.txt|range.*) shift=2 ;;
tree.sarif|staged.*) shift=3 ;;
tree.gitlab) shift=4 ;;
tree.junit) shift=5 ;;
tree.csv) shift=6 ;;
*) shift=0 ;;
esac
for mode in "$@"; do
	stride=${SLOWER:-1}
	# Where all later calls fail, too, it makes little difference which of three neighbours is the first.
	case $mode in *-on) stride=$((stride * 3)) ;; esac
	# shellcheck disable=SC2086
	"$TORTURE" ${mode%-*} ${mode#*-} $stride $shift "$mark" "$input" $args $elsewhere || failed=1
done
finish
