"""Makes a repository with merges, renames, an octopus, a merge that adds, two roots, tags, removed and unreachable content.

usage: make_history.py MKFIXTURE FOLDER     Every content that counts holds a token of its own.
"""
import os
import subprocess
import sys

mkfixture, folder = sys.argv[1:3]
clock = 1500000000
seed = 100


def git(*args, **kw):
    env = dict(os.environ, GIT_AUTHOR_NAME="A. Uthor \u00e9 " + str(clock % 7), GIT_AUTHOR_EMAIL="a%d@example.com" % (clock % 5),
               GIT_AUTHOR_DATE="%d %s" % (clock - 500, ["+0000", "+0530", "-0800"][clock % 3]),
               GIT_COMMITTER_NAME="C", GIT_COMMITTER_EMAIL="c@example.com", GIT_COMMITTER_DATE="%d +0000" % clock)
    return subprocess.run(["git", "-C", folder, *args], check=True, env=env, capture_output=True, **kw).stdout


def write(path, lines=40):
    global seed
    seed += 1
    os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
    recipe = "".join("line %d of %s{nl}" % (i, path) for i in range(lines)) + "TOKEN=ghp_{base62:30}{crc32-base62:6}{nl}"
    with open(os.path.join(folder, path), "wb") as f:
        f.write(subprocess.run([mkfixture, "expand", str(seed), recipe], check=True, capture_output=True).stdout)


def commit(*paths):
    global clock
    clock += 1000
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "change %d" % clock)


def merge(*branches):
    global clock
    clock += 1000
    git("merge", "-q", "--no-ff", "-m", "merge", *branches)


os.makedirs(folder)
git("init", "-q", "-b", "main")
write("a.env")
write("dir/deep/er/b.env", 400)
commit()
for n in range(12):  # versions that become deltas
    write("dir/deep/er/b.env", 400)
    commit()
for branch in "one", "two", "three", "four":
    git("checkout", "-q", "-b", branch, "main")
    write("%s.env" % branch)
    commit()
    write("shared/%s/x.env" % branch)
    commit()
git("checkout", "-q", "main")
write("main.env")
commit()
merge("one")
merge("two", "three")  # an octopus
git("mv", "a.env", "renamed.env")  # the same blob under a later name
commit()
# a merge that holds what neither side had
clock += 1000
git("merge", "-q", "--no-ff", "--no-commit", "four")
write("only-in-merge.env")
commit()
# the same content on two branches: the older one brought it in
write("twin.env")
twin = open(os.path.join(folder, "twin.env"), "rb").read()
git("stash", "-q", "-u")
git("checkout", "-q", "-b", "older", "main")
with open(os.path.join(folder, "older-name.env"), "wb") as f:
    f.write(twin)
commit()
git("checkout", "-q", "main")
with open(os.path.join(folder, "younger-name.env"), "wb") as f:
    f.write(twin)
commit()
git("stash", "drop", "-q")
os.unlink(os.path.join(folder, "main.env"))  # removed: still in the history
commit()
git("checkout", "-q", "--orphan", "second-root")
git("rm", "-rfq", ".")
write("root2.env")
commit()
git("checkout", "-q", "main")
merge("--allow-unrelated-histories", "second-root")
git("checkout", "-q", "--detach")
write("only-by-tag.env")
commit()
git("tag", "-a", "-m", "a tag", "v1")
git("checkout", "-q", "main")
git("branch", "-q", "-D", "two")
write("never-committed.env")
git("hash-object", "-w", "never-committed.env")
os.unlink(os.path.join(folder, "never-committed.env"))
