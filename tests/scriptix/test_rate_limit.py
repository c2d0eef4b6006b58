"""Rate limits: off unless a plan is chosen, then counted on the tenant's clock and told in headers."""

from __future__ import annotations

from math import ceil

import httpx
import pytest
from scriptix.caller import KEY, SESSIONS, START, Caller, calling, refusal

from understudy.fakes.tenant import Settings

NAMES = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


def told(answer: httpx.Response) -> list[int]:
    """Return limit, remaining and reset."""
    return [int(answer.headers[name]) for name in NAMES]


def use_up(scriptix: Caller, count: int) -> None:
    """Poll the list so often; every answer must be 200."""
    assert {scriptix.get().status_code for _ in range(count)} == {200}


def test_without_a_plan_there_are_no_limits(scriptix: Caller) -> None:
    """By default any number of requests is answered, and no header speaks of limits."""
    use_up(scriptix, 200)

    assert not set(NAMES) & set(scriptix.get().headers)


@pytest.mark.parametrize(("plan", "a_minute"), [("free", 10), ("bronze", 30), ("silver", 60), ("gold", 120)])
def test_a_plan_allows_so_many_requests_a_minute(scriptix: Caller, plan: str, a_minute: int) -> None:
    """The documented number is answered, the next one is refused, and after Retry-After there is one more."""
    scriptix.speak(plan=plan)
    use_up(scriptix, a_minute)

    refused = scriptix.get()
    scriptix.tenant().clock.advance(int(refused.headers["retry-after"]))

    assert refused.status_code == 429
    assert scriptix.get().status_code == 200


@pytest.mark.parametrize(("plan", "an_hour"), [("free", 100), ("bronze", 500), ("silver", 2000), ("gold", 5000)])
def test_a_plan_allows_so_many_requests_an_hour(scriptix: Caller, plan: str, an_hour: int) -> None:
    """However slowly they come, no more than the documented number is answered in an hour."""
    scriptix.speak(plan=plan)
    tenant, interval_s = scriptix.tenant(), 3000 / an_hour
    tenant.request_times["scriptix"] = [START + number * interval_s for number in range(an_hour - 1)]
    tenant.clock.advance(3000)
    use_up(scriptix, 1)

    refused = scriptix.get()

    assert refused.status_code == 429
    assert told(refused) == [an_hour, 0, ceil(START + 3600)]
    assert refused.headers["retry-after"] == "600"


def test_the_headers_count_down(scriptix: Caller) -> None:
    """Every answer tells limit, remaining and reset: the moment at which the oldest request stops to count."""
    scriptix.speak(plan="free")
    first = told(scriptix.get())
    scriptix.tenant().clock.advance(20)

    assert first == [10, 9, ceil(START + 60)]
    assert told(scriptix.get()) == [10, 8, ceil(START + 60)]


def test_a_refused_request_is_answered_with_both_documented_headers(scriptix: Caller) -> None:
    """429 says when to come back in `Retry-After` and in the body, equally, in the documented words."""
    scriptix.speak(plan="free")
    use_up(scriptix, 10)

    answer = scriptix.get()

    assert answer.headers["retry-after"] == "60"
    assert told(answer) == [10, 0, ceil(START + 60)]
    assert answer.json() == {
        "error": "Rate Limit Exceeded", "message": "Too many requests. Please try again in 60 seconds.",
        "error_code": "RATE_LIMIT_EXCEEDED", "retry_after": 60,
    }  # fmt: skip


def test_the_other_documented_body_is_a_slug(scriptix: Caller) -> None:
    """rate_limit_body=slug answers error and message alone; the header stays, and so do other errors."""
    scriptix.speak(plan="free", rate_limit_body="slug")
    assert refusal(scriptix.get("/unknown"))[0] == 404
    use_up(scriptix, 9)

    answer = scriptix.get()

    assert answer.json() == {
        "error": "rate_limit_exceeded", "message": "Too many requests. Please try again in 60 seconds."
    }  # fmt: skip
    assert answer.headers["retry-after"] == "60"


def test_every_answer_tells_what_is_left(scriptix: Caller) -> None:
    """Refusals, creations and documents carry the headers; what needs no credential does not."""
    scriptix.speak(plan="gold")
    session = scriptix.complete()
    document = f"/{session['session_id']}/document/{session['document']['id']}"
    answers = [
        scriptix.get("/unknown"), scriptix.get(limit=0), scriptix.call("POST", SESSIONS, json={"language": "en"}),
        scriptix.get(document, format="srt"), scriptix.call("DELETE", f"{SESSIONS}/{session['session_id']}"),
    ]  # fmt: skip

    left = [told(answer)[1] for answer in answers]

    assert left == list(range(left[0], left[0] - 5, -1))
    assert not set(NAMES) & set(scriptix.call("GET", SESSIONS, None).headers)


def test_requests_leave_the_window_one_by_one(scriptix: Caller) -> None:
    """The window slides: a request more is allowed as soon as one is a minute old."""
    scriptix.speak(plan="free")
    use_up(scriptix, 5)
    scriptix.tenant().clock.advance(30)
    use_up(scriptix, 5)
    scriptix.tenant().clock.advance(29.9)
    assert scriptix.get().headers["retry-after"] == "1"
    scriptix.tenant().clock.advance(0.1)

    use_up(scriptix, 5)

    assert scriptix.get().headers["retry-after"] == "30"


def test_a_refused_request_does_not_count(scriptix: Caller) -> None:
    """Knocking at a closed door does not keep it closed."""
    scriptix.speak(plan="free")
    use_up(scriptix, 10)
    for _ in range(50):
        scriptix.get()
    scriptix.tenant().clock.advance(60)

    use_up(scriptix, 10)


def test_each_tenant_has_its_own_allowance(scriptix: Caller) -> None:
    """One tenant's requests do not use up another's, and only the one with a plan is limited."""
    scriptix.speak(plan="free")
    scriptix.speak("other", plan="free")
    use_up(scriptix, 10)

    assert scriptix.get(key="other").status_code == 200
    assert scriptix.get(key="third").status_code == 200
    assert scriptix.get().status_code == 429


def test_the_record_of_requests_is_bounded(scriptix: Caller) -> None:
    """No more is kept than an hour's allowance."""
    scriptix.speak(plan="free")
    for _ in range(400):
        assert scriptix.get().status_code == 200
        scriptix.tenant().clock.advance(40)

    assert len(scriptix.tenant().request_times["scriptix"]) <= 100


def test_waiting_as_told_is_enough_at_any_moment() -> None:
    """Whatever fraction of a second it is, a client that waits for Retry-After seconds is let in."""
    for number in range(40):
        with calling(Settings(seed=number, speed=0.0)) as scriptix:
            scriptix.speak(plan="free")
            scriptix.tenant().clock.advance(number * 0.013 + 1e9)
            use_up(scriptix, 10)
            scriptix.tenant().clock.advance(int(scriptix.get().headers["retry-after"]))

            assert scriptix.get(key=KEY).status_code == 200
