#!/usr/bin/env bash
# One run of the check: annotations on standard output, SARIF and a summary beside them, the verdict as an output of the step.
#
# Whatever comes from the pull request (paths, purposes, names of branches) is data: quoted, never evaluated, and only printed by
# cargo-privguide itself, which escapes it.
set -euo pipefail

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

status=0
"$binary" check "${common[@]}" "${arguments[@]}" --format github \
  --report "sarif=$reports/privguide.sarif" \
  --report "summary=$reports/summary.md" \
  --report "json=$reports/privguide.json" \
  -- "$path" || status=$?

if [ "$status" -ge 2 ]; then
  # A failure is no finding: there is no report to upload. What went wrong stands on standard error.
  echo "::error title=privguide::the check could not run, see the log"
  exit "$status"
fi

# The base of a pull request stands in the event that started the run.
base=${PRIVGUIDE_BASE:-}
if [ -z "$base" ] && [ -f "${GITHUB_EVENT_PATH:-}" ]; then
  base=$(jq -r '.pull_request.base.sha // empty' < "$GITHUB_EVENT_PATH")
fi
# A revision that begins with a dash would be an option.
if [[ "$base" =~ ^[A-Za-z0-9_.][A-Za-z0-9_./~^-]*$ ]] && "$binary" diff --help > /dev/null 2>&1; then
  if "$binary" diff "${common[@]}" --format summary "$base" -- "$path" > "$reports/change.md" 2> "$reports/change.log"; then
    { echo; cat "$reports/change.md"; } >> "$reports/summary.md"
  else
    echo "::notice title=privguide::no comparison with the base: it is not in this checkout (fetch-depth: 0 fetches it)"
  fi
fi

count() { jq --arg level "$1" '[.findings[] | select(.level == $level)] | length' < "$reports/privguide.json"; }
cat "$reports/summary.md" >> "${GITHUB_STEP_SUMMARY:?}"
{
  echo "errors=$(count error)"
  echo "warnings=$(count warning)"
  echo "sarif=$reports/privguide.sarif"
  echo "summary=$reports/summary.md"
  if [ "${PRIVGUIDE_DENY:-errors}" = nothing ]; then echo "status=0"; else echo "status=$status"; fi
} >> "${GITHUB_OUTPUT:?}"
