# umbra known: values that the user has are found wherever they lie, whatever they look like; the store holds none of them, and is of no use without its key.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
"$MKFIXTURE" expand 1 '{hex:64}' >key
"$MKFIXTURE" expand 2 '{hex:64}' >otherkey
one=$("$MKFIXTURE" expand 3 '{base62:9}!{base62:9}') two='sunday morning walk' three=$("$MKFIXTURE" expand 5 '{base62:40}')
known() { # known CODE LABEL ARGUMENTS...
	code=$1 label=$2
	shift 2
	expect "$code" "$label" "$UMBRA" known "$@"
}

# -- wrong use
known 2 "no words"
known 2 "no store" add
known 2 "no such word" put store
known 2 "no key" add store pairs.env
has err "--key-file" "no key: says so"
known 3 "list of nothing" list none --key-file key
known 2 "options of add" list store --weak --key-file key
printf 'x\n' >shortkey
known 2 "a key that is none" add store --key-file shortkey
printf 'a: b\n' >what.yml
known 2 "a file of no kind" add store what.yml --key-file key
has err "--from" "a file of no kind: says what to do"
known 2 "no such kind" add store what.yml --from excel --key-file key
[ ! -e store ] || { echo "FAIL a store was made of nothing"; failed=1; }

# -- in, and what is told
printf '%s\n%s\n\nshort\nababababababab\n' "$one" "$two" | "$UMBRA" known add store --label 'Prod DB' --key-file key >out 2>err || { echo "FAIL add"; failed=1; }
has err "2 added, 0 were there, 2 in it" "add: counts"
has err "1 left out: less than 8 bytes" "add: short"
has err "1 left out: the same one to three" "add: regular"
has err "1 of them are weak" "add: words are weak"
[ "$(stat -c %a store)" = 600 ] || { echo "FAIL the store is not private"; failed=1; }
printf 'PORT=8080\nMODE=production\nAPI_TOKEN="%s"\n' "$three" >a.env
known 0 ".env" add store a.env --key-file key
has err "1 added, 0 were there, 3 in it" ".env: counts"
has err "left out: they look like no secret" ".env: most of it is none"
known 0 "again" add store a.env --key-file key
has err "0 added, 1 were there, 3 in it" "again: counts"
known 0 "list" list store --key-file key
has out "$(printf 'known.prod-db\tProd DB')" "list: label"
has out "$(printf 'known.api-token\tAPI_TOKEN')" "list: name in the file"
for value in "$one" "$two" "$three" "Prod DB" API_TOKEN; do
	lacks store "$value" "the store tells"
	[ "$value" = "Prod DB" ] || [ "$value" = API_TOKEN ] || lacks out "$value" "the list tells"
done

# -- found
mkdir tree
printf 'line\nmysql -u root -p%s --x\n# %s.\n' "$one" "$two" >tree/plain.txt
printf 'some words before %s and behind' "$three" | base64 -w0 >tree/encoded
printf 'wide %s end' "$one" | iconv -t UTF-16LE >tree/wide
gzip -c tree/plain.txt >tree/packed.gz
expect 1 "scan" "$UMBRA" dir tree --known store --key-file key -f jsonl
has out '"findings":6,' "scan: all of them"
has out '"rule_id":"known.prod-db"' "scan: the rule"
has out '"layer":"base64"' "scan: base64"
has out '"layer":"utf16"' "scan: UTF-16"
cp out jsonl
for format in text json jsonl sarif gitlab junit csv github gitleaks; do
	expect 1 "scan: $format" "$UMBRA" dir tree --known store --key-file key -f $format
	for value in "$one" "$two" "$three" "$(printf %s "$three" | cut -c1-4)"; do
		lacks out "$value" "scan: $format tells the value"
	done
done
expect 0 "without the store" "$UMBRA" dir tree --key-file key --no-builtin-rules --rules "$TESTS/../rules/github.yml"
expect 1 "only the store" "$UMBRA" dir tree --key-file key --no-builtin-rules --known store -f jsonl
has out '"findings":6,' "only the store: all"
expect 1 "strict" "$UMBRA" dir tree --key-file key --known store --min-confidence strict -f jsonl
has out '"findings":6,' "strict: they are certain"
expect 1 "one of them" "$UMBRA" dir tree --key-file key --known store --enable-rule known.api-token -f jsonl
has out '"findings":1,' "one of them: by its rule"
expect 0 "none of them" "$UMBRA" dir tree/wide --key-file key --known store --disable-rule tag:known
printf 'x %s umbra:allow known.prod-db\n' "$one" >allowed
expect 0 "a comment" "$UMBRA" dir allowed --key-file key --known store
printf '%s' "$one" | cut -c1-18 >nearly
expect 0 "all but its last character" "$UMBRA" dir nearly --key-file key --known store

# -- removed
known 2 "remove what is not there" remove store nothing --key-file key
known 0 "remove" remove store known.prod-db --key-file key
has err "2 removed, 1 in it" "remove: counts"
expect 1 "what is left" "$UMBRA" dir tree --no-builtin-rules --known store --key-file key -f jsonl
has out '"findings":1,' "what is left"
known 0 "remove the last" remove store API_TOKEN --key-file key
expect 2 "an empty store" "$UMBRA" dir tree --known store --key-file key
has err "there is none in it" "an empty store: says so"

