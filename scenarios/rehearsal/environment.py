"""How a program learns where the stand-ins are, with which credential, and what to send: variables and placeholders.

Source: ours. One table for everybody who starts a program, so that a user learns the names once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VARIABLES = {
    "elevateai": ("ELEVATEAI_BASE_URL", "ELEVATEAI_API_TOKEN"),
    "marsview": ("MARSVIEW_BASE_URL", "MARSVIEW_API_KEY", "MARSVIEW_API_SECRET", "MARSVIEW_USER_ID"),
    "scriptix": ("SCRIPTIX_BASE_URL", "SCRIPTIX_TOKEN"),
}
"""vendor -> where it is and its credential: base URL, key, secret, user"""


def variables(vendor: str) -> tuple[str, ...]:
    """Return the names of a vendor's variables, in the order base URL, key, secret, user."""
    return VARIABLES.get(vendor, (f"{vendor.upper()}_BASE_URL", f"{vendor.upper()}_TOKEN"))


@dataclass(frozen=True)
class Environment:
    """What a program is told. Empty texts are left out."""

    addresses: Mapping[str, str]
    """vendor -> base URL, and `control`"""
    key: str
    secret: str = "rehearsal"  # noqa: S105 - any will do
    user_id: str = "rehearsal@example.com"
    audio: Path | None = None
    audio_url: str = ""
    scenario: str = ""
    vendor: str = ""
    deadline_s: float | None = None
    """virtual seconds"""

    @property
    def _own(self) -> dict[str, str]:
        deadline = "" if self.deadline_s is None else f"{self.deadline_s:.0f}"
        return {
            "audio": str(self.audio or ""),
            "audio_url": self.audio_url,
            "control_url": self.addresses.get("control", ""),
            "scenario": self.scenario,
            "vendor": self.vendor,
            "deadline_s": deadline,
        }

    def variables(self) -> dict[str, str]:
        """Return environment variable -> value."""
        found: dict[str, str] = {}
        for vendor, url in self.addresses.items():
            if vendor != "control":
                found |= zip(variables(vendor), (url, self.key, self.secret, self.user_id), strict=False)
        found |= {f"UNDERSTUDY_{name.upper()}": value for name, value in self._own.items()}
        return {name: value for name, value in found.items() if value}

    def placeholders(self) -> dict[str, str]:
        """Return placeholder -> value: `elevateai` (its base URL), `key`, `secret`, `user_id`, `audio` and so on."""
        return {**self.addresses, "key": self.key, "secret": self.secret, "user_id": self.user_id, **self._own}

    def filled(self, arguments: Sequence[str]) -> list[str]:
        """Return the arguments with every `{placeholder}` filled in; braces around anything else stay as they are."""
        values = self.placeholders()
        pattern = re.compile("|".join(rf"\{{{name}\}}" for name in values))
        return [pattern.sub(lambda found: values[found[0][1:-1]], argument) for argument in arguments]
