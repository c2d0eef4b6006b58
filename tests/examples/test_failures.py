import pytest
from calls import Failed, transcribe

from understudy.fakes import scenarios

LINK = "https://example.com/call.wav"


@pytest.mark.scenario("elevateai/processing_failed")
def test_a_failure_is_told(elevateai):
    with pytest.raises(Failed, match="processingFailed"):
        transcribe(elevateai.url, elevateai.key, LINK, elevateai.clock.sleep)


@pytest.mark.parametrize("name", [name for name in scenarios("elevateai") if name.endswith("_failed")])
def test_every_failure_is_survived(elevateai, name):
    elevateai.use(name)
    try:
        transcribe(elevateai.url, elevateai.key, LINK, elevateai.clock.sleep)
    except Failed:
        pass


def test_a_course_of_its_own(elevateai):
    elevateai.script("processing@6h, processingFailed")
    with pytest.raises(Failed):
        transcribe(elevateai.url, elevateai.key, LINK, elevateai.clock.sleep)
    assert elevateai.clock.elapsed_s > 6 * 3600


def test_a_poll_that_fails_is_tried_again(elevateai):
    elevateai.fault("getInteractionStatus", respond=503, calls=[2])
    assert transcribe(elevateai.url, elevateai.key, LINK, elevateai.clock.sleep)


@pytest.mark.understudy(seed=7)
def test_other_draws(elevateai):
    assert transcribe(elevateai.url, elevateai.key, LINK, elevateai.clock.sleep)
