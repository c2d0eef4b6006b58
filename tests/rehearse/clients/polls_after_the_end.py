"""Knows the good end only, so that it goes on looking at a job that has failed."""

import sys
import time

from interaction import INTERVAL_S, declare, punctuated, status, upload

job = declare()
upload(job)
for _ in range(10):
    time.sleep(INTERVAL_S)
    if status(job) == "processed":
        print(punctuated(job).body)
        break
else:
    sys.exit("it takes too long")
