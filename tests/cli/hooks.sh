# Hooks: put before what is there, chained, taken away again without a trace; and what they do.
. "$TESTS/cli/lib.sh.inc"
unset GIT_EDITOR GIT_SEQUENCE_EDITOR VISUAL EDITOR UMBRA_SKIP XDG_CONFIG_HOME GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_TEMPLATE_DIR
# Nothing of the machine's configuration is read or written.
HOME=$scratch/home GIT_CONFIG_GLOBAL=$scratch/home/config GIT_CONFIG_SYSTEM=$scratch/home/system GIT_AUTHOR_NAME=Some GIT_AUTHOR_EMAIL=some@example.org
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export HOME GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
mkdir home templates
: >"$GIT_CONFIG_SYSTEM"
: >"$GIT_CONFIG_GLOBAL"

fail() { echo "FAIL $1"; failed=1; }
at() { # at FOLDER COMMAND...
	(cd "$1" && shift && "$@")
}
fresh() { # fresh FOLDER: a repository with one commit and no hooks
	rm -rf "$1"
	git init -q -b main --template="$scratch/templates" "$1"
	git -C "$1" commit -q --allow-empty -m start
}
try_commit() { # try_commit CODE LABEL FOLDER [ARGUMENTS...]
	code=$1 label=$2 folder=$3
	shift 3
	expect "$code" "$label" git -C "$folder" commit -q --allow-empty -m "$label" "$@"
}
same() { cmp -s "$1" "$2" || fail "$3: $1 is not $2"; }
gone() { [ ! -e "$1" ] && [ ! -h "$1" ] || fail "$2: $1 is there"; }
mode() { # mode FILE MODE LABEL
	[ "$(stat -c %a "$1")" = "$2" ] || fail "$3: mode $(stat -c %a "$1"), not $2"
}
names() { # names FOLDER NAMES LABEL: what is in there, temporaries too
	got=$(ls -A "$1" | tr '\n' ' ')
	[ "$got" = "$2" ] || fail "$3: '$got', not '$2'"
}

# What stands in for umbra once it has installed itself: writes down how it was called, and ends as it is told.
mkdir "it's here"
program="$scratch/it's here/umbra"
real() { cp "$UMBRA" "$program.new" && mv "$program.new" "$program"; }
stub() { # stub CODE
	rm -f "$program" called
	printf '#!/bin/sh\necho "$*" >>"%s/called"\n[ $(wc -l <"%s/called") -lt 50 ] || exit 9\nexit %s\n' "$scratch" "$scratch" "$1" >"$program"
	chmod 755 "$program"
}
was_called() { # was_called WITH LABEL
	[ "$(cat called 2>/dev/null)" = "$1" ] || fail "$2: called with '$(cat called 2>/dev/null)', not '$1'"
	rm -f called
}
install_hooks() { # install_hooks FOLDER ARGUMENTS...: by the real one at the stub's place
	real
	into=$1
	shift
	expect 0 "install $*" at "$into" "$program" hook install "$@"
	stub 0
}

# -- no place for a hook
mkdir nowhere
for what in install uninstall status; do
	expect 3 "$what without a repository" at nowhere "$UMBRA" hook $what
	has err "no repository" "$what without a repository"
done
fresh "my repo"
expect 3 "no git" at "my repo" env PATH="$scratch/nowhere" "$UMBRA" hook install
has err "the program git" "no git"
gone "my repo/.git/hooks" "no git"
mkdir strange
printf '#!/bin/sh\nhead -c 100000 /dev/zero | tr "\\0" x\n' >strange/git
chmod 755 strange/git
expect 3 "a git that says too much" at "my repo" env PATH="$scratch/strange:$PATH" "$UMBRA" hook install
has err "more than can be a path" "a git that says too much"
printf '#!/bin/sh\nkill -9 $$\n' >strange/git
expect 3 "a git that is killed" at "my repo" env PATH="$scratch/strange:$PATH" "$UMBRA" hook install
has err "before it had answered" "a git that is killed"

