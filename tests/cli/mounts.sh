# What is mounted inside the tree is left out and counted, or entered when asked.
. "$TESTS/cli/lib.sh.inc"
make tree/one.env "TOKEN=$token"
make other/two.env "TOKEN=$token"
mkdir -p tree/sub/mounted tree/twice
inside() { # inside WORDS...: with both mounts, in a name space of its own
	unshare -m sh -c 'mount --bind other tree/sub/mounted && mount --bind tree/sub tree/twice && exec "$@"' sh "$@"
}
inside true 2>/dev/null || { echo "no right to mount here"; exit 77; }
expect 1 "left out" inside "$UMBRA" dir tree -f jsonl -j 2
has out '"other-filesystem":{"count":2,' "left out: counted"
has out '"findings":1,' "left out: the rest is found"
expect 1 "entered" inside "$UMBRA" dir tree -f jsonl --cross-mounts
lacks out 'other-filesystem' "entered: nothing is left out"
has out 'mounted/two.env' "entered: found"
expect 1 "the target itself may be one" inside "$UMBRA" dir tree/sub/mounted -f jsonl
has out '"findings":1,' "the target itself"
finish
