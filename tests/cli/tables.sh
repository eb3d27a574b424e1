# Tables whose header names a column of secrets: every row is told, in a file, in a container and in a history, at its own place.
. "$TESTS/cli/lib.sh.inc"
command -v python3 >/dev/null || exit 77
rows() { # rows FILE: how many findings there are in it, and where the last one is
	grep -c "\"path\":\"[^\"]*$1\"" out
}
words() { # words N: so many lines with a made password each
	for n in $(seq 1 "$1"); do "$MKFIXTURE" expand "$n" '{alnum:9}7{alnum:4}'; echo; done
}
mkdir tree
words 300 | grep . >words
awk 'BEGIN { print "id,user,password,role" } { print NR ",u" NR "," $1 ",user" }' words >tree/users.csv
awk 'BEGIN { print "user\tpasswort" } NR <= 20 { print "u" NR "\t" $1 }' words >tree/list
{
	printf '%s\n' '-- MySQL dump' 'CREATE TABLE `users` (' '  `id` int(11),' '  `plain_pass` varchar(40)' ');'
	awk 'NR <= 40 { printf "%s(%d,\x27%s\x27)", NR == 1 ? "INSERT INTO `users` VALUES " : ",\n", NR, $1 } END { print ";" }' words
} >tree/dump.sql
expect 1 "tables" "$UMBRA" dir tree -f jsonl
for want in "users.csv 300" "list 20" "dump.sql 40"; do
	got=$(rows "${want% *}")
	[ "$got" = "${want#* }" ] || { echo "FAIL ${want% *}: $got rows, not ${want#* }"; failed=1; }
done
has out '"start_line":301,"end_line":301,"start_column":10,"end_column":23,' "the place of the last row"
has out '"layer":"csv"' "the layer of a table"
has out '"layer":"sql"' "the layer of a dump"

# longer than a window
awk 'BEGIN { print "user,note,password" } NR <= 300 { s = sprintf("%8000s", "x"); print "u" NR "," s "," $1 }' words >long.csv
expect 1 "a long table" "$UMBRA" file long.csv -f jsonl
[ "$(rows long.csv)" = 300 ] || { echo "FAIL a long table: $(rows long.csv)"; failed=1; }

gzip -c tree/users.csv >tree/packed.gz
expect 1 "a table in a container" "$UMBRA" file tree/packed.gz -f jsonl
[ "$(grep -c '"type":"finding"' out)" = 300 ] || { echo "FAIL a table in a container"; failed=1; }

# A row that is added later, far from the header.
git -c init.defaultBranch=main init -q history
commit() { git -C history add -A && git -C history -c user.name=sample -c user.email=sample@example.com commit -q -m "$1"; }
sed '$d' tree/users.csv >history/users.csv
commit some
cp tree/users.csv history/users.csv
commit one
git -C history gc -q
expect 1 "a table in a history" "$UMBRA" git history -f jsonl
# 299 in the first version and 300 in the second
[ "$(grep -c '"type":"finding"' out)" = 599 ] || { echo "FAIL a table in a history: $(grep -c '"type":"finding"' out)"; failed=1; }
finish
