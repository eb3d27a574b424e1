"""What the points are fitted to: every candidate of the weighed rules with its reasons, and whether it is a credential.

Planted credentials of the tuning half are positive, decoys and whatever else is found in planted files negative.  In the clean
repositories the readers' labels decide; what nobody has read outside of tests counts as negative, but less.
"""
import collections
import hashlib
import json
import os
import re

import contexts
import labels
import noise
import plan
import recall
import scan

RULE = re.compile(r"^\s*- id: ([\w.-]+)\s*$|^\s*- (assignment)\b", re.M)
UNREAD = 0.5
# What readers called so looks as a credential does; that it is none (or nobody's) is not to be seen by any reason.
SKIPPED = ("documented-example", "password-hash", "published-vector")
VERDICTS = {"real": True, "test": True, "noise": False}


class Row:
    """One candidate: a group that is kept together when a part is kept back, the points of what is not fitted, names of reasons."""

    def __init__(self, group, is_real, base, reasons, weight=1.0):
        self.group, self.is_real, self.base, self.reasons, self.weight = group, is_real, base, tuple(sorted(reasons)), weight


def weighed_rules(folder):
    """Ids of the rules that the judge weighs."""
    found = set()
    for name in sorted(os.listdir(folder)):
        if name.endswith(".yml"):
            current = None
            for match in RULE.finditer(open(os.path.join(folder, name), encoding="utf-8").read()):
                current = match[1] or current
                if match[2]:
                    found.add(current)
    return found


def row(group, is_real, finding, by_text, weight=1.0):
    names, base = set(), 0
    for text, points in zip(finding["reasons"], finding["points"]):
        if text in by_text:
            names.add(by_text[text])
        else:
            base += points
    return Row(group, is_real, base, names, weight)


def planted(folder, items, findings, rules, by_text):
    """Rows of what was planted, and how many of the planted ones no weighed rule has a candidate for."""
    by_path, rows, without = collections.defaultdict(list), [], 0
    for finding in findings:
        by_path[finding["path"]].append(finding)
    for item in items:
        here, group = by_path.get(item.path, []), item.context.name
        hits = [] if item.decoy else [finding for finding in here if recall.hits(item, finding)]
        weighed = [finding for finding in hits if finding["rule"] in rules]
        if weighed:
            rows.append(row(group, True, max(weighed, key=lambda finding: finding["score"]), by_text))
        without += not item.decoy and not hits
        for finding in here:
            is_judged = item.decoy or finding["lines"][0] not in item.unjudged
            if finding["rule"] in rules and not any(finding is hit for hit in hits) and is_judged:
                rows.append(row(group, False, finding, by_text))
    return rows, without


def clean(found, rules, by_text, known):
    """Rows of the clean repositories."""
    rows = []
    for repo, findings in found.items():
        for finding in findings:
            if finding["rule"] not in rules:
                continue
            verdict, word = known.get(finding["id"], ("none", ""))
            group = repo + "/" + finding["path"]
            if verdict in VERDICTS and word not in SKIPPED:
                rows.append(row(group, VERDICTS[verdict], finding, by_text))
            elif verdict == "none" and noise.where(finding) == "outside":
                rows.append(row(group, False, finding, by_text, UNREAD))
    return rows


def plant_tuning(folder, seed):
    """Of the half that is set aside nothing is planted. (plan.py stays as it is: the recorded figures are of its bytes.)"""
    everything = contexts.read_contexts
    contexts.read_contexts = lambda: [context for context in everything() if context.half == "tuning"]
    try:
        return plan.plant(folder, seed)
    finally:
        contexts.read_contexts = everything


def gather(args, scratch, rules, by_text, say):
    """All rows, and what they were taken from, in words."""
    folder = os.path.join(scratch, "planted")
    items = plant_tuning(folder, args.seed)
    rows, without = planted(folder, items, scan.umbra(args.umbra, folder, "broad", args.threads), rules, by_text)
    n_planted, words = len(rows), []
    words.append(f"{sum(r.is_real for r in rows):,} planted credentials of the tuning half, {sum(not r.is_real for r in rows):,} candidates beside them")
    say(f"{without} planted credentials are no candidate of any rule: no points can find them")
    if args.cache:
        laid, _ = noise.layout(args, say)
        rows += clean(noise.scan_trees(laid, noise.ours(args.umbra, "broad", args.threads)), rules, by_text, labels.read(args.labels))
        read = [r for r in rows[n_planted:] if r.weight == 1]
        words.append(f"{sum(r.is_real for r in read):,} labelled credentials and {sum(not r.is_real for r in read):,} labelled others of {len(laid)} clean repositories, "
                     f"{len(rows) - n_planted - len(read):,} unread")
    return rows, words


def save(rows, path):
    with open(path, "w", encoding="utf-8") as out:
        for r in rows:
            out.write(json.dumps({"group": r.group, "real": r.is_real, "base": r.base, "reasons": r.reasons, "weight": r.weight}) + "\n")


def load(path):
    rows = []
    for line in open(path, encoding="utf-8"):
        r = json.loads(line)
        rows.append(Row(r["group"], r["real"], r["base"], r["reasons"], r.get("weight", 1.0)))
    return rows


def fold(row, n):
    return hashlib.sha256(row.group.encode()).digest()[0] % n
