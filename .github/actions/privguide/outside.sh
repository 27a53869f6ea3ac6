#!/usr/bin/env bash
# Sourced by the other scripts: programs come from outside the workspace, which may be a stranger's pull request. `node_modules/.bin` that an
# earlier step put into PATH, or a cargo home that is cached inside the checkout, must not decide what runs.

set -euo pipefail

# True when a path lies in the workspace, or is not absolute.
in_workspace() {
  local workspace=${GITHUB_WORKSPACE:-$PWD} path=$1
  # On Windows, PATH and variables come in two spellings.
  path=${path//\\//}
  workspace=${workspace//\\//}
  case "$path" in
    /* | [A-Za-z]:/*) ;;
    *) return 0 ;;
  esac
  if [ -d "$path" ]; then path=$(cd -- "$path" && pwd -P); fi
  if [ -d "$workspace" ]; then workspace=$(cd -- "$workspace" && pwd -P); fi
  case "$path/" in
    "$workspace"/*) return 0 ;;
    *) return 1 ;;
  esac
}

keep_workspace_out_of_path() {
  local kept='' entry entries
  IFS=: read -r -a entries <<< "$PATH"
  for entry in ${entries[@]+"${entries[@]}"}; do
    in_workspace "$entry" || kept=$kept${kept:+:}$entry
  done
  PATH=$kept
  export PATH
}

keep_workspace_out_of_path
