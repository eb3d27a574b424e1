# The gate: what is staged, not what lies in the work tree; new lines only; every way in which git makes an index.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
fresh() { # a repository with one clean commit
	rm -rf repo
	git init -q -b main "$@" repo
	mkdir repo/a repo/b
	for f in a/one a/two b/three top; do echo "clean $f" >repo/$f; done
	git -C repo add -A
	git -C repo commit -qm clean
}

# -- what is looked at
fresh
expect 0 "nothing staged" "$UMBRA" git --staged repo
has out '0 files' "nothing staged"
line 1 >repo/a/new.env
expect 0 "in the work tree only" "$UMBRA" git --staged repo
git -C repo add a/new.env
expect 1 "staged" "$UMBRA" git --staged repo -f jsonl
has out '"path":"a/new.env"' "its path"
has out '"start_line":1' "its line"
has out '"first_step":"it is not committed yet: ' "what to do first"
expect 1 "staged: text" "$UMBRA" git --staged repo
has out '  first     it is not committed yet: take the value out and `git add` the file' "what to do first, for a person"
has out '  revoke    if it was shared, or committed before: github.com/' "what to do then"
for format in github junit; do
	expect 1 "staged: $format" "$UMBRA" git --staged repo -f $format
	has out 'it is not committed yet' "what to do first, $format"
done
expect 1 "staged: explain" "$UMBRA" explain --staged repo
has out '  first      it is not committed yet' "what to do first, explain"
echo clean >repo/a/new.env
expect 1 "cleaned in the work tree only" "$UMBRA" git --staged repo
git -C repo add a/new.env
expect 0 "cleaned and staged" "$UMBRA" git --staged repo
git -C repo commit -qm new
line 2 >repo/top && git -C repo add top && git -C repo rm -q --cached a/one
expect 1 "a file that changed, and one that is gone" "$UMBRA" git --staged repo
git -C repo reset -q --hard
git -C repo rm -q a/one b/three
expect 0 "only removals" "$UMBRA" git --staged repo
git -C repo reset -q --hard

# -- lines
{ echo first; line 3; echo last; } >repo/old.env
git -C repo add -A && git -C repo commit -qm old
{ echo before; echo first; line 3; echo last; } >repo/old.env
git -C repo add -A
expect 0 "the line was there before" "$UMBRA" git --staged repo
has out '1 suppressed' "it is counted"
expect 1 "whole files" "$UMBRA" git --staged repo --whole-files
has out 'old.env:3:' "its line in the new version"
expect 0 "shown" "$UMBRA" git --staged repo --show-suppressed
has out 'a line that was there before' "why"
{ echo before; line 4; echo first; line 3; echo last; } >repo/old.env
git -C repo add -A
expect 1 "one new, one old" "$UMBRA" git --staged repo -f jsonl
[ "$(grep -c '"type":"finding"' out)" = 1 ] || { echo "FAIL one finding"; cat out; failed=1; }
has out '"start_line":2' "the new one"
git -C repo reset -q --hard

