# SPDX-License-Identifier: MIT OR Apache-2.0
"""The binary, but one package makes it hang: a stand-in for what is not known yet."""

import os
import struct
import subprocess
import sys
import time

arguments = sys.argv[1:]
if "--framed" not in arguments:
    os.execv(arguments[0], arguments)
with subprocess.Popen(arguments, stdin=subprocess.PIPE) as child:
    while head := sys.stdin.buffer.read(4):
        name = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
        length = sys.stdin.buffer.read(8)
        content = sys.stdin.buffer.read(struct.unpack(">Q", length)[0])
        if content == b"HANG":
            time.sleep(600)
        child.stdin.write(head + name + length + content)
        child.stdin.flush()
    child.stdin.close()
sys.exit(child.returncode)
