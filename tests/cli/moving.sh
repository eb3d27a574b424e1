# Files that change while they are read: no crash, no hang, and nothing that is there all the time is missed.
. "$TESTS/cli/lib.sh.inc"
mkdir tree
make tree/steady.env "TOKEN=$token"
head -c 3000000 /dev/zero | tr '\0' 'y' >block

(
	while [ ! -e stop ]; do
		cat block block >>tree/grows
		: >tree/grows
		cp block tree/vanishes
		rm -f tree/vanishes
		cp block tree/new
		mv tree/new tree/replaced
		ln -sf steady.env tree/link
		rm -rf tree/folder
		mkdir -p tree/folder/deep
		cp block tree/folder/deep/file
	done 2>/dev/null
) &
mover=$!
i=0
while [ $i -lt 80 ]; do
	i=$((i + 1))
	"$UMBRA" dir tree -f jsonl >out 2>err
	got=$?
	[ "$got" = 1 ] || { echo "FAIL round $i: exit $got"; cat err; tail -1 out; failed=1; }
	has out 'steady.env' "round $i"
	has out '"type":"summary"' "round $i"
done
: >stop
wait "$mover"

# Found nothing, and something went away meanwhile: that is counted, or it was not there at all.
rm tree/steady.env
"$UMBRA" dir tree -f jsonl >out 2>err
case $? in 0 | 4) ;; *) echo "FAIL the empty end"; failed=1 ;; esac
finish
