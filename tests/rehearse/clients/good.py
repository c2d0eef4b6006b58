"""A client that behaves: uploads a file to whichever vendor is asked for, and does for each mishap what is advised."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

from wire import Answer, call, form

DEADLINE = time.monotonic() + float(os.environ["UNDERSTUDY_DEADLINE_S"])
TRIES = 6


class Failed(Exception):
    """The job has ended badly, or nothing more can be done for it."""


def wait(seconds: float) -> None:
    """Sleep, unless the deadline comes first."""
    if time.monotonic() + seconds > DEADLINE:
        raise Failed("gave up at the deadline")
    time.sleep(seconds)


def hint_s(answer: Answer) -> float | None:
    """Return the seconds that Retry-After asks for, a date being held against the answer's own."""
    text = answer.headers.get("retry-after")
    if text is None or text.isdecimal():
        return None if text is None else float(text)
    return (parsedate_to_datetime(text) - parsedate_to_datetime(answer.headers["date"])).total_seconds() + 1


def pause(answer: Answer, tries: int, least_s: float = 1.0) -> None:
    """Stay away for as long as the answer asks, else twice as long each time."""
    hint = hint_s(answer)
    wait(max(least_s, min(2.0**tries, 60.0) if hint is None else hint))


def is_passing(answer: Answer) -> bool:
    """Say whether the same request may well succeed a little later."""
    return answer.status in (0, 408, 425, 429) or answer.status >= 500


def buy(send: Callable[[], Answer]) -> Answer:
    """Send what costs money: again only where nothing was bought."""
    for tries in range(3):
        answer = send()
        if answer.status != 429:
            break
        pause(answer, tries)
    if not answer.ok:
        raise Failed(f"not submitted: {answer.status} {answer.body[:200]!r}")
    return answer


def fetch(send: Callable[[], Answer], is_whole: Callable[[Answer], Any]) -> Answer:
    """Ask for a result until it is there."""
    for tries in range(1, TRIES + 1):
        answer = send()
        if answer.ok and answer.status != 204 and is_whole(answer):
            return answer
        if not (answer.ok or is_passing(answer) or answer.status == 404):
            break
        pause(answer, tries)
    raise Failed(f"no result: {answer.status}")


class ElevateAI:
    good, bad, again = ("processed",), ("processingFailed", "fileDownloadFailed"), ("fileUploadFailed",)
    unfed = "filePendingUpload"
    interval_s = 30.0

    def __init__(self) -> None:
        self.root = os.environ["ELEVATEAI_BASE_URL"] + "/interactions"
        self.headers = {"X-API-Token": os.environ["ELEVATEAI_API_TOKEN"]}

    def submit(self) -> str:
        body = {"type": "audio", "languageTag": "en-us", "vertical": "default"}
        return str(buy(lambda: call("POST", self.root, self.headers, body)).json()["interactionIdentifier"])

    def feed(self, job: str) -> Answer:
        headers, body = form("filename.wav")
        return call("POST", f"{self.root}/{job}/upload", {**self.headers, **headers}, body)

    def look(self, job: str) -> tuple[Answer, list[str]]:
        answer = call("GET", f"{self.root}/{job}/status", self.headers)
        return answer, [answer.json().get("status") or ""]

    def pace_s(self, elapsed_s: float) -> float:
        return self.interval_s

    def result(self, job: str) -> Answer:
        url = f"{self.root}/{job}/transcripts/punctuated"
        return fetch(lambda: call("GET", url, self.headers), lambda answer: answer.json().get("sentenceSegments"))


class Scriptix:
    good, bad, again = ("completed",), ("failed",), ()
    unfed = "new"

    def __init__(self) -> None:
        self.root = os.environ["SCRIPTIX_BASE_URL"] + "/api/v3/speech-to-text/session"
        self.headers = {"Authorization": f"Bearer {os.environ['SCRIPTIX_TOKEN']}"}

    def submit(self) -> str:
        return str(
            buy(lambda: call("POST", self.root, self.headers, {"language": "en"})).json()["result"]["session_id"]
        )

    def feed(self, job: str) -> Answer:
        headers, body = form("upload")
        return call("POST", f"{self.root}/{job}", {**self.headers, **headers}, body)

    def look(self, job: str) -> tuple[Answer, list[str]]:
        answer = call("GET", f"{self.root}/{job}", self.headers)
        return answer, [answer.json().get("status") or ""]

    def pace_s(self, elapsed_s: float) -> float:
        return 3.0 if elapsed_s < 50 else 5.0 if elapsed_s < 300 else 10.0

    def result(self, job: str) -> Answer:
        url = f"{self.root}/{job}/result"
        return fetch(lambda: call("GET", url, self.headers), lambda answer: answer.json().get("result"))


