# Reports and hand-over against schemas of our own (tests/schema): SARIF and GitLab in all their shapes, 1PUX.
. "$TESTS/cli/lib.sh.inc"
schema=$TESTS/schema
"$MKFIXTURE" sample "$scratch" || exit 1
make 'tree/a name #1 %.env' "TOKEN=$token"
make "$(printf 'tree/new\nline \303\244.env')" "{repeat:\303\244:3} TOKEN=$token"
make tree/allowed.env "TOKEN=$token # umbra:allow"
ln -s . tree/loop
mkdir empty
python3 -c 'import jsonschema' 2>/dev/null || { echo "skipped: python3-jsonschema is not installed (tools/setup test installs it)"; exit 77; }
expect 1 "a tree" "$UMBRA" dir tree --show-suppressed -f sarif -r tree.sarif
expect 1 "a repository" "$UMBRA" git repository -f sarif -r git.sarif
expect 4 "nothing" "$UMBRA" dir empty -f sarif -r empty.sarif
expect 1 "a pipe" sh -c "cat tree/deploy/.env | '$UMBRA' stdin -f sarif -r stdin.sarif"
python3 "$TESTS/cli/validate.py" "$schema/sarif.schema.json" tree.sarif git.sarif empty.sarif stdin.sarif || { echo "FAIL SARIF"; failed=1; }
lacks tree.sarif example.org "no home page is made up"
has tree.sarif '"suppressions":[{"kind":"inSource"' "suppressed is shown when asked for"
has tree.sarif '"uri":"tree/a%20name%20%231%20%25.env"' "names are percent-encoded"
has empty.sarif '"executionSuccessful":false' "a gap is no success"
has empty.sarif '"rules":[]' "no rule is described that has no result"
[ "$(wc -c <empty.sarif)" -lt 4000 ] || { echo "FAIL $(wc -c <empty.sarif) bytes without a result"; failed=1; }

expect 1 "a tree, gitlab" "$UMBRA" dir tree --show-suppressed -f gitlab -r tree.gitlab
expect 1 "a repository, gitlab" "$UMBRA" git repository -f gitlab -r git.gitlab
expect 4 "nothing, gitlab" "$UMBRA" dir empty -f gitlab -r empty.gitlab
expect 1 "a pipe, gitlab" sh -c "cat tree/deploy/.env | '$UMBRA' stdin -f gitlab -r stdin.gitlab"
python3 "$TESTS/cli/validate.py" "$schema/gitlab-secret-detection.schema.json" tree.gitlab git.gitlab empty.gitlab stdin.gitlab || { echo "FAIL GitLab"; failed=1; }
has tree.gitlab '"flags":[{' "gitlab: suppressed is shown when asked for"
has tree.gitlab '"file":"tree/a name #1 %.env"' "gitlab: names as they are"
has empty.gitlab '"status":"failure"' "gitlab: a gap is no success"
has git.gitlab '"author":"sample"' "gitlab: whose commit"

"$UMBRA" dir tree --handover 1pux 2>/dev/null | cat >export.1pux
unzip -qo export.1pux -d export || { echo "FAIL unzip"; failed=1; }
python3 "$TESTS/cli/validate.py" "$schema/1pux.schema.json" export/export.data || { echo "FAIL 1PUX"; failed=1; }
"$UMBRA" git repository --handover 1pux 2>/dev/null | cat >git.1pux
unzip -qo git.1pux -d git-export && python3 "$TESTS/cli/validate.py" "$schema/1pux.schema.json" git-export/export.data || { echo "FAIL 1PUX of a history"; failed=1; }
finish
