"""Runs a command and sends it a signal in the middle of its work.

usage: signalled.py [--feed] [--at PATH] [--waits] SIGNAL[,SIGNAL...] COMMAND...

The signal is sent when the command catches it and is in the middle of a file at or below PATH, or has it mapped.  With --waits not before its first
thread waits for the others: under the thread sanitizer a signal that comes just before that is kept until the wait is over, which it never is (one
run in 1,000).  --feed writes a long text to its
standard input, sends the signal when that much was taken, and keeps the pipe open.  Standard output and standard error are the
caller's.  Exit status: the command's; 98 when it ended before the signal; 99 when it did not end.
"""
import argparse
import os
import signal
import subprocess
import sys

from watch import HANG, catches, is_reading, is_stopped, wait_until, waits

parser = argparse.ArgumentParser()
parser.add_argument("--feed", action="store_true")
parser.add_argument("--at")
parser.add_argument("--waits", action="store_true")
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
    # several windows, so that the first was looked at when the last is taken
    first = os.environ.get("FIRST_LINE", "").encode()
    process.stdin.write(first + b"\n" + b"nothing in this line\n" * 600000)
    process.stdin.flush()
names = ["SIG" + name for name in args.signals.split(",")]
caught = [name for name in names if name not in ("SIGSTOP", "SIGCONT")]
if not wait_until(process, lambda: catches(process, caught[0]) and (not args.at or is_reading(process, args.at)) and (not args.waits or waits(process))):
    print("ended before the signal", file=sys.stderr)
    sys.exit(98)
for name in names:
    process.send_signal(getattr(signal, name))
    if name == "SIGSTOP":
        wait_until(process, lambda: is_stopped(process))
try:
    code = process.wait(HANG)
except subprocess.TimeoutExpired:
    process.kill()
    process.wait()
    code = 99
sys.exit(code if code >= 0 else 128 - code)
