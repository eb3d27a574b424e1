"""Container x encoding x depth: makes one file for each cell, each with the same planted credential, and says what umbra made of it.

usage: matrix.py UMBRA TOKEN       the credential comes by name of a file; prints the table; exit 1 when a cell is neither found nor told
"""
import base64
import bz2
import gzip
import io
import json
import lzma
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib


def through(command, data):
    if not shutil.which(command[0]):
        return None
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def bsdtar(kind, name, data):
    if not shutil.which("bsdtar"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
        return subprocess.run(["bsdtar", "-C", folder, "-cf", "-", "--format=" + kind, name], stdout=subprocess.PIPE, check=True).stdout


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in members:
            z.writestr(name, data)
    return out.getvalue()


def tarred(members, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def cpio(name, data):
    def entry(name, data, mode):
        name = name.encode() + b"\0"
        head = b"070701" + b"".join(b"%08x" % n for n in (1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0))
        out = head + name
        out += b"\0" * (-len(out) % 4) + data
        return out + b"\0" * (-len(out) % 4)
    return entry(name, data, 0o100644) + entry("TRAILER!!!", b"", 0)


def ar(members):
    out = b"!<arch>\n"
    for name, data in members:
        out += b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (name.encode() + b"/", 0, 0, 0, 0o100644, len(data)) + data + b"\n" * (len(data) % 2)
    return out


def deb(name, data):
    return ar([("debian-binary", b"2.0\n"), ("control.tar.gz", tarred([("./control", b"Package: sample\n")], "w:gz")),
               ("data.tar.xz", tarred([("./etc/" + name, data)], "w:xz"))])


def rpm(name, data):
    lead = b"\xed\xab\xee\xdb\3\0\0\0\0\1" + b"sample".ljust(66, b"\0") + b"\0\1\0\5" + b"\0" * 16
    head = b"\x8e\xad\xe8\1" + b"\0" * 4 + struct.pack(">II", 1, 8) + struct.pack(">IIII", 1000, 6, 0, 1) + b"sample\0\0"
    return lead + head + head + gzip.compress(cpio(name, data))


def docx(name, data):
    """The text cut into runs, as a word processor leaves it: in the middle of a word."""
    def run(text):
        return '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>' % text.replace("&", "&amp;").replace("<", "&lt;")
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError:  # what is no text is attached
        return zipped([("word/document.xml", "<?xml version='1.0'?><w:document/>"), ("word/embeddings/" + name, data)])
    body = "".join("<w:p>%s</w:p>\n" % "".join(run(line[i:i + 9]) for i in range(0, len(line), 9)) for line in lines)
    return zipped([("[Content_Types].xml", "<?xml version='1.0'?><Types/>"), ("word/document.xml", '<?xml version="1.0"?>\n<w:document xmlns:w='
                   '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>' % body)])


def odt(name, data):
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return zipped([("content.xml", "<?xml version='1.0'?><office/>"), ("Object 1/" + name, data)])
    body = "".join("<text:p>%s</text:p>" % "".join("<text:span>%s</text:span>" % line[i:i + 9] for i in range(0, len(line), 9)) for line in lines)
    return zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", '<?xml version="1.0"?><office:document-content '
                   'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:text>%s</office:text></office:document-content>' % body)])


