"""The contexts as files: templates with slots, read, split in two halves and filled."""
import base64
import bz2
import gzip
import hashlib
import io
import json
import os
import quopri
import re
import tarfile
import urllib.parse
import zipfile

import keys
import values
from words import HOSTS, NAMES, NOUNS, SERVICES

HERE = os.path.dirname(os.path.abspath(__file__))
SLOT = re.compile(r"<<([A-Za-z0-9_.-]+)(?:\|(\w+))?>>")
WRAPPED = re.compile(r"<<all\|(\w+):(.*?)>>", re.S)
HEADER = re.compile(r"^=== (.+)$")


def half(name):
    """The half of the contexts that is looked at while tuning, and the half that is not; by the context's name alone."""
    return "tuning" if hashlib.sha256(name.encode()).digest()[0] & 1 else "heldout"


class Context:
    def __init__(self, header, text):
        name, path, place, language, kinds, *options = [part.strip() for part in header.split("|")]
        self.name, self.path, self.place, self.language = name, path.lstrip("/"), place, language
        self.kinds, self.options, self.text, self.half = kinds.split(), (options[0].split() if options else []), text, half(name)
        self.decoy = name.startswith("d-")
        self.names_it = bool(re.search(r"<<(k|K)", text))


def read_contexts(folder=os.path.join(HERE, "contexts")):
    found = {}
    for file in sorted(os.listdir(folder)):
        header, lines = None, []
        for line in open(os.path.join(folder, file), encoding="utf-8").read().split("\n") + ["=== "]:
            head = HEADER.match(line + " end") if line == "=== " else HEADER.match(line)
            if not head:
                lines.append(line)
                continue
            if header:
                context = Context(header, "\n".join(lines).rstrip("\n") + "\n")
                if context.name in found:
                    raise ValueError(f"two contexts with the name {context.name}")
                found[context.name] = context
            header, lines = head.group(1), []
    return list(found.values())


def styled(name, style):
    parts = name.split("_")
    return {"k_snake": name, "K_UPPER": name.upper(), "k-kebab": "-".join(parts), "k.dot": ".".join(parts),
            "kCamel": parts[0] + "".join(p.capitalize() for p in parts[1:]), "KPascal": "".join(p.capitalize() for p in parts)}[style]


def wrap(text, width=76):
    return "\n".join(text[i:i + width] for i in range(0, len(text), width))


def b64(text):
    return base64.b64encode(text.encode()).decode()


