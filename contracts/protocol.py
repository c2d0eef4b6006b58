"""A vendor's protocol, checked: what a check sends, what it reads in the answers, and the facts in that.

Source: ours; each vendor's `protocol.yaml` names the sources of what it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, get_args

from understudy.contracts.contract import Contract, Operation
from understudy.contracts.lifecycle import Cause, Lifecycle
from understudy.contracts.protocol_form import FieldFact, JobForm, ProtocolFile, Request, View
from understudy.contracts.strict_yaml import Document, nearest


class Protocol:
    """One vendor's protocol, checked against its operations and lifecycles."""

    def __init__(self, document: Document, contract: Contract, lifecycles: Mapping[str, Lifecycle]) -> None:
        """Raises DocumentError with file, line and reason."""
        self._file = document.convert(ProtocolFile)
        self._document, self._contract, self._lifecycles = document, contract, lifecycles
        self.vendor = self._file.vendor
        self.credential, self.jobs, self.views = self._file.credential, self._file.jobs, self._file.views
        self.results, self.delete, self.list = self._file.results, self._file.delete, self._file.list
        self.unknown, self.aliases = self._file.unknown, self._file.aliases
        self._check()
        self._field_names = {id(item): name for item, name, _ in self._numbered() if isinstance(item, FieldFact)}

    @property
    def poll(self) -> View:
        """The view that tells how far a job is."""
        return self.views[0]

    def view(self, operation: str) -> View | None:
        """Return the view that an operation's answer is, if it is one."""
        return next((view for view in self.views if view.operation == operation), None)

    @property
    def commands(self) -> Mapping[str, tuple[Request, ...]]:
        """The ways to give each command, of all lifecycles that wait for one of that name."""
        found: dict[str, tuple[Request, ...]] = {}
        for form in self.jobs.values():
            for command, ways in form.commands.items():
                found[command] = (*found.get(command, ()), *ways)
        return found

    def requests(self) -> Iterator[tuple[str, str | None, Request]]:
        """Yield (lifecycle, command or None for the submit, way)."""
        for lifecycle, form in self.jobs.items():
            yield from ((lifecycle, None, way) for way in form.submit)
            yield from ((lifecycle, command, way) for command, ways in form.commands.items() for way in ways)

    def provenances(self) -> Iterator[tuple[str, str]]:
        """Yield (name of a fact, its provenance); of several that would have one name the later ones are numbered."""
        yield from ((name, provenance) for _, name, provenance in self._numbered())

    def name_of(self, field: FieldFact) -> str:
        """Return the name of the fact that a field of this protocol is set when it says."""
        return self._field_names[id(field)]

    def _numbered(self) -> Iterator[tuple[object, str, str]]:
        names = Counter[str]()
        for item, name, provenance in self._provenances():
            if provenance is not None:
                names[name] += 1
                yield item, (name if names[name] == 1 else f"{name} ({names[name]})"), provenance

    def _provenances(self) -> Iterator[tuple[object, str, str | None]]:
        yield None, "credential", self.credential.provenance
        yield None, "an unknown job", self._file.unknown_provenance
        for lifecycle, command, way in self.requests():
            yield None, f"{command or 'submit'} of {lifecycle} by {way.operation}", way.provenance
            yield None, f"refusal of {command} by {way.operation}", way.refused_provenance
        for view in self.views:
            yield None, f"view {view.operation}", view.provenance
            for fact in (*view.fields, *(view.lanes.fields if view.lanes else ())):
                yield fact, f"field {fact.at} of {view.operation}", fact.provenance
                yield None, f"field {fact.at} of {view.operation}, not set", fact.unset_provenance
        for result in self.results:
            yield None, f"results by {result.operation}", result.provenance
            yield None, f"no results yet by {result.operation}", result.early_provenance
            yield None, f"results kept by {result.operation}", result.kept_provenance
        if self.delete:
            yield None, "delete", self.delete.provenance
        if self.list:
            yield None, "list", self.list.provenance
            yield None, f"list by {self.list.filter}", self.list.filter_provenance
        yield None, "aliases", self._file.aliases_provenance

    def operations(self) -> Iterator[str]:
        """Yield the operations that are named anywhere."""
        yield from (way.operation for _, _, way in self.requests())
        yield from (view.operation for view in self.views)
        yield from (result.operation for result in self.results)
        yield from (each.operation for each in (self.delete, self.list, self.credential.login) if each)

    def _check(self) -> None:
        for name in self.operations():
            self._operation(name)
        for where, operation, codes in self._answers():
            self._check_codes(where, operation, codes)
        for name, form in self.jobs.items():
            self._check_job(name, form)
        for view in self.views:
            self._check_fields(view, view.fields)
            self._check_fields(view, view.lanes.fields if view.lanes else ())
        for _, _, way in self.requests():
            self._check_known("cause", way.bring_about, get_args(Cause))
        for result in self.results:
            self._check_known("lifecycle", result.lifecycles, self._lifecycles)
        self._check_known("status", self.aliases.values(), self._words())
        if self.list:
            known = {parameter.name for parameter in self._operation(self.list.operation).query}
            given = (self.list.offset, self.list.limit, self.list.filter)
            self._check_known("query parameter", filter(None, given), known)
        reached = set(self.jobs) | {view.lanes.lifecycle for view in self.views if view.lanes}
        if missing := set(self._lifecycles) - reached:
            raise self._document.error(["jobs"], f"no job takes the lifecycle {', '.join(sorted(missing))}")

    def _check_job(self, name: str, form: JobForm) -> None:
        self._check_known("lifecycle", [name], self._lifecycles)
        given = {command for row in self._lifecycles[name].rows.values() for command in row.commands}
        if given != set(form.commands):
            differing = ", ".join(sorted(given ^ set(form.commands)))
            raise self._document.error(["jobs", name, "commands"], f"not the lifecycle's commands: {differing}")

    def _check_fields(self, view: View, fields: tuple[FieldFact, ...]) -> None:
        rows = {row for lifecycle in self._lifecycles.values() for row in lifecycle.rows}
        for fact in fields:
            self._check_known("row", (*fact.since, *fact.rows, *fact.absent_in), rows)
            self._check_known("lifecycle", fact.lifecycles, self._lifecycles)
            if fact.after:
                self._check_known(f"field of {view.operation}", [fact.after], {each.at for each in fields})

    def _answers(self) -> Iterator[tuple[str, str, tuple[int, ...]]]:
        """Yield (where it stands, operation, status codes that it must document)."""
        yield from (("jobs", way.operation, (*way.answers, *way.refused)) for _, _, way in self.requests())
        yield from (("results", form.operation, (*form.ready, *form.early)) for form in self.results)
        if self.delete:
            yield "delete", self.delete.operation, (*self.delete.answers, *self.delete.again)

    def _check_codes(self, where: str, name: str, codes: tuple[int, ...]) -> None:
        known = self._operation(name).responses
        for code in codes:
            if code not in known:
                documented = ", ".join(map(str, known))
                raise self._document.error([where], f"{name} does not answer {code}; documented are {documented}")

    def _check_known(self, what: str, names: Iterable[str], known: Collection[str]) -> None:
        for name in names:
            if name not in known:
                raise self._document.error([], f"{name!r} is no {what}{_hint(name, known)}")

    def _words(self) -> set[str]:
        return {word for lifecycle in self._lifecycles.values() for word in lifecycle.statuses}

    def _operation(self, name: str) -> Operation:
        self._check_known("operation", [name], self._contract.operations)
        return self._contract.operations[name]


def _hint(name: str, known: Any) -> str:
    near = nearest(name, known, 1)
    return f": did you mean {near[0]}?" if near else ""
