# What a stranger wrote moves no cursor: names of files, texts of rule packs, arguments.
. "$TESTS/cli/lib.sh.inc"
escape=$(printf '\033')
red="${escape}[31m"
quiet() { # quiet LABEL: no escape and no bell in what the last command wrote
	for file in out err; do
		! grep -q "[$escape$(printf '\007\015')]" "$file" || { echo "FAIL $1: a control byte in $file"; failed=1; }
	done
}
cat >pack.yml <<'P'
format: 1
provider: "P\e[31m"
rules:
  - id: p.token
    name: "name\e[31m\a\u202e"
    about: "about\e[31m\r"
    identity: service
    severity: high
    confidence: high
    pattern: '\b(?<secret>qzqz_[a-z]{8})\b'
    revoke: "revoke\e[31m"
    references: ['https://example.com/']
P
make "tree/${red}file" 'T=qzqz_{lower:8}'
rules="--no-builtin-rules --rules pack.yml"
for format in text json jsonl sarif gitlab junit csv github gitleaks; do
	# shellcheck disable=SC2086
	expect 1 "$format" "$UMBRA" dir tree $rules -f $format -v
	# a line of CSV ends with CR and LF
	[ $format != csv ] || { sed 's/\r$//' out >lines && mv lines out; }
	quiet "$format"
done
# shellcheck disable=SC2086
{
expect 1 "explain" "$UMBRA" explain tree $rules
quiet "explain"
has out 'about\x1b[31m' "explain: spelt out"
expect 0 "rules list" "$UMBRA" rules list $rules
quiet "rules list"
has out 'name\x1b[31m' "rules list: spelt out"
expect 0 "rules show" "$UMBRA" rules show p.token $rules
quiet "rules show"
expect 0 "rules cost" "$UMBRA" rules cost tree $rules
quiet "rules cost"
has out "$(printf '\t')" "tabs stay"
}
sed 's/severity: high/severity: "hi\\e[31mgh"/' pack.yml >"${red}broken.yml"
for command in 'dir tree --rules' 'rules lint' 'rules test'; do
	# shellcheck disable=SC2086
	expect 2 "$command with a broken pack" "$UMBRA" $command "${red}broken.yml"
	quiet "$command with a broken pack"
done
for argument in "dir ${red}nowhere" "git ${red}nowhere" "${red}command" "dir --${red}option" "dir . -f ${red}x" "dir . --threads ${red}x" \
	"dir . --enable-rule ${red}x" "dir . -b ${red}x" "dir . -c ${red}x" "dir . --key-file ${red}x" "rules ${red}x" "rules show ${red}x" \
	"dir . --log-level ${red}x" "dir . --max-memory ${red}x" "dir tree -r ${red}x/y" "explain tree --id ${red}x"; do
	# shellcheck disable=SC2086
	"$UMBRA" $argument >out 2>err </dev/null && { echo "FAIL $argument: exit 0"; failed=1; }
	quiet "$argument"
	has err '\x1b[31m' "$argument: spelt out"
done
finish
