"""Grows impatient after a minute and declares the same recording once more."""

import time

from interaction import INTERVAL_S, declare, punctuated, status, upload

jobs = [declare()]
upload(jobs[0])
for look in range(20):
    time.sleep(INTERVAL_S)
    if status(jobs[-1]) == "processed":
        break
    if look == 1:
        jobs.append(declare())
        upload(jobs[-1])
print(punctuated(jobs[-1]).body)
