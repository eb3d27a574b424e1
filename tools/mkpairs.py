#!/usr/bin/env python3
"""mkpairs.py - makes scanner/match/text_pairs.c and text_fours.c: how often bytes stand beside each other in source code.

    tools/mkpairs.py scanner/match FOLDER...

Counts the text files below the folders, every folder with the same weight.  Bytes are folded as the literal stage folds them
(| 0x20), which leaves 64 below 128; all others are one more.  Numbers are -log2 of the share of all places, in eighths of
a bit: for single bytes, for pairs, and for the most frequent sequences of three and four.
"""
import collections
import math
import os
import sys

N = 65
COMMON_THREE, COMMON_FOUR = 4000, 9000
PER_FOLDER = 24 << 20
FOLD = bytes((b | 0x20) if b < 128 else 0xff for b in range(256))


def symbol(byte):
    if byte >= 128:
        return 64
    return byte - 0x20 if byte < 0x40 else byte - 0x40


def texts(folder):
    paths = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    left, step = PER_FOLDER, 7
    for start in range(step):
        for path in paths[start::step]:
            try:
                data = open(path, "rb").read(1 << 18) if not os.path.islink(path) else b""
            except OSError:
                continue
            if data and b"\0" not in data[:4096]:
                left -= len(data)
                yield data.translate(FOLD)
            if left < 0:
                return


def count(folder, single, pair, three, four):
    c = collections.Counter()
    for t in texts(folder):
        c.update(t[i:i + 4] for i in range(len(t) - 3))
    total = sum(c.values())
    for key, n in c.items():
        share = n / total
        four[key] += share
        three[key[:3]] += share
        single[symbol(key[0])] += share
        pair[symbol(key[0]) * N + symbol(key[1])] += share


def bits(share, total):
    return min(255, round(-8 * math.log2(max(share, 1e-9) / total)))


def table(out, name, type_, items, per_line):
    print(f"const {type_} {name}[{len(items)}] = {{", file=out)
    for i in range(0, len(items), per_line):
        print("\t" + ", ".join(items[i:i + per_line]) + ",", file=out)
    print("};", file=out)


def common(out, name, counter, n, total):
    top = sorted((int.from_bytes(key, "little"), bits(share, total)) for key, share in counter.most_common(n))
    table(out, name, "umb_text_sequence", [f"{{ 0x{k:08x}, {b} }}" for k, b in top], 24)


def head(out, file, what):
    print(f"/*\n * {file} - made by tools/mkpairs.py; {what}, see text_pairs.h.\n */", file=out)
    print('#include "match/text_pairs.h"\n', file=out)


def main():
    single, pair, three, four = [0.0] * N, [0.0] * (N * N), collections.Counter(), collections.Counter()
    for folder in sys.argv[2:]:
        count(folder, single, pair, three, four)
    total = sum(single)
    with open(os.path.join(sys.argv[1], "text_pairs.c"), "w") as out:
        head(out, "text_pairs.c", "what stands beside what in source code")
        table(out, "umb_text_single", "uint8_t", [str(bits(v, total)) for v in single], 26)
        table(out, "umb_text_pair", "uint8_t", [str(bits(v, total)) for v in pair], 26)
        common(out, "umb_text_common_three", three, COMMON_THREE, total)
    with open(os.path.join(sys.argv[1], "text_fours.c"), "w") as out:
        head(out, "text_fours.c", "the most frequent sequences of four bytes in source code")
        common(out, "umb_text_common", four, COMMON_FOUR, total)
    return 0


sys.exit(main())
