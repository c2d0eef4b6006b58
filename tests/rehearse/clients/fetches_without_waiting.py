"""Asks for the result at once, instead of for the status, and then does it right."""

import time

from interaction import INTERVAL_S, declare, punctuated, status, upload

job = declare()
upload(job)
answer = punctuated(job)
while not answer.ok or answer.status == 204:
    time.sleep(INTERVAL_S)
    if status(job) == "processed":
        answer = punctuated(job)
print(answer.body)
