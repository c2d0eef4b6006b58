"""How a vendor's jobs are brought about, moved and looked at over HTTP: what a check sends, and reads in the answers.

Source: ours (the form); each vendor's `protocol.yaml` names the sources of what it says.

A path such as `result.status` leads into a JSON body; of several the first that is there counts. In a value that is
sent, `{audio}`, `{text}`, `{link}`, `{key}`, `{secret}`, `{user}`, `{token}` and `{job}` stand for what they name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec

from understudy.contracts.contract import Contract, Operation
from understudy.contracts.lifecycle import Lifecycle
from understudy.contracts.provenance import ProvenanceText
from understudy.contracts.strict_yaml import Document, nearest

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
    absent_in: tuple[str, ...] = ()
    """rows in which the field may be left out altogether"""
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
    empty: str | None = None
    """a list in the answer that is empty when they are not there, where the same code says both"""
    lanes: Mapping[str, str] = {}
    """lane name -> the key in the answer that is there once the lane has ended well"""
    parameters: Mapping[str, Paths] = {}
    """path or query parameter -> where the latest view of the job has its value"""
    query: Mapping[str, str] = {}
    json: Mapping[str, Any] | None = None
    lifecycles: tuple[str, ...] = ()
    """the lifecycles meant; none means all"""
    kept_s: float | None = None
    """how long after the end the results are kept at least"""
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
    """query parameter that leaves one status"""
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


class Protocol:
    """One vendor's protocol, checked against its operations and lifecycles."""

    def __init__(self, document: Document, contract: Contract, lifecycles: Mapping[str, Lifecycle]) -> None:
        """Raises DocumentError with file, line and reason."""
        self._file = document.convert(ProtocolFile)
        self._document, self._contract, self._lifecycles = document, contract, lifecycles
        self.credential, self.jobs, self.views = self._file.credential, self._file.jobs, self._file.views
        self.results, self.delete, self.list = self._file.results, self._file.delete, self._file.list
        self.unknown, self.aliases = self._file.unknown, self._file.aliases
        self._check()

    @property
    def poll(self) -> View:
        """The view that tells how far a job is."""
        return self.views[0]

    def view(self, operation: str) -> View | None:
        """Return the view that an operation's answer is, if it is one."""
        return next((view for view in self.views if view.operation == operation), None)

    @property
    def commands(self) -> Mapping[str, tuple[Request, ...]]:
        """The ways to give each command, whichever lifecycles wait for it."""
        return {command: ways for form in self.jobs.values() for command, ways in form.commands.items()}

    def requests(self) -> Iterator[tuple[str, str | None, Request]]:
        """Yield (lifecycle, command or None for the submit, way)."""
        for lifecycle, form in self.jobs.items():
            yield from ((lifecycle, None, way) for way in form.submit)
            yield from ((lifecycle, command, way) for command, ways in form.commands.items() for way in ways)

    def provenances(self) -> Iterator[tuple[str, str]]:
        """Yield (name of a fact, its provenance); of several that would have one name, the later ones are numbered."""
        names = Counter[str]()
        for name, provenance in self._provenances():
            names[name] += 1
            yield (name if names[name] == 1 else f"{name} ({names[name]})"), provenance

    def _provenances(self) -> Iterator[tuple[str, str]]:
        yield "credential", self.credential.provenance
        yield "an unknown job", self._file.unknown_provenance
        for lifecycle, command, way in self.requests():
            yield f"{command or 'submit'} of {lifecycle} by {way.operation}", way.provenance
        for view in self.views:
            yield f"view {view.operation}", view.provenance
            for fact in (*view.fields, *(view.lanes.fields if view.lanes else ())):
                yield f"field {fact.at} of {view.operation}", fact.provenance
        for result in self.results:
            yield f"results by {result.operation}", result.provenance
        if self.delete:
            yield "delete", self.delete.provenance
        if self.list:
            yield "list", self.list.provenance
        if self._file.aliases_provenance:
            yield "aliases", self._file.aliases_provenance

    def operations(self) -> Iterator[str]:
        """Yield the operations that are named anywhere."""
        yield from (way.operation for _, _, way in self.requests())
        yield from (view.operation for view in self.views)
        yield from (result.operation for result in self.results)
        yield from (each.operation for each in (self.delete, self.list, self.credential.login) if each)

    def _check(self) -> None:
        for name in self.operations():
            self._operation(name)
        for name, form in self.jobs.items():
            if name not in self._lifecycles:
                raise self._document.error(["jobs", name], f"{name!r} is no lifecycle{_hint(name, self._lifecycles)}")
            given = {command for row in self._lifecycles[name].rows.values() for command in row.commands}
            if given != set(form.commands):
                differing = ", ".join(sorted(given ^ set(form.commands)))
                raise self._document.error(["jobs", name, "commands"], f"not the lifecycle's commands: {differing}")
        rows = {row for lifecycle in self._lifecycles.values() for row in lifecycle.rows}
        for view in self.views:
            for fact in (*view.fields, *(view.lanes.fields if view.lanes else ())):
                for row in {*fact.since, *fact.rows, *fact.absent_in} - rows:
                    raise self._document.error(["views"], f"{fact.at}: {row!r} is no row{_hint(row, rows)}")
        reached = set(self.jobs) | {view.lanes.lifecycle for view in self.views if view.lanes}
        if missing := set(self._lifecycles) - reached:
            raise self._document.error(["jobs"], f"no job takes the lifecycle {', '.join(sorted(missing))}")

    def _operation(self, name: str) -> Operation:
        try:
            return self._contract.operations[name]
        except KeyError:
            hint = _hint(name, self._contract.operations)
            raise self._document.error([], f"{name!r} is no operation{hint}") from None


def _hint(name: str, known: Any) -> str:
    near = nearest(name, known, 1)
    return f": did you mean {near[0]}?" if near else ""
