"""A check finds every wrong server of the catalogue, and names what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from checks.check_run import caught
from checks.saboteurs.catalogue import ALL, EQUIVALENT, GENERATED, NAMED, Saboteur
from checks.saboteurs.edges import edges

from understudy.contracts import vendor, vendor_names
from understudy.contracts.checks.finding import RULES

QUICK = {
    "elevateai-status-moved-by-polling",
    "elevateai-missing-null",
    "elevateai-results-never",
    "elevateai-astray-upload-processing-to-processed",
    "marsview-any-token-will-do",
    "marsview-delete-does-nothing",
    "marsview-without-model-picked_up-to-processed",
    "scriptix-ids-as-floats",
    "scriptix-filter-is-ignored",
    "scriptix-retry-after-missing",
    "scriptix-session-upload-taken-twice",
    "scriptix-too-short-file-taken",
}
"""those that every run of the tests holds the check to; all together are slow"""


@pytest.mark.parametrize("saboteur", [each for each in ALL if str(each) in QUICK], ids=str)
def test_a_wrong_server_is_found(saboteur: Saboteur) -> None:
    """One finding at least names a rule that the defect breaks."""
    is_caught, rules = caught(saboteur)

    assert is_caught, f"{saboteur.about} Named were {sorted(rules)}, not {' or '.join(sorted(saboteur.rules))}"


@pytest.mark.slow
@pytest.mark.parametrize("origin", [pytest.param(NAMED, id="by_hand"), pytest.param(GENERATED, id="generated")])
@pytest.mark.parametrize("name", vendor_names())
def test_no_wrong_server_passes(name: str, origin: list[Saboteur], record_property: Callable[..., None]) -> None:
    """The count of those caught is the count of all; it is printed in the summary."""
    wrong = [each for each in origin if each.vendor == name and str(each) not in EQUIVALENT]
    missed = [str(each) for each in wrong if not caught(each)[0]]

    record_property("told", f"wrong servers of {name} caught: {len(wrong) - len(missed)}/{len(wrong)}")
    assert missed == []


def test_the_catalogue_has_two_wrong_servers_for_each_edge_of_each_lifecycle() -> None:
    """One without the edge, one where it leads elsewhere, but for those that nobody could tell from a right one."""
    count = sum(1 for name in vendor_names() for _ in edges(vendor(name)))

    assert len(GENERATED) == 2 * count
    assert set(EQUIVALENT) <= set(map(str, GENERATED))


def test_the_catalogue_has_wrong_servers_of_every_vendor_and_kind() -> None:
    """Each has a name of its own, says what is wrong with it, and rules that there are; each rule has one to find."""
    assert len({str(each) for each in ALL}) == len(ALL)
    assert all(each.about and each.rules and each.rules <= set(RULES) for each in ALL)
    assert {each.vendor for each in NAMED} == set(vendor_names())
    assert set(RULES) - {"drift"} <= {rule for each in ALL for rule in each.rules}, "drift is what evidence shows"
    assert len(NAMED) >= 40
    assert {str(each) for each in ALL} >= QUICK
