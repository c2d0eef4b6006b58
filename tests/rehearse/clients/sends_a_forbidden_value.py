"""Declares with a value that no page lists, and gives up when it is refused."""

import sys

from interaction import DECLARATION, KEY, ROOT
from wire import call

answer = call("POST", ROOT, KEY, {**DECLARATION, "type": "video"})
sys.exit(f"refused: {answer.status} {answer.body!r}")
