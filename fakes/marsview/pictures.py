"""What the models on pictures put into the metadata; nothing for a recording without a picture.

Source: facts/marsview section 5 (screengrabs, screen_activity; for video only). Assumed: a shot every 20 seconds, at
25 frames a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from understudy.fakes import draw
from understudy.fakes.marsview.hearing import Hearing
from understudy.fakes.marsview.lane import ModelLane

SHOT_MS = 20_000
FRAMES_PER_S = 25
CLASSES = ("drawing", "ppt", "screen", "speaker_face", "speaker_presentation")


def screengrabs(heard: Hearing, lane: ModelLane) -> dict[str, Any]:
    """Return one picture a shot: what is done in it unless that is switched off, its title where OCR is on."""
    classes = _classes(lane.setting("screen_activity", "classes"))
    is_judged = lane.setting("screen_activity", "enable") is not False
    with_title = lane.setting("ocr", "enable") is True
    items = [
        {
            "shotId": _shot_id(n),
            "timeStamp": start_ms,
            "frameNumber": _frame(start_ms),
            "meetingActivivty": _drawn(classes, f"{lane.key}/{n}") if is_judged else None,
            "title": [f"Slide {n}"] if with_title else [],
        }
        for n, start_ms, _ in _shots(heard)
    ]
    return {"screengrabs": items}


def screen_activity(heard: Hearing, lane: ModelLane) -> dict[str, Any]:
    """Return what is done in each shot, and how sure that is, in per cent."""
    items: list[dict[str, Any]] = []
    for n, start_ms, end_ms in _shots(heard):
        name = _drawn(CLASSES, f"{lane.key}/{n}")
        accuracy = draw.between(50, 99, lane.key, n, "accuracy")
        item = {
            "shotId": _shot_id(n),
            "startFrame": _frame(start_ms),
            "endFrame": _frame(end_ms),
            "meetingActivity": [{"className": name, "displayName": name.replace("_", " ").capitalize()}],
            "meetingActivityAccuracy": {_camel(name): f"{accuracy:.2f}"},
            "startTime": start_ms,
            "endTime": end_ms,
        }
        items.append(item)
    return {"meetingActivity": items}


def _shots(heard: Hearing) -> Iterator[tuple[int, int, int]]:
    """Yield (number from 1, start, end in milliseconds) of each shot."""
    starts_ms = range(0, heard.length_ms if heard.has_video else 0, SHOT_MS)
    for n, start_ms in enumerate(starts_ms, start=1):
        yield n, start_ms, min(start_ms + SHOT_MS, heard.length_ms)


def _classes(asked: object) -> tuple[str, ...]:
    words = cast("list[object]", asked) if isinstance(asked, list) else []
    return tuple(name for name in CLASSES if name in words) or CLASSES


def _drawn(classes: tuple[str, ...], key: str) -> str:
    return classes[int(draw.fraction(key, "class") * len(classes))]


def _shot_id(number: int) -> str:
    return f"shot-{number}"


def _frame(at_ms: int) -> int:
    return at_ms * FRAMES_PER_S // 1000


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
