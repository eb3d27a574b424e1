"""Changes a tree while a command reads it.

usage: during.py WHAT PATH COMMAND...    exit status: the command's
"""
import os
import signal
import stat
import subprocess
import sys
import threading

from watch import is_reading, is_stopped, wait_until

what, path = sys.argv[1:3]
process = subprocess.Popen(sys.argv[3:])
outside = os.path.abspath("outside/secret.env")


def grow():
    with open(path, "ab") as f:
        f.write(b"more\n" * 1000)


def append():
    while process.poll() is None:
        with open(path, "ab") as f:
            f.write(b"more and more\n" * 100000)


def shrink():
    os.truncate(path, 1000)


def write():
    with open(path, "r+b") as f:
        f.write(b"other")


def replace():
    with open(path + ".new", "wb") as f:
        f.write(b"other")
    os.rename(path + ".new", path)


def each(change):
    for name in os.listdir(path):
        full = os.path.join(path, name)
        if name.isdigit():
            os.unlink(full)
            change(full)


def each_directory(change):
    for name in os.listdir(path):
        full = os.path.join(path, name)
        if name[0] == "d":
            os.rmdir(full)
            change(full)


def storm():
    n = 0
    while process.poll() is None:
        n += 1
        for name in [str(i) for i in range(n % 7, 300, 7)]:
            full = os.path.join(path, name)
            try:
                if os.path.isdir(full) and not os.path.islink(full):
                    os.rmdir(full)
                else:
                    os.unlink(full)
                kind = (n + int(name)) % 6
                if kind == 0:
                    os.symlink(outside, full)
                elif kind == 1:
                    os.mkfifo(full)
                elif kind == 2:
                    os.mkdir(full)
                elif kind == 3:
                    with open(full, "wb") as f:
                        f.write(b"x" * 3000000)
                else:
                    with open(full, "wb") as f:
                        f.write(b"x")
            except OSError:
                pass


changes = {
    "grow": grow, "shrink": shrink, "write": write, "replace": replace,
    "delete": lambda: os.unlink(path),
    "all-delete": lambda: each(lambda full: None),
    "all-fifo": lambda: each(os.mkfifo),
    "all-link": lambda: each(lambda full: os.symlink(outside, full)),
    "all-directory": lambda: each(os.mkdir),
    "all-device": lambda: each(lambda full: os.mknod(full, 0o600 | stat.S_IFCHR, os.makedev(1, 5))),
    "all-dirs": lambda: each_directory(lambda full: None),
    "all-dirlinks": lambda: each_directory(lambda full: os.symlink(os.path.dirname(outside), full)),
}


# What is read before the file's time is asked for is read again: a change that comes there is seen, and nothing to tell.
HEAD = 4 << 20


def is_held():
    """Whether it was stopped in the middle of reading."""
    if not wait_until(process, lambda: is_reading(process, path, HEAD)):
        return False
    process.send_signal(signal.SIGSTOP)
    if wait_until(process, lambda: is_stopped(process)) and is_reading(process, path, HEAD):
        return True
    process.send_signal(signal.SIGCONT)
    process.wait()
    return False


if what == "storm":
    threading.Thread(target=storm, daemon=True).start()
else:
    # Held while the change is made, so that it comes in the middle on any machine.  A busy one may not look before a quick
    # command has read all: nothing has changed then, and it is run again.
    n_runs = 1
    while not is_held():
        if n_runs == 100:
            print("ended before the change", file=sys.stderr)
            sys.exit(98)
        n_runs += 1
        if sys.stdout.seekable():
            os.ftruncate(1, 0)
            os.lseek(1, 0, os.SEEK_SET)
        process = subprocess.Popen(sys.argv[3:])
    if what == "append":
        size = os.path.getsize(path)
        threading.Thread(target=append, daemon=True).start()
        wait_until(process, lambda: os.path.getsize(path) > size)
    else:
        changes[what]()
    process.send_signal(signal.SIGCONT)
code = process.wait()
sys.exit(code if code >= 0 else 128 - code)
