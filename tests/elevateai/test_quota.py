"""The monthly quota: so many declarations a calendar month on the tenant's clock, then 429."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from elevateai.conftest import Account

AUDIO = {"type": "audio", "languageTag": "en-us"}


def go_to(account: Account, *moment: int) -> None:
    """Move the clock to a date and time, UTC."""
    account.tenant.clock.advance_to(datetime(*moment, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]


def declared(account: Account, count: int) -> list[int]:
    """Return the codes of so many declarations."""
    return [account.call("POST", "", AUDIO).status for _ in range(count)]


@pytest.mark.parametrize("quota", [1, 2, 5])
def test_the_quota_can_be_used_up(elevateai: Account, quota: int) -> None:
    """As many declarations as the quota allows are taken, and the next ones answered with 429, which names it."""
    elevateai.speak(monthly_quota=quota)
    codes = declared(elevateai, quota + 2)
    answer = elevateai.call("POST", "", AUDIO)

    assert codes == [201] * quota + [429] * 2
    assert answer.json() == {"errorMessage": f"the monthly quota of {quota} requests is used up"}
    assert len(elevateai.tenant.jobs) == quota


def test_without_a_quota_there_is_no_end(elevateai: Account) -> None:
    """By default nothing is counted against anybody."""
    assert set(declared(elevateai, 50)) == {201}


def test_a_month_is_the_calendars(elevateai: Account) -> None:
    """The quota lasts to the month's last moment and begins anew with the first of the next one."""
    elevateai.speak(monthly_quota=2)
    go_to(elevateai, 2031, 1, 31, 23, 59, 59)
    january = declared(elevateai, 3)
    go_to(elevateai, 2031, 2, 1)
    february = declared(elevateai, 3)
    go_to(elevateai, 2031, 2, 28, 23, 59, 59)
    later = declared(elevateai, 1)
    go_to(elevateai, 2032, 2, 1)

    assert (january, february, later, declared(elevateai, 1)) == ([201, 201, 429], [201, 201, 429], [429], [201])


def test_what_becomes_of_an_interaction_does_not_matter(elevateai: Account) -> None:
    """Failed, deleted or never uploaded: a successful declaration has been counted; a refused one has not."""
    elevateai.speak(monthly_quota=3)
    go_to(elevateai, 2031, 1, 1)
    elevateai.call("DELETE", f"/{elevateai.declare()}")
    elevateai.play("script: {fail: upload_failed}")
    identifier = elevateai.declare()
    elevateai.upload(identifier)
    elevateai.watch(identifier)
    assert elevateai.call("POST", "", {"type": "audio"}).status == 400

    assert declared(elevateai, 2) == [201, 429]


def test_an_upload_again_is_no_request(elevateai: Account) -> None:
    """Only declarations count: with the quota used up the rest of the flow still works."""
    elevateai.speak(monthly_quota=1)
    go_to(elevateai, 2031, 1, 1)
    identifier = elevateai.processed()

    assert declared(elevateai, 1) == [429]
    assert elevateai.get(identifier, "transcript")["allParticipants"]["phrases"]
    assert elevateai.call("DELETE", f"/{identifier}").status == 200


def test_a_quota_is_an_accounts(elevateai: Account) -> None:
    """One token's declarations do not count against another's, and a higher quota opens the door again."""
    elevateai.speak(monthly_quota=1)
    assert declared(elevateai, 2) == [201, 429]
    assert elevateai.call("POST", "", AUDIO, key="other").status == 201
    elevateai.speak(monthly_quota=2)

    assert declared(elevateai, 2) == [201, 429]


def test_a_bad_declaration_is_told_so_first(elevateai: Account) -> None:
    """With the quota used up a declaration that cannot be accepted is still a 400."""
    elevateai.speak(monthly_quota=1)
    elevateai.declare()

    assert elevateai.call("POST", "", {"type": "video"}).status == 400


def test_some_of_the_quota_may_be_used_up_before(elevateai: Account) -> None:
    """A tenant can begin with requests behind it; the next month it begins with none, as everybody does."""
    elevateai.speak(monthly_quota=2, requests_used=1)
    first = declared(elevateai, 3)
    go_to(elevateai, 2100, 1, 1)

    assert (first, declared(elevateai, 3)) == ([201, 429, 429], [201, 201, 429])
