# Much input in little memory, and too little memory.  UMBRA_TEST_MEGABYTES=1024 makes the long line a whole gigabyte.
. "$TESTS/cli/lib.sh.inc"
megabytes=${UMBRA_TEST_MEGABYTES:-48}
bytes=$((megabytes * 1048576))

# One line, the credential at its end.
{ head -c "$bytes" /dev/zero | tr '\0' 'x'; printf ' '; "$MKFIXTURE" expand 7 "$token"; } >long
column=$((bytes + 2))
for how in file pipe; do
	if [ $how = file ]; then
		"$UMBRA" file long -f jsonl >out 2>err
	else
		cat long | "$UMBRA" stdin -f jsonl >out 2>err
	fi
	[ $? = 1 ] || { echo "FAIL long line by $how: exit code"; cat err; failed=1; }
	has out "\"start_line\":1" "long line by $how"
	has out "\"start_column\":$column," "long line by $how"
	has out "\"end_column\":$((column + 39))," "long line by $how"
done

# Address space for the program and a few windows, not for the input.  Sanitizers reserve far more: not with them.
if (ulimit -v 400000; "$UMBRA" version) >/dev/null 2>&1; then
	cat long | (ulimit -v 400000; exec "$UMBRA" stdin -f jsonl --threads 1) >out 2>err
	[ $? = 1 ] || { echo "FAIL in bounded memory: exit code"; cat err; failed=1; }
	for limit in 8000 12000 16000 20000 26000 34000; do
		(ulimit -v $limit; exec "$UMBRA" file long --threads 2 -f jsonl) >out 2>err
		got=$?
		# Either it finds what is there, or it says clearly that it could not look; 127: the loader had no room.
		case $got in
		1) has out "\"start_column\":$column," "memory $limit: complete" ;;
		3) [ -s err ] || { echo "FAIL memory $limit: exit 3 without a word"; failed=1; } ;;
		4) has out '"complete":false' "memory $limit: not complete" ;;
		127) ;;
		*) echo "FAIL memory $limit: exit $got"; cat err; failed=1 ;;
		esac
	done
fi
finish
