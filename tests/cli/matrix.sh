# Container x encoding x depth: a credential in each is found, or it is told that it was not looked at.  Prints the table.
. "$TESTS/cli/lib.sh.inc"
for tool in bsdtar zstd lz4 brotli; do
	command -v $tool >/dev/null || { echo "skipped: no $tool (tools/setup test)"; exit 77; }
done
make plain.txt "name: x and more text{nl}token: $token{nl}"
python3 "$TESTS/cli/matrix.py" "$UMBRA" plain.txt || failed=1
finish
