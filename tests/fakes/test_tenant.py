"""Tenants: which credential is admitted, what scenario it selects, and that each has a world of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from understudy.contracts import vendor
from understudy.fakes.job import Job
from understudy.fakes.store import MemoryStore
from understudy.fakes.tenant import NotAdmitted, Settings, Tenant, Tenants, keys_file
from understudy.scenarios import UnknownScenario

FROZEN = Settings(speed=0.0)
FACTS = vendor("elevateai")


def declare(tenant: Tenant, lifecycle: str = "text", number: int = 0) -> Job:
    """Start a job."""
    return tenant.declare(FACTS, FACTS.lifecycles[lifecycle], f"job-{number}", b"{}")


@pytest.mark.parametrize(
    "credential",
    ["a", "2ebaffd6-7a4b", "ä ö/ü", " x ", "x" * 10_000],
    ids=["short", "a GUID", "in letters of any kind", "with blanks around", "endless"],
)
def test_any_credential_is_a_tenant(credential: str) -> None:
    """Without a list of keys every credential that is not empty is admitted, and means the same world each time."""
    tenants = Tenants(FROZEN)

    assert tenants.get(credential).name == credential
    assert tenants.get(credential) is tenants.get(credential, "elevateai")
    assert [tenant.name for tenant in tenants] == [credential]


@pytest.mark.parametrize("credential", ["", " ", "\t\n"], ids=["empty", "a blank", "white space"])
def test_an_empty_credential_is_not_admitted(credential: str) -> None:
    """Nothing, or nothing but blanks, is no credential; no tenant comes of it."""
    tenants = Tenants(FROZEN)
    with pytest.raises(NotAdmitted, match="the credential is missing or empty"):
        tenants.get(credential)

    assert list(tenants) == []


@pytest.mark.parametrize(
    ("credential", "called", "scenarios"),
    [
        ("processing_failed@me", "elevateai", {"elevateai"}),
        ("processing_failed@me@home", "elevateai", {"elevateai"}),
        ("elevateai/processing_failed@me", None, {"elevateai"}),
        ("processing_failed@", None, {"elevateai"}),
        ("airdow002@me", "marsview", {"marsview"}),
        ("not_found@me", "scriptix", {"scriptix"}),
        ("me", "elevateai", set()),
    ],
)
def test_a_credential_selects_a_scenario(credential: str, called: str | None, scenarios: set[str]) -> None:
    """What stands before the first `@` is a scenario; the tenant's name is the whole credential."""
    tenant = Tenants(FROZEN).get(credential, called)

    assert (tenant.name, set(tenant.scenarios)) == (credential, scenarios)


@pytest.mark.parametrize(
    ("credential", "called", "reason"),
    [
        (
            "procesing_failed@me",
            "elevateai",
            "no scenario 'elevateai/procesing_failed': did you mean elevateai/processing_failed",
        ),
        ("processing_failed@me", "scriptix", "no scenario 'scriptix/processing_failed': did you mean "),
        ("marsview/airdow002@me", "elevateai", "no scenario 'marsview/airdow002'"),
        ("@me", "elevateai", "no scenario 'elevateai/': did you mean "),
        ("procesing_failed@me", None, "no scenario "),
    ],
    ids=["misspelt", "another vendor's", "another vendor's by name", "none", "misspelt, to nobody in particular"],
)
def test_an_unknown_scenario_is_not_admitted(credential: str, called: str | None, reason: str) -> None:
    """A credential that asks for what is not there is refused with the near ones; no tenant comes of it."""
    tenants = Tenants(FROZEN)
    with pytest.raises(NotAdmitted, match=re.escape(reason)):
        tenants.get(credential, called)

    assert list(tenants) == []


def test_the_near_scenarios_are_told_even_where_no_vendor_was_called() -> None:
    """The control port knows no vendor; a misspelt scenario of any of them is told its likes."""
    with pytest.raises(NotAdmitted, match=r"did you mean .*elevateai/processing_failed"):
        Tenants(FROZEN).get("procesing_failed@me")


def test_a_known_tenant_is_checked_against_the_vendor_that_is_called() -> None:
    """A credential that one vendor admitted is not admitted by another one whose scenario it is not."""
    tenants = Tenants(FROZEN)
    tenants.get("processing_failed@me", "elevateai")
    with pytest.raises(NotAdmitted):
        tenants.get("processing_failed@me", "marsview")


def test_only_listed_keys_are_admitted() -> None:
    """With a list of keys nothing else is admitted, not even with a scenario before it."""
    tenants = Tenants(Settings(keys={"me": None, "processing_failed@me": "secret"}))
    admitted = [tenants.get(credential).name for credential in ("me", "processing_failed@me")]

    assert admitted == ["me", "processing_failed@me"]
    for credential in ("you", "ME", "processing_failed@you"):
        with pytest.raises(NotAdmitted, match="not among the keys"):
            tenants.get(credential)


