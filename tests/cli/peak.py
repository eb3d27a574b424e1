"""Runs a command and prints, last on standard error, "peak KB": the most memory it held at a time."""
import resource
import subprocess
import sys

code = subprocess.call(sys.argv[1:])
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code if code >= 0 else 128 - code)
