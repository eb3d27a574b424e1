# Exit codes and messages for right and wrong use.
. "$TESTS/cli/lib.sh.inc"
make clean/a.txt 'nothing here'
make leak/a.env "TOKEN=$token"

expect 0 "clean tree" "$UMBRA" dir clean
expect 1 "findings" "$UMBRA" dir leak
expect 7 "--exit-code" "$UMBRA" dir leak --exit-code 7
expect 0 "--exit-zero" "$UMBRA" dir leak --exit-zero
make gap/a.env "TOKEN=$token"; make gap/b.txt 'x'; truncate -s 3M gap/b.txt
for zero in --exit-zero '--exit-code 0'; do
	# shellcheck disable=SC2086
	for format in text jsonl; do
		expect 0 "$zero: findings" "$UMBRA" dir leak $zero -f $format
		expect 3 "$zero: a failed target, and findings" "$UMBRA" dir nowhere leak $zero -f $format
		expect 4 "$zero: a gap, and findings" "$UMBRA" dir gap --max-target-megabytes 1 $zero -f $format
	done
	has out '"exit_code":4' "$zero: the report says what the process says"
done
expect 1 "findings outrank a gap" "$UMBRA" dir gap --max-target-megabytes 1 -f jsonl
has out '"exit_code":1' "findings outrank a gap"
expect 1 "the file itself" "$UMBRA" file leak/a.env
expect 3 "no such path" "$UMBRA" dir nowhere
has err "'nowhere'" "no such path"
expect 1 "one path is not there, the other leaks" "$UMBRA" dir nowhere leak
expect 2 "no such option" "$UMBRA" dir --nonsense
has err "--nonsense" "no such option"
expect 2 "no such command" "$UMBRA" dri
expect 2 "no such rule" "$UMBRA" dir leak --enable-rule github.pat-clasic
has err "did you mean 'github.pat-classic'" "near miss"
expect 2 "no built-in rules and no others" "$UMBRA" dir clean --no-builtin-rules
has err "--rules" "says what is missing"
printf "format: 1\nprovider: 'P'\nrules: []\n" >none.yml
expect 2 "packs without a rule" "$UMBRA" dir clean --no-builtin-rules --rules none.yml
expect 2 "everything enabled is disabled" "$UMBRA" dir clean --enable-rule github.pat-classic --disable-rule github.pat-classic
has err "no rule is left" "everything enabled is disabled"
expect 2 "the same for every command" "$UMBRA" rules list --enable-rule github.pat-classic --disable-rule github.pat-classic
expect 1 "one rule" "$UMBRA" dir leak --enable-rule github.pat-classic
has out "with 1 rule" "the summary counts what was looked for"
expect 2 "number out of range" "$UMBRA" dir leak --threads 0

# a few files are no work for a second thread, unless it is asked for
on() { # on THREADS LABEL COMMAND...
	threads=$1 label=$2
	shift 2
	"$@" >out 2>/dev/null
	grep -qE "rules on $threads thread" out || { echo "FAIL $label: not on $threads"; cat out; failed=1; }
}
mkdir few
for i in 1 2 3 4; do echo nothing >few/$i; done
on 1 "one file" "$UMBRA" file few/1
on 1 "four files" "$UMBRA" file few/1 few/2 few/3 few/4
on 3 "three threads asked for" "$UMBRA" file few/1 -j 3
expect 2 "no such format" "$UMBRA" dir leak -f xml
expect 2 "values in SARIF" "$UMBRA" dir leak -f sarif --show-secrets
expect 3 "no repository" "$UMBRA" git clean
has err "no git repository" "no repository"
expect 0 "version" "$UMBRA" version
expect 0 "help" "$UMBRA" dir --help
has out "--report-format" "help"
expect 0 "manual page" "$UMBRA" man
for shell in bash zsh fish; do expect 0 "completion $shell" "$UMBRA" completion $shell; done
expect 2 "a broken pack" "$UMBRA" dir clean --rules /dev/null
finish
