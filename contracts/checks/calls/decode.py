"""JSON as it came: what is no JSON is refused, and a number that was written as a float stays one.

Source: RFC 8259, which has neither NaN nor Infinity, one encoding, and no byte order mark before it (section 8.1).
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


class NotJson(ValueError):  # noqa: N818 - it says what the body is
    """A body that is no JSON; the message says why."""


def decode(raw: bytes) -> Any:
    """Return the value that a JSON body stands for; `1410.0` is a float, `1410` an int.

    Raises NotJson for what is no JSON in UTF-8, with the reason.
    """
    try:
        return json.loads(raw.decode(), parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8: {error.reason} at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise NotJson(f"no JSON: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise NotJson("nested too deeply") from error


def _refuse(word: str) -> NoReturn:
    raise NotJson(f"{word} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise NotJson(f"{text[:20]} is more than a double can hold")
    return number
