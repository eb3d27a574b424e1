"""Runs a command, sends it a signal in the middle of its work and says how long it lived on.

usage: signalled.py [--feed] [--after SECONDS] [--limit SECONDS] SIGNAL[,SIGNAL...] COMMAND...

--feed writes an endless text to its standard input and sends the signal when that much was taken, then keeps the pipe
open.  Standard output and standard error are the caller's.  Exit status: the command's, or 99 when it lived longer than
the limit (1 second unless told) after the last signal; 98 when it ended before the signal.
"""
import argparse
import os
import signal
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--feed", action="store_true")
parser.add_argument("--after", type=float, default=0.3)
parser.add_argument("--limit", type=float, default=1.0)
parser.add_argument("signals")
parser.add_argument("command", nargs=argparse.REMAINDER)
args = parser.parse_args()


def default_signals():
    # a shell starts what it runs in the background with SIGINT ignored
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


process = subprocess.Popen(args.command, stdin=subprocess.PIPE if args.feed else subprocess.DEVNULL,
                           preexec_fn=default_signals)
if args.feed:
    first = os.environ.get("FIRST_LINE", "").encode()
    process.stdin.write(first + b"\n" + b"nothing in this line\n" * 200000)
    process.stdin.flush()
time.sleep(args.after)
if process.poll() is not None:
    print("ended before the signal", file=sys.stderr)
    sys.exit(98)
started = time.monotonic()
for name in args.signals.split(","):
    process.send_signal(getattr(signal, "SIG" + name))
    time.sleep(0.02)
try:
    code = process.wait(args.limit + 20)
except subprocess.TimeoutExpired:
    process.kill()
    process.wait()
    code = 99
took = time.monotonic() - started
if took > args.limit:
    print("lived %.2f s after the signal" % took, file=sys.stderr)
    sys.exit(99)
sys.exit(code if code >= 0 else 128 - code)
