# What is not staged: files that differ from the index, and those that it does not have, ignored ones too; new lines only.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
fresh() { # a repository with one clean commit, whose index is older than nothing
	rm -rf repo
	git init -q -b main "$@" repo
	mkdir repo/a repo/b
	for f in a/one a/two b/three top; do echo "clean $f" >repo/$f; done
	{ echo first; line 3; echo last; } >repo/old.env
	git -C repo add -A
	git -C repo commit -qm clean
	settle
}
settle() { # an index that is younger than all files, so that nothing is racy
	find repo -path repo/.git -prune -o -type f -exec touch -h -d '2026-01-02 03:04:05.678' {} +
	git -C repo status >/dev/null
	git -C repo update-index -q --refresh
}
n_found() { [ "$(grep -c '"type":"finding"' out)" = "$1" ] || { echo "FAIL $2: not $1 findings"; cut -c1-300 out; failed=1; }; }
scan() { "$UMBRA" git --worktree repo -f jsonl "$@"; }

# -- what is looked at
fresh
expect 0 "nothing changed" scan
has out '"units":0' "files that are the index's are not read"
line 1 >>repo/a/one
expect 1 "a changed file" scan
has out '"path":"a/one"' "its path"
has out '"source":"worktree"' "its source"
has out '"start_line":2' "its line"
has out '"units":1' "the only one that is read"
git -C repo add a/one
expect 0 "staged" scan
expect 1 "staged, for the gate" "$UMBRA" git --staged repo
fresh
{ echo before; echo first; line 3; echo last; } >repo/old.env
expect 0 "the line was there before" scan
has out '"suppressed":1' "it is counted"
expect 1 "whole files" scan --whole-files
has out '"start_line":3' "its line in the new version"
sed 's/$/\r/' repo/old.env >x && mv x repo/old.env
expect 0 "other ends of lines" scan
fresh
line 1 >repo/new.env
mkdir -p repo/deep/er && line 2 >repo/deep/er/in.env
printf '.env\nignored/\n' >repo/.gitignore
mkdir repo/ignored && line 4 >repo/ignored/file && line 5 >repo/.env
expect 1 "untracked and ignored" scan
n_found 4 "untracked and ignored"
for path in new.env deep/er/in.env ignored/file .env; do has out "\"path\":\"$path\"" "untracked: $path"; done
has out '"git-objects":{"count":1' "the repository itself is told"
expect 1 "left out" scan -x 'ignored/' -x .env
n_found 2 "left out"
has out '"excluded":{"count":' "left out and counted"
expect 1 "protect" sh -c "cd repo && '$UMBRA' protect"
expect 2 "and a range" "$UMBRA" git --worktree repo --max-depth 3
expect 1 "explain" "$UMBRA" explain --worktree repo
expect 1 "from a folder inside" sh -c "cd repo/deep && '$UMBRA' git --worktree -f jsonl"
cp out inside && has inside '"path":"deep/er/in.env"' "from a folder inside: paths of the repository"
fresh
rm repo/old.env repo/a/one
expect 0 "files that are gone" scan
fresh # renamed by hand: the index has the one, the work tree the other
mv repo/old.env repo/moved.env
expect 0 "renamed" scan
has out '"suppressed":1' "renamed: counted"
expect 1 "renamed: whole files" scan --whole-files
line 6 >>repo/moved.env
expect 1 "renamed and changed" scan
n_found 1 "renamed and changed"
has out '"start_line":4' "renamed and changed"
git -C repo add -N moved.env
expect 1 "renamed, changed, intended to be added" scan
n_found 1 "renamed, changed, intended to be added"
fresh
mkdir repo/c && line 6 >repo/c/d && git -C repo add -A && git -C repo commit -qm c && mv repo/c repo/e && ln -s e repo/c
expect 0 "a folder, and a link in its place" scan
has out '"suppressed":1' "a folder, and a link in its place"
fresh
cp repo/old.env repo/copy.env
expect 1 "a copy" scan
git -C repo update-index --skip-worktree old.env && rm repo/old.env
expect 1 "a copy of one that need not lie here" scan

