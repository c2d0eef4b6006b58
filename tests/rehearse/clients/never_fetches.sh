#!/bin/sh
# Waits for the good end and leaves the result where it is. Plain sh and curl.
set -eu
root="$ELEVATEAI_BASE_URL/interactions"
ask() { curl --silent --show-error --max-time 100 -H "X-API-Token: $ELEVATEAI_API_TOKEN" "$@"; }

job=$(ask -H 'Content-Type: application/json' -d '{"type": "audio", "languageTag": "en-us"}' "$root" |
    sed 's/.*"interactionIdentifier": *"\([^"]*\)".*/\1/')
ask -F "filename.wav=@$UNDERSTUDY_AUDIO" "$root/$job/upload"
while sleep 31; do
    case $(ask "$root/$job/status" | sed 's/.*"status": *"\([^"]*\)".*/\1/') in
    processed) echo "done: $job"; exit 0 ;;
    *Failed) exit 1 ;;
    esac
done
