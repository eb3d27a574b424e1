# What people type who come from other scanners; and what is said when it is not understood.
. "$TESTS/cli/lib.sh.inc"
make leak/a.env "TOKEN=$token"
make clean/b.txt 'nothing here'
git -c init.defaultBranch=main init -q repository
cp leak/a.env repository/
git -C repository add . && git -C repository -c user.name=sample -c user.email=sample@example.com commit -q -m first
rm repository/a.env

expect 1 "-o" "$UMBRA" dir leak -o report.jsonl
has report.jsonl '"type":"summary"' "-o"
expect 1 "--exclude-detectors" "$UMBRA" dir leak --exclude-detectors github.pat-classic
lacks out "rule github.pat-classic" "--exclude-detectors"
expect 1 "--fail" "$UMBRA" dir leak --fail
expect 1 "-s" "$UMBRA" dir -s leak
expect 1 "--source and a path" "$UMBRA" dir --source clean leak
expect 1 "detect" "$UMBRA" detect -s repository -f jsonl
has out '"command":"git"' "detect is git"
expect 0 "detect --no-git" "$UMBRA" detect --no-git --source repository -f jsonl
has out '"command":"dir"' "detect --no-git is dir"
expect 2 "--no-git goes with detect" "$UMBRA" git repository --no-git
for level in trace debug info warn error fatal; do expect 0 "-l $level" "$UMBRA" dir clean -l $level; done
expect 2 "-l of no kind" "$UMBRA" dir clean -l loud
expect 1 "no limits" "$UMBRA" dir leak --timeout 0 --max-target-megabytes 0
expect 1 "--max-file-size" "$UMBRA" dir leak --max-file-size 5
expect 1 "deeper than there is" "$UMBRA" dir leak --max-decode-depth 20 --max-archive-depth 7
has err "note: --max-decode-depth is 6 at most" "deeper than there is: told"
has err "note: --max-archive-depth is 6 at most" "deeper than there is: told"
for percent in --redact --redact=0 --redact=100; do expect 1 "$percent" "$UMBRA" dir leak $percent; done
for percent in --redact=101 --redact=x --redact=-1; do expect 2 "$percent" "$UMBRA" dir leak $percent; done

expect 1 "an option before the command" "$UMBRA" --no-banner dir leak
expect 1 "options with values before the command" "$UMBRA" -l info --report-format=jsonl -r out.jsonl dir leak
has out.jsonl '"command":"dir"' "options with values before the command"
expect 0 "--help behind an option" "$UMBRA" --no-banner --help
expect 2 "options and no command" "$UMBRA" -v
expect 2 "nothing at all" "$UMBRA"
"$UMBRA" - <leak/a.env >out 2>err
[ $? = 1 ] || { echo "FAIL umbra -"; failed=1; }

said() { # said WORDS ARGUMENTS...: wrong use, and the words
	words=$1
	shift
	expect 2 "$*" "$UMBRA" "$@"
	has err "$words" "$*"
}
said "did you mean 'dir'" dri leak
said "did you mean 'git'" gti leak
said "there is no command 'xyzzy'" xyzzy
said "did you mean '--report-format'" dir leak --report-fromat json
said "did you mean '--no-banner'" --no-baner dir leak
said "there is no option '-Z'" dir leak -Z
said "there is no option '--xyzzy'" dir leak --xyzzy=1
said "wants a value" dir leak --threads
said "takes no value" dir leak --verbose=1
said "did you mean 'github.pat-classic'" dir leak --disable-rule github.pat-clasic
printf 'thread: 2\n' >options.yml
said "did you mean '--threads'" dir leak -c options.yml
said "--exclude leaves out files of a tree" git repository --exclude x
said "hook 'prepush' (did you mean 'pre-push'?)" install-hook prepush
finish
