#!/bin/sh
# The platform's side of a privacy guide, by the open platform's API. For programs whose guide a service provider sets.
#
#   platform.sh fetch [FOLDER]   saves what the platform has and what it found in the code
#   platform.sh compare          fetches, then puts code, privguide.toml and platform side by side
#   platform.sh set              sends what privguide.toml says to the development version
#
# ACCESS_TOKEN is the program's authorizer_access_token; it is never an argument, and so never in a list of processes.
# PRIVGUIDE_API replaces https://api.weixin.qq.com in tests. CARGO_PRIVGUIDE names the tool.
set -eu

api=${PRIVGUIDE_API:-https://api.weixin.qq.com}
privguide=${CARGO_PRIVGUIDE:-cargo-privguide}
: "${ACCESS_TOKEN:?set ACCESS_TOKEN to the authorizer_access_token of the program}"

# call METHOD PATH [BODY-FILE]: the reply on standard output. The address goes through standard input.
call() {
  printf 'url = "%s%s?access_token=%s"\nrequest = "%s"\n' "$api" "$2" "$ACCESS_TOKEN" "$1" |
    if [ $# -gt 2 ]; then
      curl --config - --fail --silent --show-error --max-time 60 --header 'Content-Type: application/json; charset=utf-8' --data-binary "@$3"
    else
      curl --config - --fail --silent --show-error --max-time 60
    fi
}

fetch() {
  mkdir -p "$1"
  # A body is mandatory; 2 is the development version, 1 the live one.
  printf '{"privacy_ver": 2}' >"$1/request.txt"
  call POST /cgi-bin/component/getprivacysetting "$1/request.txt" >"$1/getprivacysetting.json"
  call GET /wxa/security/get_code_privacy_info >"$1/get_code_privacy_info.json"
}

case ${1:-} in
  fetch)
    fetch "${2:-platform}"
    ;;
  compare)
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    fetch "$folder"
    "$privguide" compare "$folder/getprivacysetting.json" "$folder/get_code_privacy_info.json"
    ;;
  set)
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    "$privguide" export >"$folder/body.json"
    call POST /cgi-bin/component/setprivacysetting "$folder/body.json" >"$folder/reply.json"
    cat "$folder/reply.json"
    # The platform answers errors with status 200: only an errcode of 0 is success.
    case $(tr -d ' \n' <"$folder/reply.json") in
      *'"errcode":0,'* | *'"errcode":0}'*) ;;
      *)
        echo "setprivacysetting was refused" >&2
        exit 1
        ;;
    esac
    ;;
  *)
    echo "usage: platform.sh fetch [FOLDER] | compare | set" >&2
    exit 2
    ;;
esac