class Marsview:
    good, bad, again = ("processed",), ("error",), ()
    unfed = None
    token = ""

    def __init__(self) -> None:
        self.base = os.environ["MARSVIEW_BASE_URL"]

    def renew(self) -> None:
        names = {"apiKey": "MARSVIEW_API_KEY", "apiSecret": "MARSVIEW_API_SECRET", "userId": "MARSVIEW_USER_ID"}
        body = {name: os.environ[variable] for name, variable in names.items()}
        granted = buy(lambda: call("POST", f"{self.base}/auth/create_access_token", None, body)).json()
        self.token = granted["data"]["accessToken"]

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None) -> Answer:
        for _ in range(2):
            signed = {"Authorization": f"Bearer {self.token}", **(headers or {})}
            answer = call(method, f"{self.base}/conversation/{path}", signed, body)
            if answer.status not in (401, 403):
                break
            self.renew()
        return answer

    def submit(self) -> str:
        self.renew()
        headers, body = form("file", {"title": "call", "description": "call"})
        job = str(buy(lambda: self.send("POST", "save_file", headers, body)).json()["data"]["txnId"])
        models = [{"modelType": "speech_to_text", "modelConfig": {"speaker_seperation": {"num_speakers": -1}}}]
        try:
            buy(lambda: self.send("POST", "compute", None, {"txnId": job, "enableModels": models}))
        except Failed:
            if not self.look(job)[1]:
                raise
            wait(self.pace_s(0))
        return job

    def feed(self, job: str) -> Answer:
        return Answer(200, {}, b"")

    def look(self, job: str) -> tuple[Answer, list[str]]:
        answer = self.send("GET", f"get_txn/{job}")
        data = answer.json().get("data") or {}
        return answer, [model["state"]["status"] for model in data.get("enableModels") or []]

    def pace_s(self, elapsed_s: float) -> float:
        return 300.0

    def result(self, job: str) -> Answer:
        return fetch(lambda: self.send("GET", f"fetch_metadata/{job}"), lambda answer: answer.json().get("data"))


Vendor = ElevateAI | Marsview | Scriptix


def watch(vendor: Vendor, job: str) -> None:
    """Wait for the good end."""
    began, faults, resends = time.monotonic(), 0, 0
    while True:
        answer, words = vendor.look(job)
        if answer.ok and words and all(words):
            faults = 0
            if all(word in (*vendor.good, *vendor.bad) for word in words):
                if any(word in vendor.bad for word in words):
                    raise Failed(f"ended badly: {answer.body!r}")
                return
            if words[0] in vendor.again or words[0] == vendor.unfed:
                resends += 1
                if resends > 2:
                    raise Failed(f"the file does not arrive: {answer.body!r}")
                vendor.feed(job)
        elif answer.ok or is_passing(answer):
            faults += 1
            if faults > TRIES and answer.status != 429:  # who is only put off has all the time there is
                raise Failed("too many failures in a row")
        else:
            raise Failed(f"refused: {answer.status} {answer.body[:200]!r}")
        pause(answer, faults, vendor.pace_s(time.monotonic() - began))


def main() -> None:
    vendor: Vendor = {"elevateai": ElevateAI, "marsview": Marsview, "scriptix": Scriptix}[
        os.environ["UNDERSTUDY_VENDOR"]
    ]()
    job = vendor.submit()
    fed = vendor.feed(job)
    if not (fed.ok or is_passing(fed) or fed.status == 409):
        raise Failed(f"the file is refused: {fed.status} {fed.body[:200]!r}")
    if fed.status == 429:
        pause(fed, 1)
    wait(vendor.pace_s(0))
    watch(vendor, job)
    print(vendor.result(job).body[:300])


if __name__ == "__main__":
    try:
        main()
    except Failed as failed:
        sys.exit(str(failed))
