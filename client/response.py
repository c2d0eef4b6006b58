"""What came back: one whole HTTP reply as a value.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from understudy.client.errors import BadReply

T = TypeVar("T")


@dataclass(frozen=True)
class Response:
    """A reply. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = field(default=b"", repr=False)

    def json(self) -> object:
        """Return the body as plain Python values. Raises BadReply when it is not JSON."""
        return self.read(object)

    def read(self, shape: type[T]) -> T:
        """Return the body as `shape`, unknown fields left out. Raises BadReply when it does not fit."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except (ValueError, RecursionError) as error:
            text = f"the reply (HTTP {self.status}) is not as documented: {error}"
            # pyright meets this module under two names, by its folder and by its import
            raise BadReply(text, response=self) from error  # pyright: ignore[reportArgumentType]
