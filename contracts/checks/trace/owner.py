"""Which job a recorded exchange is about, and whether it was asked for by whoever made the job.

Source: ours; where an id stands is each vendor's `protocol.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from understudy.contracts import Operation, Vendor
from understudy.contracts.protocol_form import MISSING, Paths, Request, at


class Header(Protocol):
    """What a header is, wherever it was recorded."""

    @property
    def name(self) -> str: ...  # noqa: D102 - as it says
    @property
    def value(self) -> str: ...  # noqa: D102


class Owner:
    """The jobs that a recording has shown so far."""

    def __init__(self, vendor: Vendor) -> None:
        """Index the protocol by its operations."""
        protocol = vendor.protocol
        self._protocol = protocol
        self._made_by: dict[str, Paths] = {
            way.operation: form.id for form in protocol.jobs.values() for way in form.submit
        }
        self._named_in = {way.operation: _paths(way) for _, command, way in protocol.requests() if command}
        self._parameters = {form.operation: form.parameters for form in protocol.results}
        self._about_jobs = set(protocol.operations()) - set(self._made_by)
        self._jobs: set[str] = set()
        self._credentials: dict[str, str] = {}

    def of(self, operation: Operation, values: Mapping[str, str], sent: Any, body: Any) -> str | None:
        """Return the id of the job that an exchange made or is about; None where it is about none, or nobody can know.

        `values` are the variable segments of the path; `sent` and `body` the JSON of request and answer.
        """
        found = self._id(operation.id, values, sent, body)
        if found is not None:
            self._jobs.add(found)
        return found

    def is_own(self, job: str | None, headers: Sequence[Header], status: int) -> bool:
        """Say whether a request has the credential of the first that was let in to the job.

        A token that is given for a time only tells nothing, and neither does a recording without the header.
        """
        form = self._protocol.credential
        sent = next((each.value for each in headers if each.name.lower() == form.header.lower()), None)
        if job is None or sent is None or form.login is not None:
            return True
        if 200 <= status < 300:
            self._credentials.setdefault(job, sent)
        return self._credentials.get(job, sent) == sent

    def _id(self, name: str, values: Mapping[str, str], sent: Any, body: Any) -> str | None:
        if name in self._made_by:
            return _text(at(body, self._made_by[name]))
        if known := [value for value in values.values() if value in self._jobs]:
            return known[0]
        if paths := self._named_in.get(name):
            return _text(at(sent, paths))
        if name not in self._about_jobs:
            return None
        return next((value for key, value in values.items() if key not in self._parameters.get(name, {})), None)


def _paths(way: Request) -> Paths:
    """Return where the JSON of a request names the job."""
    return tuple(key for key, value in (way.json or {}).items() if value == "{job}")


def _text(value: object) -> str | None:
    return None if value is MISSING or value is None else str(value)
