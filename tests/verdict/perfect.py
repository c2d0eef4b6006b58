"""A client that does everything right, at a vendor that does what it documents and whatever else may go wrong.

The vendor walks through one of its lifecycles by chance; on the way answers are broken off, refused, put off and late.
"""

from __future__ import annotations

import random

from verdict.diary import FILE, LINK, TEXT, Diary

from understudy.contracts import Lifecycle, vendor
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.standing import Words

WAYS = (
    ("elevateai", "upload", FILE),
    ("elevateai", "download", LINK),
    ("elevateai", "text", TEXT),
    ("marsview", "model", FILE),
    ("marsview", "model", LINK),
    ("scriptix", "upload", FILE),
    ("scriptix", "link", LINK),
)
FAULTS_MAX = 6
"""in a row; then the vendor answers"""
UNKNOWN = "archiving"


class Lane:
    """One walk through a lifecycle, as it is polled: the truth moves on by time alone."""

    def __init__(self, lifecycle: Lifecycle, chance: random.Random) -> None:
        """Everything that happens is drawn from `chance`."""
        self.lifecycle, self.chance = lifecycle, chance
        self.row, self.until_s = lifecycle.initial, 0.0
        self.feed(0.0)

    def feed(self, now_s: float) -> None:
        """Give it what it waits for, if it does."""
        commands = self.lifecycle.rows[self.row].commands
        if commands:
            self._enter(self.chance.choice(sorted(commands.values())), now_s)
        else:
            self._enter(self.row, now_s)

    def _enter(self, row: str, now_s: float) -> None:
        self.row, self.until_s = row, now_s + self.chance.choice((0.0, 2.0, 70.0, 400.0, 1500.0))

    def word(self, now_s: float) -> str:
        """Return what is shown now; sometimes a word that nobody documents, never instead of an end."""
        while (then := self.lifecycle.rows[self.row].then) and self.until_s <= now_s:
            self._enter(self.chance.choice(then), self.until_s)
        shown = self.lifecycle.shown(self.row)
        return UNKNOWN if then and self.chance.random() < 0.1 else shown


class PerfectClient:
    """One recording, from the submit to its end."""

    def __init__(self, way: tuple[str, str, str], chance: random.Random, speed: float) -> None:
        """Everything that happens is drawn from `chance`."""
        self.name, self.lifecycle_name, self.subject = way
        self.chance, self.speed = chance, speed
        self.vendor = vendor(self.name)
        self.words = Words(self.vendor)
        self.d = Diary(self.name)
        self.began_s = 0.0

    def play(self) -> Conduct:
        """Return what it did."""
        self._submit()
        lifecycle = self.vendor.lifecycles[self.lifecycle_name]
        lanes = [Lane(lifecycle, self.chance) for _ in range(self.chance.randint(1, 3) if self._has_lanes() else 1)]
        standing = self._watch(lanes)
        if standing == "well":
            self._fetch()
            return self.d.conduct("success", "transcribed", speed=self.speed)
        return self.d.conduct("failure", "failed", speed=self.speed)

    def _has_lanes(self) -> bool:
        return self.name == "marsview"

    def _took_s(self) -> float:
        return self.chance.random() * 0.2 * self.speed

    def _submit(self) -> None:
        if self._has_lanes():
            self.d.send("authenticate", None, took=self._took_s())
        self._through_faults("submit", None)
        self.d.begin(subject=self.subject)

    def _watch(self, lanes: list[Lane]) -> str:
        self.began_s = self.d.now_s
        for _ in range(200):
            self.d.now_s = round(self.d.now_s + self._pause_s(0), 3)
            standing = self._look(lanes)
            if standing == "badly" and self.words.has_redo([self.d.rows[-1].said or ""]):
                self.d.send("upload", subject=self.subject)
                lanes[0].feed(self.d.now_s)
            elif standing in ("well", "badly"):
                return standing
        return "gave up"

    def _look(self, lanes: list[Lane]) -> str:
        self._through_faults("poll", "a")
        words = [lane.word(self.d.now_s) for lane in lanes]
        named = {f"lane {n}": word for n, word in enumerate(words)} if len(lanes) > 1 else {}
        self.d.poll(words[0], after=0, lanes=named, took=self._took_s())
        return self.words.standing(words)

    def _through_faults(self, role: str, job: str | None) -> None:
        """Meet some faults, and do what each of them asks; leave off at the moment of the next try."""
        for faults in range(1, self.chance.choice((0, 0, 0, 1, 2, 3, FAULTS_MAX)) + 1):
            kind = self.chance.choice(("broken", "500", "429", "429 with a hint", "403"))
            if kind == "403" and self._has_lanes():
                self.d.send(role, job, http=403, known=False, took=self._took_s())
                self.d.send("authenticate", None, took=self._took_s())
                continue
            hint_s = float(self.chance.randint(1, 90)) if kind == "429 with a hint" else None
            http = {"broken": 0, "429": 429, "429 with a hint": 429}.get(kind, 500)
            self.d.send(role, job, http=http, known=False, retry_after=hint_s, took=self._took_s())
            self.d.now_s = round(self.d.now_s + (self._pause_s(faults) if hint_s is None else hint_s), 3)

    def _pause_s(self, faults: int) -> float:
        """Return how long it stays away: as advised, or until its backoff is over, with a little jitter."""
        advised_s = self.vendor.poll_interval_s(self.lifecycle_name, self.d.now_s - self.began_s)
        return max(advised_s if not faults else 0.0, 2.0 ** (faults - 1)) * (1 + 0.1 * self.chance.random())

    def _fetch(self) -> None:
        for after in range(self.chance.randint(0, 3)):
            self.d.send("result", http=self.chance.choice((404, 204, 500)), after=after)
        self.d.send("result", after=4)
