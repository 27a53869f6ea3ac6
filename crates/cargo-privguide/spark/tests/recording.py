#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The binary, with a record: each answered frame is a line of a file, and may take some time more.

Environment: TEST_BINARY, TEST_RECORD, TEST_DELAY (seconds).
"""

import json
import os
import subprocess
import sys
import time

arguments = [os.environ["TEST_BINARY"], *sys.argv[1:]]
if "--framed" not in arguments:
    os.execv(arguments[0], arguments)
with subprocess.Popen(arguments, stdout=subprocess.PIPE) as child:
    for line in child.stdout:
        value = json.loads(line)
        if "lines" in value:
            time.sleep(float(os.environ.get("TEST_DELAY", "0")))
            with open(os.environ["TEST_RECORD"], "a", encoding="utf-8") as record:
                record.write(value["input"] + "\n")
            with open(os.environ["TEST_RECORD"] + ".process", "w", encoding="utf-8") as latest:
                latest.write(str(os.getpid()))
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
sys.exit(child.returncode)
