"""What a scanner reports of the clean repositories."""
import collections

import scan
import trees


def scan_trees(laid, scanner):
    """{repository: findings}; laid is [(repo, tree)]."""
    found = {}
    for repo, tree in laid:
        found[repo["name"]] = scanner(tree)
    return found


def lines(laid):
    total = collections.Counter()
    for _, tree in laid:
        total.update(trees.lines_of(tree))
    return total


def where(finding):
    return "inside" if trees.is_inside(finding["path"]) else "outside"


def reported_lines(found, labels=None, drop=()):
    """Places by inside and outside: several findings that begin on one line are one line to who reads the report."""
    total = collections.Counter()
    for repo, findings in found.items():
        seen = set()
        for finding in findings:
            if labels is not None and labels.get(finding["id"], ("?",))[0] in drop:
                continue
            place = (finding["path"], finding["lines"][0])
            if place not in seen:
                seen.add(place)
                total[where(finding)] += 1
    return total


def by(found, what):
    """Counts of findings by rule, reason, repository or severity, apart for inside and outside."""
    counts = {"inside": collections.Counter(), "outside": collections.Counter()}
    for repo, findings in found.items():
        for finding in findings:
            for word in {"rule": [finding["rule"]], "repository": [repo], "reason": finding.get("reasons", []), "severity": [finding.get("severity", "?")]}[what]:
                counts[where(finding)][word] += 1
    return counts


def layout(args, say):
    """[(repo, tree)] of those that could be laid out, and the others with the reason."""
    laid, missing = [], []
    for repo in trees.repos(args.list):
        if args.only and repo["name"] not in args.only:
            continue
        tree, why = trees.lay_out(repo, args.repos, args.cache)
        if tree:
            laid.append((repo, tree))
        else:
            missing.append((repo["name"], why))
            say(f"left out: {repo['name']}: {why}")
    return laid, missing


def ours(program, mode, threads):
    return lambda tree: scan.umbra(program, tree, mode, threads)
