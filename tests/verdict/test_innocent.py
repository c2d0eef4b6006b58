"""Nobody is accused of what he may do: each exception of each rule, one conduct a test."""

# ruff: noqa: D103 - their names say what was done

from __future__ import annotations

from collections.abc import Callable

import pytest
from verdict.diary import FILE, LANES_END, LINK, OTHER_FILE, TEXT, Diary, told

from understudy.scenarios.verdict.conduct import Conduct

PARTLY = {"speech_to_text": "processed", "emotion_analysis": "uploaded"}


def a_new_token_after_403_and_the_poll_repeated_at_once() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll("uploaded", after=300)
    d.poll(None, after=300, http=403, known=False)
    d.send("authenticate", None)
    d.poll("uploaded", after=0)
    d.finish(after=300)
    return d.conduct()


def a_new_token_refused_again_and_a_third_one_taken() -> Conduct:
    d = Diary("marsview")
    d.begin()
    for _ in range(2):
        d.poll(None, after=300, http=403, known=False)
        d.send("authenticate", None)
    d.finish(after=0)
    return d.conduct()


def asked_for_a_new_token_that_did_not_come_at_once() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll(None, after=300, http=403, known=False)
    d.send("authenticate", None, http=500)
    d.poll(None, after=300, http=403, known=False)
    d.send("authenticate", None)
    d.finish()
    return d.conduct()


def two_jobs_refused_at_once_with_the_same_token() -> Conduct:
    d = Diary("marsview")
    d.begin("a")
    d.send("submit", "b", subject=OTHER_FILE)
    d.send("start", "b", "uploaded")
    d.poll(None, after=300, http=403, job="a", known=False)
    d.poll(None, after=0, http=403, job="b", known=False)
    d.send("authenticate", None)
    d.finish("a")
    d.finish("b")
    return d.conduct()


def a_token_refused_once_and_accepted_the_next_time() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll(None, after=300, http=403)
    d.poll("uploaded", after=300)
    d.poll(None, after=300, http=403)
    d.finish(after=300)
    return d.conduct()


def a_refused_key_that_nothing_could_renew() -> Conduct:
    d = Diary()
    d.send("submit", None, http=401)
    d.send("submit", None, http=401, after=5)
    return d.conduct("failure", "failed")


def a_poll_repeated_soon_after_it_was_broken_off() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    d.poll(None, after=30, http=0)
    d.poll("processing", after=1)
    d.finish(after=30)
    return d.conduct()


def a_poll_repeated_soon_after_500_and_429() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    d.poll(None, after=30, http=500)
    d.poll(None, after=1, http=429)
    d.poll("processing", after=2)
    d.finish(after=30)
    return d.conduct()


def a_look_before_the_upload_and_one_soon_after() -> Conduct:
    d = Diary()
    d.send("submit", "a", http=201)
    d.poll("filePendingUpload", after=0)
    d.send("upload", "a", subject=FILE, took=2)
    d.poll("fileUploading", after=0)
    d.finish(after=30)
    return d.conduct()


def two_jobs_in_turn_each_at_its_pace() -> Conduct:
    d = Diary()
    d.begin("a")
    d.begin("b", subject=OTHER_FILE)
    d.poll("processing", after=15, job="a")
    d.poll("processing", after=15, job="b")
    d.poll("processed", after=15, job="a")
    d.poll("processed", after=15, job="b")
    d.send("result", "a")
    d.send("result", "b")
    return d.conduct()


def scriptix_adaptively() -> Conduct:
    d = Diary("scriptix")
    d.begin()
    for after in [3] * 20 + [5] * 48 + [10] * 30:
        d.poll("processing", after=after)
    d.finish(after=10)
    return d.conduct()


def scriptix_every_five_seconds_for_ever_so_long() -> Conduct:
    d = Diary("scriptix")
    d.begin()
    for _ in range(200):
        d.poll("processing", after=5)
    d.finish(after=5)
    return d.conduct()


def elevateai_text_every_five_seconds() -> Conduct:
    d = Diary()
    d.begin(subject=TEXT)
    for _ in range(5):
        d.poll("processing", after=5)
    d.finish(after=5)
    return d.conduct()


def faster_than_advised_where_time_is_made_of_polls() -> Conduct:
    d = Diary()
    d.begin()
    for _ in range(5):
        d.poll(None, after=0, http=429, retry_after=60)
    for _ in range(5):
        d.poll(None, after=1, http=429)
    d.poll("processing", after=1)
    d.finish(after=1)
    return d.conduct(paced=False)


def a_file_sent_again_after_its_upload_failed() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("fileUploadFailed", after=30)
    d.send("upload", subject=FILE, http=500)
    d.send("upload", subject=FILE, after=1)
    d.poll("fileUploaded", after=1)
    d.finish(after=30)
    return d.conduct()


def declared_anew_after_a_second_upload_failed_too() -> Conduct:
    d = Diary()
    d.begin("a")
    d.poll("fileUploadFailed", after=30, job="a")
    d.send("upload", "a", subject=FILE)
    d.poll("fileUploadFailed", after=30, job="a")
    d.begin("b")
    d.finish("b", after=30)
    return d.conduct()


