#!/usr/bin/env bash
# Puts the summary into the pull request: one comment, edited by the next run.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/outside.sh"

number=${PRIVGUIDE_NUMBER:-}
if ! [[ "$number" =~ ^[0-9]+$ ]]; then
  echo "no pull request: nothing to comment on"
  exit 0
fi
# From a fork the token may not write. That is no reason to fail the check.
if ! gh pr comment "$number" --repo "${GITHUB_REPOSITORY:?}" --edit-last --create-if-none --body-file "${PRIVGUIDE_SUMMARY:?}"; then
  echo "::notice title=privguide::the comment could not be written; the summary of the job has the same text"
fi
