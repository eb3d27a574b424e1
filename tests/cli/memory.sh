# Not enough memory: whatever the ceiling, either everything is found, or the report, the exit code and a message say that it is not.
. "$TESTS/cli/lib.sh.inc"
if [ -n "${SANITIZED:-}" ]; then
	echo "skipped: sanitizers need their own memory"
	exit 0
fi
n=0
while [ $n -lt 60 ]; do
	make "tree/$n.env" "TOKEN=$token"
	n=$((n + 1))
done
make b64 "data: {base64-of:name: x and more text{nl}token: $token{nl}}{nl}"
gzip -c b64 >tree/packed.gz
{ head -c 9000000 /dev/zero | tr '\0' 'x' | fold -w 120; cat b64; } >tree/large.txt
git init -q tree
git -C tree add . && git -C tree -c user.name=sample -c user.email=sample@example.com commit -q -m first
rm -rf repository && mv tree/.git repository
"$UMBRA" dir tree -f jsonl >dir.all
"$UMBRA" git repository -f jsonl >git.all
cat tree/large.txt | "$UMBRA" stdin -f jsonl >stdin.all

# try LABEL KIND COMMAND...: the run may end in any honest way
told=0
try() {
	label=$1 kind=$2
	shift 2
	rm -f report.jsonl
	"$@" >out 2>err <tree/large.txt
	code=$?
	case $code in
	0 | 1 | 4)
		want=$(grep -c '"type":"finding"' $kind.all)
		got=$(grep -c '"type":"finding"' report.jsonl)
		if grep -q '"complete":true' report.jsonl; then
			[ "$got" = "$want" ] || { echo "FAIL $label: complete with $got of $want findings"; failed=1; }
		else
			grep -q '"memory":{"count"' report.jsonl || { echo "FAIL $label: exit $code and no reason"; tail -1 report.jsonl; failed=1; }
			told=$((told + 1))
		fi
		;;
	2 | 3)
		[ -s err ] || { echo "FAIL $label: exit $code without a word"; failed=1; }
		told=$((told + 1))
		;;
	127) # the loader found no room for the libraries
		;;
	*)
		echo "FAIL $label: exit $code"; cut -c1-300 err | head -3; failed=1
		;;
	esac
	if [ $code -gt 1 ] && [ $code != 4 ] && [ -e report.jsonl ]; then
		echo "FAIL $label: exit $code, and a report"; failed=1
	fi
	for left in report.jsonl.*.tmp; do
		[ ! -e "$left" ] || { echo "FAIL $label: $left"; failed=1; rm -f "$left"; }
	done
}

# Where the kernel has no room for the program itself there is nobody to say so.
least=6000
until sh -c "ulimit -v $least; exec '$UMBRA' version" >/dev/null 2>&1 || [ $? != 139 ]; do
	least=$((least + 500))
done
for threads in 1 2; do
	kb=$least
	while [ $kb -lt 90000 ]; do
		try "ulimit -v $kb, dir, $threads" dir sh -c "ulimit -v $kb; exec '$UMBRA' dir tree -j $threads -f jsonl -r report.jsonl"
		try "ulimit -v $kb, git, $threads" git sh -c "ulimit -v $kb; exec '$UMBRA' git repository -j $threads -f jsonl -r report.jsonl"
		kb=$((kb + kb / 8))
	done
	megabytes=1
	while [ $megabytes -lt 40 ]; do
		for kind in "dir tree" "git repository" stdin; do
			try "--max-memory ${megabytes}M, $kind, $threads" "${kind%% *}" "$UMBRA" $kind --max-memory ${megabytes}M -j $threads -f jsonl -r report.jsonl
		done
		megabytes=$((megabytes + 1 + megabytes / 3))
	done
done
[ $told -gt 5 ] || { echo "FAIL only $told runs were short of memory: the test tests nothing"; failed=1; }
finish
