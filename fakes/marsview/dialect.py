"""Where sources on Marsview disagree, a named field decides; by default the vendor's own clients run unmodified.

Source: facts/marsview sections 1, 2, 3.5 and 10.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Dialect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to read the documentation."""

    raw_token: bool = False
    """whether `Authorization: TOKEN` is taken like `Authorization: Bearer TOKEN`: the mid-2021 API demanded it, and
    the blog's steps 5 and 6 can be read so"""
    missing_dependency: Literal[200, 400] = 200
    """200: compute is accepted and the model ends in error, as "GET Request Output" has it for a wrong
    configuration; 400: compute is refused with MCST07, as the API before did"""


DIALECT = Dialect()