def another_recording_while_an_upload_has_failed() -> Conduct:
    d = Diary()
    d.begin("a")
    d.poll("fileUploadFailed", after=30, job="a")
    d.begin("b", subject=OTHER_FILE)
    d.finish("b", after=30)
    d.send("upload", "a", subject=FILE)
    d.finish("a", after=30)
    return d.conduct()


def two_polls_at_once_of_which_one_told_the_end() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("processed", after=30, took=2)
    d.now_s -= 1
    d.poll("processed", after=0, http=500)
    d.now_s += 1
    d.send("result")
    return d.conduct()


def polled_on_as_the_answer_with_the_end_never_came_through() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("processed", after=30, http=0)
    d.finish(after=1)
    return d.conduct()


def further_models_requested_after_the_end() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.finish(after=300)
    d.send("start", "a", "uploaded")
    d.finish(after=300)
    return d.conduct()


def polled_on_while_one_lane_runs() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll("uploaded", after=300, lanes=PARTLY)
    d.poll("processed", after=300, lanes=LANES_END)
    d.send("result")
    return d.conduct()


def waited_exactly_retry_after_each_time() -> Conduct:
    d = Diary("scriptix")
    d.begin()
    for _ in range(6):
        d.poll(None, after=60, http=429, retry_after=60, known=False)
    d.poll("processing", after=60)
    d.finish(after=5)
    return d.conduct()


def waited_exactly_a_short_retry_after_each_time() -> Conduct:
    d = Diary("scriptix")
    for _ in range(8):
        d.send("submit", None, after=1, http=429, retry_after=1)
    d.now_s += 1
    d.begin()
    d.finish(after=3)
    return d.conduct()


def did_something_else_while_one_operation_was_to_rest() -> Conduct:
    d = Diary()
    d.send("submit", "a", http=201)
    d.send("upload", "a", http=429, retry_after=60)
    d.poll("filePendingUpload", after=1)
    d.send("upload", "a", subject=FILE, after=59)
    d.finish(after=30)
    return d.conduct()


def polled_another_job_while_one_was_to_rest() -> Conduct:
    d = Diary()
    d.begin("a")
    d.begin("b", subject=OTHER_FILE)
    d.poll(None, after=30, job="a", http=429, retry_after=60, known=False)
    d.finish("b", after=1)
    d.finish("a", after=60)
    return d.conduct()


def fetched_another_result_while_one_was_to_rest() -> Conduct:
    d = Diary()
    d.begin("a")
    d.begin("b", subject=OTHER_FILE)
    d.poll("processed", after=30, job="a")
    d.poll("processed", after=0, job="b")
    d.send("result", "a", http=429, retry_after=60, known=False)
    d.send("result", "b", after=1)
    d.send("result", "a", after=59)
    return d.conduct()


def sent_before_the_answer_with_retry_after_had_come() -> Conduct:
    d = Diary()
    d.begin()
    d.poll(None, after=30, http=429, retry_after=60, took=5)
    d.now_s -= 4
    d.poll("processing", after=0)
    d.now_s += 4
    d.finish(after=60)
    return d.conduct()


def doubled_its_pause_under_429() -> Conduct:
    d = Diary()
    d.begin()
    for after in (1, 1, 2, 4, 8, 16):
        d.poll(None, after=after, http=429)
    d.finish(after=32)
    return d.conduct()


def doubled_its_pause_from_half_a_second_up_to_ten() -> Conduct:
    d = Diary("scriptix")
    for after in (0, 0.5, 1, 2, 4, 8, 10, 10):
        d.send("submit", None, http=429, after=after)
    d.begin()
    d.finish(after=3)
    return d.conduct()


def stayed_at_a_pace_slower_than_doubling_asks() -> Conduct:
    d = Diary()
    d.begin()
    for _ in range(6):
        d.poll(None, after=30, http=429)
    d.finish(after=30)
    return d.conduct()


def three_refusals_with_success_between() -> Conduct:
    d = Diary("scriptix")
    d.begin()
    for _ in range(3):
        d.poll(None, after=1, http=429)
        d.poll("processing", after=3)
    d.finish(after=5)
    return d.conduct()


def submitted_again_after_429_which_bought_nothing() -> Conduct:
    d = Diary()
    d.send("submit", None, http=429)
    d.begin()
    d.finish(after=30)
    return d.conduct()


def submitted_again_after_500_that_made_nothing() -> Conduct:
    d = Diary("scriptix")
    d.send("submit", None, http=500, subject=LINK)
    d.begin(subject=LINK)
    d.finish(after=3)
    return d.conduct()


def submitted_again_after_the_first_job_failed() -> Conduct:
    d = Diary()
    d.begin("a", subject=LINK)
    d.poll("fileDownloadFailed", after=30, job="a")
    d.begin("b", subject=LINK)
    d.finish("b", after=30)
    return d.conduct()


def submitted_again_after_the_first_job_was_gone() -> Conduct:
    d = Diary("scriptix")
    d.begin("a")
    d.poll(None, after=3, job="a", http=404)
    d.begin("b")
    d.finish("b", after=3)
    return d.conduct()