# -- short ones
printf 'hunter2\n' | "$UMBRA" known add weak --key-file key --weak >out 2>err || { echo "FAIL --weak"; failed=1; }
has err "1 of them are weak" "--weak: says so"
printf 'p=hunter2; xhunter2x hunter22\n' >tree/weak.txt
expect 1 "short: as a word" "$UMBRA" dir tree/weak.txt --known weak --key-file key -f jsonl
has out '"findings":1,' "short: as a word only"

# -- vaults
printf 'name,username,password\nShop,me,%s\n' "$one" >export.csv
printf '{"encrypted":false,"folders":[],"items":[{"name":"Bank","login":{"password":"%s"}}]}' "$two" >export.json
printf '<KeePassFile><Root><Group><Entry><String><Key>Title</Key><Value>Mail</Value></String><String><Key>Password</Key><Value>%s</Value></String></Entry></Group></Root></KeePassFile>' "$three" >export.xml
known 0 "vaults" add vaults export.csv export.json export.xml --key-file key --label old
has err "3 added" "vaults: each"
known 0 "vaults: list" list vaults --key-file key
for label in "old Shop" "old Bank" "old Mail"; do has out "$label" "vaults: label"; done
printf '{"encrypted":true,"data":"2.x"}' >sealed.json
cp vaults before
known 2 "one that is sealed" add vaults export.csv sealed.json --key-file key
has err "encrypted" "one that is sealed: says so"
cmp -s vaults before || { echo "FAIL a store was changed by what could not be read"; failed=1; }
printf 'ghp_x' >token.txt
"$MKFIXTURE" expand 9 "$token" >token.txt
"$UMBRA" dir token.txt --handover 1pux 2>err >export.1pux
[ -s export.1pux ] || "$UMBRA" dir token.txt --handover 1pux 2>err | cat >export.1pux
known 0 "our own hand-over" add vaults export.1pux --key-file key
has err "1 added" "our own hand-over: its value"
expect 1 "our own hand-over: found" "$UMBRA" dir token.txt --known vaults --key-file key -f jsonl
has out '"also":["github.pat-classic"' "our own hand-over: known wins, the rule is named"

# -- a store that is not as it was, and another key: nothing is scanned
for bad in cut flipped other empty text; do
	key=key
	case $bad in
	cut) head -c 100 vaults >bad ;;
	flipped) cp vaults bad && printf '\377' | dd of=bad bs=1 seek=90 conv=notrunc 2>/dev/null ;;
	other) cp vaults bad && key=otherkey ;;
	empty) : >bad ;;
	text) cp export.csv bad ;;
	esac
	expect 2 "bad store: $bad" "$UMBRA" dir tree --known bad --key-file $key
	has err "known secrets 'bad': " "bad store: $bad: says so"
	[ -s out ] && { echo "FAIL bad store: $bad: a report"; failed=1; }
	known 2 "bad store: $bad: list" list bad --key-file $key
	cp bad before
	known 2 "bad store: $bad: add" add bad export.csv --key-file $key
	cmp -s bad before || { echo "FAIL bad store: $bad: written over"; failed=1; }
done
expect 2 "no key" "$UMBRA" dir tree --known vaults
expect 2 "no store" "$UMBRA" dir tree --known nowhere --key-file key

# -- histories: deltas change nothing, nor does what an earlier run knew
git -c init.defaultBranch=main init -q repo
i=0
while [ $i -lt 40 ]; do
	{ seq 1 300; [ $((i % 3)) = 0 ] && printf 'db: %s\n' "$one"; seq 300 $((400 + i)); [ $i -gt 20 ] && printf '%s\n' "$two"; } >repo/file.txt
	commit "v$i"
	i=$((i + 1))
done
git -C repo gc -q
expect 1 "a history" "$UMBRA" git repo --known vaults --key-file key -f jsonl
grep -v '"type":"summary"' out >deltas
[ "$(wc -l <deltas)" -gt 20 ] || { echo "FAIL a history: too few"; failed=1; }
expect 1 "a history, whole versions" "$UMBRA" git repo --known vaults --key-file key -f jsonl --whole-versions
grep -v '"type":"summary"' out | cmp -s - deltas || { echo "FAIL whole versions give something else"; failed=1; }
expect 1 "with a state" "$UMBRA" git repo --known vaults --key-file key -f jsonl --state state
expect 1 "from the state" "$UMBRA" git repo --known vaults --key-file key -f jsonl --state state
grep -v '"type":"summary"' out | cmp -s - deltas || { echo "FAIL the state gives something else"; failed=1; }
known 0 "one less" remove vaults "old Shop" --key-file key
expect 1 "one less: the state is of another store" "$UMBRA" git repo --known vaults --key-file key -f jsonl --state state
lacks out '"rule_id":"known.old-shop"' "one less"
finish
