"""What remains of a string once it is redacted, e.g. `<uuid>` or `<date-time, 6 digits, Z, 2.5 s>`, and a sample of it.

Source: ours. A form keeps what a contract can ask of a string, and nothing of what it says. Moments are told in seconds
from the first one of the run, so that their order and their precision can still be judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

TEXT, SECRET = "<text>", "<secret>"
EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
"""from which samples of moments are told"""
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d|)", re.ASCII)
MOMENT_FORM = re.compile(r"<date(-| )time, (\d) digits, (Z|[+-]\d\d:\d\d|no zone), (-?\d{1,12}(?:\.\d+)?) s>")
INTEGER_FORM = re.compile(r"<integer, (\d{1,3}) digits>")
PLAIN: tuple[tuple[str, str, Callable[[int], str]], ...] = (
    ("uuid", r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", lambda n: f"00000000-0000-4000-8000-{n:012d}"),
    ("date", r"\d{4}-\d\d-\d\d", lambda _: "2001-01-01"),
    ("uri", r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+", lambda n: f"https://example.invalid/{n}"),
    ("email", r"[^@\s]+@[^@\s]+\.[^@\s]+", lambda n: f"nobody{n}@example.invalid"),
)
"""name, how it is recognised, a sample of it; a number tells samples apart"""
SAMPLES = {f"<{name}>": sample for name, _, sample in PLAIN}
MASKED_LIMIT = 80
"""characters of a string that is masked at most"""


class Moments:
    """Moments as spans from the first one that was told."""

    def __init__(self) -> None:
        """None was told yet."""
        self._first: datetime | None = None

    def form(self, text: str) -> str | None:
        """Return the form of a moment, or None when the text is none."""
        found = MOMENT.fullmatch(text)
        moment = _moment(*found.groups()) if found else None
        if found is None or moment is None:
            return None
        self._first = self._first or moment
        _, joint, _, fraction, zone = found.groups()
        kind = "date-time" if joint == "T" else "date time"
        span_s = (moment - self._first) / timedelta(seconds=1)
        return f"<{kind}, {len(fraction or '')} digits, {zone or 'no zone'}, {span_s:.6f} s>"


def _moment(day: str, _: str, time: str, fraction: str | None, zone: str) -> datetime | None:
    text = f"{day}T{time}.{(fraction or '')[:6].ljust(6, '0')}{'+00:00' if zone in ('', 'Z') else zone}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # a thirteenth month
        return None


def form(text: str, moments: Moments, patterns: Iterable[str] = ()) -> str:
    """Return the form of a string; of one that is held to a pattern, the string with every character masked."""
    if not text:
        return text
    if found := moments.form(text):
        return found
    if found := next((name for name, known, _ in PLAIN if re.fullmatch(known, text, re.ASCII)), ""):
        return f"<{found}>"
    return next(filter(None, (_masked(text, pattern) for pattern in patterns)), TEXT)


def integer_form(number: int) -> str:
    """Return the form of an integer that is long enough to be somebody's."""
    return f"<integer, {len(str(abs(number)))} digits>"


def _masked(text: str, pattern: str) -> str:
    """Return the text with nothing left of it but what the pattern spells out at its beginning, if it is held still."""
    begins = re.match(r"\^([A-Za-z0-9_-]*)(?![?*{|+])", pattern)
    spelt = begins.group(1) if begins else ""
    if len(text) > MASKED_LIMIT or not text.startswith(spelt):
        return ""
    rest = text[len(spelt) :]
    for known, mask in (("[^ -~]", "x"), ("[0-9]", "0"), ("[a-z]", "a"), ("[A-Z]", "A")):
        rest = re.sub(known, mask, rest)
    return spelt + rest if re.search(pattern, text) and re.search(pattern, spelt + rest) else ""


def sample(form: str, number: int = 1) -> str | int:
    """Return a value of that form; what is none stands for itself."""
    if found := MOMENT_FORM.fullmatch(form):
        return _moment_sample(*found.groups())
    if found := INTEGER_FORM.fullmatch(form):
        return int("1".ljust(int(found[1]), "0"))
    if form in SAMPLES:
        return SAMPLES[form](number)
    return "text" if form in (TEXT, SECRET) else form


def numbered(form: str, number: int) -> str:
    """Return a sample of what is told apart, an id: another number, another sample."""
    found = str(sample(form, number))
    return found if form in SAMPLES else found[: max(0, len(found) - len(str(number)))] + str(number)


def _moment_sample(joint: str, digits: str, zone: str, span_s: str) -> str:
    offset = "" if zone == "no zone" else zone
    try:
        moment = EPOCH + timedelta(seconds=float(span_s))
        if offset not in ("", "Z"):
            moment = moment.astimezone(datetime.fromisoformat(f"2001-01-01T00:00:00{offset}").tzinfo)
    except (OverflowError, ValueError):  # a moment that stands for none, such as the year 1
        moment = datetime(9999 if float(span_s) > 0 else 1, 1, 1, tzinfo=UTC)
    fraction = f"{moment.microsecond:06d}".ljust(9, "0")[: int(digits)]
    shown = moment.replace(tzinfo=None).isoformat("T" if joint == "-" else " ", "seconds")
    return f"{shown}{'.' if fraction else ''}{fraction}{offset}"
