"""Our own version, as reports, archives and evidence name it.

Source: ours.
"""

from __future__ import annotations


def understudy_version() -> str:
    """Return it, or `not installed` where we run from a working tree that is not."""
    # imported here, as it brings an e-mail parser, and few need the version
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("understudy")
    except PackageNotFoundError:
        return "not installed"
