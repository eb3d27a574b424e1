# What people ran before, word for word, in a repository that still carries the files of all those scanners: nothing of them counts
# until it is named, and then each says what its own scanner means by it.
. "$TESTS/cli/lib.sh.inc"
. "$TESTS/cli/git.sh.inc"

seed=100
leak() { # leak FILE [WORDS]: one line more, with a token that stands nowhere else
	seed=$((seed + 1))
	mkdir -p "repo/$(dirname "$1")"
	value=$("$MKFIXTURE" expand $seed "$token")
	printf 'TOKEN=%s%s\n' "$value" "${2:-}" >>"repo/$1"
}
sha1() { printf '%s' "$1" | sha1sum | cut -d' ' -f1; }
sha256() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }
# only FILE LABEL: jsonl in `out` has findings in these files, in this order, and in no others
only() {
	sed -n 's/.*"type":"finding".*"path":"\([^"]*\)".*/\1/p' out | sort | tr '\n' ' ' >got
	[ "$(cat got)" = "$1" ] || { echo "FAIL $2: in $(cat got), not in $1"; failed=1; }
}

git -c init.defaultBranch=main init -q repo
make repo/README 'nothing here'
commit first
git -C repo update-ref refs/remotes/origin/main HEAD

leak new.env
new=$value
leak gitleaks.env
leak detect-secrets.env
detected=$value
leak vendor/ripsecrets.env
leak valued.env
valued=$value
leak git-secrets.env
leak talisman.env
leak ggshield.env
guarded=$value
leak keyhog.env
hogged=$value
leak secretlint.env
for words in gitleaks:allow betterleaks:allow trufflehog:ignore 'pragma: allowlist secret' 'pragma: whitelist secret' kingfisher:ignore ggignore keyhog:ignore \
	'keyhog:allow detector=github-pat' secretlint-disable-line 'umbra:allow github-pat until=2027-01-31 reason="test key"'; do
	leak comments.env " # $words"
done
printf '# pragma: allowlist nextline secret\n' >>repo/comments.env
leak comments.env
printf '# secretlint-disable-next-line @secretlint/secretlint-rule-github\n' >>repo/comments.env
leak comments.env
printf '/* secretlint-disable */\n' >>repo/comments.env
leak comments.env
printf '/* secretlint-enable */\n' >>repo/comments.env

printf 'gitleaks.env:github-pat:1\n' >repo/.gitleaksignore
printf '[allowlist]\npaths = ["never"]\n' >repo/.gitleaks.toml
printf '{"version":"1.5.0","plugins_used":[],"filters_used":[],"results":{"detect-secrets.env":[{"type":"GitHub Token","filename":"detect-secrets.env","hashed_secret":"%s","is_verified":false,"line_number":1}]}}\n' \
	"$(sha1 "$detected")" >repo/.secrets.baseline
printf 'vendor/\n\n[secrets]\n%s\n' "$valued" >repo/.secretsignore
printf '^git-secrets\\.env:[0-9]+:TOKEN=\n' >repo/.gitallowed
sum=$(sha256 "$(sha256 '')$(sha256sum <repo/talisman.env | cut -d' ' -f1)$(sha256 talisman.env)")
printf 'fileignoreconfig:\n- filename: talisman.env\n  checksum: %s\n' "$sum" >repo/.talismanrc
printf 'version: 2\nsecret:\n  ignored_matches:\n  - name: test\n    match: %s\n' "$(sha256 "$guarded,apikey")" >repo/.gitguardian.yaml
printf 'hash:%s ;reason="test"\n' "$(sha256 "$hogged")" >repo/.keyhogignore
printf 'secretlint.*\n' >repo/.secretlintignore
git -C repo add -A
export SOURCE_DATE_EPOCH=1790000000 # 2026-09-21
cd repo || exit 1
everything='detect-secrets.env ggshield.env git-secrets.env gitleaks.env keyhog.env new.env secretlint.env talisman.env valued.env vendor/ripsecrets.env '

# gitleaks git --pre-commit --redact --staged --verbose
expect 1 "gitleaks, staged" "$UMBRA" git --pre-commit --redact --staged --verbose
has out "new.env" "gitleaks, staged"
lacks out "$new" "gitleaks, staged"
has err "not read, because only what you name is: .gitleaksignore, .secretsignore" "what lies there is told"
has err "(-b .secrets.baseline)" "what lies there is told"
expect 1 "gitleaks, staged, nothing named" "$UMBRA" git --pre-commit --redact --staged --verbose -f jsonl
only ".secretsignore $everything" "gitleaks, staged, nothing named"
expect 1 "gitleaks, staged, its file" "$UMBRA" git --pre-commit --redact --staged --verbose -i .gitleaksignore -f jsonl
only ".secretsignore $(echo "$everything" | sed 's/gitleaks.env //')" "gitleaks, staged, its file"
expect 1 "gitleaks, staged, all files" "$UMBRA" git --pre-commit --redact --staged --verbose -i . -b .secrets.baseline -f jsonl --show-suppressed
grep -v '"suppressed_by":"' out >kept; mv kept out
only "new.env " "gitleaks, staged, all files"
for by in '.gitleaksignore:1' '.secretsignore:1' '.secretsignore:4' '.gitallowed:1' '.talismanrc:2' '.gitguardian.yaml:4' '.keyhogignore:1' '.secretlintignore:1' \
	'baseline .secrets.baseline, entry 1' 'comment secretlint-disable' 'comment umbra:allow' 'comment pragma: allowlist nextline secret'; do
	has out "{\"by\":\"$by\"," "what suppressed: $by"
