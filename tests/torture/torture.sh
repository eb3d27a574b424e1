# usage: torture.sh NAME MODE...: a golden case under every fault; modes are alloc-once, alloc-on, read-once, read-on.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/golden/cases.sh.inc"
name=$1
shift
make_tree
case $name in git.*) make_repository ;; esac
golden_args $name
case $name in
*.jsonl|*.json) mark='"complete":false' ;;
*.sarif) mark='toolExecutionNotifications' ;;
*.txt) mark='not everything' ;;
*) mark='impossible' ;;
esac
for mode in "$@"; do
	stride=1
	case $mode in alloc-*) stride=${STRIDE:-1} ;; esac
	# shellcheck disable=SC2086
	"$TORTURE" ${mode%-*} ${mode#*-} $stride "$mark" "$input" $args || failed=1
done
finish
