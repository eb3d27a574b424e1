# An option that is taken does something; what a command has no use for is refused.
. "$TESTS/cli/lib.sh.inc"
make leak/a.env "TOKEN=$token"
value=$(sed 's/TOKEN=//' leak/a.env)

expect 1 "explain" "$UMBRA" explain leak
lacks out "$value" "explain"
expect 1 "explain --show-secrets" "$UMBRA" explain leak --show-secrets
has out "$value" "explain --show-secrets"
has err "warning: the output holds secrets" "explain --show-secrets: told"
for option in '-r file' '-f json' '-o file' '--handover 1pux'; do
	# shellcheck disable=SC2086
	expect 2 "explain $option" "$UMBRA" explain leak $option
	has err "does not go with 'explain'" "explain $option"
done
[ ! -e file ] || { echo "FAIL explain made a report"; failed=1; }

# a file that cannot be read is named once
expect 3 "no baseline" "$UMBRA" dir leak -b nowhere
grep -qx "umbra: baseline 'nowhere': No such file or directory" err || { echo "FAIL no baseline"; cat err; failed=1; }
expect 3 "no ignore file" "$UMBRA" dir leak -i nowhere
grep -qx "umbra: ignore file 'nowhere': No such file or directory" err || { echo "FAIL no ignore file"; cat err; failed=1; }

expect 0 "rules list of a tag" "$UMBRA" rules list --enable-rule tag:cloud
[ "$(grep -c '^aws' out)" -gt 3 ] || { echo "FAIL rules list of a tag: the rules of the tag"; failed=1; }
lacks out "github.pat-classic" "rules list of a tag"
expect 0 "rules list without one" "$UMBRA" rules list --disable-rule github.pat-classic
lacks out "github.pat-classic" "rules list without one"
has out "github." "rules list without one: the others"
expect 0 "rules cost of one" "$UMBRA" rules cost leak --enable-rule github.pat-classic
[ "$(wc -l <out)" = 2 ] || { echo "FAIL rules cost of one: $(wc -l <out) lines"; failed=1; }
grep -q "	1	github.pat-classic$" out || { echo "FAIL rules cost of one: not its one match"; cat out; failed=1; }

for command in 'man x' 'version x' 'stdin x'; do
	# shellcheck disable=SC2086
	expect 2 "$command" "$UMBRA" $command
	has err "takes no arguments" "$command"
done
expect 2 "completion of two" "$UMBRA" completion bash zsh
finish
