#!/usr/bin/env bash
# One run of the check: annotations on standard output, SARIF and a summary beside them, the verdict as an output of the step.
#
# All that comes from the pull request (paths, purposes, names of branches) is data: quoted, never evaluated, and only printed by
# cargo-privguide itself, which escapes it.
set -euo pipefail
source "${BASH_SOURCE[0]%/*}/outside.sh"

binary=${PRIVGUIDE_BINARY:?}
reports=${RUNNER_TEMP:-/tmp}/privguide
mkdir -p "$reports"

arguments=()
case "${PRIVGUIDE_DENY:-errors}" in
  warnings) arguments+=(--deny warnings) ;;
  errors | nothing) ;;
  *)
    echo "::error title=privguide::deny takes errors, warnings or nothing"
    exit 2
    ;;
esac
common=()
if [ -n "${PRIVGUIDE_LANG:-}" ]; then
  common+=(--lang "$PRIVGUIDE_LANG")
fi
path=${PRIVGUIDE_PATH:-.}

# What changed since the base, and what the change takes away from its own judge.
rules_base=()
base=${PRIVGUIDE_BASE:-}
[ -n "$base" ] || base=${PRIVGUIDE_EVENT_BASE:-}
rm -f "$reports/change.md"
# A revision that begins with a dash would be an option; one that is no name at all is not tried.
if [[ "$base" =~ ^[A-Za-z0-9_][A-Za-z0-9_./~^-]*$ ]]; then
  # macOS has a bash in which an empty array is an unset variable.
  if "$binary" diff ${common[@]+"${common[@]}"} --format markdown -- "$base" "$path" > "$reports/change.new" 2> "$reports/change.log"; then
    mv "$reports/change.new" "$reports/change.md"
    rules_base=(--rules-base "$base")
  else
    echo "::notice title=privguide::no comparison with the base: it is not in this checkout (fetch-depth: 0 fetches it)"
  fi
fi

status=0
"$binary" check ${common[@]+"${common[@]}"} ${arguments[@]+"${arguments[@]}"} ${rules_base[@]+"${rules_base[@]}"} --format github \
  --report "sarif=$reports/privguide.sarif" \
  --report "summary=$reports/summary.md" \
  --report "json=$reports/privguide.json" \
  -- "$path" || status=$?

if [ "$status" -ge 2 ]; then
  # A failure is no finding: there is no report to upload. The reason is on standard error.
  echo "::error title=privguide::the check could not run, see the log"
  exit "$status"
fi

if [ -f "$reports/change.md" ]; then
  { echo; cat "$reports/change.md"; } >> "$reports/summary.md"
fi

# In this file every value is on a line of its own, and quotes inside texts are escaped.
count() { grep -c "^ *\"level\": \"$1\"" "$reports/privguide.json" || true; }
cat "$reports/summary.md" >> "${GITHUB_STEP_SUMMARY:?}"
{
  echo "errors=$(count error)"
  echo "warnings=$(count warning)"
  echo "sarif=$reports/privguide.sarif"
  echo "summary=$reports/summary.md"
  if [ "${PRIVGUIDE_DENY:-errors}" = nothing ]; then echo "status=0"; else echo "status=$status"; fi
} >> "${GITHUB_OUTPUT:?}"