# -- what is renamed: as to `git diff --staged`, lines of a file that this commit takes away are nothing new in one that it adds
n_found() { [ "$(grep -c '"type":"finding"' out)" = "$1" ] || { echo "FAIL $2: not $1 findings"; cut -c1-300 out; failed=1; }; }
mkdir repo/c && line 11 >repo/c/one.env && { seq 50; line 12; } >repo/c/two.env
make zip "K=$token" && gzip -nc zip >repo/c/zip.gz
git -C repo add -A && git -C repo commit -qm more
git -C repo mv old.env moved.env
expect 0 "renamed" "$UMBRA" git --staged repo
has out '1 suppressed' "renamed: it is counted"
expect 1 "renamed: whole files" "$UMBRA" git --staged repo --whole-files
has out 'moved.env:2:' "renamed: whole files"
lacks out 'it is not committed yet' "renamed: whole files"
expect 0 "renamed: shown" "$UMBRA" git --staged repo --show-suppressed
has out 'a line that was there before' "renamed: why"
{ echo before; cat repo/moved.env; line 4; } >x && mv x repo/moved.env && git -C repo add -A
expect 1 "renamed and changed" "$UMBRA" git --staged repo -f jsonl
n_found 1 "renamed and changed"
has out '"start_line":5' "renamed and changed: the line that is new"
git -C repo reset -q --hard
git -C repo mv c deeper && mkdir repo/a/in && git -C repo mv deeper/zip.gz a/in/other.gz
expect 0 "a folder, and what is packed" "$UMBRA" git --staged repo
has out '3 suppressed' "a folder, and what is packed: counted"
{ gunzip -c repo/a/in/other.gz; echo; line 4; } | gzip -n >x && mv x repo/a/in/other.gz && git -C repo add -A
expect 1 "what is packed changed on the way" "$UMBRA" git --staged repo -f jsonl
n_found 2 "what is packed changed on the way: nobody can tell which of it is old"
git -C repo reset -q --hard && git -C repo clean -qfd
cp repo/old.env repo/copy.env && git -C repo add -A
expect 1 "a copy" "$UMBRA" git --staged repo
git -C repo reset -q --hard && git -C repo clean -qfd
cat repo/old.env >>repo/top && git -C repo rm -q old.env && git -C repo add -A
expect 1 "into a file that was there" "$UMBRA" git --staged repo
git -C repo reset -q --hard
cat repo/c/one.env repo/c/two.env >repo/both.env && git -C repo rm -q -r c && git -C repo add -A
expect 0 "two files made one" "$UMBRA" git --staged repo
git -C repo reset -q --hard && git -C repo clean -qfd
# more than is held for that: by its id all the same, and changed on the way it counts as new
{ line 13; seq 2600000; } >repo/large.env && git -C repo add -A && git -C repo commit -qm large
git -C repo mv large.env moved.env
expect 0 "a large file" "$UMBRA" git --staged repo
has out '1 suppressed' "a large file"
echo more >>repo/moved.env && git -C repo add -A
expect 1 "a large file that changed on the way" "$UMBRA" git --staged repo
git -C repo reset -q --hard HEAD~1 && git -C repo clean -qfd
rm repo/old.env && mkdir repo/old.env && git -C repo show HEAD:old.env >repo/old.env/old.env && git -C repo add -A
expect 0 "a folder in its place" "$UMBRA" git --staged repo
git -C repo reset -q --hard && git -C repo clean -qfd
git -C repo rm -q --cached old.env && git -C repo add -N old.env && mv repo/old.env repo/moved.env && git -C repo add moved.env
expect 1 "one that is to be there again" "$UMBRA" git --staged repo
git -C repo reset -q --hard && git -C repo clean -qfd

# -- names, kinds
line 5 >"repo/a/with space.env"; line 6 >"repo/$(printf 'n\303\266n.env')"
git -C repo add -A
expect 1 "names" "$UMBRA" git --staged repo -f jsonl
has out '"path":"a/with space.env"' "a blank"
has out "\"path\":\"$(printf 'n\303\266n.env')\"" "UTF-8"
git -C repo reset -q --hard
"$MKFIXTURE" expand 8 "$token" | tr -d '\n' >text
{ printf '\000\001\002 '; cat text; printf ' \000'; } >repo/binary
git -C repo add -A
expect 1 "a binary file" "$UMBRA" git --staged repo
git -C repo reset -q --hard
line 9 >repo/intended.env
git -C repo add -N intended.env
expect 0 "only intended to be added" "$UMBRA" git --staged repo
git -C repo reset -q --hard && rm -f repo/intended.env
ln -s "$(line 9 | cut -d= -f2)" repo/link && git -C repo add link
expect 1 "a symbolic link names a token" "$UMBRA" git --staged repo
git -C repo reset -q --hard

