# rules count: by provider and by what is asked for; the columns and the last line add up.
. "$TESTS/cli/lib.sh.inc"

total=$("$UMBRA" rules list | wc -l)
for what in '' identity severity confidence; do
	expect 0 "count $what" "$UMBRA" rules count $what
	[ "$(tail -1 out | awk '{ print $1 }')" = "$total" ] || { echo "FAIL count $what: $(tail -1 out), not $total rules"; failed=1; }
	awk 'NR == 1 { for (i = 2; $i != "provider"; i++) n++; next }
		$1 == 0 { exit 1 }
		{ sum = 0; for (i = 2; i <= n + 1; i++) sum += $i; if (sum != $1) exit 1; if (last != "") all += last; last = $1 }
		END { if (all != last) exit 1 }' out || { echo "FAIL count $what: columns or providers do not add up"; failed=1; }
done
expect 0 "count by severity" "$UMBRA" rules count severity
has out ' critical' "a column"
has out '  GitHub' "a provider"
[ "$(grep -c '  Azure$' out)" = 1 ] || { echo "FAIL packs of one provider are one line"; failed=1; }
expect 0 "count some" "$UMBRA" rules count --enable-rule github.pat-classic
has out 'provider (1)' "only what is enabled"
[ "$(tail -1 out | awk '{ print $1 }')" = 1 ] || { echo "FAIL count of one rule"; failed=1; }
expect 2 "count by nonsense" "$UMBRA" rules count colour
finish
