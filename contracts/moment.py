"""A span of time for people.

Source: ours.
"""

from __future__ import annotations


def moment(at_s: float) -> str:
    """Return a moment for people: `0.5s`, `45s`, `3m`, `3m 20s`, `1h 05m`, `2d 3h`."""
    if at_s < 10 and round(at_s, 1) != round(at_s):
        return f"{at_s:.1f}s"
    minutes, seconds = divmod(round(at_s), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}d {hours}h" if hours else f"{days}d"
    if hours:
        return f"{hours}h {minutes:02}m" + (f" {seconds:02}s" if seconds else "") if minutes or seconds else f"{hours}h"
    return f"{minutes}m {seconds:02}s" if minutes and seconds else f"{minutes}m" if minutes else f"{seconds}s"
