"""Scanners over a folder: every finding as path, lines, columns, rule.  Ours, and those of others if they are installed."""
import hashlib
import json
import os
import subprocess
import tempfile

MODES = ("strict", "default", "broad")
# The repositories are public: whoever reads the labels may know the key, and has the same ids with it.
KEY = hashlib.sha256(b"umbra accuracy: findings in public repositories").hexdigest()


class Broken(Exception):
    """A scanner that did not do its work."""


def run(command, folder, good=(0, 1)):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode not in good:
        raise Broken(f"{os.path.basename(command[0])} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


def umbra(program, folder, mode, threads=1):
    with tempfile.TemporaryDirectory() as scratch:
        key = os.path.join(scratch, "key")
        with open(key, "w") as out:
            out.write(KEY)
        # 4: something could not be looked at; in trees of others that is a matter of the report's skipped counts, not of accuracy.
        text = run([program, "dir", ".", "-f", "jsonl", "-j", str(threads), "--min-confidence", mode, "--key-file", key, "--no-progress"], folder, (0, 1, 4))
    found = []
    for line in text.splitlines():
        row = json.loads(line)
        if row["type"] == "finding":
            columns = (row["start_column"], row["end_column"]) if not row["layer"] and row["start_line"] == row["end_line"] else None
            found.append({"path": row["path"], "lines": (row["start_line"], row["end_line"]), "columns": columns, "rule": row["rule_id"], "id": row["exposure_id"],
                          "reasons": [reason["text"] for reason in row["reasons"]], "points": [reason["points"] for reason in row["reasons"]], "severity": row["severity"], "layer": row["layer"], "score": row["score"]})
    return sorted(found, key=lambda finding: (finding["path"], finding["lines"]))


def relative(path, folder):
    return os.path.relpath(os.path.join(folder, path), folder)


def gitleaks(program, folder):
    with tempfile.TemporaryDirectory() as scratch:
        report = os.path.join(scratch, "report.json")
        run([program, "dir", "--no-banner", "--exit-code", "0", "-f", "json", "-r", report, "."], folder, (0,))
        rows = json.load(open(report))
    return [{"path": relative(row["File"], folder), "lines": (row["StartLine"], row["EndLine"]), "columns": None, "rule": row["RuleID"]} for row in rows]


def kingfisher(program, folder):
    text = run([program, "scan", ".", "--no-validate", "--no-update-check", "--format", "jsonl", "--git-history", "none", "--no-dedup"], folder, (0, 200, 205))
    found = []
    for line in text.splitlines():
        if not line.startswith("{"):
            continue
        row = json.loads(line)
        if "finding" in row:
            first = row["finding"]["line"]
            found.append({"path": relative(row["finding"]["path"], folder), "lines": (first, first + row["finding"]["snippet"].count("\n")), "columns": None,
                          "rule": row["rule"]["id"]})
    return found


def detect_secrets(program, folder):
    rows = json.loads(run([program, "scan", "--all-files", "--no-verify", "."], folder, (0,)))["results"]
    return [{"path": relative(path, folder), "lines": (row["line_number"],) * 2, "columns": None, "rule": row["type"]} for path, many in rows.items() for row in many]


def keyhog(program, folder):
    rows = json.loads(run([program, "scan", "--format", "json", "."], folder, (0, 1)) or "[]")
    rows = rows if isinstance(rows, list) else rows.get("findings", [])
    return [{"path": relative(row["location"]["file_path"], folder), "lines": (row["location"].get("line") or 1,) * 2, "columns": None, "rule": row.get("detector_id", "?")}
            for row in rows]


PEERS = {"gitleaks": gitleaks, "kingfisher": kingfisher, "detect-secrets": detect_secrets, "keyhog": keyhog}
