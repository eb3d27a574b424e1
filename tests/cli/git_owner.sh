# Whose repository it is: opened when git would open it, refused with the words that mend it when not.
. "$TESTS/cli/lib.sh.inc"
[ "$(id -u)" = 0 ] || { echo "only root can give files away"; exit 77; }
unset GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_COUNT XDG_CONFIG_HOME SUDO_UID
GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Some GIT_AUTHOR_EMAIL=some@example.org
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_CONFIG_NOSYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
mkdir home empty
HOME=$scratch/home
export HOME
other=65534

for format in sha1 sha256; do
	git init -q -b main --object-format=$format $format
	mkdir $format/below
	echo text >$format/below/file
	git -C $format add -A
	git -C $format commit -q -m one
	expect 0 "$format: one's own" "$UMBRA" git $format
	expect 0 "$format: from below" "$UMBRA" git $format/below
done
git clone -q --bare sha1 bare.git
cp -r sha1 broken
echo '[core' >>broken/.git/config
expect 0 "a broken configuration" "$UMBRA" git broken
git -C sha1 worktree add -q "$scratch/linked" 2>/dev/null
mkdir "it's"
cp -r sha1/.git sha1/below "it's"
chown -R $other sha1 sha256 bare.git broken linked "it's"

# As git: what it says of each repository, umbra says, too.  Its version does not open a broken one at all.
both() { # both CODE LABEL FOLDER
	expect "$1" "$2: $3" "$UMBRA" git "$3"
	case $3 in broken*) return ;; esac
	if git -C "$3" rev-parse HEAD >/dev/null 2>git.err; then says=0; else says=3; fi
	[ $says = "$1" ] || { echo "FAIL $2: $3: git says otherwise"; cat git.err; failed=1; }
}
for repo in sha1 sha1/below sha256 sha256/below bare.git broken linked "it's"; do
	both 3 "somebody else's" "$repo"
	has err 'dubious ownership' "$repo"
	lacks err 'is no git repository' "$repo"
	sed -n "s/.*if you trust it: \(git config --global --add safe.directory '.*\)$/\1/p" err >command
	[ -s command ] || { echo "FAIL $repo: no words that mend it"; cat err; failed=1; }
	(HOME=/nonexistent && expect 3 "no home: $repo" "$UMBRA" git "$repo" && has err 'dubious ownership' "no home: $repo"
	exit $failed) || failed=1
	(unset HOME && expect 3 "no HOME: $repo" "$UMBRA" git "$repo"
	exit $failed) || failed=1
	printf '[user]\n\tname = Some\n' >home/.gitconfig
	both 3 "no safe.directory" "$repo"
	# the words do mend it
	sh command || { echo "FAIL $repo: the words are no command"; cat command; failed=1; }
	both 0 "named" "$repo"
	rm -f home/.gitconfig
done

config() { printf "$1" >home/.gitconfig; } # config TEXT
config '[safe]\n\tdirectory = *\n'
for repo in sha1 sha256 bare.git broken linked; do both 0 "all" $repo; done
config '[safe]\n\tdirectory = *\n\tdirectory =\n'
for repo in sha1 sha256 broken; do both 3 "all, and taken back" $repo; done
config '[safe] directory = "*" ; all\n'
both 0 "in quotes, with a comment" sha1
config '[SAFE]\nDirectory=*#\n'
both 0 "in capitals" sha256
config '[safe "x"]\n\tdirectory = *\n[other]\n\tdirectory = *\n# [safe]\n'
both 3 "of other sections" sha1
config "[safe]\n\tdirectory = $scratch/sha\n\tdirectory = $scratch\n\tdirectory = $scratch/sha1/below\n"
both 3 "other folders" sha1
both 3 "other folders" sha256
config "[safe]\n\tdirectory = $scratch/sha256\n"
both 3 "another" sha1
both 0 "the one" sha256
config "[safe]\n\tdirectory = $scratch/*\n"
expect 0 "everything below a folder" "$UMBRA" git sha1
config "[safe]\n\tdirectory = $scratch/sha/*\n"
both 3 "everything below another folder" sha1
ln -s ../sha1 home/link
mkdir home/.config home/.config/git
config ''
printf '[include]\n\tpath = more\n' >home/.config/git/config
printf '[safe]\n\tdirectory = %s\n' "$scratch/sha1" >home/.config/git/more
both 0 "included" sha1
printf '[include]\n\tpath = config\n' >home/.config/git/config
both 3 "included in a circle" broken
rm -r home/.config home/.gitconfig
printf '[safe]\n\tdirectory = *\n' >some
GIT_CONFIG_GLOBAL=$scratch/some
export GIT_CONFIG_GLOBAL
both 0 "GIT_CONFIG_GLOBAL" sha1
unset GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM
GIT_CONFIG_SYSTEM=$scratch/some
export GIT_CONFIG_SYSTEM
both 0 "GIT_CONFIG_SYSTEM" sha256
GIT_CONFIG_NOSYSTEM=1
export GIT_CONFIG_NOSYSTEM
both 3 "GIT_CONFIG_NOSYSTEM" sha256
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$scratch/sha1
export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
both 0 "GIT_CONFIG_COUNT" sha1
unset GIT_CONFIG_COUNT

# the repository speaks for itself in vain
git config -f sha1/.git/config safe.directory '*'
both 3 "its own configuration" sha1
# under sudo what belongs to whoever called it
SUDO_UID=$other
export SUDO_UID
for repo in sha1 sha256 bare.git broken linked; do both 0 "sudo" $repo; done
SUDO_UID=12345
both 3 "sudo by another" sha1
unset SUDO_UID
# one part of somebody else's is enough
chown -R 0 sha1 sha256
both 0 "given back" sha1
chown $other sha1/.git
both 3 "the .git folder" sha1
chown 0 sha1/.git
chown $other sha256
both 3 "the work tree" sha256
finish
