# The progress line: it moves within one file, says what is counted and is gone before anything else is written.
. "$TESTS/cli/lib.sh.inc"
make leak/a.env "TOKEN=$token"
truncate -s 200G endless
on_terminal="python3 $TESTS/cli/progress.py"
amount='1 file, [0-9.]+ MB, [0-9]+ hit'
export TERM=xterm NO_COLOR=1
$on_terminal '' 0 /bin/true || { echo "skipped: no pseudo-terminal here"; exit 77; }

expect 130 "one long file" $on_terminal "$amount" 2 "$UMBRA" dir leak endless -j 1
cp out one
expect 130 "with the report in a file" $on_terminal "$amount" 2 "$UMBRA" dir leak endless -j 1 -f jsonl -r report
cp out two
git -c init.defaultBranch=main init -q repository
cp leak/a.env repository/
git -C repository add . && git -C repository -c user.name=sample -c user.email=sample@example.com commit -q -m first
mkfifo silent
exec 9<>silent
expect 130 "a repository" $on_terminal ' objects?, ' 1 /bin/sh -c "exec '$UMBRA' git repository - -j 1 9>&- <silent"
exec 9>&-
python3 - <<'P' || failed=1
import re
for name in "one", "two":
    text = open(name, newline="").read()
    lines = re.findall(r"\r\x1b\[K([^\r\n]*)", text)
    amounts = {float(n) for n in re.findall(r"1 file, ([0-9.]+) MB, [0-9]+ hit", text)}
    assert len(amounts) > 1, (name, lines)
    # the last thing of the line is its removal, and nothing is written behind a line that stands
    report = text[text.rindex("\x1b[K") + 3:]
    assert re.match(r"(critical|\^C|\d+ files?, )", report), (name, report)
    assert re.search(r"1 credential in 1 place \(1 critical\); interrupted", report), report
    assert not re.search(r"MB, \d+ hit", report)
report = open("report").read()
assert '"interrupted":true' in report
assert re.search(r"\d+ (of \d+ )?objects?, ", open("out", newline="").read())
P

expect 1 "a report in a file" "$UMBRA" dir leak -r report.json
has err "1 credential in 1 place" "the summary is told"
[ ! -s out ] || { echo "FAIL a report in a file: standard output"; failed=1; }
expect 1 "standard error is closed" sh -c "'$UMBRA' dir leak -r closed.jsonl 2>&-"
has closed.jsonl '"type":"summary"' "the report is there"
lacks closed.jsonl "1 file, " "standard error is closed: nothing else is in the report"
expect 3 "standard output is closed" sh -c "'$UMBRA' dir leak >&-"
expect 4 "standard input is closed" sh -c "'$UMBRA' stdin <&-"
expect 1 "values into a pipe" "$UMBRA" dir leak --show-secrets
has err "warning: the output holds secrets" "values into a pipe: told"
expect 1 "a repository" "$UMBRA" git repository
has out " objects, " "objects are counted"
finish
