# Rules about whole files: in a tree, in containers, in a history, in what is staged; and nothing of the file in any report.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
export GIT_CONFIG_NOSYSTEM=1
database='{bytes:03d9a29a67fb4bb5}{noise:300}'
ids="--key-file key"
make key '{hex:64}'

mkdir tree
make tree/team.kdbx "$database"
cp tree/team.kdbx tree/other.bin
expect 1 "a database" "$UMBRA" dir tree -f jsonl $ids
has out '"rule_id":"keepass.database"' "the database"
has out '"redacted":"a file of this kind"' "what is shown of it"
lacks out 'other.bin' "the same bytes under another name"
id=$(sed -n 's/.*"credential_id":"\([^"]*\)".*/\1/p' out)
gzip -c tree/team.kdbx >tree/team.kdbx.gz
(cd tree && gzip -c team.kdbx >inner.gz && rm team.kdbx)
expect 1 "in a container" "$UMBRA" dir tree -f jsonl $ids
has out '!team.kdbx' "by the name inside"
has out "$id" "with the same id"

# no format holds a byte of it, whatever is asked for
mkdir one
"$MKFIXTURE" expand 7 '{bytes:03d9a29a67fb4bb5}'"NOTINANYREPORT_NOTINANYREPORT_{noise:300}" >one/a.kdbx
for format in text json jsonl sarif gitlab junit csv github gitleaks; do
	case $format in
	text | json | jsonl) shown=--show-secrets ;;
	*) shown= ;;
	esac
	expect 1 "$format" "$UMBRA" dir one -f $format $shown $ids
	lacks out NOTINANY "$format holds no byte of it"
	grep -q "KeePass database\|keepass.database" out || { echo "FAIL $format: the rule is not in it"; failed=1; }
done
has out "a file of this kind" "gitleaks"
expect 1 "text" "$UMBRA" dir one
has out "it is the whole file" "no comment helps"
{ "$UMBRA" dir one --handover 1pux 2>report; echo $? >code; } | cat >none.1pux
unzip -p none.1pux export.data >none || { echo "FAIL hand-over"; failed=1; }
lacks none keepass "there is no value to hand over"
has report "KeePass database" "it is told all the same"

# what is known stays known, and another database is not
expect 1 "a report" "$UMBRA" dir one -f jsonl -r known.jsonl $ids
expect 0 "as a baseline" "$UMBRA" dir one -b known.jsonl $ids
printf x >>one/a.kdbx
expect 1 "another content" "$UMBRA" dir one -b known.jsonl $ids
expect 0 "switched off" "$UMBRA" dir one --disable-rule keepass.database
expect 0 "an entry of a configuration" sh -c "printf 'verdict:\n  - { rule: keepass.database, fail-on: never }\n' >c.yml; '$UMBRA' dir one -c c.yml"

# a history knows contents first and names later
git init -q -b main repo
mkdir -p repo/ops repo/src
make repo/ops/team.kdbx "$database"
cp repo/ops/team.kdbx repo/src/fixture.bin
commit "a database"
rm -r repo/ops/team.kdbx
commit "and away"
expect 1 "a history" "$UMBRA" git repo -f jsonl $ids
has out '"path":"ops/team.kdbx"' "where one of its names decides"
has out "$id" "with the same id"
rm repo/src/fixture.bin
make repo/src/only.bin '{bytes:03d9a29a67fb4bb5}{noise:301}'
commit "never under such a name"
expect 1 "a history again" "$UMBRA" git repo -f jsonl $ids
lacks out only.bin "a content that never had such a name"

# what is staged: the file, whichever of its lines changed
printf 'one\n' >repo/a.txt
make repo/new.kdbx "$database"
git -C repo add -A
expect 1 "staged" "$UMBRA" git repo --staged
has out new.kdbx "staged"
commit "it is there"
make repo/new.kdbx "$database{nl}more"
git -C repo add -A
expect 1 "staged again" "$UMBRA" git repo --staged
has out new.kdbx "changed behind its first line"
commit "known"
expect 0 "nothing staged" "$UMBRA" git repo --staged
expect 1 "a range" "$UMBRA" git repo HEAD~1..HEAD
has out new.kdbx "in a range"

# a rule that holds at some paths only takes nothing from one that holds everywhere
mkdir both
make both/note.txt "DB_PASSWORD={alnum:16}"
make both/.vault_pass "DB_PASSWORD={alnum:16}"
expect 1 "a password in a small file" "$UMBRA" dir both -f jsonl
grep note.txt out | grep -q '"rule_id":"generic\.' || { echo "FAIL a rule of other paths took its place"; sed 's/^/  /' out; failed=1; }
[ "$(grep -c '"path":"both/.vault_pass"' out)" = 1 ] || { echo "FAIL two findings for one value"; failed=1; }
finish