# -- indexes
for version in 2 3 4; do
	fresh
	git -C repo update-index --index-version $version
	line 1 >repo/a/new.env && git -C repo add -A
	[ $version != 3 ] || { echo x >repo/b/later && git -C repo add -N b/later; }
	expect 1 "index version $version" "$UMBRA" git --staged repo -f jsonl
	has out '"path":"a/new.env"' "index version $version"
	has out '"units":1' "one file, version $version"
done
fresh
git -C repo update-index --split-index
line 1 >repo/a/two && rm repo/b/three && echo x >repo/c && git -C repo add -A
expect 1 "a split index" "$UMBRA" git --staged repo -f jsonl
has out '"units":2' "a split index"
fresh
git -C repo sparse-checkout set --cone --sparse-index a 2>/dev/null
line 1 >repo/a/two && git -C repo add -A
expect 1 "a sparse index" "$UMBRA" git --staged repo -f jsonl
has out '"units":1' "a sparse index"
git -C repo config index.skipHash true
line 2 >repo/a/two && git -C repo add -A
expect 1 "an index without a checksum" "$UMBRA" git --staged repo
fresh
git -C repo config core.fsmonitor false; git -C repo update-index --untracked-cache 2>/dev/null; git -C repo status >/dev/null
line 1 >repo/a/two && git -C repo add -A
expect 1 "with further extensions" "$UMBRA" git --staged repo
fresh
rm repo/.git/index
expect 0 "no index" "$UMBRA" git --staged repo
printf 'DIRC\0\0\0\002\0\0\0\377garbage and more of it, long enough' >repo/.git/index
expect 3 "a damaged index" "$UMBRA" git --staged repo
has err 'index' "its words"

# -- where git points
fresh
line 1 >repo/a/one
expect 1 "commit -a" sh -c "cd repo && git -c core.hooksPath=/dev/null diff --quiet; cp .git/index other && GIT_INDEX_FILE=other git add -A && GIT_INDEX_FILE=other '$UMBRA' git --staged"
expect 0 "and not in the index itself" "$UMBRA" git --staged repo
git -C repo reset -q --hard
git -C repo worktree add -q ../linked 2>/dev/null
line 2 >linked/top && git -C linked add -A
expect 1 "a linked work tree" "$UMBRA" git --staged linked
expect 0 "and not in the main one" "$UMBRA" git --staged repo
expect 1 "from a folder inside" sh -c "cd linked/a && '$UMBRA' git --staged"
expect 1 "GIT_DIR" sh -c "cd / && GIT_DIR='$scratch/repo/.git/worktrees/linked' GIT_WORK_TREE='$scratch/linked' '$UMBRA' git --staged"
git -C linked reset -q --hard

# -- states
rm -rf repo linked
git init -q -b main repo
expect 0 "no commit, nothing staged" "$UMBRA" git --staged repo
line 1 >repo/first && git -C repo add -A
expect 1 "before the first commit" "$UMBRA" git --staged repo
rm -rf repo
git init -q -b main --object-format=sha256 repo
line 1 >repo/first && git -C repo add -A
expect 1 "SHA-256" "$UMBRA" git --staged repo
git -C repo commit -qm first && { line 1; line 2; } >repo/first && git -C repo add -A
expect 1 "SHA-256, a second version" "$UMBRA" git --staged repo -f jsonl
[ "$(grep -c '"type":"finding"' out)" = 1 ] || { echo "FAIL SHA-256: one finding"; failed=1; }

fresh # a merge: what the other branch had is not new, what resolves the conflict is
git -C repo checkout -q -b side && { echo side; line 1; } >repo/top && git -C repo commit -qam side
git -C repo checkout -q main && echo main >repo/top && git -C repo commit -qam main
git -C repo merge side >/dev/null 2>&1
expect 0 "a conflict, with both sides" "$UMBRA" git --staged repo
{ echo both; line 1; } >repo/top && git -C repo add top
expect 0 "resolved with what was there" "$UMBRA" git --staged repo
{ echo both; line 1; line 2; } >repo/top && git -C repo add top
expect 1 "resolved with something new" "$UMBRA" git --staged repo -f jsonl
[ "$(grep -c '"type":"finding"' out)" = 1 ] || { echo "FAIL merge: one finding"; failed=1; }

