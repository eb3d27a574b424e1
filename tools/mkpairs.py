#!/usr/bin/env python3
"""mkpairs.py - makes scanner/match/text_pairs.c: how often do two bytes stand beside each other in source code?

    tools/mkpairs.py < LIST-OF-FILES > scanner/match/text_pairs.c

Bytes are folded as the literal stage folds them (| 0x20), which leaves 64 below 128; all others are one more.  Numbers are
-log2 of the share of all pairs, in eighths of a bit.
"""
import math
import sys

N = 65


def fold(byte):
    if byte >= 128:
        return 64
    byte |= 0x20
    return byte - 0x20 if byte < 0x40 else byte - 0x40


def main():
    pair = [1.0] * (N * N)
    for path in sys.stdin.read().split("\n"):
        try:
            data = open(path, "rb").read(1 << 20)
        except OSError:
            continue
        if b"\0" in data[:4096]:
            continue
        seen = [fold(b) for b in data]
        for a, b in zip(seen, seen[1:]):
            pair[a * N + b] += 1
    total = sum(pair)
    print("/*\n * text_pairs.c - made by tools/mkpairs.py; the pairs of bytes of source code, see text_pairs.h.\n */")
    print('#include "match/text_pairs.h"\n')
    for name, values in (("umb_text_pair", pair), ("umb_text_single", [sum(pair[a * N:a * N + N]) for a in range(N)])):
        bits = [min(255, round(-8 * math.log2(v / total))) for v in values]
        print(f"const uint8_t {name}[{len(bits)}] = {{")
        for i in range(0, len(bits), 26):
            print("\t" + ", ".join(str(b) for b in bits[i:i + 26]) + ",")
        print("};")
    return 0


sys.exit(main())
