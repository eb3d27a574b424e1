"""The tables."""
import collections

import labels
import noise
import record
import scan

HALVES = ("tuning", "heldout")


def percent(pair):
    return f"{100 * pair[0] / pair[1]:5.1f}" if pair[1] else "    -"


def share(pair):
    return round(100 * pair[0] / pair[1], 2) if pair[1] else ""


def figures(mode, found, result, lines, known):
    """One row of accuracy.tsv."""
    row = {"mode": mode}
    if found is not None:
        reported = noise.reported_lines(found)
        for side in ("outside", "inside"):
            row[side] = round(1e6 * reported[side] / lines[side], 2) if lines[side] else ""
        row["looks_real"] = share(labels.look_real(labels.count(found, known)["inside"]))
    for group in ("structured", "named", "generic"):
        for half in HALVES:
            row[f"{group}_{half}"] = share(result.recall(("group", group), (half,)))
    row["decoys"] = share(result.false())
    row["precision"] = share(result.precision())
    return row


def _line(title, cells, target=""):
    print(f"  {title:44}" + "".join(f"{cell:>18}" for cell in cells) + (f"   {target}" if target else ""))


def table(measured, rows, laid, lines, known):
    results = [measured[mode][1] for mode in scan.MODES]
    if laid:
        print(f"clean: {len(laid)} repositories, {lines['outside']:,} lines outside and {lines['inside']:,} inside of tests, documents and examples")
    planted = results[0].recall(("all", ""))[1]
    print(f"planted: {planted:,} credentials, {results[0].false()[1]:,} decoys\n")
    _line("", scan.MODES, "wanted")
    if laid:
        _noise_rows(measured, rows, lines, known)
    print("recall in percent, tuning half / half set aside")
    for title, key, target in [("all", ("all", ""), ""), ("structured: the form tells", ("group", "structured"), "set aside: default 95"),
                               ("named: a provider's name beside it", ("group", "named"), ""),
                               ("generic", ("group", "generic"), "set aside: default 80, broad 97"),
                               ("weak: words that stand for nothing, with digits", ("group", "weak"), "")]:
        _recall_row(title, results, key, target)
    for what in ("kind", "place"):
        print(f"recall by {what}")
        for word in sorted({key[1][1] for result in results for key in result.planted if key[1][0] == what}):
            n = sum(results[0].planted[half, (what, word)] for half in HALVES)
            _recall_row(f"{word} ({n})", results, (what, word))
    print("decoys reported, in percent of the decoys")
    _line("all", [percent(r.false()) for r in results])
    for word in sorted({key[1][1] for key in results[0].decoys if key[1][0] == "kind"}):
        _line(f"{word} ({results[0].false(('kind', word))[1]})", [percent(r.false(("kind", word))) for r in results])
    _line("other lines reported in files with a planted one", [r.elsewhere for r in results])
    _line("precision where planted", [percent(r.precision()) for r in results], "default 93, strict 97, broad 80")


def _noise_rows(measured, rows, lines, known):
    print("noise: reported lines per million lines")
    _line("outside", [row["outside"] for row in rows], "default <= 1, strict <= 0.2")
    _line("inside of tests, documents, examples", [row["inside"] for row in rows], "default <= 30")
    _line("reported lines, outside / inside", ["{outside} / {inside}".format(**dict({"outside": 0, "inside": 0}, **noise.reported_lines(measured[m][0]))) for m in scan.MODES])
    counts = [labels.count(measured[m][0], known) for m in scan.MODES]
    for side in ("outside", "inside"):
        _line(f"labels {side}: real/test/noise/unsure/unread", ["/".join(str(c[side][v]) for v in (*labels.VERDICTS, "none")) for c in counts])
        _line(f"look real to a reader {side}, % of those read", [percent(labels.look_real(c[side])) for c in counts], "default 80" if side == "inside" else "")


def _recall_row(title, results, key, target=""):
    _line(title, [f"{percent(r.recall(key, ('tuning',)))} /{percent(r.recall(key, ('heldout',)))}" for r in results], target)


def noise_by(measured, what, lines):
    for mode in scan.MODES:
        if measured[mode][0] is None:
            continue
        counts = noise.by(measured[mode][0], what)
        print(f"\nnoise in mode {mode} by {what}: findings outside, inside; per million lines")
        for word in sorted(counts["outside"] | counts["inside"], key=lambda w: (-counts["outside"][w], -counts["inside"][w])):
            out, ins = counts["outside"][word], counts["inside"][word]
            print(f"  {out:5} {ins:5}  {1e6 * out / lines['outside']:7.2f} {1e6 * ins / lines['inside']:7.2f}  {word}")


def misses(measured):
    print("\nmissed in the tuning half (context, kind, recipe or format): modes")
    missed = collections.defaultdict(lambda: collections.defaultdict(list))
    for mode in scan.MODES:
        for item in measured[mode][1].missed:
            if item.context.half == "tuning":
                missed[item.context.name][item.kind, item.detail].append(mode)
    for context in sorted(missed):
        for (kind, detail), modes in sorted(missed[context].items()):
            print(f"  {context:28} {kind:12} {detail:34} {' '.join(f'{mode}:{modes.count(mode)}' for mode in scan.MODES if mode in modes)}")


def alarms(measured):
    print("\nreported in the tuning half, and no credential (context, category, name, rule): modes")
    found = collections.defaultdict(set)
    for mode in scan.MODES:
        for item, finding in measured[mode][1].alarms:
            if item.context.half == "tuning":
                found[item.context.name, item.kind, item.detail, finding["rule"]].add(mode)
    for key in sorted(found):
        print(f"  {key[0]:28} {key[1]:12} {key[2]:28} {key[3]:32} {' '.join(m for m in scan.MODES if m in found[key])}")


def changes(rows, earlier, basis):
    """Print the change since the last recorded run; whether something became worse."""
    worse = []
    print()
    for row in rows:
        before = record.last(earlier, row["mode"])
        if not before:
            print(f"{row['mode']}: no earlier run is recorded")
        elif before["basis"] != basis:
            print(f"{row['mode']}: the run recorded on {before['date']} was of other repositories or contexts, and cannot be compared")
        else:
            changed = record.differences(row, before)
            for figure, old, new, bad in changed:
                print(f"{row['mode']}: {figure} {old:.2f} -> {new:.2f}{'  WORSE' if bad else ''}")
                if bad:
                    worse.append(f"{row['mode']} {figure}")
            if not changed:
                print(f"{row['mode']}: as in the run recorded on {before['date']} ({before['commit']})")
    if worse:
        print("worse than the last recorded run: " + ", ".join(worse))
    return worse
