"""Compares lines of `floor attribute` with `git log --all -m --raw`: which commit held each blob first, under which paths it ever lay.

usage: first_commits.py REPOSITORY LINES

git's log names every commit that has a blob where one parent has not.  The first is the oldest of them by the committer's date; a
commit that is dated before its parents can come first in the log and not in the history, and those are told apart.
"""
import subprocess
import sys

repository, lines = sys.argv[1:3]
told = {}
for line in open(lines, encoding="utf-8", errors="surrogateescape"):
    field = line.rstrip("\n").split("\t")
    told[field[0]] = {"commit": field[1], "path": field[2], "reached_by": field[3], "n_paths": int(field[5]), "paths": {p[1:] for p in field[10:]}}

# HEAD and all refs; a blob that lay in none of them is not git log's to know
log = subprocess.Popen(["git", "-C", repository, "log", "--all", "HEAD", "-m", "--root", "--raw", "--no-renames", "--no-abbrev", "-z", "--diff-filter=AMT",
                        "--format=%x01%H %ct %P"], stdout=subprocess.PIPE)
when, parents, seen, paths = {}, {}, {}, {}
commit, rest = None, b""


def fields(stream):
    rest = b""
    while True:
        block = stream.read(1 << 20)
        if not block:
            break
        *whole, rest = (rest + block).split(b"\0")
        yield from whole
    if rest:
        yield rest


meta = None
for field in fields(log.stdout):
    if meta is not None:
        if meta in told:
            seen.setdefault(meta, set()).add(commit)
            paths.setdefault(meta, set()).add(field.decode("utf-8", "surrogateescape"))
        meta = None
        continue
    field = field.strip(b"\n")
    if field.startswith(b"\1"):
        commit, date, *up = field[1:].decode().split()
        when[commit], parents[commit] = int(date), up
    elif field.startswith(b":"):
        meta = field.split()[3].decode()
log.wait()

same = skewed = other_paths = unreached = unseen = bad = 0


def is_above(commit, ancestor):
    """Whether `ancestor` comes before `commit` in its history."""
    return subprocess.run(["git", "-C", repository, "merge-base", "--is-ancestor", ancestor, commit], stderr=subprocess.DEVNULL).returncode == 0


def complain(blob, words):
    global bad
    bad += 1
    if bad <= 10:
        print("  %s: %s" % (blob, words))


for blob, t in told.items():
    if blob not in seen:
        # nothing that git log knows: only a reflog, an index, a note or nothing at all may hold it
        if t["reached_by"] not in ("nothing", "reflog", "stash", "other-ref", "tag"):
            complain(blob, "git log does not know it, we say it is reached by %s" % t["reached_by"])
        unreached += 1
        continue
    first = min(when[c] for c in seen[blob])
    if t["commit"] not in seen[blob]:
        complain(blob, "commit %s is none of %d" % (t["commit"], len(seen[blob])))
    elif when[t["commit"]] == first:
        same += 1
    elif any(when[c] < when[p] for c in seen[blob] for p in parents[c] if p in when) or any(is_above(c, t["commit"]) for c in seen[blob] if when[c] == first):
        skewed += 1  # a commit that is dated before its parents
    else:
        # an older one somewhere above it may be dated later
        oldest = next(c for c in seen[blob] if when[c] == first)
        up, at = set(), [oldest]
        while at:
            c = at.pop()
            if c not in up and c in parents:
                up.add(c)
                at += parents[c]
        if any(when.get(c, 0) > when[oldest] for c in up):
            skewed += 1
        else:
            complain(blob, "commit %s is younger than %s" % (t["commit"], oldest))
    if t["path"] not in paths[blob]:
        complain(blob, "path %r is none of %r" % (t["path"], sorted(paths[blob])[:4]))
    if t["n_paths"] != len(paths[blob]) or (t["n_paths"] <= 64 and t["paths"] != paths[blob]):
        other_paths += 1
        complain(blob, "%d paths, git knows %d" % (t["n_paths"], len(paths[blob])))
print("  %d blobs: %d as git log says, %d by commits dated before a parent, %d that git log does not know, %d with other paths, %d wrong"
      % (len(told), same, skewed, unreached, other_paths, bad))
sys.exit(1 if bad else 0)
