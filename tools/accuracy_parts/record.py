"""The figures of earlier runs, and what is worse now than noise explains."""
import datetime
import hashlib
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(os.path.dirname(HERE), "accuracy.tsv")
COLUMNS = ("commit", "date", "basis", "mode", "outside", "inside", "looks_real", "structured_tuning", "structured_heldout", "named_tuning", "named_heldout",
           "generic_tuning", "generic_heldout", "decoys", "precision")
# Figure: (whether more is worse, what may change by chance or by one more rule).
LIMITS = {"outside": (True, 0.10), "inside": (True, 1.0), "decoys": (True, 0.3), "precision": (False, 0.3),
          "structured_tuning": (False, 0.3), "structured_heldout": (False, 0.3), "named_tuning": (False, 1.0), "named_heldout": (False, 1.0),
          "generic_tuning": (False, 0.3), "generic_heldout": (False, 0.3)}


def basis(names, seed):
    """What the figures are of: other repositories or contexts make other figures, which cannot be compared."""
    digest = hashlib.sha256(f"{seed} {' '.join(sorted(names))}".encode())
    for folder, folders, files in os.walk(HERE):
        folders.sort()
        for name in sorted(files):
            if name in ("repos.tsv", "formats.tsv", "kinds.tsv", "decoy_values.tsv", "plan.py", "values.py", "words.py", "contexts.py", "trees.py", "keys.py") or folder.endswith("contexts"):
                digest.update(open(os.path.join(folder, name), "rb").read())
    return digest.hexdigest()[:10]


def read(path=FILE):
    rows = []
    if os.path.isfile(path):
        for line in open(path, encoding="utf-8"):
            if line.strip() and not line.startswith("#"):
                rows.append(dict(zip(COLUMNS, line.rstrip("\n").split("\t"))))
    return rows


def last(rows, mode):
    return next((row for row in reversed(rows) if row["mode"] == mode), None)


def differences(now, before):
    """[(figure, before, now, worse)] of what has changed."""
    out = []
    for figure, (more_is_worse, limit) in LIMITS.items():
        if now.get(figure) in (None, "") or before.get(figure) in (None, ""):
            continue
        old, new = float(before[figure]), float(now[figure])
        if abs(new - old) >= 0.005:
            change = new - old if more_is_worse else old - new
            out.append((figure, old, new, change > limit))
    return out


def commit():
    done = subprocess.run(["git", "-C", HERE, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def append(rows, path=FILE):
    new = not os.path.isfile(path)
    with open(path, "a", encoding="utf-8") as out:
        if new:
            out.write("# Figures of recorded runs: reported lines per million lines, shares in percent.  Written by tools/accuracy --record.\n# " + "\t".join(COLUMNS) + "\n")
        for row in rows:
            out.write("\t".join(str(row.get(column, "")) for column in COLUMNS) + "\n")


def today():
    return datetime.date.today().isoformat()
