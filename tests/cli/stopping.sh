# A scan that is interrupted or out of time stops within a second, says what it covered and leaves no file behind.
. "$TESTS/cli/lib.sh.inc"
TMPDIR=$scratch/tmp
export TMPDIR
mkdir tmp

# The time that a stop may take is a limit for people, not a measurement: ten times it, so that a slow machine does not fail.
PATIENCE=10

# stop SIGNAL LABEL COMMAND...: starts it, sends the signal after a moment, waits
stop() {
	signal=$1 label=$2
	shift 2
	"$@" >out 2>err &
	pid=$!
	sleep 0.5
	kill -s "$signal" "$pid" 2>/dev/null || { echo "FAIL $label: ended by itself"; cat err; failed=1; }
	( sleep $PATIENCE; kill -s KILL "$pid" ) >/dev/null 2>&1 &
	watchdog=$!
	wait "$pid"
	got=$?
	kill "$watchdog" 2>/dev/null
	[ "$got" = 130 ] || { echo "FAIL $label: exit $got, not 130"; cat out err; failed=1; }
	[ -z "$(ls tmp)" ] || { echo "FAIL $label: left $(ls tmp)"; failed=1; }
}

# Input that never ends, busy and silent.
mkfifo endless silent
( yes 'nothing to see here' >endless 2>/dev/null; true ) &
flood=$!
stop INT "a flood, interrupted" sh -c 'exec "$UMBRA" stdin -f jsonl <endless'
has out '"interrupted":true' "the summary says so"
has out '"complete":false' "and that it is not complete"
kill "$flood" 2>/dev/null
sleep 30 >silent &
sleeper=$!
stop INT "silence, interrupted" sh -c 'exec "$UMBRA" stdin <silent'
has out 'interrupted' "in words"
stop TERM "silence, terminated" sh -c 'exec "$UMBRA" stdin <silent'
stop INT "a report that is not finished" sh -c 'exec "$UMBRA" stdin -f jsonl -r report.jsonl <silent'
[ "$(ls | grep -c '^report')" = 1 ] || { echo "FAIL beside the report: $(ls | grep '^report')"; failed=1; }

# --timeout: not green, and the reason is counted.
got=0
"$UMBRA" stdin --timeout 1 -f jsonl <silent >out 2>err || got=$?
[ "$got" = 4 ] || { echo "FAIL out of time: exit $got, not 4"; failed=1; }
has out '"timeout":{"count":1' "the reason"
kill "$sleeper" 2>/dev/null
finish
