"""Sends what a protocol says, with a credential, and returns the exchange with nothing secret in it.

Source: ours. Nothing is followed, nothing is sent anywhere but to the target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import quote, urlencode

import httpx

from understudy.contracts import Operation
from understudy.contracts.checks.calls.decode import NotJson, decode
from understudy.contracts.checks.calls.exchange import ORDINARY, Exchange, History
from understudy.contracts.checks.calls.material import TEXT, File, file_of, link_of
from understudy.contracts.checks.calls.pace import Pace
from understudy.contracts.checks.target import Target
from understudy.contracts.protocol_form import MISSING, Login, at

LIMIT_S = 60.0
"""real time that an answer may take"""
EARLY_S = 60.0
"""a token is renewed so long before its life is over, unless it is to be stale"""
OTHER_LINKS = {
    "link_expired": "{expired_link}",
    "unreadable": "{unreadable_link}",
    "too_short": "{too_short_link}",
}
"""material -> what is shown for a link that was made of the one that was given"""
Filled = Mapping[str, str]


@dataclass(frozen=True)
class Token:
    """What a login gave."""

    value: str
    at_s: float


def http_client() -> httpx.Client:
    """Return a client that follows nothing, and asks no proxy."""
    return httpx.Client(timeout=LIMIT_S, trust_env=False, follow_redirects=False)


class Sender:
    """Sends to one target, and keeps the history."""

    def __init__(self, http: httpx.Client, target: Target, pace: Pace, link: str | None) -> None:
        """`link` is that of a sound recording; None: there is none to give."""
        self._http, self._target, self._pace, self._link = http, target, pace, link
        self._protocol = target.vendor.protocol
        self.history: History = []
        self.tokens: dict[str, Token] = {}
        """credential -> the token that is in use"""

    @property
    def has_link(self) -> bool:
        """Whether there is a recording that the server may fetch."""
        return self._link is not None

    def link(self, material: str) -> str:
        """Return the link of a material."""
        return link_of(material, self._link or "")

    def _shown_link(self, material: str) -> str:
        """Return the link of a material with nothing secret in it: one that was given may well be signed."""
        return OTHER_LINKS.get(material, "{link}") if self._target.link else self.link(material)

    def url(self, operation: Operation, job: str | None, values: Filled | None = None) -> str:
        """Return the URL of an operation on a job; `values` are the other parameters of its path."""
        return self._target.at(_path(operation.path, job, values or {}))

    def send(
        self,
        operation: Operation,
        *,
        job: str | None = None,
        values: Filled | None = None,
        query: Filled | None = None,
        json: Any = None,
        multipart: Mapping[str, str] | None = None,
        material: str = "sound",
        credential: str = ORDINARY,
    ) -> Exchange:
        """Send one request and return its exchange, which is kept.

        `values` are the other parameters of the path; `json` and `multipart` may have the protocol's placeholders.
        """
        header = self.header(credential) if operation.secured else {}
        url = self.url(operation, job, values) + (f"?{urlencode(query)}" if query else "")
        words = {"link": self.link(material), "job": job or ""}
        sent: dict[str, Any] = {"headers": header}
        if json is not None:
            sent["json"] = filled(json, {**words, **self._secrets(credential)})
        if multipart is not None:
            sent["data"], sent["files"] = self._parts(multipart, material)
        exchange = self._exchange(operation.method, url, sent)
        shown = Exchange(
            number=len(self.history) + 1, at_s=self._pace.elapsed_s(), operation=operation, method=operation.method,
            url=url, job=job, credential=credential, headers=self.shown_header(credential) if header else {},
            json=filled(json, {**words, "link": self._shown_link(material)}) if json is not None else MISSING,
            multipart={part: _shown(value, material) for part, value in (multipart or {}).items()},
            **exchange,
        )  # fmt: skip
        self.history.append(shown)
        return shown

    def _exchange(self, method: str, url: str, sent: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self._http.request(method, url, **sent)
        except httpx.HTTPError as error:
            return {"broken": f"{type(error).__name__}: {error}" if str(error) else type(error).__name__}
        return told_by(answer)

    def _secrets(self, credential: str) -> dict[str, str]:
        target, is_wrong = self._target, credential == "wrong"
        has_login = self._protocol.credential.login is not None
        key = target.other_key if credential == "other" else target.key
        return {
            "key": f"{key}-wrong" if is_wrong and not has_login else key,
            "secret": f"{target.secret}-wrong" if is_wrong else target.secret,
            "user": target.user,
        }

    def header(self, credential: str = ORDINARY) -> dict[str, str]:
        """Return the header that says who calls; logs in where that is needed."""
        form = self._protocol.credential
        if credential == "missing":
            return {}
        words = self._secrets(credential)
        if form.login:
            words["token"] = self._token(form.login, credential)
        return {form.header: str(filled(form.value, words))}

    def shown_header(self, credential: str = ORDINARY) -> dict[str, str]:
        """Return the same with nothing secret in it."""
        value = self._protocol.credential.value
        return {self._protocol.credential.header: value if credential == ORDINARY else f"{value} ({credential})"}

    def _token(self, login: Login, credential: str) -> str:
        if credential == "wrong":
            return "wrong"
        whose = ORDINARY if credential == "stale" else credential
        token = self.tokens.get(whose)
        if token is None or (credential != "stale" and self.age_s(whose) > login.life_s - EARLY_S):
            token = self._log_in(login, whose)
        return token.value

    def age_s(self, credential: str = ORDINARY) -> float:
        """Return how old the token is, in seconds; 0 where there is none."""
        token = self.tokens.get(credential)
        return self._pace.elapsed_s() - token.at_s if token else 0.0

    def _log_in(self, login: Login, credential: str) -> Token:
        exchange = self.send(
            self._target.vendor.contract.operations[login.operation], json=login.json, credential=credential
        )
        value = at(exchange.body, login.token)
        token = Token(str(value) if exchange.is_ok and value is not MISSING else "none", self._pace.elapsed_s())
        self.tokens[credential] = token
        # what is kept shows no token
        if exchange.is_ok:
            self.history[-1] = _without(exchange, str(value))
        return token

    def _parts(self, parts: Mapping[str, str], material: str) -> tuple[dict[str, str], dict[str, File]]:
        files = {"{audio}": file_of(material, self._target.audio), "{text}": TEXT}
        data = {part: value for part, value in parts.items() if value not in files}
        return data, {part: files[value] for part, value in parts.items() if value in files}


def told_by(answer: httpx.Response) -> dict[str, Any]:
    """Return what an exchange keeps of an answer."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    try:
        body, broken = _body(answer), ""
    except NotJson as error:
        body, broken = answer.text, str(error)
    return {"status": answer.status_code, "answer_headers": headers, "body": body, "broken": broken}


