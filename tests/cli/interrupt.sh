# Signals and --timeout: the end comes, tells what was covered and leaves no file behind.
. "$TESTS/cli/lib.sh.inc"
signalled="python3 $TESTS/cli/signalled.py"
mkdir tmp reports
export TMPDIR=$scratch/tmp
FIRST_LINE="TOKEN=$("$MKFIXTURE" expand 7 "$token")"
export FIRST_LINE

no_temp() { # no_temp LABEL
	[ -z "$(ls -A tmp)" ] || { echo "FAIL $1: left in TMPDIR: $(ls -A tmp)"; failed=1; }
	for left in reports/*.tmp; do
		[ ! -e "$left" ] || { echo "FAIL $1: left beside the report: $left"; failed=1; }
	done
}

# The same target many times is a long scan of a small one; the finding comes first.
make first-tree/a.env "TOKEN=$token"
mkdir tree
truncate -s 100M tree/zeros
mkdir first-repository repository
cp first-tree/a.env first-repository/
head -c 40000000 /dev/zero | tr '\0' 'x' | fold -w 100 >repository/large.txt
for r in first-repository repository; do
	git -C $r init -q
	git -C $r add . && git -C $r -c user.name=sample -c user.email=sample@example.com commit -q -m first
done
git -C repository gc -q
trees=first-tree repositories= n=0
while [ $n -lt 400 ]; do
	trees="$trees tree"
	[ $n -ge 40 ] || repositories="$repositories repository"
	n=$((n + 1))
done
truncate -s 200G endless

# one handler for all of them
signals="INT TERM HUP"
[ -z "${SANITIZED:-}" ] || signals=INT
for signal in $signals; do
	expect 130 "SIG$signal, a pipe that never ends" $signalled --feed $signal "$UMBRA" stdin -r reports/$signal.jsonl
	has reports/$signal.jsonl '"interrupted":true' "SIG$signal: the report says so"
	has reports/$signal.jsonl '"rule_id":"github.pat-classic"' "SIG$signal: what was read is reported"
	no_temp "SIG$signal"
done
for threads in 1 3; do
	[ $threads = 1 ] || signalled="$signalled --waits"
	expect 130 "a tree on $threads" $signalled --at tree INT "$UMBRA" dir $trees -j $threads
	has out "interrupted: only a part was looked at" "a tree: told"
	# with more threads the first file may be the last to be done
	[ $threads != 1 ] || has out "1 credential in" "a tree: what was covered is reported"
	expect 130 "one long file on $threads" $signalled --at endless INT "$UMBRA" dir endless -j $threads
	has out "1 file, " "one long file: told"
	expect 130 "a repository on $threads" $signalled --at repository INT "$UMBRA" git $repositories -j $threads -f jsonl
	has out '"interrupted":true' "a repository: told"
done
signalled=${signalled% --waits}
expect 130 "a repository, then a pipe" $signalled --feed INT "$UMBRA" git first-repository - -f jsonl
has out '"author":"sample"' "the commit is told, too"
rm -f reports/*
# two at once, so that the second does not come too late
expect 130 "a second signal" $signalled --feed STOP,INT,TERM,CONT "$UMBRA" stdin -r reports/second.jsonl
no_temp "a second signal"
mkfifo later
# Under nohup, or in the background of a shell, the signal is not for us.
# It is sent when the handlers of the others stand, SIGTERM's among them.
expect 0 "an ignored signal stays ignored" sh -c "trap '' HUP INT; exec 9<>later; echo x >&9; '$UMBRA' stdin <later 9>&- &
	until grep -q '^SigCgt:.*[4-7c-f]...$' /proc/\$!/status; do sleep 0.05; done; kill -INT \$!; exec 9>&-; wait \$!"

# in_time CODE LABEL TEXT COMMAND...: a deadline, and a longer one where a slow machine has not come that far.
in_time() {
	code=$1 label=$2 text=$3
	shift 3
	for seconds in 1 8 64; do
		"$@" --timeout $seconds -f jsonl >out 2>err </dev/null
		got=$?
		[ $got = "$code" ] && grep -qF -- "$text" out && return
	done
	echo "FAIL $label: exit $got, not $code, or no '$text'"; cut -c1-400 out err | tail -20; failed=1
}
in_time 4 "--timeout on a file" '"timeout":{"count":1,"incomplete":true' "$UMBRA" dir endless
has out '"interrupted":false' "--timeout is no interrupt"
in_time 1 "--timeout on trees: findings outrank it" '"timeout":{"count":1' "$UMBRA" dir $trees
in_time 4 "--timeout on repositories" '"timeout":{"count":1' "$UMBRA" git $repositories -j 1
mkfifo silent
exec 9<>silent
expect 4 "--timeout on a silent pipe" sh -c "'$UMBRA' stdin --timeout 1 <silent"
has out "not reached before the deadline" "a silent pipe: told"
exec 9>&-
finish
