import httpx
from calls import transcribe

LINK = "https://example.com/call.wav"
ORDER = {"type": "audio", "languageTag": "en-us", "downloadUri": LINK}


def test_by_hand(elevateai):
    with httpx.Client(base_url=elevateai.url, headers={"X-API-Token": elevateai.key}) as http:
        call = http.post("/interactions", json=ORDER).json()["interactionIdentifier"]
        first = http.get(f"/interactions/{call}/status").json()["status"]
        elevateai.clock.jump()  # to the next event
        second = http.get(f"/interactions/{call}/status").json()["status"]
        elevateai.clock.advance(hours=6)
        last = http.get(f"/interactions/{call}/status").json()["status"]
    assert first == "declared" != second
    assert last == "processed"


def test_code_that_takes_a_clock(elevateai):
    assert transcribe(elevateai.url, elevateai.key, LINK, sleep=elevateai.clock.sleep)


def test_code_that_calls_time_sleep(elevateai):
    with elevateai.patch_sleep():
        assert transcribe(elevateai.url, elevateai.key, LINK)


def test_code_that_waits_in_ways_of_its_own(elevateai):
    elevateai.clock.auto()  # each poll takes the interval that the vendor advises
    assert transcribe(elevateai.url, elevateai.key, LINK, sleep=lambda seconds: None)