# -- what may look the same
fresh # same size, same time: the time of the change of the inode tells
line 3 >one && line 6 >two && cp one repo/top && git -C repo add top && git -C repo commit -qm one
settle
touch -r repo/top stamp && cat two >repo/top && touch -r stamp repo/top
expect 1 "as long and as old" scan
fresh # racy: written in the tick of the index
line 3 >repo/top && git -C repo add top && git -C repo commit -qm one
touch -d '2030-01-01' repo/top repo/.git/index && git -C repo update-index -q --refresh && touch -d '2030-01-01' repo/.git/index
expect 0 "racy and the same" scan --whole-files
has out '"units":0' "racy and the same: content says so"
line 6 >repo/top
touch -d '2030-01-01' repo/top
# what lstat says now, as if it were what it said when the file was added
python3 - repo/top repo/.git/index <<'P'
import os, struct, sys
b = bytearray(open(sys.argv[2], "rb").read())
s = os.lstat(sys.argv[1])
at = b.rindex(b"top\0") - 62
assert b[at + 24:at + 28] == b"\0\0\x81\xa4"
b[at:at + 16] = struct.pack(">IIII", int(s.st_ctime), s.st_ctime_ns % 10**9, int(s.st_mtime), s.st_mtime_ns % 10**9)
open(sys.argv[2], "wb").write(b)
P
touch -d '2030-01-01' repo/.git/index
expect 1 "racy and another" scan
touch -d '2030-01-02' repo/.git/index
expect 0 "what an index that is younger says is believed, as by git" scan
fresh
git -C repo update-index --assume-unchanged top && line 1 >repo/top
expect 1 "assumed to be unchanged" scan
fresh
git -C repo update-index --skip-worktree top && line 1 >repo/top
expect 1 "marked as not checked out, and there" scan
fresh
git -C repo sparse-checkout set --cone --sparse-index a 2>/dev/null
expect 0 "a sparse index" scan
mkdir -p repo/b && line 1 >repo/b/three
expect 1 "a file in what is left out" scan
fresh
line 1 >repo/intended.env && git -C repo add -N intended.env
expect 1 "intended to be added" scan
for version in 2 3 4; do
	fresh
	git -C repo update-index --index-version $version
	[ $version != 3 ] || { echo x >repo/b/later && git -C repo add -N b/later; }
	settle
	line 1 >>repo/a/two
	expect 1 "index version $version" scan
	has out "\"path\":\"a/two\"" "index version $version"
	[ $version = 3 ] || has out '"units":1' "one file, version $version"
done
fresh
git -C repo update-index --split-index && line 1 >>repo/a/two && git -C repo add a/two && line 2 >>repo/a/two
expect 1 "a split index" scan
n_found 1 "a split index"
has out '"start_line":3' "a split index"
has out '"units":1' "a split index"
fresh
rm repo/.git/index
expect 1 "no index: all is new" scan
fresh
echo garbage-garbage-garbage >repo/.git/index
expect 3 "a damaged index" scan

# -- names, kinds, places
fresh
odd=$(printf 'with space\nand line')
line 1 >"repo/$odd" && git -C repo add -A && settle
line 2 >>"repo/$odd" && line 4 >"repo/$(printf 'n\303\266n.env')" && line 5 >"repo/$(printf 'caf\351')"
expect 1 "names" scan
n_found 3 "names"
has out '"path":"with space\nand line"' "a blank and an end of line"
fresh
ln -s /etc/passwd repo/link && ln -s "$(line 9 | cut -d= -f2)" repo/named
mkdir elsewhere && line 2 >elsewhere/file && ln -s ../elsewhere repo/folder
expect 1 "symbolic links" scan
n_found 1 "a link is what it says, and is not followed"
has out '"symlink":{"count":3' "links are counted"
git -C repo add -A && git -C repo commit -qm links && settle
expect 0 "symbolic links that are staged" scan
rm repo/top && ln -s elsewhere repo/top && rm repo/link && line 1 >repo/link && rm repo/b/three && mkdir repo/b/three && line 2 >repo/b/three/in
expect 1 "of another kind than before" scan
n_found 2 "of another kind than before"
mkfifo repo/fifo
expect 1 "a FIFO" scan
has out '"special-file":{"count":1' "a FIFO is counted"
fresh
"$MKFIXTURE" expand 8 "$token" | tr -d '\n' >text
{ printf '\000\001\002 '; cat text; printf ' \000'; } >repo/top
expect 1 "a binary file" scan
fresh
{ seq 400000; line 1; } >repo/large && git -C repo add -A && git -C repo commit -qm large && settle
{ echo 0; seq 400000; line 1; } >repo/large
expect 0 "a large file with an old line" scan
line 2 >>repo/large
expect 1 "a large file with a new line" scan
n_found 1 "a large file with a new line"
has out '"start_line":400003' "a large file with a new line"
expect 4 "larger than allowed" scan --max-target-megabytes 1
fresh
chmod 0 repo/top && touch repo/top
[ -r repo/top ] || expect 4 "a file that cannot be read" scan
chmod 644 repo/top

