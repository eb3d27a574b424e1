# Packs that come without an index: bundles, those that lie in a tree, those that are being received.  Nothing in them is passed over.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
# Each finding without what is new for every run, or is said of the way there.
plain() { sed -n 's/"target":"[^"]*",//; s/"\(credential\|exposure\|finding\)_id":"[^"]*",*//g; /"type":"finding"/p' "$1" | sort; }

make_repo() { # a history with deltas: FORMAT
	rm -rf repo
	git init -q -b main --object-format="$1" repo
	mkdir repo/src
	seq 3000 >repo/src/numbers
	commit start
	for i in 1 2 3 4 5 6; do
		line $i >>repo/src/numbers
		seq $((i * 7)) >>repo/src/numbers
		commit "$i, and $("$MKFIXTURE" expand $((20 + i)) "$token") in words"
	done
	git -C repo tag -a -m "a tag with $("$MKFIXTURE" expand 30 "$token")" v1
	git -C repo repack -adfq --depth=20 --window=20
	rm -rf bare
	git clone -q --bare --no-hardlinks repo bare
}
for format in sha1 sha256; do
	make_repo $format
	expect 1 "$format: the repository" "$UMBRA" git bare -f jsonl
	has out '"credentials":13,' "$format: the repository"
	plain out >want
	for version in 2 3; do
		[ $format$version != sha2562 ] || continue
		git -C repo bundle create -q --version=$version ../all.bundle --all
		expect 1 "$format: a bundle of version $version" "$UMBRA" git all.bundle -f jsonl
		plain out >got
		cmp -s want got || { echo "FAIL $format, version $version: not what the repository gives"; diff want got | cut -c1-400 | head -6; failed=1; }
		has out '"complete":true' "$format: all of it"
	done
	mkdir -p tree/deep && cp all.bundle tree/deep/ && rm -f tree/deep/pack
	expect 1 "$format: a bundle in a tree" "$UMBRA" dir tree -f jsonl
	has out '"credentials":13,' "$format: a bundle in a tree"
	has out "\"path\":\"tree/deep/all.bundle!$(git -C repo rev-parse HEAD)\"" "$format: a place in it"
	has out '"complete":true' "$format: a bundle in a tree"
	expect 1 "$format: named to dir" "$UMBRA" dir tree/deep/all.bundle -f jsonl
	has out '"credentials":13,' "$format: named to dir"
	# in something else: an archive, a pipe, a text, a commit of another repository
	rm -rf nest && mkdir nest && gzip -c <all.bundle >nest/all.gz
	expect 1 "$format: in a stream" "$UMBRA" dir nest -f jsonl
	has out '"credentials":13,' "$format: in a stream"
	has out '"complete":true' "$format: in a stream"
	has out "\"path\":\"nest/all.gz!$(git -C repo rev-parse HEAD)\"" "$format: a place in it"
	tar -cf nest/git.tar -C repo .git && rm nest/all.gz
	expect 1 "$format: a repository in an archive" "$UMBRA" dir nest -f jsonl
	has out '"credentials":13,' "$format: a repository in an archive"
	base64 <all.bundle >nest/text && rm nest/git.tar
	expect 1 "$format: in a text" "$UMBRA" dir nest -f jsonl
	has out '"credentials":13,' "$format: in a text"
	cat all.bundle | "$UMBRA" stdin -f jsonl >out 2>err
	has out '"credentials":13,' "$format: in a pipe"
	rm -rf holder && git init -q -b main --object-format="$format" holder && cp all.bundle holder/backup
	git -C holder add -A
	expect 1 "$format: staged" "$UMBRA" git --staged holder -f jsonl
	has out '"credentials":13,' "$format: staged"
	git -C holder commit -qm backup && echo more >holder/more && git -C holder add -A && git -C holder commit -qm more
	for state in loose packed; do
		expect 1 "$format: in a commit, $state" "$UMBRA" git holder -f jsonl
		has out '"credentials":13,' "$format: in a commit, $state"
		has out "\"path\":\"backup!$(git -C repo rev-parse HEAD)\"" "$format: in a commit, $state: its place"
		has out '"complete":true' "$format: in a commit, $state"
		git -C holder gc -q
	done
	expect 1 "$format: what a commit brings" "$UMBRA" git holder -f jsonl main~1
	has out '"credentials":13,' "$format: what a commit brings"
	cp repo/.git/objects/pack/*.pack tree/deep/pack && rm tree/deep/all.bundle
	expect 1 "$format: a pack in a tree" "$UMBRA" dir tree -f jsonl
	has out '"credentials":13,' "$format: a pack in a tree"
	# a repository whose pack has no index, or is still being received
	rm -rf bare2 && cp -r bare bare2
	rm -f bare/objects/pack/*.idx bare/objects/pack/*.rev
	expect 1 "$format: no index" "$UMBRA" git bare -f jsonl
	plain out >got
	cmp -s want got || { echo "FAIL $format: without an index not what the repository gives"; failed=1; }
	chmod -R u+w bare2
	mkdir -p bare2/objects/tmp_objdir-incoming-abc123/pack
	mv bare2/objects/pack/*.pack bare2/objects/tmp_objdir-incoming-abc123/pack/tmp_pack_x1y2z3 && rm -f bare2/objects/pack/*
	expect 1 "$format: being received" "$UMBRA" git bare2 -f jsonl
	plain out >got
	cmp -s want got || { echo "FAIL $format: being received: not what the repository gives"; failed=1; }
done
make_repo sha1

# -- what git writes beside packs to find things faster is not needed, and so does not matter when it is wrong
expect 1 "before" "$UMBRA" git bare -f jsonl
plain out >want
git -C bare -c pack.writeReverseIndex=true repack -adfq && git -C bare multi-pack-index write
echo more >repo/more && commit more && git -C bare fetch -q ../repo main:main && git -C bare -c repack.writeBitmaps=false repack -q
chmod -R u+w bare/objects
for file in bare/objects/pack/multi-pack-index bare/objects/pack/*.rev; do
	[ -e "$file" ] || { echo "FAIL there is no $file"; failed=1; }
	printf 'MIDX\1\1 rubbish, much of it, and longer than a header would be' >"$file"
done
mkdir -p bare/objects/pack/multi-pack-index.d && echo 0123 >bare/objects/pack/multi-pack-index.d/multi-pack-index-chain
expect 1 "a damaged index of many packs" "$UMBRA" git bare -f jsonl
plain out >got
cmp -s want got || { echo "FAIL a damaged index of many packs changes the report"; diff want got | cut -c1-300 | head -4; failed=1; }
has out '"complete":true' "a damaged index of many packs"
make_repo sha1

# -- in part
git -C repo bundle create -q ../part.bundle main~2..main
expect 1 "on other commits" "$UMBRA" git part.bundle -f jsonl
has out '"shallow-clone":{"count":1,"incomplete":true' "on other commits: told"
lost=$(git -C repo rev-parse main~2:src/numbers)
has out "$lost" "the version that is not there, by its id"
has out '"missing-object":{"count":2,' "what builds on it cannot be read: counted"
expect 1 "on other commits, in a tree" "$UMBRA" dir part.bundle -f jsonl
has out '"shallow-clone":{"count":1,' "on other commits, in a tree: told"
has out '"missing-object":{"count":2,' "on other commits, in a tree: counted"
echo clean >repo/clean && commit clean && echo more >repo/clean && commit more
git -C repo bundle create -q ../clean.bundle main~1..main
expect 4 "nothing found, and not whole" "$UMBRA" git clean.bundle -f jsonl
expect 4 "nothing found, and not whole, in a tree" "$UMBRA" dir clean.bundle
expect 0 "known and allowed" "$UMBRA" git clean.bundle --allow-incomplete shallow-clone
git -C repo config uploadpack.allowFilter true
git -C repo bundle create -q --version=3 ../filtered.bundle --filter=blob:none --all
expect 1 "without blobs" "$UMBRA" git filtered.bundle -f jsonl
has out '"partial-clone":{"count":1,' "without blobs: told"
git init -q -b main plain && echo x >plain/x && git -C plain add -A && git -C plain commit -qm x
git -C plain bundle create -q ../plain.bundle --all
expect 0 "clean and whole" "$UMBRA" git plain.bundle
expect 0 "clean and whole, in a tree" "$UMBRA" dir plain.bundle

git -C repo branch "$("$MKFIXTURE" expand 41 "$token")" main~1 && git -C repo bundle create -q ../named.bundle --all
expect 1 "the name of a branch" "$UMBRA" git named.bundle -f jsonl
has out '"path":"named.bundle","' "the name of a branch: where it stands"

echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key
expect 1 "with a state" "$UMBRA" git named.bundle --state state --key-file key
expect 1 "with a state, again" "$UMBRA" git named.bundle --state state --key-file key -f jsonl
has out "\"credentials\":14," "with a state, again: all of it"

# A few bytes that make very much: told, and not waited for.
python3 - <<'EOF' >bomb.pack
import hashlib, struct, sys, zlib

def header(kind, size):
    out, byte, size = b"", kind << 4 | size & 15, size >> 4
    while size:
        out, byte, size = out + bytes([byte | 128]), size & 127, size >> 7
    return out + bytes([byte])

def number(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])

big = 60 << 20
body = b"PACK" + struct.pack(">II", 2, 2001)
base = len(body)
body += header(3, big) + zlib.compress(bytes(big))
for i in range(2000):
    delta = number(big) + number(big + 4)
    at, left = 0, big
    while left:
        n = min(left, 0xffff00)
        delta += bytes([0x80 | 15 | 112]) + struct.pack("<I", at) + struct.pack("<I", n)[:3]
        at, left = at + n, left - n
    delta += b"\4" + struct.pack(">I", i)
    here = len(body) - base
    back = bytes([here & 127])
    here >>= 7
    while here:
        here -= 1
        back = bytes([128 | here & 127]) + back
        here >>= 7
    body += header(6, len(delta)) + back + zlib.compress(delta)
sys.stdout.buffer.write(body + hashlib.sha1(body).digest())
EOF
"$UMBRA" stdin -f jsonl <bomb.pack >out 2>err
[ $? = 4 ] || { echo "FAIL a bomb"; cat out err; failed=1; }
has out '"decode-limit":{"count":' "a bomb: told"

# -- damage: told, never green
git -C repo bundle create -q ../all.bundle --all
at=$(grep -abo PACK all.bundle | head -1 | cut -d: -f1)
damage() { # damage LABEL COMMAND: makes bad.bundle
	eval "$2" >bad.bundle
	"$UMBRA" git bad.bundle -f jsonl >out 2>err
	got=$?
	case $got in
	0 | 130) echo "FAIL $1: exit $got"; failed=1 ;;
	1 | 4) has out '"complete":false' "$1" ;;
	3) [ -s err ] || { echo "FAIL $1: not a word"; failed=1; } ;;
	esac
	"$UMBRA" dir bad.bundle -f jsonl >out 2>err
	got=$?
	[ $got = 1 ] || [ $got = 4 ] || { echo "FAIL $1, in a tree: exit $got"; failed=1; }
	has out '"complete":false' "$1, in a tree"
	"$UMBRA" stdin -f jsonl <bad.bundle >out 2>err
	got=$?
	[ $got = 1 ] || [ $got = 4 ] || { echo "FAIL $1, in a pipe: exit $got"; failed=1; }
	has out '"complete":false' "$1, in a pipe"
}
damage "cut in its header" 'head -c 40 all.bundle'
damage "cut behind its header" "head -c $at all.bundle"
damage "cut in its pack" "head -c $((at + 300)) all.bundle"
damage "cut near its end" "head -c -100 all.bundle"
damage "something behind it" 'cat all.bundle; echo more'
damage "an object of rubbish" "head -c $((at + 200)) all.bundle; head -c 50 /dev/zero; tail -c +$((at + 251)) all.bundle"
damage "another version of packs" "head -c $((at + 7)) all.bundle; printf '\\011'; tail -c +$((at + 9)) all.bundle"
damage "more objects than there are" "head -c $((at + 8)) all.bundle; printf '\\177\\377\\377\\377'; tail -c +$((at + 13)) all.bundle"
damage "fewer objects than there are" "head -c $((at + 8)) all.bundle; printf '\\0\\0\\0\\001'; tail -c +$((at + 13)) all.bundle"
damage "a line that is none" "printf '# v2 git bundle\\nzzz\\n\\n'; tail -c +$((at + 1)) all.bundle"
damage "a capability that is not known" "printf '# v3 git bundle\\n@teleport\\n\\n'; tail -c +$((at + 1)) all.bundle"
printf '# v2 git bundle\n\n' >bad.bundle; tail -c +$((at + 1)) all.bundle >>bad.bundle
expect 1 "without refs" "$UMBRA" git bad.bundle -f jsonl
has out '"unreachable":true' "without refs: what no ref reaches"
cp bare/objects/pack/*.pack whole.pack
head -c 2000 whole.pack >tree/deep/pack
"$UMBRA" dir tree -f jsonl >out 2>err
has out '"complete":false' "a pack in a tree that is cut off"
pack=$(ls bare/objects/pack/*.pack) && chmod u+w "$pack" && rm -f bare/objects/pack/*.idx
head -c -500 "$pack" >x && cat x >"$pack"
"$UMBRA" git bare -f jsonl >out 2>err
has out '"corrupt-object":{"count":1,' "a pack without an index that is cut off"
expect 3 "a file that is no bundle" "$UMBRA" git whole.pack
expect 3 "no file" "$UMBRA" git nothing.bundle
finish
