#!/usr/bin/env python3
"""Runs a command on a system that has no openat2: older kernels answer ENOSYS, some sandboxes EPERM.

usage: without_openat2.py ENOSYS|EPERM COMMAND...        exit 77: filters of system calls are not to be had here
"""
import ctypes
import errno
import os
import struct
import sys

OPENAT2 = 437  # the same on all machines
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, FAIL_WITH = 0x7FFF0000, 0x00050000

code = getattr(errno, sys.argv[1])
steps = [(LOAD, 0, 0, 0), (IF_EQUAL, 0, 1, OPENAT2), (RETURN, 0, 0, FAIL_WITH | code), (RETURN, 0, 0, ALLOW)]
program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *s) for s in steps))
filter_ = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, MODE_FILTER, filter_, 0, 0):
    sys.exit(77)
if libc.syscall(OPENAT2, -1, None, None, 0) != -1 or ctypes.get_errno() != code:
    sys.exit(77)
os.execv(sys.argv[2], sys.argv[2:])
