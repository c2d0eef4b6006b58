#!/usr/bin/env bash
# Makes call.wav from call.txt: two synthetic voices on a telephone line. Needs espeak-ng and sox.
set -euo pipefail
cd "$(dirname "$0")"
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
n=100
while IFS=: read -r who words; do
  n=$((n + 1))
  case $who in
    Agent) voice=(-v en-us+f3 -s 165 -p 60) ;;
    *) voice=(-v en-gb+m3 -s 158 -p 38) ;;
  esac
  espeak-ng "${voice[@]}" -w "$parts/$n.wav" "$words"
done <call.txt
sox "$parts"/*.wav -r 8000 -c 1 -b 16 call.wav highpass 300 lowpass 3400 norm -3 pad 0.3 0.4
