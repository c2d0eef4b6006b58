from calls import transcribe
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.fakes import stand_in


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3600))
def test_it_may_take_an_hour(seconds):
    with stand_in("elevateai") as elevateai:
        elevateai.script(stay={"processing": f"{seconds}s"})
        assert transcribe(elevateai.url, elevateai.key, "https://example.com/call.wav", elevateai.clock.sleep)
        assert elevateai.clock.elapsed_s > seconds
