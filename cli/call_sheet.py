"""What somebody who starts a program beside the stand-ins tells it: where they are, a credential, a recording.

Source: ours; the names are those that `understudy rehearse` uses.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

from understudy.cli.recording_link import link_to
from understudy.cli.serve_options import ServeOptions
from understudy.scenarios.rehearsal.environment import Environment

KEY, SECRET = "understudy", "understudy-secret"
"""the credential, where none was given: any would do"""


@dataclass(frozen=True)
class CallSheet:
    """Everything that a program is told."""

    environment: Environment
    control_key: str | None

    @property
    def variables(self) -> Mapping[str, str]:
        """Environment variable -> value."""
        own = {"UNDERSTUDY_CONTROL_KEY": self.control_key} if self.control_key else {}
        return {**self.environment.variables(), **own}

    def filled(self, arguments: Sequence[str]) -> list[str]:
        """Return the arguments with their placeholders filled in."""
        return self.environment.filled(arguments)


@contextlib.contextmanager
def call_sheet(options: ServeOptions, addresses: Mapping[str, str]) -> Generator[CallSheet]:
    """Yield what to tell a program for as long as the block lasts: so long the link to the recording works.

    `addresses` are the base URLs by vendor, and `control`. Where only some credentials are accepted, it is the first.
    """
    key, secret = next(iter((options.accepted or {KEY: None}).items()))
    with as_file(files("understudy.scenarios").joinpath("recordings")) as folder:
        audio = folder / "call.wav"
        with link_to(audio, port=0) as url:
            environment = Environment(
                addresses,
                key,
                secret or SECRET,
                audio=audio,
                audio_url=url,
                scenario=_only(options.scenarios),
                vendor=_only(options.vendors),
            )
            yield CallSheet(environment, options.control_key)


def _only(names: Sequence[str]) -> str:
    """Return the name where there is exactly one."""
    return names[0] if len(names) == 1 else ""
