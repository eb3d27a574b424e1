"""What a reader made of findings in the clean repositories: keyed id, verdict, a word for the reason.  No content."""
import collections
import os

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(HERE, "labels.tsv")
VERDICTS = ("real", "test", "noise", "unsure")


def read(path=FILE):
    found = {}
    if os.path.isfile(path):
        for line in open(path, encoding="utf-8"):
            if line.strip() and not line.startswith("#"):
                ident, verdict, word = line.rstrip("\n").split("\t")
                if verdict not in VERDICTS:
                    raise ValueError(f"{path}: {verdict} is no verdict")
                found[ident] = (verdict, word)
    return found


def count(found, labels):
    """Verdicts of the findings, inside and outside: 'none' for what nobody has read."""
    import noise
    total = {"inside": collections.Counter(), "outside": collections.Counter()}
    for findings in found.values():
        for finding in findings:
            total[noise.where(finding)][labels.get(finding["id"], ("none", ""))[0]] += 1
    return total


def look_real(counts):
    """(findings that look like a credential to who reads them, findings read)."""
    read_ones = sum(n for verdict, n in counts.items() if verdict != "none")
    return counts["real"] + counts["test"], read_ones


def show(finding, tree, around=2):
    """The place with the lines around it, from the checkout."""
    path = os.path.join(tree, finding["path"].split("!")[0])
    out = []
    try:
        text = open(path, "rb").read().decode("utf-8", "replace").split("\n")
    except OSError as error:
        return [f"  ({error.strerror})"]
    first, last = finding["lines"]
    for number in range(max(1, first - around), min(len(text), last + around, first + 8) + 1):
        mark = ">" if first <= number <= last else " "
        out.append(f"  {mark}{number:6} {text[number - 1][:200]}")
    return out


def walk(laid, found, path, ask, say):
    """Show each finding that has no label, ask, append; q ends."""
    labels = read(path)
    tree_of = {repo["name"]: tree for repo, tree in laid}
    new = 0
    for name, findings in found.items():
        for finding in findings:
            if finding["id"] in labels:
                continue
            say(f"\n{name}: {finding['path']}:{finding['lines'][0]}  {finding['rule']} ({', '.join(finding['reasons'])})")
            say("\n".join(show(finding, tree_of[name])))
            answer = ask("r(eal) t(est value) n(oise) u(nsure) s(kip) q(uit), and a word for the reason: ").split()
            if not answer or answer[0][0] == "s":
                continue
            if answer[0][0] == "q":
                return new
            verdict = next((v for v in VERDICTS if v[0] == answer[0][0]), None)
            if not verdict:
                continue
            labels[finding["id"]] = (verdict, "-".join(answer[1:]) or "unnamed")
            append(path, finding["id"], *labels[finding["id"]])
            new += 1
    return new


def append(path, ident, verdict, word):
    with open(path, "a", encoding="utf-8") as out:
        out.write(f"{ident}\t{verdict}\t{word}\n")
