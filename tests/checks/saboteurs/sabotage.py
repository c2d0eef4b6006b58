"""One planted defect: everything of a fake that it can lay hands on, as hooks that change nothing unless overridden.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.saboteurs.asked import Asked
from checks.saboteurs.withheld import Withheld
from starlette.types import ASGIApp

from understudy.contracts import Lifecycle
from understudy.fakes.job import Job, Lane, Link, Media
from understudy.fakes.timeline import Timeline
from understudy.fakes.translation import Translation
from understudy.scenarios import Script


class Sabotage:
    """The defect of one running server; a right server, as it stands here."""

    script: Script | None = None
    """what the vendor's machine is asked to do for every job, so that the defect comes to light"""
    dialect: Mapping[str, Any] = {}
    """fields of the vendor's dialect"""
    scenario: str = ""
    """a scenario of the library, by its name, instead of both"""

    def lifecycle(self, right: Lifecycle) -> Lifecycle:
        """Return the lifecycle that a job believes to be in."""
        return right

    def timeline(self, lifecycle: Lifecycle, drawn: Timeline) -> Timeline:
        """Return what happens to a job or a lane instead of what was `drawn`."""
        return drawn

    def heard(self, media: Media | None) -> Media | None:
        """Return what is taken for the recording."""
        return media

    def followed(self, link: Link | None) -> Link | None:
        """Return what is taken for the link."""
        return link

    def requested(self, job: Job, lane: Lane) -> None:
        """Change a lane that was just requested."""

    def translation(self, right: Translation) -> Translation:
        """Return how the vendor's HTTP is translated."""
        return right

    def before(self, asked: Asked) -> None:
        """Change a request, or the world, before it is answered."""

    def after(self, asked: Asked, answer: Withheld) -> None:
        """Change an answer before it goes out."""

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return the app that is served."""
        return app


@dataclass(frozen=True)
class Saboteur:
    """A wrong server of the catalogue."""

    name: str
    vendor: str
    about: str
    rules: frozenset[str]
    """keys of finding.RULES: any of them names the defect rightly"""
    make: Callable[[], Sabotage]
    is_warned: bool = False
    """whether it differs from an assumption alone, of which a check warns"""

    def __str__(self) -> str:
        """Return the vendor and the name."""
        return f"{self.vendor}-{self.name}"


NAMED: list[Saboteur] = []
"""those written by hand, in the order in which they were read"""
Hook = Callable[[Asked], None]
Edit = Callable[[Asked, Withheld], None]


def wrong(vendor: str, *rules: str, is_warned: bool = False) -> Callable[[type[Sabotage]], type[Sabotage]]:
    """Keep a class as a saboteur."""

    def keep(each: type[Sabotage]) -> type[Sabotage]:
        _keep(each.__name__, vendor, each.__doc__, rules, each, is_warned)
        return each

    return keep


def before(vendor: str, operations: str, *rules: str) -> Callable[[Hook], Hook]:
    """Keep a function as a saboteur that changes requests of some `operations` (several words, `*` for all)."""

    def keep(hook: Hook) -> Hook:
        class Before(Sabotage):
            def before(self, asked: Asked) -> None:
                if asked.is_of(operations):
                    hook(asked)

        _keep(hook.__name__, vendor, hook.__doc__, rules, Before)
        return hook

    return keep


def after(vendor: str, operations: str, *rules: str, code: int = 200) -> Callable[[Edit], Edit]:
    """Keep a function as a saboteur that changes answers with a status `code` (0: any) to some `operations`."""

    def keep(edit: Edit) -> Edit:
        class After(Sabotage):
            def after(self, asked: Asked, answer: Withheld) -> None:
                if asked.is_of(operations) and code in (0, answer.status):
                    edit(asked, answer)

        _keep(edit.__name__, vendor, edit.__doc__, rules, After)
        return edit

    return keep


def _keep(
    name: str, vendor: str, about: str | None, rules: tuple[str, ...], make: Callable[[], Sabotage],
    is_warned: bool = False,
) -> None:  # fmt: skip
    NAMED.append(Saboteur(_dashed(name), vendor, about or "", frozenset(rules), make, is_warned))


def _dashed(name: str) -> str:
    spaced = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
    return spaced.strip("-").replace("_", "-")
