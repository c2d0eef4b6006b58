#!/bin/sh
# Run: understudy exec --speed 3600 -- sh tests/examples/transcribe.sh
set -eu

interactions=$ELEVATEAI_BASE_URL/interactions
order='{"type": "audio", "languageTag": "en-us", "downloadUri": "https://example.com/call.wav"}'

ask() {
    curl --silent --show-error --fail --noproxy '*' --header "X-API-Token: $ELEVATEAI_API_TOKEN" "$@"
}

call=$(ask --header 'Content-Type: application/json' --data "$order" "$interactions" | sed 's/.*:"\(.*\)".*/\1/')
until ask "$interactions/$call/status" | grep -q '"status":"processed"'; do
    sleep 0.1 # six minutes at this speed
done
ask "$interactions/$call/transcripts/punctuated"
