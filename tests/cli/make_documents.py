#!/usr/bin/env python3
"""Documents with a credential in each place, made in the working directory; what was planted is written to `planted`.

usage: make_documents.py MKFIXTURE
"""
import base64
import gzip
import importlib.util
import json
import marshal
import shutil
import sqlite3
import subprocess
import sys
import zlib

planted = open("planted", "w", encoding="utf-8")
n_tokens = 0


def token():
    return made("gh" + "p_{base62:30}{crc32-base62:6}")


def made(recipe):
    global n_tokens
    n_tokens += 1
    return subprocess.run([sys.argv[1], "expand", str(n_tokens), recipe], stdout=subprocess.PIPE, check=True).stdout.decode().strip()


def plant(file, member, line, value):
    planted.write(f"{file}\t{'!' + member if member else '-'}\t{line}\t{value}\n")


def database(name, *statements):
    db = sqlite3.connect(name)
    for statement in ("pragma secure_delete=off",) + statements:
        db.execute(statement)
    return db


def rows():
    live, long, config = token(), token(), "Tr0ub4dor" + "-and-3x9"
    db = database("rows.sqlite", "create table users (id integer primary key, name text, password text)", "create table settings (name text, value text)",
                  "create table keyed (value text, k text primary key) without rowid", "create index by_password on users (password)")
    db.executemany("insert into users (name, password) values (?, ?)", [("user", None)] * 300)
    db.execute("insert into users (name, password) values (?, ?)", ("a", live))
    db.execute("insert into users (name, password) values (?, ?)", ("b", "." * 9000 + " " + long + " " + "." * 9000))
    db.execute("insert into settings values ('db_password', ?)", (config,))
    db.execute("insert into keyed values (?, 'k')", (live[:20],))
    db.commit()
    db.close()
    plant("rows.sqlite", "users", LINES["live"], live)
    plant("rows.sqlite", "users", LINES["long"], long)
    plant("rows.sqlite", "settings", 2, config)


# A row without a password is one line and an empty one; then "name" before "password".
LINES = {"live": 300 * 2 + 2, "long": 300 * 2 + 3 + 2}


def deleted():
    last, middle, dropped = token(), token(), token()
    db = database("deleted.sqlite", "create table users (id integer primary key, name text, password text)", "create table gone (k text, v text)")
    for name, value in (("a", "nothing"), ("middle", middle), ("c", "nothing"), ("last", last)):
        db.execute("insert into users (name, password) values (?, ?)", (name, value))
    db.execute("insert into gone values ('k', ?)", (dropped,))
    db.commit()
    db.execute("delete from users where name = 'last'")
    db.execute("delete from users where name = 'middle'")
    db.execute("drop table gone")
    db.commit()
    db.close()
    plant("deleted.sqlite", "users (deleted)", 2, last)
    plant("deleted.sqlite", "users (deleted)", 5, middle)
    plant("deleted.sqlite", "page 3 (free)", 2, dropped)


def logs():
    first, second, before = token(), token(), token()
    db = database("live.sqlite", "pragma journal_mode=wal", "pragma wal_autocheckpoint=0", "create table secrets (id integer primary key, note text)")
    db.commit()
    for value in (first, second):
        db.execute("insert into secrets (note) values (?)", (value,))
        db.commit()
    shutil.copy("live.sqlite-wal", "copy.sqlite-wal")
    db.close()
    plant("copy.sqlite-wal", "secrets", 1, first)
    plant("copy.sqlite-wal", "secrets", 1, second)
    db = database("undo.sqlite", "pragma journal_mode=persist", "create table secrets (id integer primary key, note text)")
    db.execute("insert into secrets (note) values (?)", (before,))
    db.commit()
    db.execute("pragma cache_size=1")
    db.execute("begin")
    db.execute("update secrets set note = 'nothing'")
    db.executemany("insert into secrets (note) values (?)", [("x" * 5000,)] * 20)
    shutil.copy("undo.sqlite-journal", "copy.sqlite-journal")
    db.rollback()
    db.close()
    plant("copy.sqlite-journal", "secrets", 1, before)


def wide():
    value = token()
    db = database("wide.sqlite", "pragma encoding='UTF-16le'", "create table notes (id integer primary key, note text)")
    db.execute("insert into notes (note) values (?)", ("\u00fc\u4e2d " + value,))
    db.commit()
    db.close()
    plant("wide.sqlite", "notes", 1, value)


def write(name, value, indent=None):
    with open(name, "w", encoding="utf-8") as out:
        json.dump(value, out, indent=indent)
        out.write("\n")


def line_of(name, value):
    with open(name, encoding="utf-8") as text:
        return [value in line for line in text].index(True) + 1


def cell(source, *outputs):
    return {"cell_type": "code", "metadata": {}, "outputs": list(outputs), "source": source}


