# What a tree can hold that is no plain readable file; each is counted, named, and decides the exit code.
. "$TESTS/cli/lib.sh.inc"
make t/ok.txt 'nothing here'
mkfifo t/fifo
ln -s ok.txt t/link
ln -s . t/loop
ln -s /nonexistent t/dangling
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("t/sock")'
expect 0 "FIFO, socket and links are left out" timeout 600 "$UMBRA" dir t -f jsonl
has out '"symlink":{"count":3' "links"
has out '"special-file":{"count":2' "FIFO and socket"

head -c 300000 /dev/urandom >t/rubbish.bin
expect 0 "binary rubbish" "$UMBRA" dir t

printf 'x' >"$(printf 't/new\nline \033[31m.txt')"
make t/x.env "A=$token"
mv t/x.env "$(printf 't/esc\033[2J\n.env')"
expect 1 "terminal escapes in a name" "$UMBRA" dir t
lacks out "$(printf '\033[2J')" "the escape is shown, not sent"
has out 't/esc\x1b[2J\n.env:1:3' "the name is shown escaped"

if [ "$(id -u)" != 0 ]; then
	mkdir u && echo x >u/secret && chmod 000 u/secret
	expect 4 "an unreadable file" "$UMBRA" dir u
	has out "could not be read" "an unreadable file"
	chmod 600 u/secret && chmod 000 u
	expect 4 "an unreadable directory" "$UMBRA" dir u
	chmod 700 u
fi
mkdir empty
expect 4 "nothing to scan is no all-clear" "$UMBRA" dir empty
expect 3 "a full disk at the report" "$UMBRA" dir t -r /dev/full
has err "umbra: '/dev/full': cannot write: No space left on device" "which file"
expect 3 "a full disk at standard output" sh -c '"$UMBRA" dir t >/dev/full'
has err "umbra: report: cannot write: No space left on device" "that it is the report"
expect 3 "a directory as report" "$UMBRA" dir t -r empty
expect 3 "a report in no folder" "$UMBRA" dir t -r none/out.json
"$UMBRA" rules list 2>err | head -1 >/dev/null

make big.txt "{repeat:0123456789abcdef :1000}$token{nl}"
for i in 1 2 3 4 5 6 7 8 9 10; do cat big.txt; done >big10.txt
cat big10.txt big10.txt big10.txt big10.txt big10.txt big10.txt big10.txt big10.txt big10.txt big10.txt >big100.txt
expect 1 "windows" "$UMBRA" file big100.txt -f jsonl
[ "$(grep -c '"type":"finding"' out)" = 100 ] || { echo "FAIL windows: $(grep -c finding out) findings, not 100"; failed=1; }
tail -2 out | has /dev/stdin '"start_line":100,"end_line":100,"start_column":17001' "exact line and column behind many windows"
expect 1 "the same through a pipe" sh -c "cat big100.txt | '$UMBRA' stdin -f jsonl"
expect 4 "too big for the limit" "$UMBRA" dir big100.txt --max-target-megabytes 1
has out "larger than the limit" "too big"

# Every line begins a match that ends nowhere: half a minute once, because each was followed through all of its window.
much=33000000
[ -z "${SANITIZED:-}" ] || much=1000000
yes -- '-----BEGIN RSA ''PRIVATE KEY-----' | head -c $much >headers.txt
expect 0 "a million first lines of a key" "$UMBRA" file headers.txt
yes "$(printf 'PuTTY-''User-Key-File-2: ssh-rsa\nEncryption:')" | head -c $much >headers.txt
expect 0 "the first lines of another kind of key" "$UMBRA" file headers.txt
yes '"kty":"RSA",' | head -c $much >headers.txt
expect 0 "the beginnings of a key in JSON" "$UMBRA" file headers.txt

cat >broken.yml <<'Y'
format: 1
rules:
  - id: x.y
    name: broken
    severity: hihg
    patern: abc
  - id: x.z
    name: look-behind
    severity: low
    pattern: '(?<=a)bcdef'
Y
expect 2 "a wrong pack, every error at once" "$UMBRA" dir t --rules broken.yml
has err "broken.yml:5:15: unknown word 'hihg' (did you mean 'high'?)" "severity"
has err "broken.yml:6:5: unknown key 'patern' (did you mean 'pattern'?)" "key"
has err "broken.yml:10:" "look-behind"
finish
