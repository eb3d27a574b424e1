"""Runs a command on a terminal of its own and interrupts it when its progress was seen.

usage: progress.py PATTERN TIMES COMMAND...      interrupted when PATTERN has matched TIMES different texts (0: never);
what the terminal got goes to standard output; exit status of the command
"""
import os
import pty
import re
import select
import signal
import sys
import time

from watch import HANG

pattern, times = re.compile(sys.argv[1].encode()), int(sys.argv[2])
child, terminal = pty.fork()
if child == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(sys.argv[3], sys.argv[3:])
end, is_asked = time.monotonic() + HANG, times == 0
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
    if not is_asked and len(set(pattern.findall(got))) >= times:
        os.kill(child, signal.SIGINT)
        is_asked = True
    if time.monotonic() > end:
        os.kill(child, signal.SIGKILL)
sys.stdout.buffer.write(got)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
