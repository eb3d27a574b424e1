"""Other scanners on the same trees and the same planted files."""
import hashlib
import json
import os
import shutil
import tempfile

import noise
import recall
import scan
import show


def digest(tree):
    """Of names, sizes and, of small trees, contents: what is planted is rewritten each time."""
    total = hashlib.sha256()
    for folder, folders, names in os.walk(tree):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            total.update(f"{os.path.relpath(path, tree)} {os.lstat(path).st_size}\n".encode())
            if not os.path.islink(path) and os.path.getsize(path) < 8192:
                with open(path, "rb") as file:
                    total.update(file.read())
    return total.hexdigest()[:20]


def kept(args, name, scanner):
    """What another scanner found in the same tree before is not looked for again: some take an hour."""
    def scan_or_read(tree):
        if not args.cache:
            return scanner(tree)
        path = os.path.join(args.cache, "peers", f"{name}-{digest(tree)}.json")
        if not os.path.isfile(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            found = scanner(tree)
            with open(path + ".new", "w") as out:
                json.dump(found, out)
            os.replace(path + ".new", path)
        with open(path) as file:
            return [dict(finding, lines=tuple(finding["lines"])) for finding in json.load(file)]
    return scan_or_read


def compare(args, say, planted):
    columns = []
    scanners = {f"umbra {mode}": (lambda tree, m=mode: scan.umbra(args.umbra, tree, m, args.threads)) for mode in scan.MODES}
    for name, scanner in scan.PEERS.items():
        program = getattr(args, name.replace("-", "_")) or shutil.which(name)
        if program:
            scanners[name] = kept(args, name, lambda tree, s=scanner, p=os.path.abspath(program): s(p, tree))
        else:
            say(f"left out: {name} is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        folder, items = planted(args, scratch)
        laid, _ = noise.layout(args, say) if args.noise else ([], [])
        for name, scanner in scanners.items():
            say(name)
            try:
                columns.append((name, noise.scan_trees(laid, scanner) if laid else None, recall.Result(items, scanner(folder))))
            except scan.Broken as error:
                say(f"left out: {name}: {error}")
    lines = noise.lines(laid)
    if laid:
        print(f"clean: {len(laid)} repositories, {lines['outside']:,} lines outside, {lines['inside']:,} inside")
    print(f"planted: {columns[0][2].recall(('all', ''))[1]:,} credentials, {columns[0][2].false()[1]:,} decoys\n")
    rows = [("", [name for name, _, _ in columns])]
    if laid:
        for side in ("outside", "inside"):
            rows.append((f"noise {side}, lines per million", [f"{1e6 * noise.reported_lines(found)[side] / lines[side]:.2f}" for _, found, _ in columns]))
    for group in recall.GROUPS:
        for half in show.HALVES:
            rows.append((f"recall, {group}, {half}", [show.percent(result.recall(("group", group), (half,))) for _, _, result in columns]))
    rows.append(("decoys reported, %", [show.percent(result.false()) for _, _, result in columns]))
    rows.append(("precision where planted, %", [show.percent(result.precision()) for _, _, result in columns]))
    for what in ("kind", "place"):
        for word in sorted({key[1][1] for key in columns[0][2].planted if key[1][0] == what}):
            rows.append((f"recall, {what} {word}", [show.percent(result.recall((what, word))) for _, _, result in columns]))
    for title, cells in rows:
        print(f"  {title:36}" + "".join(f"{cell:>16}" for cell in cells))
    return 0