# -- states
fresh
git -C repo checkout -q -b side && { echo side; line 1; } >repo/top && git -C repo commit -qam side
git -C repo checkout -q main && echo main >repo/top && git -C repo commit -qam main
git -C repo merge side >/dev/null 2>&1
expect 0 "a conflict, with both sides" scan
line 2 >>repo/top
expect 1 "a conflict, and something new" scan
n_found 1 "a conflict, and something new"
git init -q -b main inner
line 1 >inner/in.env
git -C inner add -A && git -C inner commit -qm inner
fresh
git -C repo -c protocol.file.allow=always submodule --quiet add "$scratch/inner" deep/sub && git -C repo commit -qm sub
expect 0 "a submodule as it is" scan
line 2 >>repo/deep/sub/in.env
expect 1 "a submodule that changed" scan
n_found 1 "a submodule that changed"
has out '"target":"repo/deep/sub","path":"in.env"' "a submodule is a target"
git -C repo submodule --quiet deinit -f --all
expect 0 "a submodule that is not here" scan
git init -q repo/embedded && line 4 >repo/embedded/file
expect 1 "a repository that is none of the index's" scan
has out '"path":"embedded/file"' "a repository that is none of the index's"
fresh
git -C repo worktree add -q ../linked 2>/dev/null
line 2 >linked/top
expect 1 "a linked work tree" "$UMBRA" git --worktree linked
expect 0 "and not the main one" scan
rm -rf linked bare
git clone -q --bare repo bare
expect 3 "a bare one" "$UMBRA" git --worktree bare
has err 'there is no work tree' "a bare one"
for format in sha1 sha256; do
	fresh --object-format=$format
	{ cat repo/old.env; line 2; } >x && mv x repo/old.env
	expect 1 "$format" scan
	n_found 1 "$format"
done
rm -rf repo && git init -q repo && line 1 >repo/first
expect 1 "no commit yet" scan

# -- with --staged: all that is in no commit
fresh
line 1 >>repo/a/one && git -C repo add a/one && line 2 >>repo/a/one && line 4 >repo/untracked
expect 1 "staged and not" "$UMBRA" git --staged --worktree repo -f jsonl
n_found 3 "staged and not"
has out '"command":"staged+worktree"' "staged and not"
expect 1 "staged alone" "$UMBRA" git --staged repo -f jsonl
n_found 1 "staged alone"
expect 1 "not staged" scan
n_found 2 "not staged"
fresh # a blob that the store lost: all lines count as new, and nothing else happens
blob=$(git -C repo rev-parse :old.env)
rm -f "repo/.git/objects/$(echo "$blob" | cut -c1-2)/$(echo "$blob" | cut -c3-)"
echo more >>repo/old.env
expect 1 "the staged blob is gone" scan
mkdir repo/many
for i in $(seq 300); do line $i >repo/many/$i; done
for threads in 1 2 7; do
	"$UMBRA" git --worktree repo -f csv -j $threads | sed 's/,[ce]1:[0-9a-f]*//g' >by.$threads
	[ -s by.1 ] && cmp -s by.1 by.$threads || { echo "FAIL the report depends on the threads"; failed=1; }
done
finish
