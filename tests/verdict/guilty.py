"""For each rule at least one conduct that breaks it and nothing else, with the exchange that proves it."""

# ruff: noqa: D103 - their names say what was done

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from verdict.diary import FILE, LANES_END, LINK, TEXT, Diary

from understudy.scenarios.verdict.conduct import Conduct


class Guilty(NamedTuple):
    """One bad conduct."""

    rule: str
    title: str
    conduct: Conduct
    exchange: int | None


Deed = Callable[[], tuple[Conduct, int | None]]
DEEDS: list[tuple[str, Deed]] = []


def deed(rule: str) -> Callable[[Deed], Deed]:
    """Keep a conduct in the table."""

    def keep(each: Deed) -> Deed:
        DEEDS.append((rule, each))
        return each

    return keep


def all_guilty() -> Iterator[Guilty]:
    """Yield the table."""
    for rule, each in DEEDS:
        conduct, exchange = each()
        yield Guilty(rule, each.__name__, conduct, exchange)


@deed("poll-too-fast")
def elevateai_audio_every_fifteen_seconds() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    proof = d.poll("processing", after=15)
    d.finish(after=30)
    return d.conduct(), proof


@deed("poll-too-fast")
def elevateai_text_every_second() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin(subject=TEXT)
    d.poll("declared", after=1)
    proof = d.poll("processing", after=1)
    d.finish(after=5)
    return d.conduct(), proof


@deed("poll-too-fast")
def marsview_every_minute() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    d.poll("uploaded", after=60)
    proof = d.poll("uploaded", after=60)
    d.finish(after=300)
    return d.conduct(), proof


@deed("poll-too-fast")
def scriptix_every_three_seconds_after_the_first_minute() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    for _ in range(23):  # the last of them is 66 s after the first, and a clock may begin a little later
        d.poll("processing", after=3)
    proof = d.poll("processing", after=3)
    d.finish(after=5)
    return d.conduct(), proof


@deed("poll-too-fast")
def scriptix_every_second_at_a_speed_of_120() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    for _ in range(20):
        d.poll("processing", after=1)
    d.finish(after=5)
    return d.conduct(speed=120), 8  # 5 polls at 1 s instead of 2.25 s: 6.25 s are missing, more than the 6 spared


@deed("poll-after-end")
def went_on_after_processing_failed() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll("processingFailed", after=30)
    proof = d.poll("processingFailed", after=30)
    d.poll("processingFailed", after=30)
    return d.conduct("failure", "failed"), proof


@deed("poll-after-end")
def went_on_for_ever_after_the_bad_end() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    d.poll("error", after=300)
    proof = d.poll("error", after=300)
    d.poll("error", after=300)
    return d.conduct("none", "failed"), proof


@deed("poll-after-end")
def went_on_after_the_end_every_second() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.finish(after=30)
    proof = d.poll("processed", after=1)
    d.poll("processed", after=1)
    return d.conduct(), proof


@deed("poll-after-end")
def went_on_after_404() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    d.poll("processing", after=3)
    d.poll(None, after=3, http=404, known=False)
    proof = d.poll(None, after=3, http=404, known=False)
    return d.conduct("failure", "not_found"), proof


@deed("poll-after-end")
def waited_after_an_upload_failed_without_sending_it_again() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll("fileUploadFailed", after=30)
    proof = d.poll("fileUploadFailed", after=30)
    return d.conduct("failure", "either"), proof


@deed("ignored-retry-after")
def came_back_to_a_poll_after_half_the_time() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    d.poll(None, after=3, http=429, known=False, retry_after=60)
    proof = d.poll("processing", after=30)
    d.finish(after=5)
    return d.conduct(), proof


@deed("ignored-retry-after")
def submitted_again_at_once_after_429() -> tuple[Conduct, int | None]:
    d = Diary()
    d.send("submit", None, http=429, retry_after=20)
    proof = d.begin()
    d.finish(after=30)
    return d.conduct(), proof


@deed("ignored-retry-after")
def a_503_with_a_hint_repeated_until_it_gave_up() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll(None, after=30, http=503, known=False, retry_after=120)
    proof = d.poll(None, after=30, http=503, known=False, retry_after=120)
    d.poll(None, after=30, http=503, known=False, retry_after=120)
    return d.conduct("failure"), proof


@deed("no-backoff")
def every_second_under_429_without_a_hint() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    for _ in range(5):
        d.poll(None, after=1, http=429, known=False)
    proof = d.poll("processing", after=1)
    d.finish(after=30)
    return d.conduct(), proof


