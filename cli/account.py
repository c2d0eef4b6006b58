"""Where a vendor is and with which credential: from options, else from the environment, else the stand-in.

Source: ours.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from understudy.client import vendors
from understudy.contracts import vendor
from understudy.scenarios.rehearsal.environment import variables

CONTROL_PORT = 8410
"""where `understudy serve` listens by default; the vendors follow in alphabetical order"""

FIELDS = ("base_url", "key", "secret", "user_id")


def account(vendor_name: str, given: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """Return base_url, key, secret and user_id. Raises click.UsageError when there is no key."""
    names = variables(vendor_name)
    found: dict[str, str | None] = dict.fromkeys(FIELDS)
    found |= {field: os.environ.get(name) or None for field, name in zip(FIELDS, names, strict=False)}
    found |= {field: value for field, value in given.items() if value}
    if not found["key"]:
        raise click.UsageError(f"no credential: give --key, or set {names[1]}")
    return {**found, "base_url": found["base_url"] or _stand_in(vendor_name)}


def _stand_in(vendor_name: str) -> str:
    port = CONTROL_PORT + 1 + sorted(vendors()).index(vendor_name)
    return f"http://127.0.0.1:{port}{vendor(vendor_name).contract.base_path}"