fresh # a merge: one side renamed what the other one changed
git -C repo checkout -q -b side && { seq 20; line 1; } >repo/a/one && git -C repo commit -qam side
git -C repo checkout -q -b aside && git -C repo mv a/one b/other && git -C repo commit -qm renamed
git -C repo checkout -q side && line 2 >>repo/a/one && git -C repo commit -qam more
git -C repo checkout -q aside && git -C repo merge -q --no-commit side >/dev/null 2>&1
expect 0 "a merge that follows a rename" "$UMBRA" git --staged repo
has out '2 suppressed' "a merge that follows a rename"
line 3 >>repo/b/other && git -C repo add -A
expect 1 "a merge that follows a rename, and something new" "$UMBRA" git --staged repo -f jsonl
[ "$(grep -c '"type":"finding"' out)" = 1 ] || { echo "FAIL merge and rename: one finding"; failed=1; }

fresh # objects that are not there
line 1 >repo/a/one && git -C repo add -A
blob=$(git -C repo rev-parse :a/one)
rm -f "repo/.git/objects/$(echo "$blob" | cut -c1-2)/$(echo "$blob" | cut -c3-)"
expect 4 "the staged blob is gone" "$UMBRA" git --staged repo
has out "a/one: its content cannot be read" "it is told"
fresh
tree=$(git -C repo rev-parse HEAD^{tree})
rm -f "repo/.git/objects/$(echo "$tree" | cut -c1-2)/$(echo "$tree" | cut -c3-)"
echo x >>repo/top && git -C repo add top
expect 4 "HEAD's tree is gone: all counts as new" "$UMBRA" git --staged repo -f jsonl
has out '"units":4' "all files"
fresh
echo 'ref: refs/heads/.invalid' >repo/.git/HEAD
expect 3 "HEAD leads nowhere" "$UMBRA" git --staged repo
expect 3 "no repository" "$UMBRA" git --staged /tmp
expect 2 "alone" "$UMBRA" git --pre-commit repo
expect 2 "lines of a history" "$UMBRA" git --whole-files repo
expect 0 "gitleaks' words" sh -c "cd '$scratch' && rm -rf repo && git init -q repo && cd repo && '$UMBRA' git --pre-commit --redact --staged --verbose && '$UMBRA' protect --staged"
expect 0 "explain" sh -c "cd '$scratch/repo' && '$UMBRA' explain --staged"
# to a scan of the whole repository what is staged lies in a file, too
git init -q -b main whole
echo start >whole/start
git -C whole add -A && git -C whole commit -qm start
mkdir whole/deep
make whole/deep/s.env "K=$token"
git -C whole add -A
expect 1 "staged, among all" "$UMBRA" git whole
has out 'deep/s.env:1:3  blob' "staged, among all: its path"
has out ', staged' "staged, among all"
has out '  first     it is not committed yet' "staged, among all: what to do first"
cp whole/deep/s.env whole/start && git -C whole commit -qm committed start
expect 1 "staged, and in a commit" "$UMBRA" git whole
lacks out '  first  ' "staged, and in a commit: it is to be revoked"
git -C whole reset -q --soft HEAD~1 && echo start >whole/start && git -C whole add start
git -C whole reflog expire --expire=now --all && git -C whole gc -q --prune=now
expect 1 "staged, among all, again" "$UMBRA" git whole
lacks out 'reachable from no ref' "staged, among all"
has out 'put this comment on the line' "staged, among all: can be changed"
expect 1 "staged, among all: jsonl" "$UMBRA" git whole -f jsonl
has out '"path":"deep/s.env"' "staged, among all: jsonl"
has out '"unreachable":false,"staged":true' "staged, among all: jsonl"
git -C whole rm -q --cached deep/s.env
rm whole/deep/s.env
expect 1 "staged no more" "$UMBRA" git whole
has out 'reachable from no ref' "staged no more"
has out 'no line of it can be changed' "staged no more: what helps"
finish
