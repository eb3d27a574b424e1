"""What a process is doing, from /proc: tests wait for that, and not for a while, which would be a race on a busy machine."""
import os
import signal
import time

HANG = 600  # seconds; whatever takes as long does not end by itself


def is_reading(process, path, least=0):
    """Whether it is in the middle of a file at or below the path, behind its first `least` bytes."""
    where, folder = os.path.realpath(path), f"/proc/{process.pid}/"
    try:
        for fd in os.listdir(folder + "fd"):
            name = os.readlink(folder + "fd/" + fd)
            if name == where or name.startswith(where + "/"):
                with open(folder + "fdinfo/" + fd) as f:
                    if os.path.isfile(name) and least < int(f.readline().split()[1]) < os.path.getsize(name):
                        return True
        # a pack is mapped, and its descriptor closed
        with open(folder + "maps") as f:
            return any(where + "/" in line or line.rstrip("\n").endswith(where) for line in f)
    except OSError:
        return False


def status(process, word):
    """A line of /proc/PID/status; empty when it is gone."""
    try:
        with open(f"/proc/{process.pid}/status") as f:
            return next((line.split(":")[1].strip() for line in f if line.startswith(word + ":")), "")
    except OSError:
        return ""


def catches(process, name):
    """Whether it has a handler of its own for the signal."""
    return bool(int(status(process, "SigCgt") or "0", 16) >> (getattr(signal, name) - 1) & 1)


def is_stopped(process):
    return status(process, "State")[:1] in ("T", "t")


def waits(process):
    """Whether its first thread is in one long sleep, as it is while others work."""
    before = status(process, "voluntary_ctxt_switches")
    time.sleep(0.05)
    return status(process, "State")[:1] == "S" and status(process, "voluntary_ctxt_switches") == before


def wait_until(process, condition):
    """False when the process has ended before; killed when neither comes."""
    end = time.monotonic() + HANG
    while process.poll() is None and not condition():
        if time.monotonic() > end:
            process.kill()
        time.sleep(0.001)
    return process.poll() is None
