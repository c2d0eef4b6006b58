"""The code under test: has a recording transcribed by ElevateAI."""

import time

import httpx

POLLS_MAX = 2000


class Failed(Exception):
    """There will be no transcript."""


def transcribe(base_url, token, link, sleep=None):
    """Declare, poll every 30 seconds, fetch."""
    sleep = sleep or time.sleep
    with httpx.Client(base_url=base_url, headers={"X-API-Token": token}) as http:
        order = {"type": "audio", "languageTag": "en-us", "downloadUri": link}
        call = http.post("/interactions", json=order).raise_for_status().json()["interactionIdentifier"]
        for _ in range(POLLS_MAX):
            answer = http.get(f"/interactions/{call}/status")
            status = answer.json()["status"] if answer.is_success else ""
            if status == "processed":
                return http.get(f"/interactions/{call}/transcripts/punctuated").raise_for_status().json()
            if status.endswith("Failed"):
                raise Failed(status)
            sleep(30)
    raise Failed("it takes too long")
