# Archives that are made to hurt: each ends in time and within memory, and what was not looked at is told.  Prints a table.
. "$TESTS/cli/lib.sh.inc"
make plain.txt "name: x and more text{nl}token: $token{nl}"
python3 "$TESTS/cli/bombs.py" "$UMBRA" plain.txt || failed=1
finish
