#!/usr/bin/env python3
"""Documents with a credential in each place, made in the working directory; what was planted is written to `planted`.

usage: make_documents.py MKFIXTURE
"""
import shutil
import sqlite3
import subprocess
import sys

planted = open("planted", "w", encoding="utf-8")
n_tokens = 0


def token():
    global n_tokens
    n_tokens += 1
    recipe = "gh" + "p_{base62:30}{crc32-base62:6}"
    return subprocess.run([sys.argv[1], "expand", str(n_tokens), recipe], stdout=subprocess.PIPE, check=True).stdout.decode().strip()


def plant(file, member, line, value):
    planted.write(f"{file}\t{'!' + member if member else ''}\t{line}\t{value}\n")


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


rows()
deleted()
logs()
wide()
planted.close()
