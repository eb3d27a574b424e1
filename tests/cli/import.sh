# Rules of other scanners: as a pack that lints and finds what they find; what cannot be expressed is named; -c takes a configuration of gitleaks as it is.
. "$TESTS/cli/lib.sh.inc"
value=$("$MKFIXTURE" expand 3 '{lower:20}') other=$("$MKFIXTURE" expand 4 '{lower:20}')
cat >.gitleaks.toml <<END
title = "ours"
[allowlist]
paths = ['''^vendored/''']
[[rules]]
id = "acme-token"
description = "A token of Acme"
regex = '''acmekey_([a-z]{20})'''
keywords = ["acmekey"]
[[rules]]
id = "store"
path = '''\.kstore\$'''
END
mkdir -p vendored sub
printf 'x acmekey_%s y\n' "$value" >a.txt
cp a.txt vendored/a.txt
printf 'binary' >sub/b.kstore

expect 2 "import of nothing" "$UMBRA" rules import
expect 3 "import of what is not there" "$UMBRA" rules import nowhere.toml
expect 2 "import for nobody" "$UMBRA" rules import .gitleaks.toml --from semgrep
has err "gitleaks, trufflehog, kingfisher, git-secrets" "import for nobody: says who there is"
printf 'x\n' >plain
expect 2 "import of what nobody knows" "$UMBRA" rules import plain
has err "--from" "import of what nobody knows: says what to do"
printf '[[rules]\n' >broken.toml
expect 2 "import of what is broken" "$UMBRA" rules import broken.toml
has err "broken.toml:1:" "import of what is broken: says where"
expect 2 "options of import" "$UMBRA" rules list --from gitleaks

expect 0 "import" "$UMBRA" rules import .gitleaks.toml -o acme.yml
has err "2 rules taken, 0 of them not with all they say; 0 left out" "import: counts"
expect 0 "the pack lints" "$UMBRA" rules lint acme.yml
expect 1 "the pack finds" "$UMBRA" dir . --no-builtin-rules -R acme.yml -f jsonl
has out '"rule_id":"acme.acme-token"' "the pack finds: the token"
has out '"rule_id":"acme.store"' "the pack finds: the file"
lacks out '"path":"vendored/a.txt"' "the pack finds: not what is allowed"
has err "note: not read, because only what you name is: .gitleaks.toml (-c .gitleaks.toml)" "a configuration that is there is named"

expect 1 "-c" "$UMBRA" dir . -c .gitleaks.toml -f jsonl
has out '"rules":2,' "-c: only its rules"
has out '"findings":2,' "-c: what it finds"
lacks err "not read" "-c: it is read"
"$MKFIXTURE" expand 9 "$token" >token.txt
expect 0 "-c: nothing else" "$UMBRA" dir token.txt -c .gitleaks.toml
{ printf '[extend]\nuseDefault = true\n'; cat .gitleaks.toml; } >both.toml
expect 1 "-c: with the default" "$UMBRA" dir token.txt a.txt -c both.toml -f jsonl
has out '"findings":2,' "-c: with the default: both"
printf '[[rules]]\nid = "bad"\nregex = "vendorkey(?<!x)"\n' >bad.toml
expect 2 "-c: no rule that can be used" "$UMBRA" dir a.txt -c bad.toml
has err "rule 'bad': left out" "-c: says why"
printf '[[rules]]\nid = "ok"\nregex = "acmekey_[a-z]{20}"\n[[rules.allowlists]]\nregexes = ["x"]\n' >partly.toml
expect 4 "import in part" "$UMBRA" rules import partly.toml
has err "1 rules taken, 1 of them not with all they say" "import in part: counts"
has out "# rule 'ok': allowlist: 'regexes' cannot be expressed" "import in part: in the pack"
expect 1 "-c in part: told at each scan" "$UMBRA" dir a.txt -c partly.toml
has err "'regexes' cannot be expressed" "-c in part: told"

# -- the others
cat >np.yml <<'END'
rules:
- name: Acme
  id: np.acme.1
  pattern: |
    (?x)
    acmekey_    # the name
    ([a-z]{20}) # the secret
END
cat >th.yaml <<'END'
detectors:
- name: AcmeKey
  keywords: [acmekey]
  regex: { key: 'acmekey_([a-z]{20})' }
END
printf '[secrets]\n\tpatterns = acmekey_[a-z]{20}\n' >config
for file in np.yml th.yaml config; do
	expect 0 "$file" "$UMBRA" rules import $file -o other.yml
	expect 1 "$file: finds" "$UMBRA" dir a.txt --no-builtin-rules -R other.yml -f jsonl
	has out '"findings":1,' "$file: finds it"
done
mkdir folder && cp np.yml th.yaml .gitleaks.toml folder/ && mv folder/.gitleaks.toml folder/g.toml
expect 0 "a folder" "$UMBRA" rules import folder -o all.yml
has err "4 rules taken" "a folder: all of them"
printf 'acmekey_%s' "$other" >c.txt
printf 'acmekey_[a-z]{20}\n' | "$UMBRA" rules import - --from git-secrets >piped.yml 2>err || { echo "FAIL a pipe"; failed=1; }
expect 1 "a pipe" "$UMBRA" dir c.txt --no-builtin-rules -R piped.yml
finish
