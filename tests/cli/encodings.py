"""One value in every coding and in every pair of them, each in a file of its own; and what a scan of them must say."""
import base64
import json
import os
import sys

token, folder = sys.argv[1], sys.argv[2]
text = "some text of a mail\ntoken: %s and more" % token


def pieces(s, n):
    return [s[i:i + n] for i in range(0, len(s), n)]


def quoted_printable(s):
    lines = []
    for line in s.replace("=", "=3D").split("\n"):
        while len(line) > 76:
            n = 75 if line[73:75].count("=") == 0 else 73
            lines.append(line[:n] + "=")
            line = line[n:]
        lines.append(line)
    return "\n".join(lines)


CODINGS = {
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "hex": lambda s: s.encode().hex(),
    "escapes": lambda s: "".join("\\u%04x" % ord(c) for c in s),
    "percent": lambda s: "".join("%%%02X" % ord(c) for c in s),
    "html": lambda s: "".join("&#%d;" % ord(c) for c in s),
    "concat": lambda s: '"' + '" +\n   "'.join(pieces(s.replace("\n", " "), 15)) + '"',
    "quoted-printable": lambda s: quoted_printable("a line with a value=1 of more than 60 bytes " + s.replace("\n", " ")),
    "utf32": lambda s: s.encode("utf-32-le").decode("latin-1"),
    "utf16": lambda s: s.encode("utf-16-le").decode("latin-1"),
}
OTHERS = {
    # lines of a block scalar, strings of an array, and what JSON does to '/' and '='
    "yaml-block": ("base64", "key: |\n" + "".join("    %s\n" % p for p in pieces(base64.b64encode((text * 2).encode()).decode(), 60))),
    "json-lines": ("base64", json.dumps({"k": "\n".join(pieces(base64.b64encode((text * 2).encode()).decode(), 64))})),
    "go-json": ("escapes>base64", '{"k": "%s"}' % base64.b64encode(("???>>>" + text + "?>?>?>").encode()).decode().replace("/", "\\/").replace("=", "\\u003d").replace("+", "\\u002b")),
    "one-line": ("concat>base64", "k = " + " + ".join('"%s"' % p for p in pieces(base64.b64encode(text.encode()).decode(), 24))),
    # quotes with a backslash before them are read as they stand, two levels of them behind the first decoder
    "key-quoted": ("", json.dumps({"k": json.dumps({"api_key": "Xk9_mQ2v" "Lr7pZt4w"})})), # umbra:allow
    "key-twice-quoted": ("escapes", json.dumps({"k": json.dumps({"k": json.dumps({"api_key": "Xk9_mQ2v" "Lr7pZt4w"})})})), # umbra:allow
    "key-html": ("html", "api_key=&quot;Xk9_mQ2v" "Lr7pZt4w&quot;"), # umbra:allow
    "key-percent": ("percent", "api_key%3D%22Xk9_mQ2v" "Lr7pZt4w%22"), # umbra:allow
}


def write(name, layer, body):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(body.encode("latin-1") + b"\n")
    return name, layer


want = dict(write(a, a, CODINGS[a](text)) for a in CODINGS)
for outer in CODINGS:
    for inner in ("base64", "hex", "escapes", "percent", "html"):
        want.update([write("%s-in-%s" % (inner, outer), "%s>%s" % (outer, inner), CODINGS[outer](CODINGS[inner](text)))])
for name, (layer, body) in OTHERS.items():
    want.update([write(name, layer, body)])
json.dump(want, sys.stdout)