def pieces(text):
    third = max(1, len(text) // 3)
    return [text[:third], text[third:2 * third], text[2 * third:]]


FILTERS = {
    "b64": b64,
    "b64wrap": lambda t: wrap(b64(t)),
    "b64url": lambda t: base64.urlsafe_b64encode(t.encode()).decode().rstrip("="),
    "b64b64": lambda t: b64(b64(t)),
    "hex": lambda t: t.encode().hex(),
    "pct": lambda t: urllib.parse.quote(t, safe=""),
    "esc": lambda t: t.replace("\n", "\\n"),
    "indent": lambda t: "\n".join("    " + line for line in t.split("\n")),
    "concat": lambda t: " +\n".join(f'    "{line}\\n"' for line in t.split("\n")),
    "cconcat": lambda t: "\n".join(f'\t"{line}\\n"' for line in t.split("\n")),
    "uni": lambda t: "".join(f"\\u{ord(c):04x}" for c in t),
    "hexesc": lambda t: "".join(f"\\x{b:02x}" for b in t.encode()),
    "qp": lambda t: quopri.encodestring(t.encode()).decode(),
    "plus": lambda t: "' +\n  '".join(pieces(t)),
    "plusdq": lambda t: '" +\n    "'.join(pieces(t)),
    "adjacent": lambda t: '"\n    "'.join(pieces(t)),
    "json": lambda t: json.dumps(t)[1:-1],
}


def _zip(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("site/inc/config.php"), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tgz(data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("home/env.sh")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


# How a whole file is written; some lose the lines of the text.
WHOLE = {
    "utf16le": lambda t: b"\xff\xfe" + t.encode("utf-16-le"),
    "utf16be": lambda t: b"\xfe\xff" + t.encode("utf-16-be"),
    "utf16raw": lambda t: t.encode("utf-16-le"),
    "gzip": lambda t: gzip.compress(t.encode(), mtime=0),
    "bz2": lambda t: bz2.compress(t.encode()),
    "zip": lambda t: _zip(t.encode()),
    "tgz": lambda t: _tgz(t.encode()),
    "latin1": lambda t: t.encode("latin-1"),
    "bom": lambda t: b"\xef\xbb\xbf" + t.encode(),
    "crlf": lambda t: t.replace("\n", "\r\n").encode(),
}
# "whole": the file itself is the finding, wherever in it a scanner points; "nodecoy": with a placeholder it still is one.
LINELESS = ("utf16le", "utf16be", "utf16raw", "gzip", "bz2", "zip", "tgz", "whole")

COUNTED = re.compile(r"^(hex|HEX|digits|lnum|b64u|b64x|b64of)(\d+)$")


def filler(slot, rng, state):
    """What surrounds a credential: users, hosts, ids."""
    if slot in ("user", "host", "noun", "service", "n", "uuid", "awsid", "b64lines") or slot.startswith("jwk"):
        if slot == "user":
            return rng.choice(NAMES)
        if slot == "host":
            return rng.choice(HOSTS)
        if slot == "noun":
            return rng.choice(NOUNS)
        if slot == "service":
            return rng.choice(SERVICES)
        if slot == "n":
            return str(rng.randint(1, 9999))
        if slot == "awsid":
            return values.expand("AKIA{base32:16}", rng)
        if slot == "b64lines":
            return wrap(values.expand("MIID{b64:900}", rng) + "==", 64)
        if slot == "uuid":
            return values.uuid(rng)
        if "jwk" not in state:
            state["jwk"] = keys.jwk_ec(rng)
        return state["jwk"]["xy".index(slot[3])]
    kind, n = COUNTED.match(slot).groups()
    return values.expand("{" + {"b64x": "b64"}.get(kind, kind) + ":" + n + "}", rng)


def fill(context, value, name, rng, state):
    """(bytes, first and last line of the value, its columns on a single line or None, lines that are not judged)."""
    marked, where = "", 0
    for slot in SLOT.finditer(context.text):
        marked += context.text[where:slot.start()]
        where = slot.end()
        what, how = slot.group(1), slot.group(2)
        if what == "S":
            marked += "\x01" + (FILTERS[how](value) if how else value) + ("\x02" if not how else "\x03")
        elif what[0] in "kK":
            marked += styled(name, what)
        else:
            text = filler(what, rng, state)
            marked += "\x04" + text if what == "awsid" else text
    marked += context.text[where:]
    lineless = any(option in LINELESS for option in context.options)
    marked = WRAPPED.sub(lambda m: "\x01" + FILTERS[m.group(1)](re.sub("[\x01-\x04]", "", m.group(2))) + "\x03", marked)
    first = marked.find("\x01")
    end = max(marked.find("\x02"), marked.find("\x03"))
    unjudged = {marked.count("\n", 0, at.start()) + 1 for at in re.finditer("\x04", marked)}
    plain = re.sub("[\x01-\x04]", "", marked)
    lines = columns = None
    if first >= 0 and not lineless:
        lines = (marked.count("\n", 0, first) + 1, marked.count("\n", 0, end) + 1)
        if lines[0] == lines[1] and marked[end] == "\x02":
            head = re.sub("[\x01-\x04]", "", marked[marked.rfind("\n", 0, first) + 1:first])
            start = len(head.encode()) + 1
            columns = (start, start + len(value.encode()) - 1)
    write = next((WHOLE[option] for option in context.options if option in WHOLE), str.encode)
    return write(plain), lines, columns, unjudged
