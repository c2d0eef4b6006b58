"""What comes to this process's own server during a test, and belongs to no stand-in: the key is another one, or none.

Source: ours. A client that takes its key from elsewhere meets a tenant that nobody looks at, and all may seem well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from understudy.contracts.printable import printable
from understudy.fakes.strangers import Stranger
from understudy.fakes.tenant import Tenants
from understudy.fakes.testing.venue import held_keys

NAMED_MAX = 5
HERE = ""
"""how `venue` calls this process's own server"""


class Strays:
    """Those at one vendor, from a moment on."""

    def __init__(self, vendor: str, tenants: Tenants) -> None:
        """Begin now."""
        self._vendor, self._tenants = vendor, tenants
        self._strangers_before = tenants.strangers.count
        self._before = {id(tenant.journal): tenant.journal.count for tenant in tenants}

    @property
    def strangers(self) -> tuple[Stranger, ...]:
        """Those that no credential came with, or none that is accepted."""
        came = self._tenants.strangers.after(self._strangers_before)
        return tuple(each for each in came if each.vendor == self._vendor)

    def told(self) -> str:
        """Return one line about all of them, those with another key too; empty when nobody came."""
        came = Counter([*map(_line, self.strangers), *self._of_other_keys()])
        if not came:
            return ""
        count = came.total()
        noun = "1 request" if count == 1 else f"{count} requests"
        return f"{noun} came with another credential or none: {_listed(came)}"

    def _of_other_keys(self) -> Iterator[str]:
        held = held_keys(HERE)
        for tenant in self._tenants:
            if tenant.name not in held:
                for row in tenant.journal.after(self._before.get(id(tenant.journal), 0)):
                    if row.vendor == self._vendor:
                        yield f"{row.method} {row.path} {row.http or 'broken off'}"


def _line(stranger: Stranger) -> str:
    hint = f" (did you mean {stranger.nearest}?)" if stranger.nearest else ""
    return f"{stranger.method} {stranger.path} {stranger.http or 'broken off'}{hint}"


def _listed(came: Counter[str]) -> str:
    shown = [f"{printable(line)}{_times(count)}" for line, count in came.most_common(NAMED_MAX)]
    return ", ".join([*shown, f"and {len(came) - NAMED_MAX} others"] if len(came) > NAMED_MAX else shown)


def _times(count: int) -> str:
    return f" ({count} times)" if count > 1 else ""