def notebook():
    """What its lines show is told there; a key over several strings only the cell shows, and then what stands beside it is told there, too."""
    plain, printed, beside = token(), token(), token()
    key = made("{pem:rsa}")
    cells = [cell(["import os\n", f"token = '{plain}'\n"], {"output_type": "stream", "name": "stdout", "text": ["said\n", f"{printed}\n"]}),
             cell([f"beside = '{beside}'\n", "key = \"\"\"\\\n"] + [line + "\n" for line in key.split("\n")] + ["\"\"\"\n"])]
    write("work.ipynb", {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, 1)
    plant("work.ipynb", "", line_of("work.ipynb", plain), plain)
    plant("work.ipynb", "", line_of("work.ipynb", printed), printed)
    plant("work.ipynb", "cell 2", 1, beside)
    plant("work.ipynb", "cell 2", 3, key.split("\n")[1])


def source_map():
    value, password = token(), "Tr0ub4dor" + "-and-3x9"
    write("app.js.map", {"version": 3, "sources": ["src/a.ts", "../lib/b.ts"], "names": [], "mappings": "AAAA",
                         "sourcesContent": [f"a\nconst t = '{value}';\n", f"\n\nconst p = {{ password: \"{password}\" }}"]})
    plant("app.js.map", "src/a.ts", 2, value)
    plant("app.js.map", "../lib/b.ts", 3, password)


def capture():
    header, query, posted, plain, packed = token(), token(), token(), token(), token()
    text = [{"request": {"method": "POST", "url": "https://host.invalid/?token=" + query, "headers": [{"name": "Authorization", "value": "Bearer " + header}],
                         "postData": {"mimeType": "application/json", "text": json.dumps({"note": posted})}},
             "response": {"headers": [], "content": {"encoding": "base64", "text": base64.b64encode(f"a line\n{plain}\n".encode()).decode()}}},
            {"request": {}, "response": {"content": {"encoding": "base64", "text": base64.b64encode(gzip.compress(f"a line\n{packed}\n".encode())).decode()}}}]
    write("capture.har", {"log": {"version": "1.2", "creator": {}, "entries": text}}, 2)
    for value in (header, query, posted):
        plant("capture.har", "", line_of("capture.har", value), value)
    plant("capture.har", "", line_of("capture.har", '"encoding"') + 1, plain)
    plant("capture.har", "base64!content", 2, packed)


def pdf():
    """A token in pieces of one TJ array, moved apart as kerning does; one behind hexadecimal digits; one in an object stream."""
    pieces, digits, inside = token(), token(), token()
    page = f"BT /F1 12 Tf 72 720 Td (token: ) Tj [({pieces[:9]}) -12 ({pieces[9:25]}) 30 <{pieces[25:].encode().hex()}>] TJ\n0 -14 Td <{digits.encode().hex()}> Tj ET"
    objects = f"7 0 8 60 << /Note (a \\(note\\)) >> << /Key ({inside}) >>"
    with open("paper.pdf", "wb") as out:
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        for number, (extra, text) in enumerate((("", page), ("/Type /ObjStm /N 2 /First 10 ", objects))):
            data = zlib.compress(text.encode())
            out.write(f"{number + 4} 0 obj\n<< {extra}/Length {len(data)} /Filter /FlateDecode >>\nstream\r\n".encode() + data + b"\nendstream\nendobj\n")
        out.write(b"trailer << /Size 9 >>\n%%EOF\n")
    plant("paper.pdf", "stream 1", 1, pieces)
    plant("paper.pdf", "stream 1", 2, digits)
    plant("paper.pdf", "stream 2", 1, inside)


def compiled():
    value, inner, password = token(), token(), "Tr0ub4dor" + "-and-3x9"
    source = f"TOKEN = '{value}'\ndef f(x):\n    password = '{password}'\n    return {{'k': b'{inner}', 'n': (1, 2.5, None, True)}}\n"
    code = compile(source, "a.py", "exec")
    with open("a.pyc", "wb") as out:
        out.write(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
    plant("a.pyc", "strings", 1, value)
    plant("a.pyc", "strings", 3, inner)


def leb(n):
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + leb(n >> 7)


def section(kind, body):
    return bytes([kind]) + leb(len(body)) + body


def wasm():
    data, custom = token(), token()
    body = b"\x01\x00\x41\x80\x08\x0b" + leb(60 + len(data)) + b"\x00\x01\x02" + b"." * 57 + data.encode()
    with open("a.wasm", "wb") as out:
        out.write(b"\0asm\x01\0\0\0" + section(11, body) + section(0, leb(4) + b"note" + b"a line\n" + custom.encode()))
    plant("a.wasm", "data 0", 1, data)
    plant("a.wasm", "custom note", 2, custom)


rows()
pdf()
compiled()
wasm()
notebook()
source_map()
capture()
deleted()
logs()
wide()
planted.close()
