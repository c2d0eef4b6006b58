"""The form of `protocol.yaml`: how a vendor's jobs are brought about, moved and looked at over HTTP.

Source: ours; each vendor's `protocol.yaml` names the sources of what it says.

A path such as `result.status` leads into a JSON body; of several the first that is there counts. In a value that is
sent, `{audio}`, `{text}`, `{link}`, `{key}`, `{secret}`, `{user}`, `{token}` and `{job}` stand for what they name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from understudy.contracts.provenance import ProvenanceText

Paths = tuple[str, ...]
MISSING: Any = msgspec.UNSET
"""what `at` returns where nothing stands"""


def at(body: object, paths: Paths) -> Any:
    """Return what stands at the first of the paths that is there, else MISSING; the empty path is the body itself."""
    for path in paths:
        found = body
        for key in filter(None, path.split(".")):
            found = cast("dict[str, object]", found).get(key, MISSING) if isinstance(found, dict) else MISSING
        if found is not MISSING:
            return found
    return MISSING


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Read strictly."""


class Login(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A call that gives a token for a time."""

    operation: str
    json: Mapping[str, Any]
    token: Paths
    life_s: float
    """from then on the token is refused"""


class Credential(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The header that says who calls."""

    header: str
    value: str
    login: Login | None = None
    refused: tuple[int, ...]
    """answers to a credential that is missing, wrong or over; the first is the default"""
    provenance: ProvenanceText


class Request(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to ask for something."""

    operation: str
    json: Mapping[str, Any] | None = None
    multipart: Mapping[str, str] | None = None
    """part -> its value; `{audio}` and `{text}` are sent as files"""
    answers: tuple[int, ...]
    """what says that it is done; the first is the default"""
    refused: tuple[int, ...] = ()
    """of a command: answers in a row that does not wait for it"""
    refused_provenance: ProvenanceText | None = None
    """of that, where it is another one"""
    bring_about: Mapping[str, Mapping[str, Any]] = {}
    """a failure's cause -> the JSON body with which a client brings it about"""
    provenance: ProvenanceText

    @property
    def takes(self) -> frozenset[str]:
        """The materials that this request carries: any of audio, text and link."""
        text = msgspec.json.encode([self.json, self.multipart]).decode()
        return frozenset(name for name in ("audio", "text", "link") if f"{{{name}}}" in text)


class JobForm(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How jobs of one lifecycle begin, and what can be asked of them."""

    submit: tuple[Request, ...]
    id: Paths
    """where the answer to a submit has the job's id"""
    commands: Mapping[str, tuple[Request, ...]] = {}
    """command of the lifecycle -> the ways to give it"""


class FieldFact(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a field of a view is set: exactly then it is there, and neither null nor `unset`."""

    at: str
    since: tuple[str, ...] = ()
    """set once any of these rows has been reached; with neither `since` nor `rows` always"""
    rows: tuple[str, ...] = ()
    """set while in one of these rows"""
    unset: Any = None
    unset_provenance: ProvenanceText | None = None
    """of its not being set elsewhere, where that is another one"""
    absent_in: tuple[str, ...] = ()
    """rows in which the field may be left out altogether"""
    is_constant: bool = False
    """never changes once it is set"""
    is_time: bool = False
    """a moment: never changes once it is set, and lies in the past"""
    after: str | None = None
    """a field whose moment is not later"""
    lifecycles: tuple[str, ...] = ()
    """the lifecycles meant; none means all"""
    provenance: ProvenanceText


class LaneForm(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a view shows the parts of a job that pass through a lifecycle each."""

    lifecycle: str
    each: str
    key: str
    name: str
    """what is asked for in the lane: the name of its results in `ResultForm.lanes`"""
    status: str
    fields: tuple[FieldFact, ...] = ()


class View(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An answer that shows a job."""

    operation: str
    body: Paths = ("",)
    """where the job stands in the answer; the paths below begin there"""
    id: Paths = ()
    status: Paths = ()
    lanes: LaneForm | None = None
    fields: tuple[FieldFact, ...] = ()
    echoes: Mapping[str, str] = {}
    """field -> the key of the submitted JSON that it repeats"""
    provenance: ProvenanceText


class ResultForm(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An operation whose results are there exactly when the job has ended well."""

    operation: str
    ready: tuple[int, ...] = (200,)
    """the answers when they are there; the first brings them, the others are documented refusals of the moment"""
    early: tuple[int, ...]
    """the answers when they are not; the first is the default"""
    early_provenance: ProvenanceText | None = None
    """of these, where it is another one"""
    empty: str | None = None
    """a list in the answer that is empty when they are not there, where the same code says both"""
    lanes: Mapping[str, str] = {}
    """lane name -> the key in the answer that is there once the lane has ended well"""
    parameters: Mapping[str, Paths] = {}
    """parameter of the path -> where the latest view of the job has its value"""
    json: Mapping[str, Any] | None = None
    lifecycles: tuple[str, ...] = ()
    """the lifecycles meant; none means all"""
    kept_s: float | None = None
    """how long after the end the results are kept at least; None: for ever"""
    kept_provenance: ProvenanceText | None = None
    provenance: ProvenanceText


class DeleteForm(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a job is deleted."""

    operation: str
    answers: tuple[int, ...]
    again: tuple[int, ...]
    """answers to deleting it once more; the first is the default"""
    provenance: ProvenanceText


class ListForm(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the jobs are listed, by pages."""

    operation: str
    items: str
    id: str
    status: Paths
    count: str | None = None
    total: str | None = None
    offset: str | None = None
    limit: str | None = None
    """query parameters"""
    filter: str | None = None
    """query parameter that leaves one status, and counts what it leaves"""
    filter_provenance: ProvenanceText | None = None
    """of that, where it is another one"""
    provenance: ProvenanceText


class ProtocolFile(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The form of `protocol.yaml`."""

    vendor: str
    credential: Credential
    jobs: Mapping[str, JobForm]
    """lifecycle -> how its jobs begin"""
    views: tuple[View, ...]
    """the first is the poll"""
    results: tuple[ResultForm, ...] = ()
    delete: DeleteForm | None = None
    list: ListForm | None = None
    unknown: tuple[int, ...]
    """answers about a job that is deleted, another's, or never was; the first is the default"""
    unknown_provenance: ProvenanceText
    aliases: Mapping[str, str] = {}
    """word on the wire -> status that it stands for"""
    aliases_provenance: ProvenanceText | None = None
