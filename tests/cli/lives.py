"""Compares what a jsonl report of `umbra git --show-secrets` tells of each value's life with what git itself says.

usage: lives.py REPOSITORY REPORT

What a commit holds is `git ls-tree`, what reaches it `git rev-list`, who took it away `git log -S` where no merge did.
"""
import functools
import json
import subprocess
import sys

repository, report = sys.argv[1:3]
findings = [r for r in map(json.loads, open(report)) if r["type"] == "finding" and r["blob"]]
bad = 0


def git(*args, check=True):
    return subprocess.run(["git", "-C", repository, *args], check=check, capture_output=True).stdout.decode("utf-8", "replace")


@functools.lru_cache(None)
def tree(commit):
    return {line.split("\t", 1)[1]: line.split()[2] for line in git("ls-tree", "-r", "-z", commit).split("\0") if line}


@functools.lru_cache(None)
def reach(*start):
    return set(git("rev-list", *start).split())


def commits_of(kind):
    return {line.split()[2] for line in kind.splitlines() if line.startswith("unreachable commit")}


refs = dict(reversed(line.split(" ", 1)) for line in git("for-each-ref", "--format=%(objectname) %(refname)").splitlines())
tips = {name: git("rev-parse", "-q", "--verify", name + "^{commit}", check=False).strip() for name in refs}
head = git("rev-parse", "HEAD").strip()
by_refs = reach("--all", "HEAD")
work_trees = {line.split()[1] for line in git("worktree", "list", "--porcelain").splitlines() if line.startswith("HEAD ")}
logged = reach("--all", "HEAD", "--reflog")
everything = logged | commits_of(git("fsck", "--unreachable", "--no-progress"))
stash = {line for line in git("log", "-g", "--format=%H", "refs/stash", check=False).split()}
stash_reach = reach(*stash) if stash else set()
parents, when, who = {}, {}, {}
for c in everything:
    up, date, name, mail, author_date = git("show", "-s", "--format=%P%n%ct%n%an%n%ae%n%aI", c).split("\n")[:5]
    parents[c], when[c], who[c] = up.split(), int(date), (name, mail, author_date.replace("+00:00", "Z"))


def complain(f, words):
    global bad
    bad += 1
    if bad <= 20:
        print("%s %s: %s" % (f["path"], f["blob"], words))


def expect(f, what, got, want):
    if got != want:
        complain(f, "%s is %s, git says %s" % (what, got, want))


def check_commit(f, what, c):
    if c:
        expect(f, what + "'s author", (c["author"], c["email"], c["date"]), who[c["commit"]])


def removed(holds, past):
    """The way back from HEAD: to the first parent that had lost it, too."""
    at = head
    if at not in past or holds[at]:
        return None
    while True:
        lost = [p for p in parents[at] if p in past and not holds[p]]
        if not lost:
            return at
        at = lost[0]


KINDS = {"branches": "refs/heads/", "remotes": "refs/remotes/", "tags": "refs/tags/"}


def kind_of(name):
    return next((k for k, start in KINDS.items() if name.startswith(start)), "other_refs")


def check_refs(f, past, holds, is_text, told_by):
    p = f["provenance"]
    want = {k: {} for k in list(KINDS) + ["other_refs"]}
    for name, tip in tips.items():
        if tip in past or name in told_by:
            kind = kind_of(name)
            want[kind][name[len(KINDS.get(kind, "refs/")):]] = name in told_by or (not is_text and holds[tip])
    for kind, names in want.items():
        expect(f, kind, {r["name"]: r["at_tip"] for r in p[kind]["refs"]}, names)
        expect(f, kind + " counted", (p[kind]["count"], p[kind]["at_tip"]), (len(names), sum(names.values())))
    return want


def reached_by(want, past, holds, is_text):
    if head in past:
        return "head" if is_text or not holds[head] else "head-tree"
    for kind, word in ("branches", "branch"), ("remotes", "remote"), ("tags", "tag"):
        if want[kind]:
            return word
    if stash_reach & past:
        return "stash"
    if want["other_refs"] or work_trees & past:
        return "other-ref"
    return "reflog" if logged & past else "nothing"


def pasts(start):
    """All commits whose history has one of these."""
    past = set(start)
    order = sorted(everything, key=lambda c: when[c])
    for _ in range(3):
        for c in order:
            if c not in past and any(p in past for p in parents[c]):
                past.add(c)
    return past


def check_paths(f, blobs, holders):
    first = {}
    for c in holders:
        for path, blob in tree(c).items():
            if blob in blobs and (path not in first or (c not in by_refs, when[c]) < (first[path] not in by_refs, when[first[path]])):
                first[path] = c
    told = {p["path"]: p for p in f["provenance"]["paths"]["paths"]}
    expect(f, "paths", sorted(told), sorted(first))
    expect(f, "paths counted", f["provenance"]["paths"]["count"], len(first))
    for path, c in first.items():
        if path in told:
            expect(f, path + " in HEAD", told[path]["in_head"], tree(head).get(path) in blobs)
            expect(f, path + " since", when[told[path]["since"]], when[c])


def check_removal(f, holds, past):
    p = f["provenance"]
    want = removed(holds, past)
    expect(f, "removed", p["removed"] and p["removed"]["commit"], want)
    check_commit(f, "removed", p["removed"])
    if want and len(parents[want]) == 1:
        log = git("log", "-S", f["secret"], "--full-history", "--format=%H", "HEAD").split()
        if want not in log:
            complain(f, "%s took it away, which git log -S does not know" % want)


groups = {}
for f in findings:
    groups.setdefault(f["exposure_id"], []).append(f)
seen = {}
for same in groups.values():
    f, blobs = same[0], {x["blob"] for x in same}
    p = f["provenance"]
    types = {git("cat-file", "-t", b).strip() for b in blobs}
    is_text = types != {"blob"}
    holders = blobs & everything if is_text else {c for c in everything if blobs & set(tree(c).values())}
    holds = {c: c in holders for c in everything}
    past = pasts(holders)
    told_by = {name for name, at in refs.items() if at in blobs and types == {"tag"}}
    if any(x["provenance"] != p for x in same):
        complain(f, "one value at one path has two stories")
    want = check_refs(f, past, holds, is_text, told_by)
    expect(f, "reached_by", p["reached_by"], reached_by(want, past, holds, is_text))
    seen[p["reached_by"]] = seen.get(p["reached_by"], 0) + 1
    intro = [c for c in holders if not any(x in holders for x in parents[c])]
    intro = [c for c in intro if c in by_refs] or [c for c in intro if c in logged] or intro
    first = min(intro, key=lambda c: when[c]) if intro else None
    expect(f, "first", p["first"] and p["first"]["commit"], first)
    check_commit(f, "first", p["first"])
    if not is_text:
        expect(f, "versions", p["versions"], len(blobs))
        check_paths(f, blobs, holders)
        check_removal(f, holds, past)
print("%d findings, %d lives compared with git, %d differences; kept by: %s"
      % (len(findings), len(groups), bad, ", ".join("%s %d" % x for x in sorted(seen.items()))))
missing = set("head-tree head branch remote tag stash other-ref reflog nothing".split()) - set(seen)
if missing:
    print("nothing was kept by: %s" % ", ".join(sorted(missing)))
sys.exit(1 if bad or missing else 0)
