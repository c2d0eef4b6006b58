"""Servers that stand in for the vendors: documented statuses on a clock you control, failures on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from understudy.fakes.testing.repertoire import scenarios as scenarios
    from understudy.fakes.testing.standin import StandIn as StandIn
    from understudy.fakes.testing.standin import stand_in as stand_in

_LAZY = {
    "StandIn": "understudy.fakes.testing.standin",
    "scenarios": "understudy.fakes.testing.repertoire",
    "stand_in": "understudy.fakes.testing.standin",
}
"""found when they are asked for, so that a test suite that only loads the plugin does not wait for them"""


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    module = importlib.import_module(_LAZY[name])
    return globals().setdefault(name, getattr(module, name))
