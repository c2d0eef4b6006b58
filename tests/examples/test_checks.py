import threading

import httpx
from calls import transcribe

LINK = "https://example.com/call.wav"


def test_one_job_is_bought(elevateai):
    elevateai.expect("declareInteraction", count=1)  # checked when the test ends
    elevateai.expect("getInteractionStatus", at_most=60)
    transcribe(elevateai.url, elevateai.key, LINK, elevateai.clock.sleep)


def test_what_was_asked(elevateai):
    transcribe(elevateai.url, elevateai.key, LINK, elevateai.clock.sleep)
    assert elevateai.journal[0].operation == "declareInteraction"
    assert elevateai.jobs[0].timeline[-1].status == "processed"


def test_a_worker_in_the_background(elevateai):
    how = elevateai.url, elevateai.key, LINK, elevateai.clock.sleep
    worker = threading.Thread(target=transcribe, args=how)
    worker.start()
    elevateai.wait_for("getInteractionStatus", count=3)
    worker.join()


def test_a_mistake_on_purpose(elevateai):
    elevateai.allow_violations()
    answer = httpx.post(f"{elevateai.url}/interaction", headers={"X-API-Token": elevateai.key})
    assert answer.status_code == 404
