# Documents: a credential in each place that an unpacker opens, found with the path of its member; told once; within bounds.
. "$TESTS/cli/lib.sh.inc"
python3 -c "import sqlite3, zlib" 2>/dev/null || { echo "no python3 with sqlite3"; exit 77; }
python3 "$TESTS/cli/make_documents.py" "$MKFIXTURE" || exit 1
# Each line of `planted`: file, path of the member (-: the lines of the file), line in it, and the value.
while IFS='	' read -r file member line value; do
	[ "$member" != - ] || member=
	expect 1 "$file" "$UMBRA" file "$file" -f jsonl --show-secrets
	grep -F -- "$value" out >hits
	[ "$(wc -l <hits)" = 1 ] || { echo "FAIL $file!$member: $(wc -l <hits) places"; cut -c1-200 hits; failed=1; }
	has hits "\"path\":\"$file$member\"" "$file"
	has hits "\"start_line\":$line," "$file$member"
	# from a pipe, and as an object of a repository, the same
	"$UMBRA" stdin -f jsonl --show-secrets <"$file" 2>/dev/null | grep -F -- "$value" | grep -qF "${member:-\"start_line\":$line,}" || {
		echo "FAIL $file!$member: not from a pipe"; failed=1; }
done <planted
[ -s planted ] || { echo "FAIL nothing was planted"; failed=1; }
in_all() { # in_all COMMAND...: as a file of a repository
	expect 1 "$*" "$UMBRA" "$@" -f jsonl --show-secrets
	while IFS='	' read -r file member line value; do
		[ "$member" != - ] || member=
		grep -F -- "$value" out | grep -qF "$file$member\"" || { echo "FAIL $*: not in $file$member"; failed=1; }
	done <planted
}
git init -q repo && cd repo && cut -f1 ../planted | sort -u | while read -r file; do cp "../$file" .; done
git add -A && cd .. || exit 1
in_all git --staged repo
git -C repo -c user.name=a -c user.email=a@example.invalid commit -qm x && git -C repo rm -q --cached -r . || exit 1
in_all git repo
in_all git --worktree repo
# Of what is staged only new lines count, those of a cell's member, too.
git init -q new && cp work.ipynb new/ && git -C new add -A && git -C new -c user.name=a -c user.email=a@example.invalid commit -qm x || exit 1
sed 's/import os/import re/' work.ipynb >new/work.ipynb && git -C new add -A
expect 0 "an old line beside a new one" "$UMBRA" git --staged new
sed 's/^    "beside = /    "more = 1\\n", &/' work.ipynb >new/work.ipynb && git -C new add -A
expect 1 "the line itself is new" "$UMBRA" git --staged new -f jsonl
has out '"path":"work.ipynb!cell 2"' "a new line in a cell"
# What does not open is no error, what is cut off is told or passed over, and nothing hangs.
for file in $(cut -f1 planted | sort -u); do
	size=$(wc -c <"$file")
	for part in 3 2; do
		head -c $((size - size / part)) "$file" >cut.bin
		timeout 600 "$UMBRA" file cut.bin >out 2>err
		case $? in 0 | 1 | 4) ;; *) echo "FAIL $file cut: exit $?"; failed=1 ;; esac
	done
done
finish
