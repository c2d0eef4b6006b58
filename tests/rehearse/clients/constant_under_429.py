"""Comes back every five seconds while it is refused, and never waits longer."""

import sys
import time

from interaction import declared

for _ in range(7):
    answer = declared()
    if answer.ok:
        break
    time.sleep(5)
else:
    sys.exit(f"refused: {answer.body!r}")
