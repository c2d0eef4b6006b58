"""The code under test: has a recording transcribed by Scriptix, asynchronously."""

import asyncio

import httpx

SESSIONS = "/api/v3/speech-to-text/session"
POLLS_MAX = 2000


class Failed(Exception):
    """There will be no transcript."""


async def transcribe(http: httpx.AsyncClient, link, sleep=None):
    """Create a session, poll every 30 seconds, return the document's name."""
    sleep = sleep or asyncio.sleep
    created = await http.post(SESSIONS, json={"language": "en", "media_source": link})
    session = _checked(created)["result"]["session_id"]
    for _ in range(POLLS_MAX):
        found = _checked(await http.get(f"{SESSIONS}/{session}"))
        if found["status"] == "completed":
            return found["document"]
        if found["status"] == "failed":
            raise Failed(found["error"])
        await sleep(30)
    raise Failed("it takes too long")


def _checked(answer):
    if not answer.is_success:
        raise Failed(answer.text)
    return answer.json()