def submitted_again_after_the_vendor_refused_the_file() -> Conduct:
    d = Diary()
    d.send("submit", "a", http=201)
    d.send("upload", "a", http=413, subject=FILE)
    d.begin("b")
    d.finish("b", after=30)
    return d.conduct()


def two_recordings() -> Conduct:
    d = Diary("marsview")
    d.begin("a")
    d.send("submit", "b", subject=OTHER_FILE)
    d.send("start", "b", "uploaded")
    d.finish("a", after=300)
    d.finish("b")
    return d.conduct()


def the_vendor_was_late_with_the_result() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("processed", after=30)
    d.send("result", http=404)
    d.send("result", http=204, after=5)
    d.send("result", after=10)
    return d.conduct()


def fetched_the_reason_of_a_failed_job() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll("error", after=300)
    d.send("result")
    return d.conduct("failure", "failed")


def asked_a_chat_for_its_summary_at_once() -> Conduct:
    d = Diary()
    d.begin(subject=TEXT)
    d.send("result", operation="getCxSummary")
    d.finish(after=5)
    return d.conduct()


def fetched_one_lane_and_later_all() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll("uploaded", after=300, lanes=PARTLY)
    d.send("result")
    d.poll("processed", after=300, lanes=LANES_END)
    d.send("result")
    return d.conduct()


def fetched_one_lane_and_gave_the_others_up() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll("uploaded", after=300, lanes=PARTLY)
    d.send("result")
    for _ in range(3):
        d.poll("uploaded", after=300, lanes=PARTLY)
    return d.conduct("failure", "failed")


def waited_through_a_word_nobody_documents() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("archiving", after=30)
    d.poll("archiving", after=30)
    d.finish(after=30)
    return d.conduct()


def stopped_at_a_word_nobody_documents() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("archiving", after=30)
    return d.conduct("failure", "either")


def fetched_the_lane_that_ended_beside_one_with_an_unknown_word() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll("new", after=300, lanes={"speech_to_text": "processed", "emotion_analysis": "new"})
    d.send("result")
    d.poll("processed", after=300, lanes=LANES_END)
    d.send("result")
    return d.conduct()


def reported_the_failure_that_was_told() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("processingFailed", after=30)
    return d.conduct("failure", "failed")


def either_way_is_right() -> Conduct:
    d = Diary()
    d.begin()
    d.finish(after=30)
    return d.conduct("success", "either")


def was_content_with_the_models_that_did_not_fail() -> Conduct:
    d = Diary("marsview")
    d.begin()
    d.poll("error", after=300, lanes={"speech_to_text": "processed", "emotion_analysis": "error"})
    d.send("result")
    return d.conduct("success", "either")


def asked_for_other_models_later() -> Conduct:
    d = Diary("marsview")
    d.send("authenticate", None)
    d.send("submit", subject=FILE)
    d.send("start", said="uploaded", subject="request:some")
    d.send("start", said="uploaded", subject="request:others")
    d.finish(after=300)
    return d.conduct()


def asked_for_the_same_models_after_they_had_failed() -> Conduct:
    d = Diary("marsview")
    d.send("authenticate", None)
    d.send("submit", subject=FILE)
    d.send("start", said="uploaded", subject="request:models")
    d.poll("error", after=300)
    d.send("start", said="uploaded", subject="request:models")
    d.finish(after=300)
    return d.conduct()


def gave_up_at_once_on_an_answer_that_could_not_be_read() -> Conduct:
    d = Diary()
    d.begin()
    d.poll(None, after=30, http=502)
    return d.conduct("failure", "failed")


def gave_up_in_time_on_a_job_that_never_ends() -> Conduct:
    d = Diary()
    d.begin()
    for _ in range(40):  # the deadline is an hour: three times the longest that is documented
        d.poll("processing", after=30)
    return d.conduct("failure", "failed")


def a_ghost_beside_a_deliberately_different_recording() -> Conduct:
    d = Diary()
    d.send("submit", "ghost", http=500, subject=LINK)
    d.begin("a")
    d.finish("a", after=30)
    return d.conduct()


def looked_at_a_job_of_an_earlier_run_and_made_one() -> Conduct:
    d = Diary()
    d.poll("processing", after=0, job="old")
    d.begin("a")
    d.finish("a", after=30)
    return d.conduct()


def what_the_server_did_wrong() -> Conduct:
    d = Diary()
    d.begin()
    d.poll("processing", after=30, findings=("reply: identifier: is missing",))
    d.finish(after=30)
    return d.conduct()


CONDUCTS: list[Callable[[], Conduct]] = [
    each
    for each in list(globals().values())
    if callable(each) and getattr(each, "__annotations__", {}) == {"return": "Conduct"}
]


@pytest.mark.parametrize("conduct", CONDUCTS, ids=lambda each: each.__name__)
def test_the_innocent_are_not_accused(conduct: Callable[[], Conduct]) -> None:
    """What its name says breaks no rule."""
    assert told(conduct()) == []