CONTAINERS = {
    "zip": lambda n, d: zipped([("a/" + n, d)]),
    "zip (stored)": lambda n, d: zipped([("a/" + n, d)], zipfile.ZIP_STORED),
    "jar": lambda n, d: zipped([("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n"), ("a/" + n, d)]),
    "zipapp": lambda n, d: b"#!/usr/bin/env python3\n" + zipped([(n, d)]),
    "program + zip": lambda n, d: b"\x7fELF" + bytes(70000) + zipped([(n, d)]),
    "tar": lambda n, d: tarred([("a/" + n, d)]),
    "tar.gz": lambda n, d: tarred([("a/" + n, d)], "w:gz"),
    "tar.xz": lambda n, d: tarred([("a/" + n, d)], "w:xz"),
    "tar.bz2": lambda n, d: tarred([("a/" + n, d)], "w:bz2"),
    "tar.zst": lambda n, d: through(["zstd", "-q"], tarred([("a/" + n, d)])),
    "tar.lz4": lambda n, d: through(["lz4", "-q"], tarred([("a/" + n, d)])),
    "7z": lambda n, d: bsdtar("7zip", n, d),
    "cpio": cpio,
    "ar": lambda n, d: ar([(n, d)]),
    "deb": deb,
    "rpm": rpm,
    "iso": lambda n, d: bsdtar("iso9660", n, d),
    "docx": docx,
    "odt": odt,
    "gzip": lambda n, d: gzip.compress(d),
    "zlib": lambda n, d: zlib.compress(d),
    "zstd": lambda n, d: through(["zstd", "-q"], d),
    "lz4": lambda n, d: through(["lz4", "-q"], d),
    "xz": lambda n, d: lzma.compress(d),
    "lzma": lambda n, d: lzma.compress(d, lzma.FORMAT_ALONE),
    "bz2": lambda n, d: bz2.compress(d),
    "brotli": lambda n, d: through(["brotli", "-c"], d),
}
CELLS = ["raw", "base64 inside", "in base64", "nested twice", "nested thrice"]
# What is not found and told instead: a deb is an ar with a tar.xz in it, two containers, and three are opened.
TOLD = {("deb", "nested twice"): "too-deep", ("deb", "nested thrice"): "too-deep"}
# What nobody can tell from how it begins: brotli has no magic bytes, and base64 no name; an iso begins with 32 KB of zeros.
UNSEEN = {("brotli", "in base64"), ("iso", "in base64")}


def make(kind, cell, text):
    pack = CONTAINERS[kind]
    ending = "br" if kind == "brotli" else "bin"
    if cell == "base64 inside":
        return pack("c.txt", b"blob: " + base64.b64encode(text) + b"\n")
    data = pack("c.env", text)
    for _ in range({"nested twice": 1, "nested thrice": 2}.get(cell, 0)):
        data = data and pack("inner." + ending, data)
    return b"blob: " + base64.b64encode(data) + b"\n" if data and cell == "in base64" else data


def look(umbra, path, token):
    done = subprocess.run([umbra, "file", path, "-f", "jsonl", "--show-secrets"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if any(token in json.dumps(line) for line in lines if line.get("type") == "finding"):
        return "found"
    skipped = lines[-1]["skipped"] if lines else {}
    return ", ".join(skipped) if skipped and done.returncode == 4 else "MISSED"


def main():
    umbra, text = sys.argv[1], open(sys.argv[2], "rb").read()
    token = text.split(b"token: ")[1].split(b"\n")[0].decode()
    wrong = n_found = 0
    print("%-14s " % "" + " ".join("%-14s" % c for c in CELLS))
    for kind in CONTAINERS:
        row = []
        for cell in CELLS:
            data = make(kind, cell, text)
            path = "cell.br" if kind == "brotli" and cell != "in base64" else "cell"
            if data is None:
                row.append("no tool")
                wrong += 1
                continue
            with open(path, "wb") as f:
                f.write(data)
            is_now = look(umbra, path, token)
            os.remove(path)
            want = "MISSED" if (kind, cell) in UNSEEN else TOLD.get((kind, cell), "found")
            n_found += is_now == "found"
            wrong += is_now != want
            row.append(("not seen" if is_now == "MISSED" else is_now) if is_now == want else "! " + is_now)
        print("%-14s " % kind + " ".join("%-14s" % c for c in row))
    print("%d of %d found, %d wrong" % (n_found, len(CONTAINERS) * len(CELLS), wrong))
    return 1 if wrong else 0


sys.exit(main())
