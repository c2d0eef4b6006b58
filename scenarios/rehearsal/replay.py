"""The token that plays a scenario again: everything on which what happens depends, in one word.

Source: ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from importlib.metadata import PackageNotFoundError, version

import msgspec

from understudy.scenarios.rehearsal.part import Time
from understudy.scenarios.scenario import Scenario

PREFIX = "u1."
DIGEST_BYTES = 4


class Replay(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a token says."""

    version: str
    """of Understudy"""
    scenario: str
    """`vendor/name`"""
    scenario_digest: str
    """of the scenario's file as it was understood"""
    recording: str
    """digest of what was sent"""
    seed: int
    time: Time
    speed: float

    @property
    def vendor(self) -> str:
        """The scenario's vendor."""
        return self.scenario.partition("/")[0]

    def token(self) -> str:
        """Return the token: letters, digits, `.`, `-` and `_` only."""
        return PREFIX + base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")

    @classmethod
    def read(cls, token: str) -> Replay:
        """Return what a token says. Raises ValueError for a token of another version, or for no token at all."""
        text = token.strip().removeprefix(PREFIX)
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            found = msgspec.json.decode(raw, type=list[msgspec.Raw])
            of = msgspec.json.decode(found[0], type=str)
        except (binascii.Error, msgspec.MsgspecError, ValueError, IndexError) as error:
            raise ValueError("this is no replay token: copy the whole word after --replay") from error
        if of != installed():
            raise ValueError(f"the token was made by understudy {of}, this is {installed()}: what is drawn may differ")
        try:
            return msgspec.json.decode(raw, type=cls)
        except msgspec.MsgspecError as error:
            raise ValueError(f"the token cannot be read: {error}") from error

    def check(self, scenario: Scenario, recording_digest: str) -> None:
        """Raise ValueError when the scenario or the recording is another one than that of the token."""
        if self.recording != recording_digest:
            reason = "give the same file with --audio (without --audio it is the recording that ships)"
            raise ValueError(f"the token belongs to another recording: {reason}")
        if self.scenario_digest != digest(scenario):
            raise ValueError(f"the scenario {self.scenario} has changed since the token was made")


def digest(scenario: Scenario) -> str:
    """Return a digest of everything that a scenario says."""
    return hashlib.blake2b(msgspec.json.encode(scenario, order="deterministic"), digest_size=DIGEST_BYTES).hexdigest()


def installed() -> str:
    """Return the version of Understudy that runs; `0` in a source tree that was never installed."""
    try:
        return version("understudy")
    except PackageNotFoundError:
        return "0"
