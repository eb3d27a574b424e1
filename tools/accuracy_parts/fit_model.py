"""Logistic regression from reasons to the chance that a candidate is a credential, in whole points of the score.

A score of 50 is an even chance, one of 80 stands for 95 in 100; 22, on the same line, for 6 in 100.  The chance is that of a
candidate in the field, where about one in five behind such a name is a credential: rows are weighed so that the credentials come to that share.
"""
import collections
import math
import statistics

THRESHOLDS = (("broad", 22), ("default", 50), ("strict", 80))
EVEN = 50
SCALE = (80 - EVEN) / math.log(.95 / .05)
SHARE_REAL = 0.2
PULLS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03)
STEPS = 400
FOLDS = 5


def bundle(rows):
    """{(base, reasons): [mass of credentials, mass of others]}, with the share of the field; the sum of all is 1."""
    real = sum(r.weight for r in rows if r.is_real)
    other = sum(r.weight for r in rows if not r.is_real)
    out = collections.defaultdict(lambda: [0.0, 0.0])
    for r in rows:
        mass = r.weight * (SHARE_REAL / real if r.is_real else (1 - SHARE_REAL) / other)
        out[r.base, r.reasons][0 if r.is_real else 1] += mass
    return out


def chance(score):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, (score - EVEN) / SCALE))))


def score(base, reasons, points):
    return base + sum(points[name] for name in reasons)


def loss(bundled, points):
    total = 0.0
    for (base, reasons), (real, other) in bundled.items():
        p = chance(score(base, reasons, points))
        total -= real * math.log(p) + other * math.log(1 - p)
    return total


def bounded(points, old):
    """What speaks for a credential today may come to next to nothing, and not turn against it; nor the other way round."""
    return max(1.0, points) if old > 0 else min(-1.0, points) if old < 0 else points


def fit(bundled, old, pull):
    """Points that make the loss and pull * the mean square of the change, in units of SCALE, least; each step along the slope of every point, scaled by itself."""
    points, squares = {name: float(p) for name, p in old.items()}, collections.defaultdict(float)
    for step in range(STEPS):
        slope = {name: pull * 2 * (points[name] - old[name]) / SCALE ** 2 for name in points}
        for (base, reasons), (real, other) in bundled.items():
            p = chance(score(base, reasons, points))
            error = (p * (real + other) - real) / SCALE
            for name in reasons:
                slope[name] += error
        for name in points:
            squares[name] = .95 * squares[name] + .05 * slope[name] ** 2
            if squares[name] > 0:
                rate = 1.5 * (1 - step / STEPS)
                points[name] = bounded(points[name] - rate * slope[name] / math.sqrt(squares[name]), old[name])
    return points


def rounded(points):
    return {name: round(p) for name, p in points.items()}


def reported(rows, points):
    """{mode: (share of the credentials, share of the others)} that reach the score of the mode."""
    out = {}
    for mode, threshold in THRESHOLDS:
        shares = []
        for is_real in (True, False):
            mine = [r for r in rows if r.is_real == is_real]
            above = sum(r.weight for r in mine if score(r.base, r.reasons, points) >= threshold)
            shares.append(above / sum(r.weight for r in mine) if mine else 0.0)
        out[mode] = tuple(shares)
    return out


def average(results):
    return {mode: tuple(sum(r[mode][i] for r in results) / len(results) for i in (0, 1)) for mode in results[0]}


def cross(rows, old, pull, fold):
    """Each fifth judged by points fitted to the other four: (losses, mean of what is reported with the old points, with the new)."""
    losses, before, after = [], [], []
    for k in range(FOLDS):
        kept = [r for r in rows if fold(r, FOLDS) == k]
        rest = [r for r in rows if fold(r, FOLDS) != k]
        if any(len({r.is_real for r in part}) < 2 for part in (kept, rest)):
            continue
        points = rounded(fit(bundle(rest), old, pull))
        losses.append(loss(bundle(kept), points))
        before.append(reported(kept, old))
        after.append(reported(kept, points))
    if not losses:
        raise ValueError("it takes credentials and others in many groups to tell them apart and to keep some back")
    return losses, average(before), average(after)


def is_as_good(losses, best):
    """Not worse than the best by more than one standard error of the difference, fifth by fifth."""
    gaps = [mine - its for mine, its in zip(losses, best)]
    error = statistics.stdev(gaps) / len(gaps) ** .5 if len(gaps) > 1 else 0
    return statistics.mean(gaps) <= error


def choose(rows, old, fold, say):
    """The strongest pull towards the present points that does as well as the best on what is kept back; and what is reported then."""
    tried = []
    for pull in PULLS:
        tried.append((pull, *cross(rows, old, pull, fold)))
        say(f"pull {pull}: loss {statistics.mean(tried[-1][1]):.4f} on what is kept back")
    best = min(tried, key=lambda one: statistics.mean(one[1]))
    pull, _, before, after = [one for one in tried if is_as_good(one[1], best[1])][-1]
    return pull, before, after