# -- a fresh one
expect 1 "status before" at "my repo" "$UMBRA" hook status
[ "$(grep -c '^[a-z-]*  *none  *.*/my repo/.git/hooks/[a-z-]*$' out)" = 3 ] || { fail "status before"; cat out; }
install_hooks "my repo"
has out "pre-commit: installed as" "install"
names "my repo/.git/hooks" "pre-commit " "install"
mode "my repo/.git/hooks/pre-commit" 755 "install"
[ "$(sed -n 2p "my repo/.git/hooks/pre-commit")" = '# umbra hook: pre-commit (made by umbra hook install)' ] || fail "the line that identifies it"
sh -n "my repo/.git/hooks/pre-commit" || fail "it is a script"
expect 0 "status of one" at "my repo" "$UMBRA" hook status pre-commit
expect 0 "status: what install put there is in place" at "my repo" "$UMBRA" hook status
grep -q '^pre-commit  *installed  ' out && grep -q '^commit-msg  *none  ' out || { fail "status of all"; cat out; }
[ "$(wc -l <out)" = 3 ] || { fail "status of all: none of a server's"; cat out; }
expect 1 "status of both: one is not there" at "my repo" "$UMBRA" hook status pre-commit commit-msg
try_commit 0 "a clean commit" "my repo"
was_called "hook run pre-commit" "a clean commit"
for code in 1 2 3 4 130; do
	stub $code
	try_commit 1 "refused by $code" "my repo"
	was_called "hook run pre-commit" "refused by $code"
done
try_commit 0 "--no-verify" "my repo" --no-verify
expect 0 "UMBRA_SKIP=1" env UMBRA_SKIP=1 git -C "my repo" commit -q --allow-empty -m skipped
has err "nothing was checked: UMBRA_SKIP=1" "UMBRA_SKIP=1"
gone called "--no-verify and UMBRA_SKIP=1"
expect 1 "UMBRA_SKIP=0" env UMBRA_SKIP=0 git -C "my repo" commit -q --allow-empty -m skipped
install_hooks "my repo" commit-msg pre-commit
expect 0 "status of both, installed" at "my repo" "$UMBRA" hook status pre-commit commit-msg
try_commit 0 "both" "my repo"
was_called "hook run pre-commit
hook run commit-msg .git/COMMIT_EDITMSG" "both"
chmod -x "my repo/.git/hooks/commit-msg"
expect 1 "status of one that git passes over" at "my repo" "$UMBRA" hook status commit-msg
has out "not executable" "status of one that git passes over"
expect 1 "status of all, one that git passes over" at "my repo" "$UMBRA" hook status
expect 0 "status of the other" at "my repo" "$UMBRA" hook status pre-commit

# -- without the program that installed it: the one of PATH; without that: no commit
mkdir path
mv "$program" path/umbra
expect 0 "umbra of PATH" env PATH="$scratch/path:$PATH" git -C "my repo" commit -q --allow-empty -m path
was_called "hook run pre-commit" "umbra of PATH"
mv path/umbra "$program"
chmod -x "$program"
mkdir tools # a PATH that certainly holds no umbra
for tool in git sh; do ln -s "$(command -v $tool)" tools/$tool; done
expect 1 "no umbra" env PATH="$scratch/tools" git -C "my repo" commit -q --allow-empty -m none
has err "umbra is not installed: nothing was checked; commit with --no-verify to go on anyway" "no umbra"
has err "(it was at " "no umbra: where it was"
expect 1 "no umbra: status" at "my repo" env PATH="$scratch/tools" "$UMBRA" hook status pre-commit
has out "umbra is not where it was" "no umbra: status"
expect 0 "umbra of PATH: status" at "my repo" env PATH="$scratch/tools:${UMBRA%/*}" "$UMBRA" hook status pre-commit
expect 0 "uninstall both" at "my repo" "$UMBRA" hook uninstall
names "my repo/.git/hooks" "" "uninstall both"
expect 0 "uninstall nothing" at "my repo" "$UMBRA" hook uninstall
has out "hooks: umbra is not installed in " "uninstall nothing"
[ "$(wc -l <out)" = 1 ] || { fail "uninstall nothing: one line says so"; cat out; }

