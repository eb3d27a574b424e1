# Whole cases byte for byte: what the command prints for inputs made here equals tests/golden/expected.
# After a wanted change: UPDATE=1 ctest -R golden, and read the difference.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/golden/cases.sh.inc"
make_tree
make_lists
make_repository

compare() { # compare FILE NAME
	[ -z "${UPDATE:-}" ] || cp "$1" "$golden/expected/$2"
	diff -u "$golden/expected/$2" "$1" || { echo "FAIL $2"; failed=1; }
}
for name in $golden_names; do
	golden_args $name
	# shellcheck disable=SC2086
	"$UMBRA" $args <"$input" >raw 2>err
	code=$?
	sed -E -e "s#$golden#GOLDEN#g" -e 's/ in [0-9.]+ s with / in TIME with /' raw >out
	echo "exit code $code" >>out
	compare out $name
done
# the values themselves stand in the hand-over: they are made above and masked here
golden_args handover.1pux
# shellcheck disable=SC2086
"$UMBRA" $args 2>/dev/null | cat >export.1pux
unzip -qo export.1pux -d export
sed -E -e 's/gld_[0-9A-Za-z]{36}/TOKEN/g' -e 's/eyJ[0-9A-Za-z_.-]+/JWT/g' -e 's/("concealed": ?")[0-9A-Za-z]{20}"/\1PASSWORD"/g' export/export.data >out
echo >>out
cat export/export.attributes >>out
compare out handover.1pux
"$UMBRA" rules test "$golden/pack.yml" >out 2>&1 || { cat out; failed=1; }
finish
