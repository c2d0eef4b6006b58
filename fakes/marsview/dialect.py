"""Where sources on Marsview disagree, a named field decides; by default the vendor's own clients run unmodified.

Source: facts/marsview sections 1, 2, 3.5 and 10.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Dialect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to read the documentation, settable for each tenant."""

    generation: Literal["present", "mid_2021"] = "present"
    """present: the API since 25 August 2021; mid_2021: also the one before it, with the user in the path and
    `/auth/get_access_token`, raw tokens, and `err` in a refusal"""
    raw_token: bool = False
    """whether `Authorization: TOKEN` is taken like `Authorization: Bearer TOKEN`: the blog's steps 5 and 6 can be read
    so; the mid-2021 generation takes it anyway"""
    missing_dependency: Literal[200, 400] = 200
    """200: compute is accepted and the model ends in error, as "GET Request Output" has it for a wrong
    configuration; 400: compute is refused with MCST07, as the API before did"""

    @property
    def is_mid_2021(self) -> bool:
        """Whether the API of mid 2021 is there too."""
        return self.generation == "mid_2021"

    @property
    def takes_raw_token(self) -> bool:
        """Whether a token may come without its type."""
        return self.raw_token or self.is_mid_2021


DIALECT = Dialect()
