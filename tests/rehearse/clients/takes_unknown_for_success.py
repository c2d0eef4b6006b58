"""Knows the words that mean waiting, and takes every other one for success."""

import time

from interaction import INTERVAL_S, declare, punctuated, status, upload

WAITING = ("filePendingUpload", "fileUploading", "fileUploaded", "pendingProcessing", "processing")

job = declare()
upload(job)
time.sleep(INTERVAL_S)
while status(job) in WAITING:
    time.sleep(INTERVAL_S)
print(punctuated(job).body)
