# Options that `hook install` keeps: what a team knows already, what fails, how long it may take.
. "$TESTS/cli/lib.sh.inc"
printf '' >config
GIT_CONFIG_GLOBAL=$scratch/config GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=Some GIT_AUTHOR_EMAIL=some@example.org
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
unset UMBRA_SKIP
line() { "$MKFIXTURE" expand "$1" "KEY=$token"; echo; } # line SEED
hook() { # hook CODE LABEL ARGUMENTS...: umbra hook, in a folder of the repository
	code=$1 label=$2
	shift 2
	expect "$code" "$label" sh -c 'cd "repo/some where" && shift && exec "$@"' - - "$UMBRA" hook "$@"
}
commit() { # commit CODE LABEL
	git -C repo add -A
	expect "$1" "$2" git -C repo commit -qm "$2"
}
key=$(printf '%064d' 7)
echo "$key" >key
git init -q -b main repo
mkdir "repo/some where" "it's known"

# -- a baseline: what is known passes, what is new does not
line 1 >repo/old; line 1 >repo/other
expect 0 "a baseline" "$UMBRA" baseline create "it's known/base" repo --key-file key
hook 0 "with a baseline" install -b "../../it's known/base" --key-file ../../key
has out "installed as" "installed"
has out "--baseline-path=" "what it is with is said"
commit 0 "what is known"
line 2 >repo/new
commit 1 "what is new"
has err 'new:1:' "the place"
rm repo/new
# as the hook has it, from a folder that is not the one of the installation
cp repo/.git/hooks/pre-commit first
hook 0 "again" install -b "../../it's known/base" --key-file ../../key
cmp -s first repo/.git/hooks/pre-commit || { echo "FAIL the same options give the same hook"; failed=1; }
hook 0 "installed again without options" install
has out "with, as before, '--baseline-path=" "which it had is said"
cmp -s first repo/.git/hooks/pre-commit || { echo "FAIL an installation without options keeps those that were there"; failed=1; }
rm repo/old
commit 0 "without it"
line 1 >repo/old
commit 0 "what is known, again"
hook 0 "status knows it" status pre-commit
has out "with '--baseline-path=" "status says what it is with"
hook 0 "uninstall takes it away" uninstall
hook 0 "installed anew" install
lacks out "with" "uninstalled is forgotten"
rm repo/other
commit 0 "without the other"
line 1 >repo/other
commit 1 "without a baseline"
rm repo/other; git -C repo add -A
hook 0 "uninstalled again" uninstall

# -- what fails
hook 0 "with a severity and a rule" install --fail-on critical --disable-rule github.pat-classic
: >"it's known/secretsignore"
line 3 >repo/low
commit 0 "below the severity, or of a rule that is off"
hook 0 "an ignore file by its kind" install -i "ripsecrets:../../it's known/secretsignore"
has out "--ignore-file=" "an ignore file"

# -- told at once, and nothing changed
cp repo/.git/hooks/pre-commit before
wrong() { # wrong CODE WORDS ARGUMENTS...
	code=$1 words=$2
	shift 2
	hook "$code" "$*" install "$@"
	has err "$words" "$*"
	cmp -s before repo/.git/hooks/pre-commit || { echo "FAIL $*: the hook changed"; failed=1; }
}
wrong 2 "no severity" --fail-on nothing
wrong 2 "No such file" -b missing
wrong 2 "No such file" -i ripsecrets:missing
wrong 2 "whole number" --deadline soon
wrong 2 "goes with 'hook run' only" --show-secrets
wrong 2 "goes with 'hook run' only" -r report.json
wrong 3 "no report or baseline" -b ../../first
wrong 2 "there is no option" --fail-onn high
wrong 2 "more options" --disable-rule "$(printf '%05000d' 1)"
printf 'fail-on: 7\n' >bad.yml
wrong 2 "bad.yml" -c ../../bad.yml

# -- a server that has to answer in time
git init -q -b main --bare server.git
expect 0 "a server's hook" sh -c 'cd server.git && exec "$1" hook install pre-receive --deadline 30' - "$UMBRA"
has server.git/hooks/pre-receive "--timeout='30'" "the deadline is kept"
git -C repo push -q ../server.git HEAD:refs/heads/main >out 2>err && { echo "FAIL a push with tokens"; failed=1; }
has err 'pre-receive hook declined' "declined"
finish
