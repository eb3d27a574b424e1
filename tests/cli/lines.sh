# One very long line, as a file and through a pipe: exact line and column, every byte counted, memory bounded.
# UMBRA_LINE_MB=1000 makes it a gigabyte.
. "$TESTS/cli/lib.sh.inc"
megabytes=64 sparse=1G
[ -z "${SANITIZED:-}" ] || megabytes=16 sparse=200M # which are slow, and hold no memory to a bound
megabytes=${UMBRA_LINE_MB:-$megabytes}
length=$((megabytes * 1000000))
secret=$("$MKFIXTURE" expand 7 "$token")

# long FILE WORDS: a first line, and WORDS again and again with a token at the end
long() {
	{ echo first; yes "$2" | tr -d '\n' | head -c $length; printf ' T=%s tail' "$secret"; } >"$1"
}
check() { # check LABEL PEAK_KB
	has out '"start_line":2,"end_line":2,"start_column":'$((length + 4))',"end_column":'$((length + 43))',"offset":'$((length + 9)) "$1: exact place"
	has out '"bytes":'$((length + 54))',' "$1: every byte is counted"
	kb=$(sed -n 's/^peak //p' err)
	echo "$1 of $megabytes MB: ${kb:-?} KB"
	[ -n "${SANITIZED:-}" ] || [ "${kb:-999999}" -lt "$2" ] || { echo "FAIL $1: $kb KB of memory"; failed=1; }
}
peak="python3 $TESTS/cli/peak.py"

long words.txt 'some words and no end of the line '
expect 1 "a long line" $peak "$UMBRA" file words.txt -f jsonl -j 2
check "a long line" 65536
expect 1 "through a pipe" sh -c "cat words.txt | $peak '$UMBRA' stdin -f jsonl -j 2"
check "through a pipe" 65536
rm words.txt

# All of it decodes to something else; the budget of decoded bytes may end, and then that is told.
piece=$("$MKFIXTURE" expand 7 '{base64-of:some words and no end of the line :)}')
long base64.txt "$piece"
expect 1 "a long line of base64" $peak "$UMBRA" file base64.txt -f jsonl -j 2
check "a long line of base64" 65536
[ "$megabytes" -lt 400 ] || has out '"decode-limit"' "a long line of base64: the limit is told"
rm base64.txt

# one that takes no room on the disk
truncate -s $sparse sparse
printf '\nT=%s\n' "$secret" >>sparse
expect 1 "a sparse file" $peak "$UMBRA" file sparse -f jsonl
has out '"start_line":2,"end_line":2,"start_column":3,' "a sparse file: exact place"
finish
