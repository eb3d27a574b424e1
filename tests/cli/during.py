"""Changes a tree while a command reads it.

usage: during.py WHAT PATH COMMAND...    exit status: the command's
"""
import os
import signal
import stat
import subprocess
import sys
import threading
import time

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
    "grow": grow, "append": append, "shrink": shrink, "write": write, "replace": replace, "storm": storm,
    "delete": lambda: os.unlink(path),
    "all-delete": lambda: each(lambda full: None),
    "all-fifo": lambda: each(os.mkfifo),
    "all-link": lambda: each(lambda full: os.symlink(outside, full)),
    "all-directory": lambda: each(os.mkdir),
    "all-device": lambda: each(lambda full: os.mknod(full, 0o600 | stat.S_IFCHR, os.makedev(1, 5))),
    "all-dirs": lambda: each_directory(lambda full: None),
    "all-dirlinks": lambda: each_directory(lambda full: os.symlink(os.path.dirname(outside), full)),
}


def is_reading():
    """Whether the command has read from a file at or below the path: looking at the clock would be a race on a busy machine."""
    where, folder = os.path.realpath(path), f"/proc/{process.pid}/"
    try:
        for fd in os.listdir(folder + "fd"):
            name = os.readlink(folder + "fd/" + fd)
            if name == where or name.startswith(where + "/"):
                with open(folder + "fdinfo/" + fd) as f:
                    if os.path.isfile(name) and int(f.readline().split()[1]) > 0:
                        return True
        # a pack is mapped, and its descriptor closed
        with open(folder + "maps") as f:
            return any(line.rstrip("\n").endswith(where) for line in f)
    except OSError:
        return False


if what != "storm":
    end = time.monotonic() + 60
    while process.poll() is None and not is_reading() and time.monotonic() < end:
        time.sleep(0.001)
    if process.poll() is not None:
        print("ended before the change", file=sys.stderr)
        sys.exit(98)
if what in ("storm", "append"):
    threading.Thread(target=changes[what], daemon=True).start()
else:
    # held while the change is made, so that it comes in the middle on any machine
    process.send_signal(signal.SIGSTOP)
    changes[what]()
    process.send_signal(signal.SIGCONT)
code = process.wait()
sys.exit(code if code >= 0 else 128 - code)
