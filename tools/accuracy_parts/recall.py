"""Which of the planted credentials a list of findings holds, and on what it cried for nothing."""
import collections

GROUPS = ("structured", "named", "generic", "weak")


def hits(item, finding):
    if item.lines is None or finding["lines"] is None:
        return True
    if finding["lines"][0] > item.lines[1] or finding["lines"][1] < item.lines[0]:
        return False
    if item.columns and finding["columns"] and finding["lines"][0] == item.lines[0]:
        return finding["columns"][0] <= item.columns[1] and finding["columns"][1] >= item.columns[0]
    return True


class Result:
    """Of one scanner in one mode."""

    def __init__(self, items, findings):
        by_path = collections.defaultdict(list)
        planted = {item.path for item in items}
        for finding in findings:
            if finding["path"] in planted:
                by_path[finding["path"]].append(finding)
            else:
                # What lies in a container is told as container!member, with the member's lines: they are not those of the file.
                by_path[finding["path"].split("!")[0]].append(dict(finding, lines=None))
        self.planted, self.found = collections.Counter(), collections.Counter()
        self.decoys, self.cried = collections.Counter(), collections.Counter()
        self.missed, self.alarms = [], []
        self.elsewhere = 0
        for item in items:
            here = by_path.get(item.path, [])
            half, keys = item.context.half, self.keys(item)
            if item.decoy:
                self.decoys.update((half, key) for key in keys)
                if here:
                    self.cried.update((half, key) for key in keys)
                    self.alarms += [(item, finding) for finding in here]
                continue
            self.planted.update((half, key) for key in keys)
            if any(hits(item, finding) for finding in here):
                self.found.update((half, key) for key in keys)
            else:
                self.missed.append(item)
            other = {finding["lines"] for finding in here if not hits(item, finding) and finding["lines"][0] not in item.unjudged}
            self.elsewhere += len(other)
            if other:
                self.alarms.append((item, next(finding for finding in here if finding["lines"] in other)))

    @staticmethod
    def keys(item):
        return [("all", ""), ("group", item.group), ("kind", item.kind), ("place", item.context.place), ("language", item.context.language)]

    def _ratio(self, above, below, key, halves):
        n = sum(below[half, key] for half in halves)
        return sum(above[half, key] for half in halves), n

    def recall(self, key, halves=("tuning", "heldout")):
        return self._ratio(self.found, self.planted, key, halves)

    def false(self, key=("group", "decoy"), halves=("tuning", "heldout")):
        return self._ratio(self.cried, self.decoys, key, halves)

    def precision(self):
        found, _ = self.recall(("all", ""))
        cried, _ = self.false()
        wrong = cried + self.elsewhere
        return found, found + wrong