done
expect 1 "a hook, all files" "$UMBRA" hook run pre-commit -i . -b .secrets.baseline -f jsonl
only "new.env " "a hook, all files"
git rm -q --cached new.env
expect 0 "gitleaks, staged, nothing new" "$UMBRA" git --pre-commit --redact --staged --verbose -i . -b .secrets.baseline
git add new.env
git commit -q -m second

# gitleaks dir . -f sarif -r out.sarif --no-banner -b old.json
printf '[{"RuleID":"github-pat","File":"new.env","Secret":"%s","StartLine":1}]\n' "$new" >old.json
expect 1 "gitleaks, files" "$UMBRA" dir . -f sarif -r ../out.sarif --no-banner -b old.json
lacks ../out.sarif '"uri":"new.env"' "gitleaks, files: known"
lacks ../out.sarif '"uri":"old.json"' "gitleaks, files: the baseline lists its values"
has ../out.sarif '"uri":"gitleaks.env"' "gitleaks, files: not named"
expect 0 "gitleaks, files, all named" "$UMBRA" dir . -f sarif -r ../out.sarif --no-banner -b old.json -b .secrets.baseline -i .
has ../out.sarif '"results":[' "gitleaks, files, all named"
lacks ../out.sarif '"ruleId"' "gitleaks, files, all named"

# gitleaks git --log-opts="origin/main..HEAD" --exit-code 2
expect 2 "gitleaks, commits" "$UMBRA" git --log-opts="origin/main..HEAD" --exit-code 2
has out "new.env" "gitleaks, commits"
expect 2 "gitleaks, commits, all named" "$UMBRA" git --log-opts="origin/main..HEAD" --exit-code 2 -i . -b .secrets.baseline -f jsonl
only "new.env " "gitleaks, commits, all named"
expect 0 "gitleaks, no commits" "$UMBRA" git --log-opts="HEAD..HEAD" --exit-code 2

# cat x | gitleaks stdin
cat new.env | "$UMBRA" stdin >out 2>err
[ $? = 1 ] || { echo "FAIL gitleaks stdin: findings"; failed=1; }
cat README | "$UMBRA" stdin >out 2>err
[ $? = 0 ] || { echo "FAIL gitleaks stdin: clean"; failed=1; }

# trufflehog git file://. --since-commit main --json
git checkout -q -b topic
leak_here() { printf 'TOKEN=%s\n' "$("$MKFIXTURE" expand 999 "$token")" >"$1"; }
leak_here topic.env
git add topic.env && git commit -q -m third
for words in 'git file://. --since-commit main --json' 'git . --since-commit main -f jsonl' "git file://$PWD --since-commit=main --json"; do
	# shellcheck disable=SC2086
	expect 1 "trufflehog: $words" "$UMBRA" $words
	only "topic.env " "trufflehog: $words"
	has out '"type":"summary"' "trufflehog: $words"
done
printf '# tests\n^topic\\.\n' >../excluded
expect 0 "trufflehog, with paths excluded" "$UMBRA" git file://. --since-commit main --json --exclude-paths ../excluded --fail
expect 0 "trufflehog, the kind said" "$UMBRA" git . --since-commit main -i trufflehog:../excluded

# ripsecrets --strict-ignore FILES
expect 1 "ripsecrets" "$UMBRA" --strict-ignore new.env vendor/ripsecrets.env valued.env -f jsonl
only "new.env " "ripsecrets"
expect 0 "ripsecrets, what it leaves out" "$UMBRA" --strict-ignore vendor/ripsecrets.env valued.env comments.env
expect 1 "ripsecrets, as files" "$UMBRA" dir new.env vendor/ripsecrets.env valued.env -f jsonl
only "new.env valued.env vendor/ripsecrets.env " "ripsecrets, as files"
expect 1 "ripsecrets, as files, with its list" "$UMBRA" dir new.env vendor/ripsecrets.env valued.env -i .secretsignore -f jsonl
only "new.env " "ripsecrets, as files, with its list"

# detect-secrets-hook --baseline .secrets.baseline FILES
expect 0 "detect-secrets" "$UMBRA" dir detect-secrets.env README --baseline .secrets.baseline
expect 0 "detect-secrets, our word" "$UMBRA" dir detect-secrets.env comments.env -b .secrets.baseline
expect 1 "detect-secrets, something new" "$UMBRA" dir detect-secrets.env new.env -b .secrets.baseline -f jsonl
only "new.env " "detect-secrets, something new"

# A folder is a word for all that lie in it; one that leads elsewhere is not followed, and one that is no such file is no all-clear.
rm .talismanrc && ln -s ../excluded .talismanrc
expect 3 "a link among them" "$UMBRA" dir . -i .
rm .talismanrc && printf '{' >.talismanrc
expect 3 "one that is broken" "$UMBRA" dir . -i .
has err ".talismanrc" "one that is broken: told"
rm .talismanrc
mkdir empty
expect 3 "a folder without" "$UMBRA" dir . -i empty
expect 2 "an ignore file as a baseline" "$UMBRA" dir . -b .gitleaksignore
has err "--ignore-file reads it" "an ignore file as a baseline"
expect 2 "a baseline as an ignore file" "$UMBRA" dir . -i .secrets.baseline
# What a stranger writes into the scanned tree hides nothing.
printf '**\n' >.secretsignore
printf '.*\n' >.gitallowed
expect 1 "not named" "$UMBRA" dir new.env
cd ..
finish