def test_a_keys_file_has_one_credential_a_line(tmp_path: Path) -> None:
    """A secret may follow after a space; comments and empty lines do not count."""
    path = tmp_path / "keys"
    path.write_text("# ours\nfirst\nsecond its-secret  # Marsview\n\n  third  \n", encoding="utf-8")

    assert keys_file(path) == {"first": None, "second": "its-secret", "third": None}


def test_a_server_can_give_every_tenant_a_scenario() -> None:
    """What the settings name holds for all; a credential that names another one of that vendor has it instead."""
    tenants = Tenants(Settings(scenarios=("elevateai/processing_failed", "scriptix/not_found")))

    assert set(tenants.get("me").scenarios) == {"elevateai", "scriptix"}
    assert set(tenants.get("airdow002@me").scenarios) == {"elevateai", "scriptix", "marsview"}
    assert tenants.get("me").scenario("marsview").script.fail is None


def test_a_server_with_an_unknown_scenario_does_not_start() -> None:
    """Settings that name a scenario that is not there are refused at once."""
    with pytest.raises(UnknownScenario, match="did you mean elevateai/processing_failed"):
        Tenants(Settings(scenarios=("elevateai/procesing_failed",)))


def test_each_tenant_has_a_world_of_its_own() -> None:
    """Jobs, clock, scenarios and journal of one tenant are nothing to another."""
    tenants = Tenants(FROZEN)
    one, other = tenants.get("one"), tenants.get("other")
    declare(one)
    one.clock.advance(3600)
    one.scenarios.update(tenants.get("processing_failed@x").scenarios)

    assert (len(one.jobs), len(other.jobs)) == (1, 0)
    assert one.clock.now() - other.clock.now() > 3000
    assert other.scenarios == {}


def test_a_reset_tenant_begins_anew() -> None:
    """Everything behind a credential is forgotten; resetting what is not there does nothing."""
    tenants = Tenants(FROZEN)
    before = tenants.get("me")
    declare(before)

    assert (tenants.reset("me"), tenants.reset("me")) == (True, False)
    assert tenants.get("me") is not before
    assert len(tenants.get("me").jobs) == 0


def test_the_next_event_is_that_of_any_job() -> None:
    """It is the earliest planned step of all jobs that are not deleted, and None when nothing is planned."""
    tenant = Tenants(FROZEN).get("me")
    assert tenant.next_event() is None
    jobs = [declare(tenant, number=number) for number in range(5)]
    first = min(jobs, key=lambda job: job.starts[1])
    assert tenant.next_event() == first.starts[1]
    first.deleted_at = tenant.clock.now()

    assert tenant.next_event() == min(job.starts[1] for job in jobs if job is not first)


def test_a_command_counts_only_where_it_is_waited_for() -> None:
    """A job that does not wait for it, and one that was deleted, stays as it is."""
    tenant = Tenants(FROZEN).get("me")
    upload, text, deleted = (declare(tenant, kind, n) for n, kind in enumerate(("upload", "text", "upload")))
    deleted.deleted_at = tenant.clock.now()

    assert [tenant.command(job, "upload") for job in (upload, text, deleted)] == [True, False, False]
    assert tenant.command(upload, "upload") is False
    assert (text.commands, deleted.commands, len(upload.commands)) == ((), (), 1)


def test_a_store_knows_what_is_there_at_a_time() -> None:
    """A job is found until it is deleted or has vanished; its tombstone stays."""
    tenants = Tenants(FROZEN)
    tenant, store = tenants.get("me"), MemoryStore()
    job = declare(tenant)
    store.add(job)
    found = [store.get(job.id, job.declared_at), store.get("nobody", job.declared_at)]
    job.deleted_at = job.declared_at

    assert found == [job, None]
    assert (store.get(job.id, job.declared_at), store.tombstone(job.id)) == (None, job)
    assert (list(store), len(store), store.declared) == ([job], 1, 1)


def test_a_vanished_job_is_not_found() -> None:
    """From the moment at which it is gone, a job is as unknown as one that never was."""
    tenant = Tenants(FROZEN).get("not_found@me", "scriptix")
    facts = vendor("scriptix")
    job = tenant.declare(facts, facts.lifecycles["link"], "job", b"{}")
    vanishes_at = job.starts[-1]

    assert tenant.jobs.get("job", vanishes_at - 0.001) is job
    assert tenant.jobs.get("job", vanishes_at) is None
    assert job.status(vanishes_at) == ""
