# One file, named in many ways: the same uri, exposure id, severity and baseline; what is shown stays as it was named.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key

# one DIRECTORY ARGUMENTS...: "uri exposure severity" of every finding, run there
one() {
	(cd "$1" && shift && "$UMBRA" "$@" -f sarif --key-file "$scratch/key") >sarif.out 2>err
	sed -n 's/.*"uri":"\([^"]*\)".*"umbra\/v1":"\(e1:[^"]*\)".*"security-severity":"\([^"]*\)".*/\1 \2 \3/p' sarif.out | sort
}
uris() { cut -d' ' -f1 | tr '\n' ' '; }
same() { # same LABEL WANTED-URIS DIRECTORY ARGUMENTS...: the uris, and of src/a.env all that it says always
	label=$1 want=$2
	shift 2
	one "$@" >got
	[ "$(uris <got)" = "$want " ] || { echo "FAIL $label: '$(uris <got)', not '$want'"; cat err; failed=1; }
	grep ' ' got | grep "^$deep" >line
	[ -f first ] || cp line first
	cmp -s first line || { echo "FAIL $label: not the same of $deep"; cat first line; failed=1; }
}
for kind in plain repository; do
	mkdir $kind
	# the same value everywhere, but for the folder of tests
	for file in src/a.env lib/a.env src/tests/b.env; do make $kind/$file "KEY=$token{nl}"; done
	[ $kind = plain ] || git init -q -b main $kind
	deep=src/a.env
	rm -f first
	same "$kind: here" "lib/a.env src/a.env src/tests/b.env" $kind dir .
	same "$kind: two folders" "lib/a.env src/a.env src/tests/b.env" $kind dir src lib
	same "$kind: nothing" "lib/a.env src/a.env src/tests/b.env" $kind dir
	for name in src ./src src/ ./src/ src// lib/../src "$scratch/$kind/src" "$scratch/./$kind//src/"; do
		same "$kind: $name" "src/a.env src/tests/b.env" $kind dir "$name"
	done
	for name in src/a.env ./src/a.env src/../src/a.env .//src//a.env "$scratch/$kind/src/a.env"; do
		same "$kind: $name" src/a.env $kind file "$name"
	done
	ln -s $kind link.$kind
	same "$kind: through a link" "src/a.env src/tests/b.env" link.$kind dir src
	same "$kind: a file through a link" src/a.env link.$kind file ./src/a.env
	[ "$(one $kind dir . | grep tests/b.env)" = "$(one $kind dir src/tests)" ] || { echo "FAIL $kind: severity of a test folder"; failed=1; }
done
# a repository: also from below, from above and from elsewhere
deep=src/a.env
same "from below" "src/a.env src/tests/b.env" repository/src dir
same "from below, upwards" "lib/a.env src/a.env src/tests/b.env" repository/src dir ..
same "from above" "lib/a.env src/a.env src/tests/b.env" . dir repository
same "from above, one file" src/a.env . file repository/src/a.env
same "from elsewhere" "lib/a.env src/a.env src/tests/b.env" / dir "$scratch/repository"
same "a link to a folder" "src/a.env src/tests/b.env" . dir link.repository/src
git -C repository add -A
git -C repository commit -q -m one
one . dir repository | cut -d' ' -f2 >by.dir
one . git repository | cut -d' ' -f2 >by.git
[ "$(grep -c . by.dir)" = 3 ] || { echo "FAIL three files"; failed=1; }
# one blob is one finding of `git`, under the path of one of the three
if ! grep -qFf by.git by.dir; then echo "FAIL dir and git differ"; cat by.dir by.git; failed=1; fi
make repository/own.env "KEY=$token{nl}OTHER=$token{nl}"
git -C repository add -A
git -C repository commit -q -m two
[ "$(one . dir repository | grep ^own.env)" = "$(one . git repository | grep ^own.env)" ] || { echo "FAIL dir and git differ"; failed=1; }
git -C repository worktree add -q "$scratch/linked" 2>/dev/null
[ "$(one . dir linked | grep ^own.env)" = "$(one . git repository | grep ^own.env)" ] || { echo "FAIL a linked work tree"; failed=1; }
# what git would not take for a repository is none
mkdir plain/.git
[ "$(one plain dir src | uris)" = "src/a.env src/tests/b.env " ] && [ "$(one . dir plain/src | uris)" = "plain/src/a.env plain/src/tests/b.env " ] ||
	{ echo "FAIL an empty .git"; failed=1; }
# elsewhere, in no repository: below the target
mkdir away
[ "$(one away dir "$scratch/plain/src" | uris)" = "a.env tests/b.env " ] || { echo "FAIL elsewhere"; one away dir "$scratch/plain/src"; failed=1; }
[ "$(one away dir ../plain/src/ | uris)" = "a.env tests/b.env " ] || { echo "FAIL elsewhere, upwards"; failed=1; }
[ "$(one away file ../plain/src/a.env | uris)" = "a.env " ] || { echo "FAIL elsewhere, one file"; failed=1; }

cd plain || exit 1
expect 1 "a baseline of a folder" "$UMBRA" dir src -f jsonl -r ../known.jsonl
expect 0 "suppresses the folder by any name" "$UMBRA" dir ./src/ -b ../known.jsonl
expect 1 "and in the whole tree" "$UMBRA" dir . -f jsonl -b ../known.jsonl
lacks out '"path":"src/' "known from src"
has out '"path":"lib/a.env"' "not known from lib"
expect 1 "shown as named" "$UMBRA" dir ./src/ -f jsonl
has out '"path":"./src/a.env"' "shown as named"
gzip -k src/a.env
[ "$(one . file src/a.env.gz)" = "$(one . dir . | grep gz)" ] || { echo "FAIL a member"; failed=1; }
# a condition on paths holds whatever is named
sed "/^    confidence: high/a\\    paths: { never: ['/src/a.env'] }" "$TESTS/golden/pack.yml" >../pack.yml
make src/a.env 'KEY=gld_{base62:30}{crc32-base62:6}{nl}'
for target in . src ./src/ src/a.env "$scratch/plain/src"; do
	expect 0 "a condition on paths: $target" "$UMBRA" dir "$target" --no-builtin --rules ../pack.yml
done
cp src/a.env lib/a.env
expect 1 "a condition on paths: another" "$UMBRA" dir lib --no-builtin --rules ../pack.yml
finish