@deed("no-backoff")
def the_interval_of_the_vendor_ten_times_under_429() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    for _ in range(10):
        proof = d.poll(None, after=30, http=429)
    return d.conduct("failure"), proof


@deed("no-backoff")
def submitted_every_two_seconds_under_429() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    for _ in range(4):
        d.send("submit", None, http=429, after=2)
    proof = d.send("submit", None, http=429, after=2)
    return d.conduct("failure", "failed"), proof


@deed("duplicate-submit")
def declared_again_after_a_ghost() -> tuple[Conduct, int | None]:
    d = Diary()
    d.send("submit", "ghost", http=500)
    proof = d.begin("a")
    d.finish("a", after=30)
    return d.conduct("success", "failed"), proof


@deed("duplicate-submit")
def declared_again_when_it_took_too_long() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin("a")
    d.poll("uploaded", after=300, job="a")
    proof = d.begin("b")
    d.finish("b", after=300)
    return d.conduct(), proof


@deed("duplicate-submit")
def the_same_link_twice_after_the_first_went_well() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin("a", subject=LINK)
    d.finish("a", after=3)
    proof = d.begin("b", subject=LINK)
    d.finish("b", after=3)
    return d.conduct(), proof


@deed("duplicate-submit")
def declared_again_after_a_broken_submit_that_made_a_job() -> tuple[Conduct, int | None]:
    d = Diary()
    d.send("submit", "ghost", http=0, subject=LINK)
    proof = d.begin("a", subject=LINK)
    d.finish("a", after=30)
    return d.conduct(), proof


@deed("duplicate-submit")
def declared_again_as_the_result_was_late() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin("a")
    d.poll("processed", after=30, job="a")
    d.send("result", "a", http=404)
    proof = d.begin("b")
    d.finish("b", after=30)
    d.send("result", "a")
    return d.conduct(), proof


@deed("duplicate-submit")
def declared_again_as_the_upload_was_put_off() -> tuple[Conduct, int | None]:
    d = Diary()
    d.send("submit", "a", http=201)
    d.send("upload", "a", http=429)
    proof = d.begin("b")
    d.finish("b", after=30)
    return d.conduct(), proof


@deed("wrong-redo")
def declared_anew_where_the_file_should_be_sent_again() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin("a")
    d.poll("fileUploadFailed", after=30, job="a")
    proof = d.begin("b")
    d.finish("b", after=30)
    return d.conduct(), proof


@deed("wrong-redo")
def declared_anew_whenever_an_upload_failed() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin("a")
    d.poll("fileUploadFailed", after=30, job="a")
    proof = d.begin("b")
    d.poll("fileUploadFailed", after=30, job="b")
    d.begin("c")
    return d.conduct("none"), proof


@deed("wrong-redo")
def sent_a_file_to_a_download_that_failed() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin(subject=LINK)
    d.poll("fileDownloadFailed", after=30)
    proof = d.send("upload", http=409, subject=FILE)
    return d.conduct("failure", "failed"), proof


@deed("wrong-redo")
def sent_the_file_to_a_failed_session_again() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    d.poll("failed", after=3)
    proof = d.send("upload", http=409, subject=FILE)
    return d.conduct("failure", "failed"), proof


@deed("fetch-too-early")
def fetched_while_processing_and_took_404_for_an_answer() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    proof = d.send("result", http=404)
    return d.conduct("success"), proof


@deed("fetch-too-early")
def fetched_at_once_what_was_there_of_it() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    proof = d.send("result")
    return d.conduct("success"), proof


@deed("fetch-too-early")
def fetched_again_and_again_instead_of_polling() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    proof = d.send("result", http=409, after=30)
    d.send("result", http=409, after=30)
    d.send("result", after=30)
    return d.conduct("success"), proof


@deed("fetch-too-early")
def took_one_lane_for_the_whole() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    d.poll("uploaded", after=300, lanes={"speech_to_text": "processed", "emotion_analysis": "uploaded"})
    proof = d.send("result")
    return d.conduct("success"), proof


@deed("fetch-too-early")
def fetched_one_lane_and_never_the_others() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    d.poll("uploaded", after=300, lanes={"speech_to_text": "processed", "emotion_analysis": "uploaded"})
    proof = d.send("result")
    d.poll("processed", after=300, lanes=LANES_END)
    return d.conduct("success"), proof


@deed("never-fetched")
def was_content_with_the_status() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    proof = d.poll("processed", after=30)
    return d.conduct("success"), proof


@deed("never-fetched")
def took_204_for_a_result() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    proof = d.poll("processed", after=30)
    d.send("result", http=204)
    return d.conduct("success"), proof


