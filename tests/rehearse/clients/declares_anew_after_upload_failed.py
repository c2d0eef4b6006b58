"""Takes fileUploadFailed for the end of the job, and makes another one instead of sending the file again."""

import sys
import time

from interaction import INTERVAL_S, declare, punctuated, status, upload

for _ in range(2):
    job = declare()
    upload(job)
    while True:
        time.sleep(INTERVAL_S)
        word = status(job)
        if word in ("processed", "fileUploadFailed"):
            break
    if word == "processed":
        print(punctuated(job).body)
        break
else:
    sys.exit("no upload works")
