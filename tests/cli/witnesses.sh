# A certificate for localhost says of the key in another file that it is for show; itself it is told nowhere.
. "$TESTS/cli/lib.sh.inc"
pair() { # pair SEED FOLDER/NAME NAME...: a key and its certificate, in two files
	seed=$1 to=$2
	shift 2
	mkdir -p "$(dirname "$to")"
	python3 "$TESTS/cli/make_certificate.py" "$seed" "$to.key" "$to.crt" "$@" || exit 1
}
pair 1 tree/deploy/local localhost
pair 2 tree/deploy/shop shop.corp www.shop.corp
pair 3 tree/deploy/alone localhost
rm tree/deploy/alone.crt
pair 4 tree/deploy/mixed localhost shop.corp
pair 5 tree/away/one localhost
mkdir tree/elsewhere
mv tree/away/one.crt tree/elsewhere/
# two certificates for one key, and one that lies twice
cp tree/deploy/local.crt tree/elsewhere/again.crt
pair 6 tree/deploy/two localhost
python3 "$TESTS/cli/make_certificate.py" 6 /dev/null tree/deploy/other.crt "Test CA"
# the certificate of one and the key of another
pair 7 tree/deploy/strange shop.corp
pair 8 tree/deploy/stranger localhost
rm tree/deploy/strange.crt tree/deploy/stranger.key

expect 1 "a tree" "$UMBRA" dir tree -f json -r tree.json
expect 1 "a tree, text" "$UMBRA" dir tree -r tree.txt
expect 1 "a tree, SARIF" "$UMBRA" dir tree -f sarif -r tree.sarif
expect 1 "a tree, explained" "$UMBRA" explain tree
cp out tree.explained
expect 1 "a tree, broad" "$UMBRA" dir tree --min-confidence broad -f json -r broad.json
for report in tree.json tree.txt tree.sarif tree.explained broad.json; do
	lacks $report private-key.certificate "no finding of its own in $report"
	lacks $report .crt "no file of one in $report"
done
has tree.explained "its certificate, which lies elsewhere, is for localhost or an example" "why"
expect 1 "strict" "$UMBRA" dir tree --min-confidence strict -f json -r strict.json

git -c init.defaultBranch=main init -q history
commit() { git -C history add -A && git -C history -c user.name=sample -c user.email=sample@example.com commit -q -m "$1"; }
cp -r tree/deploy history/
rm -f history/deploy/*.crt
commit keys
cp tree/deploy/*.crt history/deploy/
commit certificates
rm -r history/deploy
echo nothing >history/a.txt
commit nothing
expect 1 "a history" "$UMBRA" git history -f json -r git.json
lacks git.json private-key.certificate "no finding in a history"
lacks git.json .crt "no file in a history"

# One report, whatever the threads do.
"$MKFIXTURE" expand 3 '{hex:64}' >ids.key
chmod 600 ids.key
for n in 1 2 7 16; do
	expect 1 "threads" "$UMBRA" dir tree -j $n --key-file ids.key -f jsonl -r tree.$n
	expect 1 "threads, a history" "$UMBRA" git history -j $n --key-file ids.key -f jsonl -r git.$n
	for what in tree git; do
		cmp -s $what.1 $what.$n || { echo "FAIL $what with $n threads is another one"; failed=1; }
	done
done

# With a state every run says what one without it says, whichever of both was there first, and when the certificate is gone.
git -c init.defaultBranch=main init -q later
of_later() { git -C later add -A && git -C later -c user.name=sample -c user.email=sample@example.com commit -q -m "$1"; }
same() { # same LABEL SEVERITY...: of the keys, by path
	for run in first again; do
		"$UMBRA" git later --key-file ids.key --state state -f jsonl 2>err | grep '"type":"finding"' >with
		"$UMBRA" git later --key-file ids.key -f jsonl 2>err | grep '"type":"finding"' >without
		cmp -s with without || { echo "FAIL $1, $run: the state says something else"; cut -c1-300 with without; failed=1; }
	done
	sed 's/.*"severity":"\([a-z]*\)".*"path":"\([a-z.]*\)".*/\2 \1/' without | sort | tr '\n' ' ' >severities
	has severities "$2" "$1"
}
cp tree/deploy/local.key tree/deploy/two.crt later/
of_later "a key and the certificate of another"
same "apart" "local.key critical "
cp tree/deploy/local.crt tree/deploy/two.key later/
of_later "those that are missing"
same "together" "local.key medium two.key medium "
git -C later reset -q --hard HEAD~1
git -C later reflog expire --expire=now --all
git -C later gc -q --prune=now
same "apart again" "local.key critical "

# Of certificates alone nothing is told.
mkdir certificates
cp tree/deploy/*.crt certificates/
expect 0 "certificates alone" "$UMBRA" dir certificates --min-confidence broad -f json -r alone.json
lacks alone.json private-key "no finding of certificates alone"

# What a rule says of it.
expect 0 "the rule" "$UMBRA" rules show private-key.certificate
has out "witness, no secret; never told" "the rule"
cat >pack.yml <<'Y'
format: 1
rules:
  - { id: p.a, name: x, severity: info, part: witness, alone: true, pattern: 'qzqz_[a-z]{9}' }
Y
expect 0 "a witness that is alone" "$UMBRA" rules lint pack.yml
cat out err >both
has both "a secret always is, a witness never" "a witness that is alone"
lacks both "whose account" "a witness that is alone"
printf 'x qzqz_kvhtrwpmz\n' >alone.txt
expect 0 "is not told, either" "$UMBRA" dir alone.txt -R pack.yml --min-confidence broad -f json -r alone.json
lacks alone.json p.a "is not told, either"

python3 - <<'P' || failed=1
import json
WHY = "its certificate, which lies elsewhere, is for localhost or an example"
FOR_SHOW = {"local", "one", "two"}

def check(name, want, expected):
    seen = {}
    for f in json.load(open(name))["findings"]:
        key = f["path"].rsplit("/", 1)[-1]
        assert key.endswith(".key"), (name, f["path"])
        reasons = json.dumps(f.get("reasons") or f)
        seen[key[:-4]] = (f["severity"], WHY in reasons)
    assert set(seen) == expected, (name, sorted(seen))
    for key, (severity, is_told) in seen.items():
        assert is_told == (key in want), (name, key, severity)
        assert (severity in ("info", "low", "medium")) == (key in want), (name, key, severity)
ALL = {"local", "shop", "alone", "mixed", "one", "two", "strange"}
check("tree.json", FOR_SHOW, ALL)
check("broad.json", FOR_SHOW, ALL)
check("strict.json", set(), ALL - FOR_SHOW)
check("git.json", FOR_SHOW - {"one"}, ALL - {"one"})
P
finish
