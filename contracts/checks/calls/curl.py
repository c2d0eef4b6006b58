"""A history as shell lines: what was sent, with curl; ids and tokens are taken from the answers with jq.

Source: ours. Credentials are variables, so that no secret is shown.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from understudy.contracts.checks.calls.exchange import ORDINARY, Exchange, Passage, Step
from understudy.contracts.checks.target import Target
from understudy.contracts.protocol_form import MISSING, Paths, at

VARIABLES = {
    "{key}": "KEY",
    "{secret}": "SECRET",
    "{user}": "USER_ID",
    "{token}": "TOKEN",
    "{link}": "LINK",
    "{expired_link}": "EXPIRED_LINK",
    "{unreadable_link}": "UNREADABLE_LINK",
    "{too_short_link}": "TOO_SHORT_LINK",
}
OWN = ("KEY", "SECRET", "USER_ID", "TOKEN")
"""variables that each credential has one of"""


def curl(history: Sequence[Step], target: Target) -> tuple[str, ...]:
    """Return lines that do the same: first what has to be set, then a line for each step."""
    return tuple(_Lines(target).of(history))


class _Lines:
    """The lines of one history."""

    def __init__(self, target: Target) -> None:
        self._target, self._protocol = target, target.vendor.protocol
        self._jobs: dict[str, str] = {}
        self._makers = {way.operation: form.id for form in self._protocol.jobs.values() for way in form.submit}

    def of(self, history: Sequence[Step]) -> Iterator[str]:
        yield f"URL={shlex.quote(self._target.url.rstrip('/'))}"
        if self._target.control:
            yield f"CONTROL={shlex.quote(self._target.control.rstrip('/'))}"
        yield "# KEY (and SECRET, OTHER_KEY, LINK, ... where they are used): the credentials and link that were given"
        if files := sorted(self._files(history)):
            yield f"# {', '.join(files)}: files of that kind (notes.wav is a text, blip.wav shorter than a second)"
        for step in history:
            yield self._passage(step) if isinstance(step, Passage) else self._exchange(step)

    def _files(self, history: Sequence[Step]) -> set[str]:
        parts = [part for step in history if isinstance(step, Exchange) for part in step.multipart.values()]
        return {part.removeprefix("@") for part in parts if part.startswith("@")}

    def _passage(self, passage: Passage) -> str:
        if not passage.method:
            return f"sleep {passage.waited_s:g}"
        path = urlsplit(passage.url).path.replace("{key}", "$KEY")
        control = urlsplit(self._target.control or "").path.rstrip("/")
        body = shlex.quote(json.dumps(passage.json))
        key = ' -H "Authorization: Bearer $CONTROL_KEY"' if self._target.control_key else ""
        return f'curl -sS -X {passage.method} "$CONTROL{path.removeprefix(control)}"{key} --json {body}; echo'

    def _exchange(self, exchange: Exchange) -> str:
        login = self._protocol.credential.login
        operation = exchange.operation.id if exchange.operation else ""
        if login and operation == login.operation and exchange.is_ok:
            name = self._named("{token}", exchange.credential)
            return f"{name}=$({self._curl(exchange, '-sS')} | jq -r {_jq(login.token)})"
        if operation in self._makers and exchange.is_ok and exchange.credential == ORDINARY:
            return self._made(exchange, self._makers[operation])
        return f"{self._curl(exchange, '-sS -i')}; echo"

    def _made(self, exchange: Exchange, paths: Paths) -> str:
        line = f"{self._curl(exchange, '-sS')} | jq -r {_jq(paths)}"
        job_id = at(exchange.body, paths)
        if job_id is MISSING:
            return f"{self._curl(exchange, '-sS -i')}; echo"
        name = self._jobs.setdefault(str(job_id), f"JOB{len(self._jobs) + 1}")
        return f"{name}=$({line})"

    def _curl(self, exchange: Exchange, options: str) -> str:
        words = [f"curl {options}"]
        if exchange.method != "GET" or exchange.json is not MISSING:
            words.append(f"-X {exchange.method}")
        words.append(f'"{self._url(exchange)}"')
        words += [
            f'-H "{name}: {self._secret(value, exchange.credential)}"' for name, value in exchange.headers.items()
        ]
        if exchange.json is not MISSING:
            words.append(f"--json {self._json(exchange)}")
        if exchange.content:
            words.append(f"--data-binary {shlex.quote(exchange.content)}")
        words += [f"-F {shlex.quote(f'{part}={value}')}" for part, value in exchange.multipart.items()]
        return " ".join(words)

    def _url(self, exchange: Exchange) -> str:
        url = exchange.url.replace(self._target.url.rstrip("/"), "$URL", 1)
        for job_id, name in self._jobs.items():
            url = url.replace(job_id, f"${name}")
        return url

    def _json(self, exchange: Exchange) -> str:
        text = shlex.quote(json.dumps(exchange.json))
        for word in VARIABLES:
            text = text.replace(word, f"'\"${self._named(word, exchange.credential)}\"'")
        for job_id, name in self._jobs.items():
            text = text.replace(job_id, f"'\"${name}\"'")
        return text

    def _secret(self, value: str, credential: str) -> str:
        value = value.removesuffix(f" ({credential})")
        for word in VARIABLES:
            value = value.replace(word, f"${self._named(word, credential)}")
        return value

    def _named(self, word: str, credential: str) -> str:
        """Return the variable of a placeholder; a stale token is the one there is."""
        name = VARIABLES[word]
        return f"{credential.upper()}_{name}" if name in OWN and credential in ("other", "wrong") else name


def _jq(paths: Paths) -> str:
    return shlex.quote(" // ".join(f".{path}" for path in paths))
