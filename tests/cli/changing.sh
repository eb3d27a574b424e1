# A tree that changes while it is read: told with a reason, no crash, nothing outside is read, the exit code tells.
. "$TESTS/cli/lib.sh.inc"
during="python3 $TESTS/cli/during.py"

# what stands outside must not be found through a link that was swapped in
make outside/secret.env "TOKEN=$token"
size=300
[ -z "${SANITIZED:-}" ] || size=60 # which are slower by as much
fresh() { # a large file that takes a while
	rm -rf t
	mkdir t
	truncate -s ${size}M t/large
}
fresh
expect 4 "a file that grows" $during grow t/large "$UMBRA" dir t -f jsonl
has out '"changed":{"count":1' "grows: counted"
has out 't/large: grew' "grows: how"
fresh
expect 4 "a file that grows for ever ends, too" timeout 600 $during append t/large "$UMBRA" dir t -f jsonl
has out 't/large: grew' "grows for ever"
fresh
expect 4 "a file that shrinks" $during shrink t/large "$UMBRA" dir t -f jsonl
has out 't/large: shrank' "shrinks"
fresh
expect 4 "a file that is written to" $during write t/large "$UMBRA" dir t -f jsonl
has out 't/large: was written to' "written to"
fresh
expect 0 "a file that is deleted while it is open is read to its end" $during delete t/large "$UMBRA" dir t -f jsonl
fresh
expect 0 "a file that is replaced while it is open, too" $during replace t/large "$UMBRA" dir t -f jsonl

# Listed, and something else when their turn comes.  The large files hold the only worker up.
crowd() {
	fresh
	truncate -s $((size / 3))M t/large2
	truncate -s $((size / 3))M t/large3
	mkdir $(seq -f t/d%g 300)
	for n in $(seq 300); do echo x >t/$n; done
}
for what in delete fifo link directory device dirs dirlinks; do
	crowd
	if [ $what = device ] && [ "$(id -u)" != 0 ]; then continue; fi
	expect 4 "small files: $what" timeout 600 $during "all-$what" t "$UMBRA" dir t -j 1 -f jsonl
	has out '"vanished":{"count":' "small files, $what: counted"
	lacks out '"findings":1' "small files, $what: nothing outside is read"
done

# A storm: whatever is seen, it ends well.
crowd
rm -f t/large*
$during storm t sh -c 'until [ -e calm ]; do sleep 0.1; done' &
storm=$!
rounds="1 2 4 1 2 4 1 2 4"
[ -z "${SANITIZED:-}" ] || rounds="1 2 4"
for threads in $rounds; do
	"$UMBRA" dir t t t -j $threads -f jsonl >out 2>err
	code=$?
	case $code in
	0 | 1 | 4) tail -1 out | grep -q '"type":"summary"' || { echo "FAIL a storm: no summary"; failed=1; } ;;
	*) echo "FAIL a storm: exit $code"; cat err; failed=1 ;;
	esac
done
: >calm
wait $storm

# a pack that is cut off while it is mapped: no crash, no green
mkdir r && git init -q r
head -c 20000000 /dev/urandom >r/noise
cp outside/secret.env r/
git -C r add . && git -C r -c user.name=sample -c user.email=sample@example.com commit -q -m first && git -C r gc -q
chmod u+w r/.git/objects/pack/*.pack
timeout 600 $during shrink "$(echo r/.git/objects/pack/*.pack)" "$UMBRA" git r r r r r r r r r r r r r r r r r r r r -j 1 -f jsonl >out 2>err
code=$?
case $code in
1 | 3 | 4) [ $code != 3 ] || [ -s err ] || { echo "FAIL a pack that is cut off: no word"; failed=1; } ;;
*) echo "FAIL a pack that is cut off: exit $code"; failed=1 ;;
esac
finish
