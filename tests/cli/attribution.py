"""Compares a jsonl report of `umbra git` with what git itself says about who brought each blob in.

usage: attribution.py REPOSITORY REPORT

A commit brings a blob in when it holds it and none of its parents does; the oldest of these is the one to name.
"""
import json
import subprocess
import sys

repository, report = sys.argv[1:3]
findings = [r for r in map(json.loads, open(report)) if r["type"] == "finding"]
wanted = {f["blob"] for f in findings}


def git(*args):
    return subprocess.run(["git", "-C", repository, *args], check=True, capture_output=True).stdout


parents, when, info, seen = {}, {}, {}, {}
log = git("log", "--all", "HEAD", "-m", "--root", "--raw", "--no-renames", "--no-abbrev", "-z", "--diff-filter=AMT", "-t",
          "--format=%x01%H %P%x02%ct%x02%an%x02%ae%x02%aI")
for entry in log.split(b"\x01")[1:]:
    head, _, raw = entry.partition(b"\0")
    ids, date, name, mail, author_date = head.strip(b"\n").split(b"\x02")
    commit, *up = ids.decode().split()
    parents[commit], when[commit] = up, int(date)
    info[commit] = (name.decode("utf-8", "replace"), mail.decode("utf-8", "replace"), author_date.decode())
    fields = raw.strip(b"\n").split(b"\0")
    for meta, path in zip(fields[0::2], fields[1::2]):
        blob = meta.split()[3].decode()
        if blob in wanted:
            seen.setdefault(blob, {}).setdefault(commit, []).append(path.decode("utf-8", "surrogateescape"))

def holds(commit, blob, memo={}):
    if commit not in memo:
        memo[commit] = {line.split()[2].decode() for line in git("ls-tree", "-r", commit).splitlines()}
    return blob in memo[commit]


in_head = {line.split()[2].decode() for line in git("ls-tree", "-r", "HEAD").splitlines()}
bad = 0
for f in findings:
    where = f["blob"]
    candidates = {c for c in seen.get(where, {}) if not any(holds(p, where) for p in parents[c])}
    problems = []
    if not candidates:
        if not f["unreachable"] or f["commit"]:
            problems.append("git knows no commit, the report says %s" % f["commit"])
    else:
        first = min(when[c] for c in candidates)
        if f["commit"] not in candidates:
            problems.append("commit %s is none of %s" % (f["commit"], sorted(candidates)[:4]))
        elif when[f["commit"]] != first:
            problems.append("commit %s is not the oldest of %d" % (f["commit"], len(candidates)))
        else:
            name, mail, date = info[f["commit"]]
            if (f["author"], f["email"]) != (name, mail):
                problems.append("author %r, git says %r" % ((f["author"], f["email"]), (name, mail)))
            if f["date"].replace("Z", "+00:00") != date.replace("Z", "+00:00"):
                problems.append("date %s, git says %s" % (f["date"], date))
            if f["path"].split("!")[0] not in seen[where][f["commit"]]:
                problems.append("path %s, git says %s" % (f["path"], seen[where][f["commit"]]))
    if f["in_head"] != (where in in_head):
        problems.append("in_head is %s" % f["in_head"])
    for p in problems:
        bad += 1
        if bad <= 20:
            print("blob %s: %s" % (where, p))
print("%d findings in %d blobs compared with git, %d differences" % (len(findings), len(wanted), bad))
sys.exit(1 if bad or not findings else 0)
