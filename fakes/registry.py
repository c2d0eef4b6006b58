"""The vendors that have a fake: every folder here that bears the name of a contract.

Source: ours. A fourth vendor is found, not registered.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping

from understudy.contracts import vendor_names
from understudy.fakes.vendor_app import Translation


@functools.cache
def translations() -> Mapping[str, Translation]:
    """Return the translation of every vendor; a vendor package names it in capitals."""
    return {
        name: getattr(importlib.import_module(f"understudy.fakes.{name}"), name.upper()) for name in vendor_names()
    }
