# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `spark-submit` starts: `spark-submit --py-files privguide_spark.zip run.py ARGUMENTS`."""

import sys

from privguide_spark.__main__ import main

sys.exit(main())
