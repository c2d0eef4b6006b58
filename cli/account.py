"""Where a vendor is and with which credential: from options, else from the environment, else the stand-in.

Source: ours.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from understudy.client import vendors
from understudy.contracts import vendor

CONTROL_PORT = 8410
"""where `understudy serve` listens by default; the vendors follow in alphabetical order"""

FIELDS = ("base_url", "key", "secret", "user_id")
VARIABLES = {
    "elevateai": ("ELEVATEAI_BASE_URL", "ELEVATEAI_API_TOKEN"),
    "marsview": ("MARSVIEW_BASE_URL", "MARSVIEW_API_KEY", "MARSVIEW_API_SECRET", "MARSVIEW_USER_ID"),
    "scriptix": ("SCRIPTIX_BASE_URL", "SCRIPTIX_TOKEN"),
}
"""the environment variables of each vendor, in the order of FIELDS"""


def account(vendor_name: str, given: Mapping[str, str | None]) -> Mapping[str, str | None]:
    """Return base_url, key, secret and user_id. Raises click.UsageError when there is no key."""
    names = VARIABLES.get(vendor_name, (f"{vendor_name.upper()}_BASE_URL", f"{vendor_name.upper()}_TOKEN"))
    found: dict[str, str | None] = dict.fromkeys(FIELDS)
    found |= {field: os.environ.get(name) or None for field, name in zip(FIELDS, names, strict=False)}
    found |= {field: value for field, value in given.items() if value}
    if not found["key"]:
        raise click.UsageError(f"no credential: give --key, or set {names[1]}")
    return {**found, "base_url": found["base_url"] or _stand_in(vendor_name)}


def _stand_in(vendor_name: str) -> str:
    port = CONTROL_PORT + 1 + sorted(vendors()).index(vendor_name)
    return f"http://127.0.0.1:{port}{vendor(vendor_name).contract.base_path}"
