"""Sees that the job has failed, prints it, and ends with exit code 0."""

import time

from interaction import INTERVAL_S, declare, punctuated, status, upload

job = declare()
upload(job)
while True:
    time.sleep(INTERVAL_S)
    word = status(job)
    if word == "processed":
        print(punctuated(job).body)
    if word in ("processed", "processingFailed"):
        print(word)
        break
