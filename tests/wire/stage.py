"""What a specimen finds on the server: one tenant, on a clock that stands still, and jobs made beforehand.

Source: ours.
"""

from __future__ import annotations

import functools
import io
import re
import wave
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx

from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Tenant

SESSIONS = "/api/v3/speech-to-text/session"
PLACE = re.compile(rb"<<([A-Z_]+)>>")
LENGTH = b"<<LENGTH>>"
"""stands for the number of bytes in the body"""


def silence() -> bytes:
    """Return a WAV file of two seconds in which nothing is heard."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8000 * 2))
    return file.getvalue()


AUDIO = silence()


class Stage:
    """One vendor's tenant; what a placeholder stands for is made when it is first asked for."""

    def __init__(self, stand_ins: StandIns, vendor: str, credential: str) -> None:
        """`credential` is one that no other test uses."""
        self.url = stand_ins.addresses.vendors[vendor]
        self.vendor, self.credential = vendor, credential
        self.tenant: Tenant = stand_ins.tenants.get(credential)
        self.tenant.clock.freeze()
        self._made: dict[bytes, bytes] = {}
        makers: dict[str, Callable[[], Any]] = {
            "elevateai WAITING": self._interaction,
            "elevateai DONE": self._processed_interaction,
            "marsview TOKEN": lambda: self._token,
            "marsview SAVED": self._transaction,
            "marsview DONE": self._processed_transaction,
            "scriptix WAITING": self._session,
            "scriptix ALIGNING": lambda: self._session(session_mode="align"),
            "scriptix DONE": lambda: self._finished["session_id"],
            "scriptix DOCUMENT": lambda: self._finished["document"]["id"],
            "scriptix SIGNED": self._signed,
            "scriptix DOWNLOAD": self._download,
            "scriptix FILES": lambda: "/api/v3/files",
            "scriptix FILE": self._file,
        }
        self._makers = {
            "HOST": lambda: urlsplit(self.url).netloc,
            "KEY": lambda: credential,
            "FORM_KEY": lambda: quote_plus(credential),
            **{name.partition(" ")[2]: make for name, make in makers.items() if name.startswith(vendor)},
        }

    def fill(self, head: bytes, body: bytes) -> tuple[bytes, bytes]:
        """Return head and body with every placeholder replaced."""
        body = PLACE.sub(self._place, body)
        return PLACE.sub(self._place, head.replace(LENGTH, b"%d" % len(body))), body

    def _place(self, found: re.Match[bytes]) -> bytes:
        name = found[1]
        if name not in self._made:
            self._made[name] = str(self._makers[name.decode()]()).encode()
        return self._made[name]

    def findings(self) -> list[str]:
        """Return whatever in the stand-in's answers breaks the contract, as the tenant's journal has it."""
        noted = [(row, finding) for row in self.tenant.journal.after() for finding in row.findings]
        return [f"{row.operation}: {finding}" for row, finding in noted if finding.startswith("reply: ")]

    def call(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Send one ordinary request as this tenant, and see that it succeeds."""
        headers = {
            "elevateai": lambda: {"X-API-Token": self.credential},
            "marsview": lambda: {"Authorization": f"Bearer {self._token}"},
            "scriptix": lambda: {"Authorization": f"Bearer {self.credential}"},
        }[self.vendor]()
        answer = httpx.request(method, self.url + path, headers=headers, timeout=30, trust_env=False, **how)
        assert answer.is_success, answer.text
        return answer

    def _finish(self) -> None:
        while (event := self.tenant.next_event()) is not None:
            self.tenant.clock.advance_to(event)

    def _interaction(self) -> str:
        body = {"type": "audio", "languageTag": "en-us", "vertical": "default", "includeAiResults": True}
        return str(self.call("POST", "/interactions", json=body).json()["interactionIdentifier"])

    def _processed_interaction(self) -> str:
        name = self._interaction()
        self.call("POST", f"/interactions/{name}/upload", files={"file": ("call.wav", AUDIO)})
        self._finish()
        return name

    @functools.cached_property
    def _token(self) -> str:
        body = {"apiKey": self.credential, "apiSecret": "secret", "userId": "me@example.com"}
        answer = httpx.post(f"{self.url}/auth/create_access_token", json=body, trust_env=False)
        return str(answer.json()["data"]["accessToken"])

    def _transaction(self) -> str:
        texts, file = {"title": "A call", "description": "ours"}, {"file": ("call.wav", AUDIO, "audio/wav")}
        return str(self.call("POST", "/conversation/save_file", data=texts, files=file).json()["data"]["txnId"])

    def _processed_transaction(self) -> str:
        name = self._transaction()
        models = [{"modelType": model} for model in ("speech_to_text", "emotion_analysis", "sentiment_analysis")]
        self.call("POST", "/conversation/compute", json={"txnId": name, "enableModels": models})
        self._finish()
        return name

    def _session(self, **more: str) -> str:
        return str(self.call("POST", SESSIONS, json={"language": "en", **more}).json()["result"]["session_id"])

    @functools.cached_property
    def _finished(self) -> dict[str, Any]:
        path = f"{SESSIONS}/{self._session()}"
        self.call("POST", path, files={"upload": ("meeting.wav", AUDIO, "audio/wav")})
        self._finish()
        return dict(self.call("GET", path).json())

    def _signed(self) -> str:
        answer = self.call("POST", f"{SESSIONS}/{self._session()}/upload-url").json()
        return _target(answer["result"]["upload_url"])

    def _download(self) -> str:
        path = f"{SESSIONS}/{self._finished['session_id']}/document/{self._finished['document']['id']}"
        answer = self.call("GET", path, params={"direct_download": "true"}).json()
        return _target(answer["result"]["download_url"])

    def _file(self) -> str:
        key = {"X-Zoom-S2T-Key": self.credential, "Tus-Resumable": "1.0.0", "Upload-Length": str(len(AUDIO)),
               "Upload-Metadata": "language ZW4=,document_type Y2FwdGlvbg=="}  # fmt: skip
        answer = httpx.post(f"{self.url}/api/v3/files", headers=key, timeout=30, trust_env=False)
        assert answer.status_code == 201, answer.text
        return _target(answer.headers["location"]).rstrip("/?").rpartition("/")[2]


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
