#!/usr/bin/env python3
"""What umbra scans of a range of commits is what git says that they change: as many files, each once for the same older versions.

usage: ranges_as_git.py UMBRA REPOSITORY RANGE...        exit 1 and one line per difference
"""
import json
import subprocess
import sys


def by_git(repo, words):
    """(path, new blob, older blobs) of everything that differs from all parents."""
    git = ["git", "-C", repo]
    commits = subprocess.run(git + ["rev-list"] + words, capture_output=True, text=True, check=True).stdout.split()
    seen = set()
    paths = words[words.index("--"):] if "--" in words else []
    out = subprocess.run(git + ["diff-tree", "--stdin", "--root", "-r", "-c", "-z", "--raw", "--no-abbrev", "--no-renames"] + paths,
                         input="\n".join(commits) + "\n", capture_output=True, text=True, errors="surrogateescape", check=True).stdout
    fields = out.split("\0")
    i = 0
    while i < len(fields):
        head = fields[i]
        head = head.split("\n")[-1]
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
        seen.add((path, ids[-1], tuple(olds)))
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
