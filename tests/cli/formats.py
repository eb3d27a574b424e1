"""Reads a report back as its readers do.  usage: formats.py names FOLDER [VALUE-FILE] | junit|csv|github|gitleaks|gitlab REPORT FOLDER JSONL

`names` makes files with names that break formats, each with the content of VALUE-FILE.  The others compare a report of that folder with
its file names and with the findings of the jsonl report.
"""
import csv
import io
import json
import os
import re
import sys
import xml.etree.ElementTree

NAMES = [
    b"plain.env", b"new\nline.env", b"tab\tcr\r.env", b"quote\"'<a href=x>&amp;.env", b"]]>.env", b"\xff\xfe.env", b"half\xc3.env",
    b"\x01\x07\x1b[31m\x7f.env", b"\xef\xbf\xbe\xef\xbf\xbf.env", b"\xc2\x85\xe2\x80\xae.env", b"\xf0\x9f\x94\x91 \xc3\xa4.env",
    b"=cmd|' calc'!A1.env", b"+1.env", b"-1.env", b"@SUM(A1).env", b"\t=1.env", b"\r=1.env", b"\n=1.env", b"\xef\xbc\x9d1.env", b"a,b;c.env",
    b"\n::error file=x::y.env", b"%0A::error::y.env", b"a::b,line=9:.env", b"##[error]x.env", b"##vso[task].env", b"a\\nb.env",
]
DECEPTIVE = set(range(0x80, 0xa0)) | {0x200e, 0x200f, 0x2028, 0x2029, 0xfeff} | set(range(0x202a, 0x202f)) | set(range(0x2066, 0x206a))


def spelt(name):
    """As on a terminal: control bytes and what is no UTF-8 in words."""
    out = ""
    for c in name.decode("utf-8", "surrogateescape"):
        n = ord(c)
        if 0xdc80 <= n <= 0xdcff:
            out += "\\x%02x" % (n - 0xdc00)
        elif c in "\n\t\r":
            out += {"\n": "\\n", "\t": "\\t", "\r": "\\r"}[c]
        elif n < 32 or n == 127:
            out += "\\x%02x" % n
        else:
            out += "\\u{%x}" % n if n in DECEPTIVE else c
    return out


def same(what, got, want):
    assert sorted(got) == sorted(want), "%s: only here %r; missing %r" % (what, sorted(set(got) - set(want)), sorted(set(want) - set(got)))


def junit(data, names, findings, summary):
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", data), "a control byte"
    root = xml.etree.ElementTree.fromstring(data)
    suite, = root
    cases = suite.findall("testcase")
    failed = [c for c in cases if c.find("failure") is not None]
    for e in (root, suite):
        got = [int(e.get(k)) for k in ("tests", "failures", "errors", "skipped")]
        assert got == [len(cases), len(failed), len(suite.findall("testcase/error")), len(suite.findall("testcase/skipped"))], got
    xml_words = [spelt(n).replace("\ufffe", "\\u{fffe}").replace("\uffff", "\\u{ffff}") for n in names]
    same("files", [c.get("file") for c in failed], xml_words)
    same("places", [c.get("name") for c in failed], [n + ":1:7" for n in xml_words])
    same("rules", [c.get("classname") for c in failed], [f["rule_id"] for f in findings])
    assert all(c.find("failure").get("message").endswith("********)") for c in failed)
    assert bool(suite.findall("testcase/error")) == (not summary["complete"])


def read_csv(data, names, findings, summary):
    assert data.endswith(b"\r\n") and data.count(b"\n") == data.count(b"\r\n") == len(findings) + 1, "a record is a line"
    head, *rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert all(len(r) == len(head) == len(set(head)) for r in rows)
    rows = [dict(zip(head, r)) for r in rows]
    bad = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
    assert not [v for r in rows for v in r.values() if v.startswith(bad)], "a formula"
    same("paths", [r["path"] for r in rows], [("'" if n.decode("utf-8", "replace").startswith(bad + ("\n",)) else "") + spelt(n) for n in names])
    for r, f in zip(rows, findings):
        for key in "rule_id severity start_line end_line start_column end_column redacted credential_id exposure_id score identity".split():
            assert r[key] == str(f[key]), key


def decoded(text, is_property):
    for code, c in (("%0A", "\n"), ("%0D", "\r")) + ((("%3A", ":"), ("%2C", ",")) if is_property else ()) + (("%25", "%"),):
        text = text.replace(code, c)
    return text


def commands(data):
    """As the runner: a line that begins with :: is a command."""
    assert data.endswith(b"\n") and not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", data.replace(b"\t", b"")), "a control byte"
    for line in data.decode().split("\n")[:-1]:
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert found, line
        properties = dict(p.split("=", 1) for p in found[2].split(","))
        yield found[1], {k: decoded(v, True) for k, v in properties.items()}, decoded(found[3], False)


def github(data, names, findings, summary):
    *lines, (kind, properties, words) = commands(data)
    assert properties == {"title": "umbra"} and "%d place" % len(findings) in words, words
    assert kind == ("notice" if summary["complete"] else "error")
    assert ("GitHub shows 10" in words) == (len(findings) > 10)
    shown = {ord(c): c for c in "\n\r\t"}
    same("files", [p["file"] for _, p, _ in lines], ["".join(shown.get(b[0]) or "" if len(b) == 1 and b[0] in shown else spelt(b) for b in re.split(rb"([\n\r\t])", n)) for n in names])
    assert {tuple(p) for _, p, _ in lines} <= {("file", "line", "endLine", "title")}
    assert all("********" in w for _, _, w in lines)


def gitleaks(data, names, findings, summary):
    report = json.loads(data)
    keys = "RuleID Description StartLine EndLine StartColumn EndColumn Match Secret File SymlinkFile Commit Entropy Author Email Date Message Tags Fingerprint"
    for r, f in zip(report, findings):
        assert list(r) == keys.split(), list(r)
        assert r["Secret"] == r["Match"] == f["redacted"] and r["Description"] and r["RuleID"] == f["rule_id"]
        assert r["Fingerprint"] == "%s%s:%s:%d" % (r["Commit"] and r["Commit"] + ":", r["File"], r["RuleID"], r["StartLine"])
    same("files", [r["File"] for r in report], [f["path"] for f in findings])


def gitlab(data, names, findings, summary):
    report = json.loads(data)
    ids = [v["id"] for v in report["vulnerabilities"]]
    assert len(ids) == len(set(ids)) == len(findings), "ids"
    assert (report["scan"]["status"] == "success") == summary["complete"]
    same("files", [v["location"]["file"] for v in report["vulnerabilities"]], [f["path"] for f in findings])


def main():
    what, path, *rest = sys.argv[1:]
    if what == "names":
        os.makedirs(path, exist_ok=True)
        for name in NAMES:
            open(os.path.join(os.fsencode(path), name), "wb").write(open(rest[0], "rb").read())
        return
    records = [json.loads(line) for line in open(rest[1])]
    findings = [r for r in records if r["type"] == "finding"]
    names = os.listdir(os.fsencode(rest[0]))
    assert len(findings) == len(names) == len(NAMES), "a finding per file"
    {"junit": junit, "csv": read_csv, "github": github, "gitleaks": gitleaks, "gitlab": gitlab}[what](open(path, "rb").read(), names, findings, records[-1])


main()
