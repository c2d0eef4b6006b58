"""What the client knows of a vendor, held against the vendor's contract, both ways."""

from __future__ import annotations

import pytest

from understudy.client import Meaning, vendors
from understudy.client.context import Access, Context
from understudy.contracts import vendor as contract_of

VENDORS = ["elevateai", "marsview", "scriptix"]


def meaning(row) -> Meaning:
    """What a row of a lifecycle asks of a client."""
    if row.waits:
        return Meaning.NEEDS_FILE
    if row.then:
        return Meaning.RUNNING
    if row.redo:
        return Meaning.RESEND
    return Meaning.ENDED_WELL if row.ends == "well" else Meaning.ENDED_BADLY


@pytest.mark.parametrize("name", VENDORS)
def test_the_client_knows_every_status_and_no_other(name):
    """Each word of each lifecycle, with what it asks of a client; and nothing that the vendor never shows."""
    documented = {
        lifecycle.shown(row_name): meaning(row)
        for lifecycle in contract_of(name).lifecycles.values()
        for row_name, row in lifecycle.rows.items()
        if lifecycle.shown(row_name)
    }

    assert dict(vendors()[name].statuses) == documented


KINDS = {
    "elevateai": {"audio": "upload", "link": "download", "chat": "text", "transcript": "text"},
    "marsview": {"audio": "model", "link": "model"},
    "scriptix": {"audio": "upload", "link": "link"},
}


@pytest.mark.parametrize("name", VENDORS)
def test_the_client_waits_as_long_as_the_contract_advises(name):
    """The advised interval, for every kind of job at every age."""
    contract = contract_of(name)
    context = Context(Access("http://vendor", "key", "secret", "me@example.com"), lambda: 0.0, lambda: 0.0)
    client = vendors()[name](context)

    for kind, lifecycle in KINDS[name].items():
        for elapsed_s in (0, 59.9, 60, 299.9, 300, 86_400):
            assert client.interval_s(kind, elapsed_s) == contract.poll_interval_s(lifecycle, elapsed_s)
