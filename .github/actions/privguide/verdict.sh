#!/usr/bin/env bash
# Ends the action as the check ended, after everything was uploaded.
set -euo pipefail

exit "${PRIVGUIDE_STATUS:?}"