@deed("never-fetched")
def submitted_and_forgot() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    return d.conduct("success"), 2


@deed("never-fetched")
def called_it_a_success_without_a_job() -> tuple[Conduct, int | None]:
    d = Diary()
    proof = d.send("submit", None, http=500)
    return d.conduct("success"), proof


@deed("unknown-as-success")
def fetched_on_a_word_nobody_documents() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll("archiving", after=30)
    proof = d.send("result", http=404)
    return d.conduct("success"), proof


@deed("unknown-as-success")
def fetched_on_an_unknown_word_and_never_again() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll("archiving", after=30)
    proof = d.send("result", http=404)
    d.poll("processed", after=30)
    return d.conduct("success"), proof


@deed("unknown-as-success")
def reported_success_on_a_word_nobody_documents() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    proof = d.poll("completed", after=300)
    return d.conduct("success", "failed"), proof


@deed("duplicate-submit")
def asked_for_the_same_models_again() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.send("authenticate", None)
    d.send("submit", subject=FILE)
    d.send("start", http=500, subject="request:models")
    proof = d.send("start", said="uploaded", subject="request:models")
    d.finish(after=300)
    return d.conduct(), proof


@deed("wrong-outcome")
def gave_up_before_the_vendor_had_said_anything() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    proof = d.poll("processing", after=30)
    return d.conduct("failure", "failed"), proof


@deed("wrong-outcome")
def success_although_processing_failed() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    proof = d.poll("processingFailed", after=30)
    return d.conduct("success", "failed"), proof


@deed("wrong-outcome")
def failure_although_the_result_was_in_hand() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    d.finish(after=3)
    return d.conduct("failure"), 3


@deed("wrong-outcome")
def success_although_the_session_is_gone() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    proof = d.poll(None, after=3, http=404)
    return d.conduct("success", "not_found"), proof


@deed("wrong-outcome")
def success_against_the_vendors_own_word_where_the_scenario_takes_either() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    proof = d.poll("failed", after=3)
    return d.conduct("success", "either"), proof


@deed("wrong-outcome")
def gave_up_at_the_first_500() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    proof = d.poll(None, after=30, http=500)
    return d.conduct("failure"), proof


@deed("wrong-outcome")
def nothing_arrived() -> tuple[Conduct, int | None]:
    return Diary().conduct("success", needs="upload"), None


@deed("wrong-outcome")
def nothing_arrived_where_a_webhook_is_needed() -> tuple[Conduct, int | None]:
    return Diary("scriptix").conduct("success", needs="webhook"), None


@deed("past-deadline")
def nothing_arrived_and_it_had_to_be_ended() -> tuple[Conduct, int | None]:
    return Diary().conduct("none", "failed"), None


@deed("past-deadline")
def waited_for_ever_for_a_job_that_never_ends() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    for _ in range(9):
        proof = d.poll("processing", after=30)
    return d.conduct("none", "failed"), proof


@deed("stale-token")
def polled_on_with_an_expired_token() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    d.poll(None, after=300, http=403, known=False)
    proof = d.poll(None, after=300, http=403, known=False)
    d.poll(None, after=300, http=403, known=False)
    return d.conduct("none"), proof


@deed("stale-token")
def tried_twice_with_an_expired_token_and_gave_up() -> tuple[Conduct, int | None]:
    d = Diary("marsview")
    d.begin()
    d.poll(None, after=300, http=403, known=False)
    proof = d.poll(None, after=300, http=403, known=False)
    return d.conduct("failure"), proof


@deed("contract-violation")
def sent_a_field_of_the_wrong_type() -> tuple[Conduct, int | None]:
    d = Diary()
    proof = d.send("submit", None, http=400, findings=("request: type: 'video' is not documented",))
    d.send("submit", None, http=400, findings=("request: type: 'video' is not documented",), after=1)
    return d.conduct("failure"), proof


@deed("contract-violation")
def asked_for_the_result_where_there_is_none() -> tuple[Conduct, int | None]:
    d = Diary()
    d.begin()
    d.poll("processed", after=30)
    proof = d.send("result", None, operation="", http=404, findings=("request: no operation has the path /nowhere",))
    return d.conduct("success"), proof


@deed("secret-in-url")
def put_the_token_into_the_query() -> tuple[Conduct, int | None]:
    d = Diary("scriptix")
    d.begin()
    proof = d.poll("processing", after=3, findings=("secret: a token stands in the query",))
    d.poll("processing", after=3, findings=("secret: a token stands in the query",))
    d.finish(after=3)
    return d.conduct(), proof
