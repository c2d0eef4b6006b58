"""Whose dialect is spoken: the tenant's own choice, else its scenario's, else the default; and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from understudy.fakes.dialect_choice import BadDialect, check
from understudy.fakes.elevateai.dialect import DIALECT
from understudy.fakes.scriptix.dialect import DIALECT as SCRIPTIX
from understudy.fakes.tenant import Settings, Tenant, Tenants
from understudy.scenarios import Scenario, library

GOOD = {"monthly_quota": 5, "upload_ok": 201}


def scenario(**dialect: object) -> Scenario:
    """Return a scenario that sets these fields."""
    return Scenario(vendor="elevateai", title="A test", source="ours", advice="none", dialect=dialect)


@pytest.fixture
def tenant() -> Tenant:
    """A tenant of its own."""
    return Tenants(Settings(speed=0.0)).get("me")


def test_each_field_is_the_tenants_else_the_scenarios_else_the_default(tenant: Tenant) -> None:
    """In whichever order they are chosen; another vendor's dialect is not concerned."""
    tenant.speak(DIALECT, {"upload_ok": 200, "not_ready": 204})
    tenant.play(scenario(**GOOD))
    spoken = tenant.dialect(DIALECT)

    assert (spoken.upload_ok, spoken.not_ready, spoken.monthly_quota, spoken.unauthorized) == (200, 204, 5, "message")
    assert tenant.dialect(SCRIPTIX) is SCRIPTIX


def test_the_scenarios_fields_go_with_it(tenant: Tenant) -> None:
    """Once the scenario is over its dialect is, too; the tenant's own choice stays."""
    tenant.play(scenario(**GOOD))
    tenant.speak(DIALECT, {"not_ready": 204})
    tenant.scenarios.clear()

    assert (tenant.dialect(DIALECT).monthly_quota, tenant.dialect(DIALECT).not_ready) == (0, 204)


@pytest.mark.parametrize(
    ("dialect", "reason"),
    [
        ({"monthly_qota": 5}, "Object contains unknown field `monthly_qota`; the fields are upload_ok, not_ready"),
        ({"monthly_qota": 5}, "did you mean 'monthly_quota'?"),
        ({"monthly_quota": -1}, "Expected `int` >= 0 - at `$.monthly_quota`; the fields are "),
        ({"token": "stolen"}, "Invalid enum value 'stolen' - at `$.token`"),
    ],
    ids=["misspelt", "the near one", "out of range", "no such value"],
)
def test_a_bad_dialect_is_refused_when_it_is_chosen(tenant: Tenant, dialect: dict[str, object], reason: str) -> None:
    """Naming the fields that there are, and the nearest; nothing of it counts."""
    with pytest.raises(BadDialect, match=re.escape(reason)):
        tenant.play(scenario(**dialect))
    with pytest.raises(BadDialect, match=re.escape(reason)):
        tenant.speak(DIALECT, dialect)

    assert (tenant.scenarios, tenant.dialect(DIALECT)) == ({}, DIALECT)


@pytest.mark.parametrize("name", list(library()))
def test_the_dialect_of_every_scenario_that_ships_is_right(name: str) -> None:
    """No scenario of the library is refused by its own vendor."""
    check(name, library()[name])


def test_a_server_with_a_bad_dialect_does_not_start(tmp_path: Path) -> None:
    """One of the user's own scenarios that its vendor cannot speak is told at once, by name."""
    text = "vendor: scriptix\ntitle: Mine\nsource: ours\nadvice: none\ndialect: {plan: lead}\n"
    (tmp_path / "mine.yaml").write_text(text)

    with pytest.raises(BadDialect, match="scriptix/mine: dialect: Invalid enum value 'lead'"):
        Tenants(Settings(scenario_folders=(tmp_path,)))


def test_a_credential_finds_the_users_own_scenarios(tmp_path: Path) -> None:
    """What is in a folder of one's own can be asked for by a credential, and for all, as what ships can."""
    text = "vendor: scriptix\ntitle: Mine\nsource: ours\nadvice: none\ndialect: {plan: gold}\n"
    (tmp_path / "mine.yaml").write_text(text)
    tenants = Tenants(Settings(scenario_folders=(tmp_path,), scenarios=("scriptix/mine",)))

    assert tenants.get("mine@me", "scriptix").scenarios["scriptix"].title == "Mine"
    assert tenants.get("me").dialect(SCRIPTIX).plan == "gold"
    assert tenants.get("not_found@me").dialect(SCRIPTIX).plan == "none"
