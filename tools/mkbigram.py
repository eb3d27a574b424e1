#!/usr/bin/env python3
"""mkbigram.py - makes scanner/judge/bigram_table.c from text files: how surprising is each pair of characters in names?

    tools/mkbigram.py < LIST-OF-FILES > scanner/judge/bigram_table.c

Counts the pairs inside every distinct name, word, path and dotted name of the files (8 characters or more, case folded, at
most 20 times each), smooths them and writes -log2 of the conditional probability in sixteenths of a bit.
Names that hold a digest (8 or more hexadecimal digits with two digits among them) are left out.
"""
import math
import re
import sys
from collections import Counter

SYMBOLS = "abcdefghijklmnopqrstuvwxyz0123456789_-.+/="
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-./+]{7,79}")
DIGEST = re.compile(r"(?=[a-f]*[0-9][a-f]*[0-9])[0-9a-f]{8}")
SMOOTH = 0.4


def names(paths):
    seen = Counter()
    for path in paths:
        try:
            text = open(path, encoding="ascii", errors="replace").read()
        except OSError:
            continue
        seen.update(m.group(0).lower().rstrip(".-/+") for m in NAME.finditer(text))
    return seen


def table(seen):
    n = len(SYMBOLS)
    index = {c: i for i, c in enumerate(SYMBOLS)}
    pair = [[SMOOTH] * n for _ in range(n)]
    used = 0
    for name, count in seen.items():
        if DIGEST.search(name):
            continue
        used += 1
        for a, b in zip(name, name[1:]):
            pair[index[a]][index[b]] += min(count, 20)
    bits = [[min(255, round(-16 * math.log2(x / sum(row)))) for x in row] for row in pair]
    return bits, used


def main():
    bits, used = table(names(line.rstrip("\n") for line in sys.stdin))
    out = sys.stdout.write
    out("/*\n * bigram_table.c - how surprising a character is behind another one, in names.  Made by tools/mkbigram.py; do not edit.\n *\n")
    out(" * Counted over %d distinct names and words of the Python standard library, the C headers and the licence texts\n" % used)
    out(" * of a Debian 12 system; only these pair frequencies are kept.  Sixteenths of a bit; rows are the first character.\n")
    out(" * Order: %s\n */\n" % SYMBOLS.replace("+/", "+ /"))
    out('#include "judge/bigram.h"\n\nconst uint8_t umb_bigram_bits[UMB_BIGRAM_SYMBOLS][UMB_BIGRAM_SYMBOLS] = {\n')
    for i, row in enumerate(bits):
        out("\t{ " + ", ".join(map(str, row[:21])) + ",\n\t  " + ", ".join(map(str, row[21:])) + " }, /* %s */\n" % SYMBOLS[i])
    out("};\n")


main()
