"""Archives that are made to hurt, and what umbra makes of each: exit code, words that must be told, memory (of which some 13 MB are Python's).

usage: bombs.py UMBRA TOKEN       prints a table, with the time that each took; exit 1 when one takes more memory than it may, hangs,
or is not told
"""
import bz2
import gzip
import io
import json
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
import zlib

MB = 1 << 20
UMBRA, TOKEN = sys.argv[1], open(sys.argv[2], "rb").read()
SLOW = bool(os.environ.get("SANITIZED"))
MAX_MB = 0 if SLOW else 160
ABOVE = 300  # MB: more than the 256 that may come of one unit of this size
HANG = 1200  # seconds: whatever takes as long does not end by itself


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name), data, method, 1)
    return out.getvalue()


def tarred(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for info, data in members:
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def entry(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def zeros(packer, mb):
    """A stream of zeros from a packer that takes pieces."""
    return b"".join(packer.compress(bytes(MB)) for _ in range(mb)) + packer.flush()


def deep_zip():
    data = TOKEN
    for _ in range(40):
        data = zipped([("again.zip", data)])
    return data


def deep_gzip():
    data = gzip.compress(TOKEN)
    for _ in range(60):
        data = gzip.compress(data)
    return data


def repeat(unit, n):
    """The same bytes n times, packed as they come."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return b"".join(packer.compress(unit * 1000) for _ in range(n // 1000)) + packer.flush()


def wide_zip(levels):
    """As 42.zip: sixteen of sixteen of sixteen, each innermost 64 MB."""
    data = zipped([("0", bytes(64 * MB))])
    for _ in range(levels):
        data = zipped([("%d.zip" % i, data) for i in range(16)])
    return data


def overlapping_zip():
    """Each of 5,000 members holds all those behind it, as they stand: the more members, the more bytes, by the square."""
    n, size, out, directory = 5000, 35, b"", b""
    for i in range(n):
        rest = (n - i - 1) * size
        out += struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, 0, 0, 33, 1, rest, rest, 5, 0) + b"%05d" % i
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, 0, 0, 33, 1, rest, rest, 5, 0, 0, 0, 0, 0, i * size) + b"%05d" % i
    return out + directory + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, n, n, len(directory), len(out), 0)


def lying_sizes():
    data = bytearray(zipped([("a.env", TOKEN), ("b.env", b"x" * 50)], zipfile.ZIP_STORED))
    data[18:26] = struct.pack("<II", 0x7fffffff, 0x7fffffff)
    return bytes(data)


def encrypted_zip():
    data = bytearray(zipped([("secret/a.env", TOKEN), ("open.env", TOKEN)]))
    data[6] |= 1
    at = data.find(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)


def hidden_member():
    """The directory points at a second member that no local header leads to: the first swallows it."""
    data = bytearray(zipped([("a.txt", b"y" * 20), ("b.env", TOKEN)]))
    size = data.find(b"PK\1\2") - 30 - 5
    data[8:10] = b"\0\0"
    data[18:26] = struct.pack("<II", size, size)
    return bytes(data)


def sparse_tar():
    """A file of a terabyte, all of it a hole but the credential at its end (pax, GNU 1.0)."""
    end = (1 << 40) - len(TOKEN)
    table = ("1\n%d\n%d\n" % (end, len(TOKEN))).encode().ljust(512, b"\0")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        info = tarfile.TarInfo("holes")
        info.size = len(table) + len(TOKEN)
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "holes", "GNU.sparse.realsize": str(1 << 40)}
        t.addfile(info, io.BytesIO(table + TOKEN))
    return out.getvalue()


def bent_names():
    return tarred([(entry("../../../etc/a.env"), TOKEN), (entry("/abs/\x1b[31m\nb.env"), TOKEN), (entry("n" * 60000), TOKEN)])


def linked():
    return tarred([(entry("to-shadow", tarfile.SYMTYPE, "/etc/shadow"), b""), (entry("hard", tarfile.LNKTYPE, "a.env"), b""),
                   (entry("fifo", tarfile.FIFOTYPE), b""), (entry("a.env"), TOKEN)])


def cut_tar():
    return tarred([(entry("a.env"), TOKEN), (entry("b.bin"), os.urandom(100000))])[:60000]


BYTES, TIME = "more decoded bytes than the limit", "decoding took longer than the limit"

# name -> (how it is made, exit code, words that the report must hold)
BOMBS = {
    "bomb.gz (300 MB of zeros)": (lambda: zeros(zlib.compressobj(1, zlib.DEFLATED, 31), ABOVE), 4, "bomb!content: " + BYTES),
    "bomb.bz2 (300 MB)": (lambda: zeros(bz2.BZ2Compressor(9), ABOVE), 4, BYTES),
    "bomb.xz (300 MB)": (lambda: zeros(lzma.LZMACompressor(preset=0), ABOVE), 4, BYTES),
    "bomb.zip (300 MB)": (lambda: zipped([("a", bytes(ABOVE * MB))]), 4, "bomb!a: " + BYTES),
    "42.zip-like (16^4 x 64 MB)": (lambda: wide_zip(4), 4, "bomb!0.zip!0.zip!0.zip: archive"),
    "within the depth (16^2 x 64 MB)": (lambda: wide_zip(2), 4, BYTES),
    "40 zips in each other": (deep_zip, 4, "too-deep"),
    "60 gzips in each other": (deep_gzip, 4, "too-deep"),
    "overlapping entries (0.4 GB)": (overlapping_zip, 4, BYTES),
    "600,000 empty members (tar.gz)": (lambda: repeat(tarred([(entry("e"), b"")])[:512], 600000), 4, BYTES),
    "50,000 small members": (lambda: zipped([("%d.txt" % i, b"text") for i in range(50000)] + [("a.env", TOKEN)]), 1, '"bomb!a.env"'),
    "sizes that lie": (lying_sizes, 1, '"bomb!a.env"'),
    "encrypted member": (encrypted_zip, 1, "bomb!secret/a.env: encrypted"),
    "member only in the directory": (hidden_member, 1, '"bomb!b.env"'),
    "sparse file of 1 TB": (sparse_tar, 1, '"bomb!holes"'),
    "names with ../ and escapes": (bent_names, 1, "bomb!../../../etc/a.env"),
    "links and FIFOs": (linked, 1, "bomb!to-shadow"),
    "cut tar": (cut_tar, 1, "damaged"),
}


# Under sanitizers, which are slow: what ends at the same bounds by another unpacker, each of which has tests of its own.
ALIKE = ("bomb.zip (300 MB)", "bomb.bz2 (300 MB)", "bomb.xz (300 MB)", "42.zip-like (16^4 x 64 MB)", "600,000 empty members (tar.gz)")


def run(data):
    with open("bomb", "wb") as f:
        f.write(data)
    began = time.time()
    peak = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peak.py")
    done = subprocess.run([sys.executable, peak, "timeout", str(HANG), UMBRA, "file", "bomb", "-j", "2", "-f", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    os.remove("bomb")
    return done.returncode, done.stdout.decode(), time.time() - began, int(done.stderr.split()[-1]) / 1024


def main():
    wrong = 0
    print("%-32s %9s %5s %8s %8s" % ("", "bytes", "exit", "seconds", "MB"))
    for name, (make, code, words) in BOMBS.items():
        if SLOW and name in ALIKE:
            continue
        data = make()
        got, out, seconds, mb = run(data)
        faults = []
        if got != code:
            faults.append("exit %d, not %d" % (got, code))
        # on a machine that is slow enough the other bound of decoding comes first
        told = (words, words.replace(BYTES, TIME))
        if not any(w in out.replace('"path": ', '"path":') for w in told):
            faults.append("'%s' is not told" % words)
        if "\x1b" in out:
            faults.append("a control character is in the report")
        if MAX_MB and mb > MAX_MB:
            faults.append("too much")
        places = [(f["path"], f["start_line"], f["rule_id"]) for f in json.loads(out or '{"findings": []}')["findings"]]
        if len(places) != len(set(places)):
            faults.append("told twice")
        wrong += bool(faults)
        print("%-32s %9d %5d %8.2f %8.1f  %s" % (name, len(data), got, seconds, mb, "; ".join(faults)), flush=True)
        if faults:
            print(out[:300] + " ... " + out[-900:])
    return 1 if wrong else 0


sys.exit(main())
