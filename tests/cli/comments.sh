# Comments that allow: until when, why not, and blocks of them in texts longer than a window, in histories and in containers.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
export SOURCE_DATE_EPOCH=1790000000 # 2026-09-21
put() { # put FILE BEFORE BEHIND: a token between them
	"$MKFIXTURE" expand "${seed:-7}" "TOKEN=$token" >value
	mkdir -p "$(dirname "$1")"
	{ printf "$2"; cat value; printf "$3"; } >>"$1"
}
fill() { # fill FILE LINES: text without any comment
	yes 'this is line that is nothing but a line, less -s than it seems to be so l' | head -n "$2" >>"$1"
}

put today.env '' ' # umbra:allow github.pat-classic until=2026-09-21 reason="the last day"\n'
expect 0 "the last day" "$UMBRA" dir today.env
put over.env '' ' # umbra:allow github.pat-classic until=2026-09-20 reason="a key for tests"\n'
expect 1 "the day behind it" "$UMBRA" dir over.env
has out "note      the comment umbra:allow has expired: until=2026-09-20" "the day behind it is told"
expect 1 "the day behind it, jsonl" "$UMBRA" dir over.env -f jsonl
has out '"note":"the comment umbra:allow has expired: until=2026-09-20"' "the day behind it is told, jsonl"
expect 1 "the day behind it, sarif" "$UMBRA" dir over.env -f sarif
has out '"note":"the comment umbra:allow has expired: until=2026-09-20"' "the day behind it is told, sarif"
expect 1 "the day behind it, explained" "$UMBRA" explain over.env
has out "expired: until=2026-09-20" "the day behind it is told, explained"
SOURCE_DATE_EPOCH=1789900000 expect 0 "a day before" "$UMBRA" dir over.env
put no.env '' ' # umbra:allow until=2026-13-01\n'
expect 1 "no date" "$UMBRA" dir no.env
has out "note      the comment umbra:allow has an until= that is no date" "no date is told"
put other.env '' ' # umbra:allow stripe.secret-key\n'
expect 1 "another rule" "$UMBRA" dir other.env
has out "note      the comment umbra:allow is for other rules" "another rule is told"
lacks out "key for tests" "no word of a stranger"

# Blocks.  Three windows of text, in one piece and through a pipe, with the comments wherever windows may be cut.
for at in 1 40000 55000 57000 57400 57456 57457 57458 113000; do
	rm -f long.txt
	fill long.txt $at
	printf '/* secretlint-disable */\n' >>long.txt
	fill long.txt $((170000 - at))
	put long.txt '' '\n'
	expect 0 "a block that opens in line $at" "$UMBRA" dir long.txt
	"$UMBRA" stdin <long.txt >out 2>err
	[ $? = 0 ] || { echo "FAIL a block that opens in line $at of a pipe"; failed=1; }
	expect 1 "a block, not honoured" "$UMBRA" dir long.txt --no-ignore
	printf '/* secretlint-enable */\n' >>long.txt
	put long.txt '' '\n'
	expect 1 "a block that ends" "$UMBRA" dir long.txt -f jsonl
	has out '"findings":1,"credentials":1,"suppressed":1' "a block that ends"
done
rm long.txt
put block.env '# secretlint-disable @secretlint/secretlint-rule-stripe\n' '\n'
expect 1 "a block for another rule" "$UMBRA" dir block.env
printf '# secretlint-disable\n' >next.env
put next.env '' '\n'
rm -f after.env; put after.env '' '\n'
expect 1 "a block ends with its file" "$UMBRA" dir next.env after.env -j 1 -f jsonl
has out '"findings":1,"credentials":1,"suppressed":1' "a block ends with its file"

# In containers each member is a text of its own.
printf '# secretlint-disable\n' >inner; put inner '' '\n'
gzip -c inner >inside.gz
expect 0 "in a member" "$UMBRA" dir inside.gz
put plain '' '\n'
{ printf '# secretlint-disable\n'; gzip -c plain; } >outside.bin
gzip -c plain >outside.gz
expect 1 "around a member" "$UMBRA" dir outside.gz

# In a history: every version by its own text.
git -c init.defaultBranch=main init -q repo
printf '// secretlint-disable\n' >repo/a.js; put repo/a.js '' '\n'
commit first
printf '// a line in front\n' | cat - repo/a.js >b && cp b repo/a.js
commit second
expect 0 "a history" "$UMBRA" git repo -f jsonl
has out '"findings":0,"credentials":0,"suppressed":2' "a history"
expect 0 "a history, whole versions" "$UMBRA" git repo --whole-versions
grep -v secretlint repo/a.js >b && cp b repo/a.js
commit third
expect 1 "a history, without the comment" "$UMBRA" git repo -f jsonl
has out '"findings":1,"credentials":1,"suppressed":2' "a history, without the comment"
finish
