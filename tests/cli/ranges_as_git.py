#!/usr/bin/env python3
"""What umbra scans of a range of commits is what git says that they change: as many files, each once for the same older versions.

usage: ranges_as_git.py UMBRA REPOSITORY RANGE...        exit 1 and one line per difference
"""
import json
import subprocess
import sys


def takers(git, words):
    """Commits that lack a file, or a link, which one of their parents has."""
    commits = subprocess.run(git + ["rev-list"] + words[:words.index("--") if "--" in words else None], capture_output=True, text=True, check=True).stdout
    out = subprocess.run(git + ["diff-tree", "--stdin", "-r", "-m", "-z", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=DT"],
                         input=commits, capture_output=True, text=True, errors="surrogateescape", check=True).stdout
    found, commit = set(), None
    for field in out.split("\0"):
        if len(field) in (40, 64):
            commit = field
        elif field.startswith(":") and not field.startswith(":160000") and field.split(" ")[1] in ("000000", "160000"):
            found.add(commit)
    return found


def by_git(repo, words):
    """(path, new blob, older blobs) of everything that differs from all parents."""
    git = ["git", "-C", repo]
    taking = takers(git, words)
    commits = subprocess.run(git + ["rev-list"] + words, capture_output=True, text=True, check=True).stdout.split()
    seen = set()
    commit = None
    paths = words[words.index("--"):] if "--" in words else []
    out = subprocess.run(git + ["diff-tree", "--stdin", "--root", "-r", "-c", "-z", "--raw", "--no-abbrev", "--no-renames"] + paths,
                         input="\n".join(commits) + "\n", capture_output=True, text=True, errors="surrogateescape", check=True).stdout
    fields = out.split("\0")
    i = 0
    while i < len(fields):
        head = fields[i]
        head = head.split("\n")[-1]
        if len(head) in (40, 64):
            commit = head
        if not head.startswith(":"):
            i += 1
            continue
        n = len(head) - len(head.lstrip(":"))
        words_ = head[n:].split(" ")
        modes, ids = words_[:n + 1], words_[n + 1:2 * n + 2]
        path = fields[i + 1]
        i += 2
        if modes[-1] in ("160000", "000000"):
            continue
        olds = [b for m, b in zip(modes[:-1], ids[:-1]) if m not in ("160000", "000000")]
        if ids[-1] in olds:  # only its mode changed
            continue
        # an added file of a commit that takes others away may hold what they held: it is a change of its own
        seen.add((path, ids[-1], tuple(olds), commit if commit in taking and len(olds) < n else None))
    return len(commits), seen


def main():
    umbra, repo = sys.argv[1:3]
    wrong = 0
    for words in sys.argv[3:]:
        commits, want = by_git(repo, words.split())
        out = subprocess.run([umbra, "git", repo, "-f", "jsonl", "--log-opts=" + words], capture_output=True, text=True).stdout
        summary = json.loads(out.strip().split("\n")[-1])
        texts = 0 if "--" in words.split() else commits  # what the commits say is scanned, too, unless files are named
        if summary["units"] != len(want) + texts or not summary["complete"]:
            print(f"{words}: {summary['units']} objects, git has {len(want)} files and {texts} texts of commits; skipped {summary['skipped']}")
            wrong = 1
        else:
            print(f"{words}: {len(want)} files in {commits} commits")
    return wrong


sys.exit(main())
