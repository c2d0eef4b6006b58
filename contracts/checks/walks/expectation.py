"""What one answer must say, besides being well-formed: about whom, to whom, and with what it was told.

Source: each vendor's `protocol.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.walks.browsing import items
from understudy.contracts.checks.walks.known_job import KnownJob
from understudy.contracts.checks.walks.move import Command, Trespass
from understudy.contracts.facts import Fact, facts
from understudy.contracts.protocol_form import MISSING, Request, View, at

POSSIBLE = (402, 408, 413, 429)
"""refusals that say nothing of what was asked: payment, size, quota"""
SERVER_ERROR = 500


def of_submit(vendor: Vendor, lifecycle: str, way: Request, exchange: Exchange) -> list[Contradiction]:
    """Return that a submit as documented was refused, or made a job without an id."""
    is_possible = not exchange.status or exchange.status in POSSIBLE or exchange.status >= SERVER_ERROR
    if is_possible and exchange.status not in way.answers:
        return []
    fact = facts(vendor)[f"protocol submit of {lifecycle} by {way.operation}"]
    if exchange.status in way.answers:
        path = " or ".join(vendor.protocol.jobs[lifecycle].id)
        return [contradiction("identity", path, f"{way.operation} makes a job, but gives no id for it", fact)]
    known = ", ".join(map(str, way.answers))
    message = f"{way.operation} refuses a documented request with {exchange.status}; documented is {known}"
    return [contradiction("answer", "status", message, fact)]


def of_command(vendor: Vendor, job: KnownJob, move: Command, way: Request, exchange: Exchange) -> list[Contradiction]:
    """Return that a command as documented, for which the job waits, was refused as if it were a wrong request."""
    status = exchange.status
    is_told_elsewhere = status in (*way.answers, *way.refused, *vendor.protocol.unknown)
    if is_told_elsewhere or not status or status in POSSIBLE or status >= SERVER_ERROR:
        return []
    message = f"{way.operation} refuses a documented request with {status}, though the job waits for it"
    return [contradiction("command", move.command, message, facts(vendor)[f"lifecycle {job.lifecycle}"])]


def of_new_id(vendor: Vendor, job: KnownJob, others: Iterable[KnownJob]) -> list[Contradiction]:
    """Return that a new job has the id of another."""
    twin = next((each for each in others if each.id == job.id), None)
    if twin is None:
        return []
    fact = facts(vendor)[f"lifecycle {job.lifecycle}"]
    path = " or ".join(vendor.protocol.jobs[job.lifecycle].id)
    return [contradiction("identity", path, f"{job.id!r} is given to two jobs", fact)]


def of_view(vendor: Vendor, view: View, job: KnownJob, exchange: Exchange) -> list[Contradiction]:
    """Return that a view is about another job, or repeats something else than what was declared."""
    shown = at(exchange.body, view.body)
    fact = facts(vendor)[f"protocol view {view.operation}"]
    found: list[Contradiction] = []
    if view.id and (given := at(shown, view.id)) not in (MISSING, job.id):
        found.append(contradiction("identity", view.id[0], f"{given!r} is not the job that was asked for", fact))
    for name, key in view.echoes.items():
        told, declared = at(shown, (name,)), job.declared.get(key)
        if told is not MISSING and told != declared:
            message = f"{view.operation} says {told!r}; declared was {declared!r}"
            found.append(contradiction("identity", name, message, fact))
    return found


def of_trespass(vendor: Vendor, move: Trespass, exchange: Exchange, own: Iterable[str]) -> list[Contradiction]:
    """Return that somebody was let in who should not have been, or turned away in a way that is not documented.

    `own` are the ids of the jobs that nobody else may see. A list may be had by anybody who is somebody.
    """
    protocol = vendor.protocol
    operation = vendor.contract.operations[move.operation]
    is_asked = operation.secured or _is_login(vendor, move)
    if not is_asked or not exchange.status or exchange.status >= SERVER_ERROR or exchange.status in POSSIBLE:
        return []
    is_foreign = move.credential == "other"
    expected = [code for code in protocol.credential.refused if code in operation.responses]
    if is_foreign or (move.credential == "wrong" and not protocol.credential.login):
        expected += protocol.unknown  # any credential may be somebody's
    form = protocol.list
    if exchange.status in expected:
        return []
    rule, name = ("tenant", "an unknown job") if is_foreign else ("credential", "credential")
    if form and form.operation == move.operation and exchange.is_ok and move.credential in ("other", "wrong"):
        shown = {str(at(each, (form.id,))) for each in items(form, exchange)} & set(own)
        message = f"{move.operation} shows another tenant's job {', '.join(sorted(shown))}"
        return [contradiction("tenant", form.id, message, _fact(vendor, "list"))] if shown else []
    whose = {"other": "another tenant's", "wrong": "a wrong", "missing": "no", "stale": "an expired"}[move.credential]
    message = f"{move.operation} with {whose} credential answers {exchange.status}; documented is {_or(expected)}"
    return [contradiction(rule, "status", message, _fact(vendor, name))]


def _is_login(vendor: Vendor, move: Trespass) -> bool:
    login = vendor.protocol.credential.login
    return login is not None and move.operation == login.operation and move.credential == "wrong"


def _fact(vendor: Vendor, name: str) -> Fact:
    return facts(vendor)[f"protocol {name}"]


def _or(codes: Iterable[int]) -> str:
    return " or ".join(map(str, dict.fromkeys(codes)))
