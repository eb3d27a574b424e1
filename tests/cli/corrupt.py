"""Damages copies of a packed repository in every file git keeps objects in; the command must notice or find all the same.

usage: corrupt.py UMBRA REPOSITORY

Under sanitizers, where a run takes five times as long, each sixth of the damages; under that of threads each 24th, and other ones.
"""
import glob
import json
import os
import shutil
import subprocess
import sys

umbra, repository = sys.argv[1:3]
failed = n_runs = 0
sanitized = os.environ.get("SANITIZED", "")
threads = "thread" in sanitized
some = slice(threads, None, 24 if threads else 6 if sanitized else 1)
counts = {}


def findings(text):
    found, complete = set(), None
    for line in text.splitlines():
        r = json.loads(line)
        if r["type"] == "finding":
            found.add((r["rule_id"], r["blob"], r["start_line"], r["start_column"]))
        else:
            complete = r["complete"]
    return found, complete


def run(folder, threads):
    p = subprocess.run([umbra, "git", folder, "-f", "jsonl", "-j", str(threads)], capture_output=True, timeout=600)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


want, complete = findings(run(repository, 1)[1])
assert want and complete


def check(label, folder):
    global failed, n_runs
    n_runs += 1
    code, out, err = run(folder, 1 + n_runs % 3)
    problem = None
    if code not in (1, 3, 4):
        problem = "exit %d" % code
    elif code == 3 and not err:
        problem = "exit 3 without a word"
    elif code != 3:
        found, complete = findings(out)
        if complete and found != want:
            problem = "passes as complete with %d of %d findings" % (len(found & want), len(want))
        elif code == 4 and complete:
            problem = "exit 4 and complete"
    key = label.split(" ")[0], code if code in (3, 4) else "1, %s" % ("complete" if complete else "incomplete")
    counts[key] = counts.get(key, 0) + 1
    if problem:
        failed += 1
        print("FAIL %s: %s" % (label, problem))


def damaged(path, label, change):
    data = open(path, "rb").read()
    os.chmod(path, 0o600)
    with open(path, "wb") as f:
        f.write(change(data))
    check(label, "damaged")
    with open(path, "wb") as f:
        f.write(data)


def flip(at, bits=0xff):
    return lambda data: data[:at] + bytes([data[at] ^ bits]) + data[at + 1:]


shutil.rmtree("damaged", ignore_errors=True)
shutil.copytree(repository, "damaged", symlinks=True)
objects = "damaged/.git/objects"
for kind, step in ("pack", 29), ("idx", 23):
    path, = glob.glob(objects + "/pack/*." + kind)
    size = os.path.getsize(path)
    for at in (list(range(0, 20)) + list(range(20, size, max(step, size // 150))))[some]:
        damaged(path, "%s byte %d" % (kind, at), flip(at, 1 << (at % 8)))
    for length in (40, size // 2) if threads else (0, 1, 11, 12, 40, size // 2, size - 21, size - 1):
        damaged(path, "%s cut at %d" % (kind, length), lambda data: data[:length])
    damaged(path, "%s of zeros" % kind, lambda data: bytes(len(data)))
pack, = glob.glob(objects + "/pack/*.pack")
# a file that turns into a folder by one bit of its header is not looked at, and nothing but its content says so
listed = subprocess.run(["git", "verify-pack", "-v", pack], capture_output=True, text=True).stdout
rows = [line.split() for line in listed.splitlines()]
for words in [row for row in rows if len(row) == 5 and row[1] == "blob"][some]:
    damaged(pack, "type of blob at %s" % words[4], flip(int(words[4]), 0x10))
os.rename(pack, pack + ".away")
check("gone pack", "damaged")
os.rename(pack + ".away", pack)
idx = pack[:-4] + "idx"
os.rename(idx, idx + ".away")
check("gone idx", "damaged")
os.rename(idx + ".away", idx)

# loose objects: all of them from the pack
os.rename(pack, "away.pack")
os.unlink(idx)
with open("away.pack", "rb") as f:
    subprocess.run(["git", "-C", "damaged", "unpack-objects", "-q"], stdin=f, check=True)
loose = sorted(glob.glob(objects + "/[0-9a-f][0-9a-f]/*"))
check("loose untouched", "damaged")
for n, path in list(enumerate(loose))[some]:
    size = os.path.getsize(path)
    damaged(path, "loose %s flipped" % path, flip((n * 7) % size, 1 << (n % 8)))
    if n % 5 == 0:
        damaged(path, "loose %s cut" % path, lambda data: data[:len(data) // 2])
        damaged(path, "loose %s empty" % path, lambda data: b"")
    if n % 5 == 1:
        os.rename(path, "away")
        os.mkfifo(path)
        check("loose %s is a FIFO" % path, "damaged")
        os.unlink(path)
        os.rename("away", path)
    if n % 5 == 2:  # another object's bytes under this name
        other = open(loose[(n + 3) % len(loose)], "rb").read()
        damaged(path, "loose %s swapped" % path, lambda data: other)
print("; ".join("%s exit %s: %d" % (k[0], k[1], v) for k, v in sorted(counts.items(), key=str)))
sys.exit(1 if failed else 0)
