"""What the contract says of Marsview, and that the fake is built on all of it."""

from __future__ import annotations

from understudy.contracts import Sureness, vendor
from understudy.fakes.marsview import MARSVIEW
from understudy.fakes.marsview.credentials import MISSPELT_JSON
from understudy.fakes.marsview.metadata import OUTPUTS
from understudy.fakes.marsview.models import MODELS

VENDOR = vendor("marsview")
SCHEMAS = VENDOR.contract.openapi["components"]["schemas"]


def test_every_model_has_needs_an_output_and_a_renderer() -> None:
    """The thirteen models of the contract are those the fake can compute."""
    assert len(MODELS) == 13
    assert set(SCHEMAS["ModelType"]["enum"]) == set(MODELS) == set(OUTPUTS)


def test_every_output_is_in_the_metadata_of_the_contract() -> None:
    """No two models share a key, and each key has a schema."""
    keys = [each.output for each in MODELS.values()]

    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(SCHEMAS["Metadata"]["properties"])


def test_a_model_needs_only_models_that_exist() -> None:
    """The table of dependencies names models, and leads in no circle."""
    order = list(MODELS)

    assert all(order.index(need) < order.index(name) for name, each in MODELS.items() for need in each.needs)


def test_a_model_shows_three_statuses() -> None:
    """uploaded stands for queued and being worked on; processed and error are ends, and no command leads anywhere."""
    lifecycle = VENDOR.lifecycles["model"]

    assert lifecycle.statuses == {"uploaded", "processed", "error"}
    assert {name: row.ends for name, row in lifecycle.rows.items() if row.ends} == {
        "processed": "well",
        "error": "badly",
    }
    assert not any(command for _, _, command in lifecycle.edges())
    assert [name for name in lifecycle.rows if lifecycle.shown(name) == "uploaded"] == ["queued", "picked_up"]


def test_a_transaction_shows_no_status() -> None:
    """It waits for compute, and can be computed again."""
    lifecycle = VENDOR.lifecycles["transaction"]

    assert lifecycle.statuses == frozenset()
    assert [(row, command) for row, _, command in lifecycle.edges()] == [("saved", "compute"), ("requested", "compute")]


def test_an_invented_code_cannot_be_taken_for_a_documented_one() -> None:
    """A code that no source shows begins with `understudy:`."""
    facts = [(each.code, each.provenance) for each in VENDOR.failures.values()]
    facts += [(code, each.provenance) for code, each in VENDOR.error_codes.items()]
    borrowed = {"MCST07", "TokenExpiredError"}  # of the API before, and of the library whose texts are documented

    for code, provenance in facts:
        assert code is not None
        assert provenance.startswith(Sureness.ASSUMED) == (code.startswith("understudy:") or code in borrowed), code


def test_every_success_is_exactly_200() -> None:
    """Clients take every other code, 201 and 202 too, for a failure."""
    operations = VENDOR.contract.operations.values()

    assert {status for each in operations for status in each.responses if status < 400} == {200}


def test_the_misspelt_content_type_is_taken_for_a_token_only() -> None:
    """It is in no document, as it is no media type, and no other operation takes it."""
    spelt = {name for name, each in MARSVIEW.vendor.contract.operations.items() if MISSPELT_JSON in each.request}

    assert spelt == {"createAccessToken", "getAccessToken"}
    assert not any(MISSPELT_JSON in each.request for each in VENDOR.contract.operations.values())


def test_what_only_mid_2021_had_is_marked_by_its_raw_token() -> None:
    """The contract says of each path of mid 2021 that the token comes without its type, or that none is needed."""
    paths = VENDOR.contract.openapi["paths"]
    marked = {path for path, item in paths.items() for each in item.values() if "security" in each}

    assert marked - {"/auth/create_access_token"} == {
        "/auth/get_access_token", "/conversation/save_file_link/{userId}", "/conversation/{userId}/compute",
        "/conversation/get_txn/{userId}/{transactionId}", "/conversation/fetch_metadata/{userId}/{transactionId}",
    }  # fmt: skip


def test_the_expired_link_is_documented_and_caused_by_the_link() -> None:
    """AIRDOW002 is the failure of a request that is picked up too late."""
    failure = VENDOR.failures["link_expired"]

    assert (failure.code, failure.cause, dict(failure.edge)) == ("AIRDOW002", "link_expired", {"queued": "error"})
    assert failure.provenance.startswith(Sureness.DOCUMENTED)


def test_sixty_minutes_take_fifteen_to_twenty() -> None:
    """The durations of queue and work add up to what is documented for an hour."""
    ranges = [VENDOR.durations[row].range_s(3600) for row in ("queued", "picked_up")]

    assert (sum(low for low, _ in ranges), sum(high for _, high in ranges)) == (900, 1200)


def test_the_advice_is_to_ask_every_five_minutes() -> None:
    """Both seed documents poll every 300 seconds."""
    assert VENDOR.poll_interval_s("model", 0) == VENDOR.poll_interval_s("model", 10_000) == 300
