"""Makes a repository in which values come and go in every way that git knows, and leaves each reachable by one thing only.

usage: make_lives.py MKFIXTURE FOLDER
"""
import os
import subprocess
import sys

mkfixture, folder = sys.argv[1:3]
clock = 1600000000
values = {}


def git(*args, **kw):
    env = dict(os.environ, GIT_AUTHOR_NAME="Writer %d" % (clock // 1000 % 3), GIT_AUTHOR_EMAIL="w%d@example.com" % (clock // 1000 % 3),
               GIT_AUTHOR_DATE="%d +0200" % (clock - 100), GIT_COMMITTER_NAME="C", GIT_COMMITTER_EMAIL="c@example.com", GIT_COMMITTER_DATE="%d +0000" % clock)
    return subprocess.run(["git", "-C", folder, *args], check=kw.pop("check", True), env=env, capture_output=True, **kw).stdout.decode().strip()


def value(name):
    if name not in values:
        recipe = "ghp_{base62:30}{crc32-base62:6}"
        values[name] = subprocess.run([mkfixture, "expand", str(1000 + len(values)), recipe], check=True, capture_output=True).stdout.decode()
    return values[name]


def put(path, *lines):
    full = os.path.join(folder, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w") as f:
        f.write("".join(line + "\n" for line in lines))


def secret(path, name, *more):
    put(path, "# " + path, "TOKEN=" + value(name), *more)


def commit(words="change"):
    global clock
    clock += 1000
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", words)
    return git("rev-parse", "HEAD")


def merge(*names, finish=True, how=()):
    """A merge; with finish=False the caller says what it holds."""
    global clock
    clock += 1000
    git("merge", "-q", "--no-ff", *how, *([] if finish else ["--no-commit"]), "-m", "merge", *names, check=finish)


def branch(name, at="main"):
    git("checkout", "-q", "-b", name, at)


def linear():
    secret("versions.env", "versions")
    commit()
    for n in range(5):  # the value lives on in versions of its file
        secret("versions.env", "versions", "line %d" % n)
        commit()
    put("versions.env", "nothing any more")
    commit("rotated")
    secret("conf/moved.env", "moved")
    commit()
    git("mv", "conf/moved.env", "moved.env")
    commit("a file moves")
    git("mv", "conf", "unused", check=False)
    secret("old/deep/er/folder.env", "folder")
    put("old/deep/er/beside.txt", "one")
    commit()
    git("mv", "old", "new")
    commit("a folder above moves")
    git("rm", "-rq", "new")
    commit("and goes")
    secret("back.env", "back")
    commit()
    git("rm", "-q", "back.env")
    gone = commit("removed")
    git("revert", "--no-edit", gone)
    git("commit", "-q", "--amend", "-m", "revert")
    commit("something else")
    git("rm", "-q", "back.env")
    commit("removed again")
    secret("twice/a.env", "twice")
    put("twice/b.env", *open(os.path.join(folder, "twice/a.env")).read().splitlines())
    commit("one content at two paths")
    os.unlink(os.path.join(folder, "twice/a.env"))
    commit("one of them goes")


def merges():
    secret("trunk.env", "trunk")
    secret("both.env", "both")
    secret("evil-gone.env", "evil gone")
    commit()
    branch("topic")
    put("topic.txt", "a")
    git("rm", "-q", "both.env")
    commit("one side removes")
    git("checkout", "-q", "main")
    git("rm", "-q", "trunk.env", "both.env")
    commit("the other removes, too, and more")
    merge("topic")
    branch("side")
    secret("only-side.env", "only side")
    commit()
    git("rm", "-q", "only-side.env")
    commit("came and went on a side")
    git("checkout", "-q", "main")
    put("main.txt", "b")
    commit()
    merge("side")
    branch("dropped")
    secret("dropped.env", "dropped")
    commit()
    git("checkout", "-q", "main")
    put("main.txt", "c")
    commit()
    merge("dropped", how=("-s", "ours"))  # what it brings is thrown away in the merge
    for name in "one", "two", "three":
        branch(name)
        secret("octopus-%s.env" % name, "octopus " + name)
        commit()
        git("checkout", "-q", "main")
    put("main.txt", "d")
    commit()
    merge("one", "two", "three")
    branch("evil")
    put("evil.txt", "a")
    commit()
    git("checkout", "-q", "main")
    put("main.txt", "e")
    commit()
    merge("evil", finish=False)  # both sides hold what the merge takes away, neither what it adds
    git("rm", "-q", "evil-gone.env")
    secret("evil-new.env", "evil new")
    commit("a merge with a will of its own")
    put("main.txt", "f")
    commit()


def only(name, how):
    """A value in a commit beside main, then whatever leads there."""
    git("checkout", "-q", "--detach", "main")
    secret("only/%s.env" % name, "only " + name)
    at = commit("only " + name)
    how(at)
    git("checkout", "-q", "main")


def keepers():
    git("checkout", "-q", "--orphan", "orphan")
    git("rm", "-rfq", ".")
    secret("orphan.env", "orphan")
    commit()
    git("checkout", "-q", "main")
    only("branch", lambda at: git("branch", "kept", at))
    only("past-of-branch", lambda at: (git("rm", "-q", "only/past-of-branch.env"), git("branch", "past", commit())))
    only("remote", lambda at: git("update-ref", "refs/remotes/origin/x", at))
    only("tag", lambda at: git("tag", "light", at))
    only("annotated", lambda at: git("tag", "-a", "-m", "release", "v1", at))
    only("pull", lambda at: git("update-ref", "refs/pull/7/head", at))
    only("work-tree", lambda at: git("worktree", "add", "-q", "--detach", "../beside", at))
    only("reflog", lambda at: None)
    for name in "older", "newer":
        secret("stashed-%s.env" % name, "stash " + name)
        git("stash", "-q", "-u")
    only("nothing", lambda at: None)
    log = os.path.join(folder, ".git/logs/HEAD")
    gone = git("log", "-g", "--format=%H", "--grep=only nothing").split("\n")[0]
    lines = open(log).read().splitlines(True)
    os.chmod(log, 0o644)
    open(log, "w").writelines(line for line in lines if gone not in line)
    secret("blob.env", "dangling blob")
    git("hash-object", "-w", "blob.env")
    os.unlink(os.path.join(folder, "blob.env"))
    commit("text with TOKEN=%s in it" % value("commit text"))
    git("tag", "-a", "-m", "text with TOKEN=%s in it" % value("tag text"), "told")


os.makedirs(folder)
git("init", "-q", "-b", "main")
put("README", "nothing")
commit()
linear()
merges()
keepers()