def _path(path: str, job: str | None, values: Filled) -> str:
    """Return a path with its parameters filled: the job's id is the first that has no value of its own."""
    steps: list[str] = []
    for step in path.split("/"):
        if step.startswith("{") and step.endswith("}"):
            value = values.get(step[1:-1], job)
            steps.append(quote(str(value if value is not None else "none"), safe=""))
        else:
            steps.append(step)
    return "/".join(steps)


def filled(value: Any, words: Filled) -> Any:
    """Return JSON with the placeholders replaced that `words` has."""
    if isinstance(value, str):
        for name, word in words.items():
            value = value.replace(f"{{{name}}}", word)
        return value
    if isinstance(value, Mapping):
        return {key: filled(each, words) for key, each in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [filled(each, words) for each in cast("list[Any]", value)]
    return value


def _shown(value: str, material: str) -> str:
    if value == "{audio}":
        return f"@{file_of(material, None).name}"
    return f"@{TEXT.name}" if value == "{text}" else value


def _body(answer: httpx.Response) -> Any:
    if not answer.content:
        return MISSING
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type.endswith("json"):
        return decode(answer.content)
    return answer.text


def _without(exchange: Exchange, secret: str) -> Exchange:
    return replace(exchange, body=_redacted(exchange.body, secret))


def _redacted(body: Any, secret: str) -> Any:
    if isinstance(body, str):
        return body.replace(secret, "{token}")
    if isinstance(body, dict):
        return {key: _redacted(value, secret) for key, value in cast("dict[str, Any]", body).items()}
    return body