# -- after somebody else's
hooks=other/.git/hooks
printf '#!/bin/sh\n' >true
chmod 755 true
other() { # other MODE [CODE]: a repository with a hook of somebody else
	fresh other
	mkdir -p $hooks
	printf '#!/bin/sh\n{ echo "$# $1|$2"; cat; } >"%s/theirs"\nexit %s\n' "$scratch" "${2:-0}" >$hooks/pre-commit
	chmod "$1" $hooks/pre-commit
	cp $hooks/pre-commit kept
	rm -f theirs called
}
other 750
expect 1 "status of theirs" at other "$UMBRA" hook status pre-commit
has out "somebody else's" "status of theirs"
install_hooks other
has out "what was there runs first" "install after theirs"
names $hooks "pre-commit pre-commit.before-umbra " "install after theirs"
same $hooks/pre-commit.before-umbra kept "set aside"
mode $hooks/pre-commit.before-umbra 750 "set aside"
expect 0 "status after theirs" at other "$UMBRA" hook status pre-commit
has out "installed, after pre-commit.before-umbra" "status after theirs"
echo input | at other .git/hooks/pre-commit 'one two' '$3' || fail "theirs and ours"
[ "$(cat theirs)" = '2 one two|$3
input' ] || { fail "their arguments and input"; cat theirs; }
was_called 'hook run pre-commit one two $3' "theirs and ours"
cp $hooks/pre-commit ours
install_hooks other
names $hooks "pre-commit pre-commit.before-umbra " "install again"
same $hooks/pre-commit ours "install again"
same $hooks/pre-commit.before-umbra kept "install again"
echo "# changed" >>$hooks/pre-commit
install_hooks other
same $hooks/pre-commit ours "install over an older one"
expect 0 "uninstall" at other "$UMBRA" hook uninstall
names $hooks "pre-commit " "uninstall"
same $hooks/pre-commit kept "uninstall"
mode $hooks/pre-commit 750 "uninstall"
cp $hooks/pre-commit $hooks/pre-commit.before-umbra
expect 1 "status: ours was replaced" at other "$UMBRA" hook status
has out "pre-commit  replaced or removed" "status: ours was replaced"
rm $hooks/pre-commit.before-umbra
expect 0 "uninstall leaves theirs" at other "$UMBRA" hook uninstall
has out "somebody else's" "uninstall leaves theirs"
same $hooks/pre-commit kept "uninstall leaves theirs"

other 755 7
install_hooks other
at other .git/hooks/pre-commit </dev/null
[ $? = 7 ] || fail "their status"
try_commit 1 "theirs fails" other
[ -e theirs ] || fail "theirs fails: it ran"
gone called "theirs fails: ours is not asked"
expect 1 "UMBRA_SKIP does not skip theirs" env UMBRA_SKIP=1 git -C other commit -q --allow-empty -m skipped
other 644 7 # git passes over what is not executable
install_hooks other
try_commit 0 "theirs is switched off" other
gone theirs "theirs is switched off"
was_called "hook run pre-commit" "theirs is switched off"
expect 0 "uninstall over one switched off" at other "$UMBRA" hook uninstall
mode $hooks/pre-commit 644 "uninstall over one switched off"

# -- refused, and nothing changed
refused() { # refused CODE WORDS LABEL: pre-commit is in the way, so commit-msg is not installed, either
	ls -lA $hooks >before
	expect "$1" "$3" at other "$UMBRA" hook install commit-msg pre-commit
	has err "$2" "$3"
	ls -lA $hooks >after
	same before after "$3"
}
other 755
echo older >$hooks/pre-commit.before-umbra
refused 2 "is there already" "two of theirs"
has $hooks/pre-commit.before-umbra older "two of theirs"
other 755
mv $hooks/pre-commit $hooks/elsewhere
ln -s elsewhere $hooks/pre-commit
refused 2 "symbolic link" "a link"
expect 0 "uninstall leaves a link" at other "$UMBRA" hook uninstall
[ -h $hooks/pre-commit ] || fail "uninstall leaves a link"
ln -sf missing $hooks/pre-commit
refused 2 "symbolic link" "a link to nothing"
rm $hooks/pre-commit
mkdir $hooks/pre-commit
refused 2 "is no file" "a folder"
fresh husky
mkdir -p husky/.husky/_
git -C husky config core.hooksPath .husky/_
expect 2 "husky's" at husky "$UMBRA" hook install
names husky/.husky/_ "" "husky's"
if [ "$(id -u)" = 0 ]; then
	echo "skipped: root writes everywhere"
else
	other 555
	refused 3 "cannot be written" "theirs is read-only"
	other 755
	chmod 555 $hooks
	refused 3 "cannot write into" "the folder is read-only"
	chmod 755 $hooks
fi

# -- where git has them
fresh trunk
git -C trunk worktree add -q "$scratch/a branch" -b branch
install_hooks "a branch"
names trunk/.git/hooks "pre-commit " "a linked worktree"
try_commit 0 "in a linked worktree" "a branch"
was_called "hook run pre-commit" "in a linked worktree"
fresh named
mkdir -p "named/deep/down"
git -C named config core.hooksPath "own hooks"
install_hooks named/deep/down
lacks out "/../" "core.hooksPath: told without detours"
gone named/.git/hooks "core.hooksPath"
names "named/own hooks" "pre-commit " "core.hooksPath"
try_commit 0 "core.hooksPath" named
was_called "hook run pre-commit" "core.hooksPath"
fresh apart
expect 0 "GIT_DIR" env GIT_DIR="$scratch/apart/.git" "$UMBRA" hook install
names apart/.git/hooks "pre-commit " "GIT_DIR"

# -- for all repositories
: >"$GIT_CONFIG_GLOBAL"
expect 1 "status --global before" "$UMBRA" hook status --global
global=home/.config/git/hooks
other 755
install_hooks nowhere --global # no repository is needed for that
has out "core.hooksPath: now $scratch/$global" "install --global"
[ "$(git config --global core.hooksPath)" = "$scratch/$global" ] || fail "install --global: core.hooksPath"
expect 0 "status --global" "$UMBRA" hook status --global pre-commit
has out "$scratch/$global/pre-commit" "status --global"
try_commit 0 "their own hook" other
[ -e theirs ] || fail "their own hook is called"
was_called "hook run pre-commit" "their own hook"
other 755 5
try_commit 1 "their own hook fails" other
gone called "their own hook fails"
fresh bystander
was_called "hook run pre-commit" "a repository that is made later"
try_commit 0 "without a hook of its own" bystander
was_called "hook run pre-commit" "without a hook of its own"
git -C bystander worktree add -q "$scratch/bystander 2" -b second
rm -f called theirs
mkdir -p bystander/.git/hooks
cp kept bystander/.git/hooks/pre-commit
try_commit 1 "a worktree's own hook" "bystander 2"
[ -e theirs ] || fail "a worktree's own hook is called"
for what in install uninstall; do
	expect 2 "$what for one goes into the folder of all" at bystander "$UMBRA" hook $what
	has err "--global" "$what for one goes into the folder of all"
done
install_hooks . --global commit-msg
expect 0 "uninstall one --global" "$UMBRA" hook uninstall --global pre-commit
[ "$(git config --global core.hooksPath)" = "$scratch/$global" ] || fail "uninstall one --global: core.hooksPath goes too early"
expect 0 "status --global of the one" "$UMBRA" hook status --global
grep -q '^pre-commit  *none  ' out || { fail "status --global of the one"; cat out; }
other 755 5
rm -f called
try_commit 1 "their own hook, still, without ours" other
cp true $hooks/pre-commit
try_commit 0 "the other is left" other
was_called "hook run commit-msg .git/COMMIT_EDITMSG" "the other is left"

# What core.hooksPath would hide besides: every hook that a repository has of its own.
printf '#!/bin/sh\n{ echo "$*"; cat; } >"%s/theirs"\nexit 6\n' "$scratch" >$hooks/pre-push
printf '#!/bin/sh\necho committed >>"%s/theirs"\n' "$scratch" >$hooks/post-commit
chmod 755 $hooks/pre-push $hooks/post-commit
rm -f theirs
try_commit 0 "their post-commit" other
has theirs committed "their post-commit"
git init -q --bare --template="$scratch/templates" away
git -C other remote add away "$scratch/away"
expect 1 "their pre-push" git -C other push -q away main
[ "$(cat theirs)" = "away $scratch/away
refs/heads/main $(git -C other rev-parse HEAD) refs/heads/main 0000000000000000000000000000000000000000" ] || { fail "their pre-push: arguments and input"; cat theirs; }
mkdir -p away/hooks
printf '#!/bin/sh\necho "$1" >updated\n' >away/hooks/update
chmod 755 away/hooks/update
expect 0 "their update" git -C other push -q --no-verify away main
has away/updated refs/heads/main "their update"
expect 0 "a hook outside of a repository" at nowhere "$scratch/$global/sendemail-validate" file
for name in reference-transaction proc-receive push-to-checkout post-index-change fsmonitor-watchman; do gone $global/$name "git does otherwise when it is there"; done
cp kept $global/pre-rebase
expect 0 "uninstall --global beside theirs" "$UMBRA" hook uninstall --global
has out "still set, for the other files" "uninstall --global beside theirs"
same $global/pre-rebase kept "uninstall --global beside theirs"
try_commit 0 "still passed on" other
[ "$(tail -1 theirs)" = committed ] || fail "still passed on"
rm $global/pre-rebase
expect 0 "uninstall --global" "$UMBRA" hook uninstall --global
! git config --global core.hooksPath >/dev/null || fail "uninstall --global: core.hooksPath"
gone $global "uninstall --global"
expect 0 "and a second time" "$UMBRA" hook uninstall --global
[ ! -s "$GIT_CONFIG_GLOBAL" ] || { fail "uninstall --global: a trace"; cat "$GIT_CONFIG_GLOBAL"; }
expect 0 "XDG_CONFIG_HOME" env XDG_CONFIG_HOME="$scratch/xdg" "$UMBRA" hook install --global
[ -x xdg/git/hooks/pre-commit ] || fail "XDG_CONFIG_HOME"
expect 0 "uninstall from there" "$UMBRA" hook uninstall --global

# Somebody's own core.hooksPath stays.
git config --global core.hooksPath '~/my hooks'
install_hooks . --global
names "home/my hooks" "pre-commit " "a folder that was named before"
expect 0 "uninstall from it" "$UMBRA" hook uninstall --global
[ "$(git config --global core.hooksPath)" = '~/my hooks' ] || fail "uninstall from it: core.hooksPath"
# In a folder that is its own, too, it does not call itself.
git config --global core.hooksPath "$scratch/apart/.git/hooks"
install_hooks . --global
# (it would call itself for ever, but for the stub, which is called fifty times at most)
expect 0 "not itself" git -C apart commit -q --allow-empty -m itself
was_called "hook run pre-commit" "not itself"
git config --global core.hooksPath .githooks
expect 2 "a folder in each" "$UMBRA" hook install --global
install_hooks apart
names apart/.githooks "pre-commit " "a folder in each"
: >"$GIT_CONFIG_GLOBAL"
git config --file "$GIT_CONFIG_SYSTEM" core.hooksPath /nowhere/hooks
expect 2 "the system's" "$UMBRA" hook install --global
expect 2 "the system's, for one" at apart "$UMBRA" hook install
: >"$GIT_CONFIG_SYSTEM"

# -- the message
line="KEY=$("$MKFIXTURE" expand 11 "$token")"
message() { # message CODE LABEL LINES...
	code=$1 label=$2
	shift 2
	printf '%s\n' "$@" >message
	expect "$code" "$label" at talk "$UMBRA" hook run commit-msg ../message
}
fresh talk
cut='# ------------------------ >8 ------------------------'
message 1 "a token" "Subject" "" "$line"
has out "commit message:3:" "a token"
has err "no commit was made: take the value out of the message; the message again: \`git commit -e -F '../message'\`" "what to do next"
lacks out "${line#KEY=}" "a token"
message 0 "a clean one" "Subject" "" "text"
message 0 "in a comment" "Subject" "# $line" "#$line"
message 0 "behind the scissors" "Subject" "$cut" "$line"
message 1 "before the scissors" "$line" "$cut" "text"
message 1 "behind comments" "# comment" "# another" "$line"
has out "commit message:3:" "behind comments"
message 1 "no comment: a blank is first" "Subject" " # $line"
message 1 "no scissors" "Subject" "#  ------ >8 ------" "$line"
printf 'Subject\n%s' "$line" >message
expect 1 "without an end of line" at talk "$UMBRA" hook run commit-msg ../message
: >message
expect 0 "an empty one" at talk "$UMBRA" hook run commit-msg ../message
expect 3 "none" at talk "$UMBRA" hook run commit-msg ../missing
# What git keeps is searched.
git -C talk config core.commentChar ';'
message 1 "another sign of a comment" "Subject" "# $line"
message 0 "in such a comment" "Subject" "; $line"
message 0 "behind such scissors" "Subject" ";${cut#?}" "$line"
git -C talk config core.commentChar auto
message 1 "no certain sign" "Subject" "# $line"
message 0 "behind scissors of any kind" "Subject" "%${cut#?}" "$line"
git -C talk config --unset core.commentChar
for cleanup in verbatim whitespace scissors; do
	git -C talk config commit.cleanup $cleanup
	message 1 "cleanup $cleanup" "Subject" "# $line"
	message 0 "cleanup $cleanup, scissors" "Subject" "$cut" "$line"
done
git -C talk config commit.cleanup strip
message 0 "cleanup strip" "Subject" "# $line"
git -C talk config --unset commit.cleanup

# Through git itself.
real
expect 0 "install commit-msg" at talk "$program" hook install commit-msg
head=$(git -C talk rev-parse HEAD)
printf 'Subject\n\n%s\n' "$line" >message
expect 1 "a commit with a token" git -C talk commit -q --allow-empty -F ../message
has err "commit message:3:" "a commit with a token"
[ "$(git -C talk rev-parse HEAD)" = "$head" ] || fail "a commit with a token is there"
expect 1 "in a comment that git keeps" git -C talk commit -q --allow-empty -m "# $line"
printf '#!/bin/sh\nprintf "Subject\\n# %s\\n" >"$1"\n' "$line" >editor
chmod 755 editor
expect 0 "in a comment that git drops" env GIT_EDITOR="$scratch/editor" git -C talk commit -q --allow-empty
! git -C talk log -1 --format=%B | grep -q KEY= || fail "git keeps the comment"

# -- wrong words
said() { # said WORDS ARGUMENTS...
	words=$1
	shift
	expect 2 "$*" at talk "$UMBRA" hook "$@"
	has err "$words" "$*"
}
for name in post-commit post-receive; do
	said "is nothing for a scan" install $name
	said "is nothing for a scan" run $name
done
said "did you mean 'pre-commit'" install pre-comit
said "git has no hook 'xyzzy'" status xyzzy
said "did you mean 'install'" instal
said "install, uninstall, status or run"
said "run which hook" run
said "wants no arguments" run pre-commit file
said "wants one file" run commit-msg
said "goes with 'hook install' and 'hook run' only" status --threads 2
said "goes with 'hook run' only" install --show-secrets
said "does not go with 'hook run'" run pre-commit --global
expect 0 "install-hook" at talk "$UMBRA" install-hook pre-commit
[ -x talk/.git/hooks/pre-commit ] || fail "install-hook"
finish
