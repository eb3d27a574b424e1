"""The clean repositories at their fixed commits, laid out in a cache; what lies in tests and documents, and how many lines there are."""
import json
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
LIST = os.path.join(HERE, "repos.tsv")
MAX_BYTES = 1 << 20
MISSING_AT_MOST = 4

# A reader expects made-up credentials here, and forgives a report of one.
INSIDE_FOLDER = re.compile(
    r"(?i:(^|[-_.])(tests?|testing|test-?(data|utils?|cases?|suite)|specs?|fixtures?|examples?|samples?|demos?|docs?|documentation|guides?|mocks?|fakes?|benchmarks?|bench|"
    r"e2e|integration|playground|sandbox|tutorials?|website|man)($|[-_.]))|^(it|t|__tests__|__mocks__)$|[a-z](Tests?|Specs?|Examples?|Samples?|Benchmarks?)$")
INSIDE_FILE = re.compile(
    r"^(test|spec)[-_.]|[-_.](test|tests|testdata|spec|specs|mock|fixture|example|sample)([-_.]|$)|^(README|CHANGELOG|CHANGES|HISTORY|NEWS|RELNOTES)|"
    r"\.(md|mdx|rst|adoc|txt|texi|pod|html?|tex|[1-8]|t)$|^conftest\.py$|(?-i:(Tests?|Specs?|TestCase|Mock|IT)\.[a-z]+$)", re.I)


def is_inside(path):
    """Whether a path belongs to tests, documents, examples or fixtures."""
    *folders, name = path.split("/")
    return any(INSIDE_FOLDER.search(folder) for folder in folders) or bool(INSIDE_FILE.search(name))


def repos(path=LIST):
    rows = []
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            name, commit, language, url = line.rstrip("\n").split("\t")
            rows.append({"name": name, "commit": commit, "language": language, "url": url})
    return rows


def git_dir(path):
    for tried in (path, os.path.join(path, ".git"), os.path.join(path, "repo"), os.path.join(path, "repo", ".git")):
        if os.path.isdir(os.path.join(tried, "objects")) and os.path.isfile(os.path.join(tried, "HEAD")):
            return tried
    return None


def existing(repo, folder):
    """The git directory of a clone or mirror below folder: owner+name, owner/name or name."""
    owner, name = repo["name"].split("/")
    for tried in (f"{owner}+{name}", f"{owner}/{name}", f"{owner}/{name}.git", name, f"{name}.git"):
        found = git_dir(os.path.join(folder, tried))
        if found and holds(found, repo["commit"]):
            return found
    return None


def git(*args, **more):
    env = dict(os.environ, GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="safe.directory", GIT_CONFIG_VALUE_0="*", GIT_TERMINAL_PROMPT="0", GIT_LFS_SKIP_SMUDGE="1", **more)
    return subprocess.run(["git", *args], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def holds(folder, commit):
    return git("--git-dir", folder, "cat-file", "-e", commit + "^{tree}").returncode == 0


def clone(repo, cache):
    folder = os.path.join(cache, "git", repo["name"].replace("/", "+"))
    if not holds(folder, repo["commit"]):
        git("init", "-q", "--bare", folder)
        got = git("--git-dir", folder, "fetch", "-q", "--depth", "1", repo["url"], repo["commit"])
        if got.returncode:
            return None, got.stderr.strip().split("\n")[-1]
    return folder, None


def is_text(head):
    return b"\0" not in head


def count_lines(tree):
    """Lines of text, inside and outside."""
    lines = {"inside": 0, "outside": 0}
    for folder, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if not os.path.islink(os.path.join(folder, name))]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                continue
            with open(path, "rb") as file:
                data = file.read()
            if is_text(data[:8000]):
                where = "inside" if is_inside(os.path.relpath(path, tree)) else "outside"
                lines[where] += data.count(b"\n") + (1 if data and not data.endswith(b"\n") else 0)
    return lines


def lay_out(repo, folder, cache):
    """The files of the commit, as they are stored: an archive would leave out what .gitattributes says. Returns (tree, why not)."""
    tree = os.path.join(cache, "trees", repo["name"].replace("/", "+"))
    mark = tree + ".json"
    if os.path.isfile(mark) and json.load(open(mark)).get("commit") == repo["commit"]:
        return tree, None
    source = existing(repo, folder) if folder else None
    if not source:
        if folder:
            return None, f"no clone with {repo['commit'][:12]} in {folder}"
        source, why = clone(repo, cache)
        if not source:
            return None, why
    shutil.rmtree(tree, ignore_errors=True)
    os.makedirs(tree)
    index = tree + ".index"
    done = git("--git-dir", source, "read-tree", repo["commit"], GIT_INDEX_FILE=index)
    if done.returncode:
        return None, done.stderr.strip().split("\n")[-1]
    done = git("--git-dir", source, "--work-tree", tree, "checkout-index", "-a", "-q", GIT_INDEX_FILE=index)
    os.unlink(index)
    left_out = leave_out(source, repo["commit"], tree)
    if left_out["missing"] > min(MISSING_AT_MOST, left_out["files"] // 100):
        return None, f"{left_out['missing']} files could not be written: " + done.stderr.strip().split("\n")[-1]
    with open(mark, "w") as out:
        json.dump({"commit": repo["commit"], "lines": count_lines(tree), **left_out}, out)
    return tree, None


def leave_out(source, commit, tree):
    """Files above MAX_BYTES are data, and a partial clone lacks them: without them the figures are the same for everybody."""
    big = missing = files = 0
    for line in git("--git-dir", source, "ls-tree", "-r", "-z", commit).stdout.split("\0"):
        if line and line.split()[1] == "blob":
            path = os.path.join(tree, line.split("\t", 1)[1])
            files += 1
            if not os.path.lexists(path):
                missing += 1
            elif not os.path.islink(path) and os.path.getsize(path) > MAX_BYTES:
                os.unlink(path)
                big += 1
    return {"big": big, "missing": missing, "files": files}


def lines_of(tree):
    return json.load(open(tree + ".json"))["lines"]
