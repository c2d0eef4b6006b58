"""Waits for ever."""

import time

from session import create, look, result

job = create()
while look(job).json().get("status") != "completed":
    time.sleep(10)
print(result(job).body)
