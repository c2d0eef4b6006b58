"""delete_file: afterwards nobody has heard of the transaction."""

from __future__ import annotations

import pytest
from marsview.caller import Caller, refusal

GONE = (404, "understudy:not_found")


@pytest.mark.parametrize("steps", [0, 1, 2], ids=["queued", "picked up", "processed"])
def test_a_transaction_can_be_deleted_at_any_time(marsview: Caller, steps: int) -> None:
    """delete_file answers 200 with the id; then every operation gets 404."""
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text")
    for _ in range(steps):
        marsview.step()

    answer = marsview.delete(txn_id)

    assert answer.json() == {"status": True, "data": {"txnId": txn_id}}
    assert refusal(marsview.get("get_txn", txn_id)) == GONE
    assert refusal(marsview.get("fetch_metadata", txn_id)) == GONE
    assert refusal(marsview.ask(txn_id, "speech_to_text")) == GONE


def test_a_transaction_without_models_can_be_deleted(marsview: Caller) -> None:
    """What was only saved can be deleted, too."""
    assert marsview.delete(marsview.save_link()).status_code == 200


def test_a_second_delete_is_not_found(marsview: Caller) -> None:
    """What is gone cannot be deleted again."""
    txn_id = marsview.save()
    marsview.delete(txn_id)

    assert refusal(marsview.delete(txn_id)) == GONE


def test_an_unknown_or_foreign_transaction_cannot_be_deleted(marsview: Caller) -> None:
    """Another tenant's transaction gets 404 and stays."""
    txn_id = marsview.save()

    assert refusal(marsview.delete("txn-1")) == GONE
    assert refusal(marsview.delete(txn_id, "other")) == GONE
    assert marsview.txn(txn_id)["txnId"] == txn_id


def test_the_other_transactions_stay(marsview: Caller) -> None:
    """One delete takes one transaction."""
    first, second = marsview.save(), marsview.save()
    marsview.delete(first)

    assert marsview.txn(second)["txnId"] == second
