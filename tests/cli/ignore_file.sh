# .gitleaksignore: read where the user says, in trees and histories; never by itself.
. "$TESTS/cli/lib.sh.inc"
make tree/src/a:b.env "x{nl}TOKEN=$token{nl}"
cp tree/src/a:b.env tree/src/c.env
expect 1 "nothing is ignored" "$UMBRA" dir tree -f jsonl
printf 'src/a:b.env:github-pat:2\n' >tree/.gitleaksignore
expect 1 "nothing is looked for" "$UMBRA" dir tree -f jsonl
has out '"suppressed":0' "nothing is looked for"
for path in tree tree/.gitleaksignore; do
	for target in tree ./tree "$scratch/tree"; do
		expect 1 "$path, $target" "$UMBRA" dir "$target" -i $path -f jsonl
		has out '"findings":1,"credentials":1,"suppressed":1' "$path, $target"
	done
done
printf 'tree/src/a:b.env:github-pat:2\n./tree/src/c.env:github.pat-classic:2\nnonsense\n' >list
expect 0 "from where it is called" "$UMBRA" dir tree -i list --show-suppressed -f jsonl
has out '"suppressed_by":"list:1"' "says by what"
has out '{"by":"list:2","count":1}' "and how much"
has err "'list':3" "a wrong line is told"
expect 0 "in SARIF" "$UMBRA" dir tree -i list --show-suppressed -f sarif
has out '"kind":"external"' "in SARIF"
expect 3 "no such file" "$UMBRA" dir tree -i nowhere
expect 3 "a folder without" "$UMBRA" dir tree -i tree/src

commit() { git -C repository add -A && git -C repository -c user.name=sample -c user.email=sample@example.com commit -q -m "$1"; }
git -c init.defaultBranch=main init -q repository
make repository/a.env "TOKEN=$token{nl}"
commit first
first=$(git -C repository rev-parse HEAD)
printf 'more\n' >>repository/a.env
commit second
cp repository/a.env repository/b.env
printf 'else\n' >>repository/b.env
commit third
expect 1 "a history" "$UMBRA" git repository -f jsonl
has out '"findings":3' "a history"
printf '%s:a.env:github-pat:1\n' "$first" >list
expect 1 "by commit" "$UMBRA" git repository -i list -f jsonl
has out '"findings":1,"credentials":1,"suppressed":2' "by commit: every version of that file, no other file"
mkdir repository/deep
cp repository/a.env repository/deep/c.env
printf 'deep/c.env:github-pat:1\n' >list
expect 0 "from the repository's root, called below it" sh -c "cd repository/deep && '$UMBRA' dir . -i ../../list"
printf '%s:a.env:github-pat:1\n' 0123456789abcdef0123456789abcdef01234567 >list
expect 1 "by another commit" "$UMBRA" git repository -i list -f jsonl
has out '"findings":3' "by another commit"
# Reports of ours in the formats of others: with the same key the value is known wherever it moves, else the place.
mkdir moving
make moving/a.env "TOKEN=$token{nl}"
echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef >key
expect 1 "SARIF" "$UMBRA" dir moving --key-file key -f sarif -r known.sarif
expect 0 "SARIF, the same place" "$UMBRA" dir moving -b known.sarif
has err "without values" "SARIF, the same place: told"
sed -i '1i x' moving/a.env
expect 1 "SARIF, another place" "$UMBRA" dir moving -b known.sarif
expect 0 "SARIF, another place, the key" "$UMBRA" dir moving -b known.sarif --key-file key
expect 1 "two baselines with two keys: the first" "$UMBRA" dir moving -f jsonl -r one.jsonl
make moving/b.env "TOKEN=x$token{nl}"
cp tree/src/c.env moving/c.env
expect 1 "two baselines with two keys: the second" "$UMBRA" dir moving/c.env -f jsonl -r two.jsonl
expect 1 "one of them" "$UMBRA" dir moving/a.env moving/c.env -b one.jsonl
expect 0 "two baselines with two keys" "$UMBRA" dir moving/a.env moving/c.env -b one.jsonl -b two.jsonl
finish
