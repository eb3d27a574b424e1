"""Runs a command on a terminal of its own and interrupts it after a while.

usage: progress.py SECONDS COMMAND...      what the terminal got goes to standard output; exit status of the command
"""
import os
import pty
import select
import signal
import sys
import time

child, terminal = pty.fork()
if child == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(sys.argv[2], sys.argv[2:])
end, is_asked = time.monotonic() + float(sys.argv[1]), False
got = b""
while True:
    ready, _, _ = select.select([terminal], [], [], 0.05)
    if ready:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        got += piece
    if not is_asked and time.monotonic() > end:
        os.kill(child, signal.SIGINT)
        is_asked = True
sys.stdout.buffer.write(got)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
