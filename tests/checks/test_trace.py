"""Recorded traces: our journal, HTTP Archives and evidence, read and judged.

Source: ours. The recordings are made of the stand-ins, over a socket, on a clock that the test moves.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from harness import RECORDING

from understudy.contracts import vendor, vendor_names
from understudy.contracts.checks.trace.trace import TraceResult, judge, read
from understudy.contracts.protocol_form import MISSING, Request, at
from understudy.fakes.server import StandIns


class Recorder:
    """A caller of one vendor who keeps all exchanges in an HTTP Archive."""

    def __init__(self, http: httpx.Client, stand_ins: StandIns, name: str, key: str) -> None:
        """Freeze the tenant's clock."""
        self.vendor, self.key, self.values = vendor(name), key, {"key": key, "secret": "s", "user": "a@b.example"}
        self.url = stand_ins.addresses.vendors[name].removesuffix(self.vendor.contract.base_path)
        self.tenant = f"{stand_ins.addresses.control}/tenants/{quote(key, safe='')}"
        self.http, self.entries, self.at_s, self.job = http, list[dict[str, Any]](), 0, ""
        self.http.post(f"{self.tenant}/clock", json={"freeze": True}).raise_for_status()
        if login := self.vendor.protocol.credential.login:
            answer = self.send(login.operation, json=login.json)
            self.values["token"] = str(at(answer.json(), login.token))

    def advance(self, span_s: float) -> None:
        """Let the tenant's clock go on."""
        self.http.post(f"{self.tenant}/clock", json={"advance_s": span_s}).raise_for_status()

    def send(self, operation: str, json: Any = None, multipart: Any = None, **values: str) -> httpx.Response:
        """Ask for an operation, and keep what was answered."""
        found = self.vendor.contract.operations[operation]
        credential = self.vendor.protocol.credential
        path = found.path
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        headers = {credential.header: self._filled(credential.value)} if found.secured else {}
        sent = self._filled(json) if json is not None else None
        fields = {part: text for part, text in (multipart or {}).items() if not text.startswith("{")}
        file = (RECORDING.name, RECORDING.read_bytes())
        files = {part: file for part, text in (multipart or {}).items() if text.startswith("{")}
        answer = self.http.request(
            found.method, self.url + path, headers=headers, json=sent, data=fields, files=files or None
        )
        self.keep(answer, sent)
        return answer

    def _filled(self, value: Any) -> Any:
        text = json.dumps(value)
        for name, word in self.values.items():
            text = text.replace(f"{{{name}}}", word)
        return json.loads(text)

    def keep(self, answer: httpx.Response, sent: Any) -> None:
        """Append an entry to the archive."""
        request = answer.request
        posted = {"postData": {"mimeType": "application/json", "text": json.dumps(sent)}} if sent is not None else {}
        body = {"text": answer.text} if answer.content else {}
        kind = answer.headers.get("content-type", "")
        self.at_s += 1
        self.entries.append(
            {
                "startedDateTime": f"2024-05-01T10:{self.at_s // 60:02}:{self.at_s % 60:02}.000Z",
                "time": 12.5,
                "request": {
                    "method": request.method,
                    "url": str(request.url),
                    "headers": [{"name": name, "value": value} for name, value in request.headers.items()],
                    **posted,
                },
                "response": {
                    "status": answer.status_code,
                    "headers": [{"name": name, "value": value} for name, value in answer.headers.items()],
                    "content": {"size": len(answer.content), "mimeType": kind, **body},
                },
            }
        )

    def journal(self) -> dict[str, Any]:
        """Return the tenant's journal."""
        found: dict[str, Any] = self.http.get(f"{self.tenant}/journal").json()
        return found

    def archive(self) -> dict[str, Any]:
        """Return the archive."""
        return {"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "entries": self.entries}}

    def play(self) -> str:
        """Take a job of the first lifecycle from its beginning to its end and past its deletion; return its id."""
        protocol = self.vendor.protocol
        form = next(iter(protocol.jobs.values()))
        made = self._ask(form.submit[0])
        job = str(at(made.json(), form.id))
        self.job = self.values["job"] = job
        self._look(job)
        for ways in form.commands.values():
            self._ask(ways[0], job)
        for _ in range(5):
            self._look(job)
            self.advance(120)
        self._look(job)
        self._look(job)
        if protocol.delete:
            self.send(protocol.delete.operation, **self._named(protocol.delete.operation, job))
            self._look(job)
        return job

    def _ask(self, way: Request, job: str = "") -> httpx.Response:
        return self.send(way.operation, way.json, way.multipart, **self._named(way.operation, job))

    def _look(self, job: str) -> None:
        poll = self.vendor.protocol.poll.operation
        view = self.send(poll, **self._named(poll, job))
        for form in self.vendor.protocol.results:
            if form.lifecycles and next(iter(self.vendor.protocol.jobs)) not in form.lifecycles:
                continue
            shown = view.json() if view.is_success else {}
            told = {name: at(shown, paths) for name, paths in form.parameters.items()}
            if MISSING not in told.values():
                own = {name: str(value) for name, value in told.items()}
                self.send(form.operation, form.json, **{**self._named(form.operation, job), **own})

    def _named(self, operation: str, job: str) -> dict[str, str]:
        path = self.vendor.contract.operations[operation].path
        return {part.partition("}")[0]: job for part in path.split("{")[1:]}


@pytest.fixture
def recorder(stand_ins: StandIns, credential: str) -> Iterator[Callable[..., Recorder]]:
    """A function that makes a recorder for a vendor."""
    with httpx.Client() as http:
        yield lambda name, key=credential: Recorder(http, stand_ins, name, key)


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., TraceResult]:
    """A function that judges what a file of this content shows."""

    def of(content: Any, name: str | None = None) -> TraceResult:
        path = tmp_path / "trace.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return judge(*read(path, vendor(name) if name else None))

    return of


@pytest.mark.parametrize("name", vendor_names())
def test_a_right_job_is_right_in_a_journal_and_in_an_archive(name: str, recorder: Any, judged: Any) -> None:
    """From the submit to after the delete nothing is impossible, whether bodies were kept or not."""
    made: Recorder = recorder(name)
    made.play()
    for content in (made.journal(), made.archive()):
        result = judged(content)
        assert (result.jobs, result.findings) == (1, ())
        assert result.events > 10
        assert {"protocol delete", "protocol an unknown job"} <= result.met


def test_a_journal_may_be_a_list_or_lines_and_our_own_archive_will_do(recorder: Any, judged: Any) -> None:
    """The same rows in five forms tell the same."""
    made: Recorder = recorder("scriptix")
    made.play()
    rows = made.journal()["exchanges"]
    lines = "\n".join(map(json.dumps, rows))
    entries = [
        {
            "startedDateTime": datetime.fromtimestamp(row["at_s"], UTC).isoformat(),
            "time": (row["answered_s"] - row["at_s"]) * 1000,
            "request": {"method": row["method"], "url": f"http://127.0.0.1:1{row['path']}"},
            "response": {"status": row["http"], "content": {"size": -1, "mimeType": "x-unknown"}},
            **{f"_{key}": row[key] for key in ("operation", "job", "said", "fault")},
        }
        for row in rows
    ]
    forms = [made.journal(), rows, lines, f'{{"count": 9, "dropped": 0}}\n{lines}', {"log": {"entries": entries}}]
    told = [judged(form) for form in forms]
    assert [result.findings for result in told] == [()] * 5
    assert len({(result.jobs, result.events) for result in told}) == 1


def test_bodies_may_be_in_base64_and_behind_a_prefix(recorder: Any, judged: Any) -> None:
    """As browsers and gateways record them."""
    made: Recorder = recorder("elevateai")
    made.play()
    changed = made.archive()
    for entry in changed["log"]["entries"]:
        content = entry["response"]["content"]
        if "text" in content:
            content |= {"text": base64.b64encode(content["text"].encode()).decode(), "encoding": "base64"}
        entry["request"]["url"] = entry["request"]["url"].replace("/v1/", "/gateway/v1/") + "?trace=1"
    result = judged(changed)
    assert (result.jobs, result.findings) == (1, ())
    assert "status processed" in result.met


@pytest.mark.parametrize("name", vendor_names())
def test_the_first_impossible_event_is_named(name: str, recorder: Any, judged: Any) -> None:
    """A poll that contradicts what came before is told with its number, and with what was possible then."""
    made: Recorder = recorder(name)
    job = made.play()
    rows = made.journal()["exchanges"]
    polls = [row for row in rows if row["operation"] == made.vendor.protocol.poll.operation and row["http"] == 200]
    first = next(row for row in polls if row["said"] != polls[-1]["said"])
    spoilt = polls[-1]
    spoilt |= {"said": first["said"], "lanes": dict.fromkeys(spoilt["lanes"], "uploaded")}
    again = {
        **polls[-2],
        "number": spoilt["number"] - 1,
        "said": "processed",
        "lanes": dict.fromkeys(spoilt["lanes"], "processed"),
    }
    if name == "scriptix":
        again["said"] = "completed"
    [finding] = judged([*rows[: rows.index(spoilt)], again, *rows[rows.index(spoilt) :]]).findings
    assert (finding.job, finding.contradiction.rule) == (job, "transition")
    assert f"exchange {spoilt['number']}" in finding.contradiction.message
    assert "possible was: " in finding.steps[-1]
    assert finding.steps[-1].startswith(f"{spoilt['number']}. ")


def test_a_field_in_an_archive_is_judged(recorder: Any, judged: Any) -> None:
    """With bodies, fields and moments count, too."""
    made: Recorder = recorder("elevateai")
    made.play()
    text = json.dumps(made.archive()).replace('\\"uploaded\\":null', '\\"uploaded\\":\\"2024-05-01T10:00:00Z\\"', 1)
    [finding] = judged(text).findings
    assert (finding.contradiction.rule, finding.contradiction.where) == ("field", "uploaded")


def test_what_a_fault_did_is_excused(recorder: Any, judged: Any) -> None:
    """A poll that a fault answers with 404 is no vanished job; without the fault's name it is."""
    made: Recorder = recorder("elevateai")
    made.play()
    rows = made.journal()["exchanges"]
    polled = next(row for row in rows if row["operation"] == "getInteractionStatus")
    polled |= {"http": 404, "said": None}
    assert len(judged(rows).findings) == 1
    polled["fault"] = "refuse"
    assert judged(rows).findings == ()
    entry = next(entry for entry in made.entries if entry["request"]["url"].endswith("/status"))
    entry["response"] |= {"status": 404, "content": {}}
    assert len(judged(made.archive()).findings) == 1
    entry["_fault"] = "refuse"
    assert judged(made.archive()).findings == ()


def test_a_recording_may_begin_in_the_middle(recorder: Any, judged: Any) -> None:
    """What came before is not known, so anything may have."""
    made: Recorder = recorder("scriptix")
    made.play()
    rows = made.journal()["exchanges"]
    for index in range(len(rows)):
        assert judged(rows[index:], "scriptix").findings == ()


def test_another_callers_404_is_no_vanished_job(recorder: Any, judged: Any) -> None:
    """In an archive the credential tells whose the request was."""
    made: Recorder = recorder("elevateai")
    job = made.play()
    stranger: Recorder = recorder("elevateai", "somebody else")
    stranger.send("getInteractionStatus", interactionIdentifier=job)
    entry = stranger.entries[-1] | {"startedDateTime": made.entries[2]["startedDateTime"].replace(".000", ".500")}
    archive = made.archive()
    archive["log"]["entries"].insert(3, entry)
    assert judged(archive).findings == ()
    entry["request"]["headers"] = made.entries[2]["request"]["headers"]
    assert len(judged(archive).findings) == 1


def test_an_answer_of_the_wrong_shape_is_found_where_it_was_recorded(recorder: Any, judged: Any) -> None:
    """Each difference once, with the number of its entry; what was excused, or has no body, is not judged."""
    made: Recorder = recorder("scriptix")
    job = made.play()
    views = [entry["response"] for entry in made.entries if entry["request"]["url"].endswith(f"/{job}")]
    shown = [view for view in views if view["status"] == 200 and '"language"' in view["content"].get("text", "")]
    for view in shown:
        view["content"]["text"] = json.dumps(json.loads(view["content"]["text"]) | {"language": 7})
    [finding] = judged(made.archive()).findings
    number = 1 + next(index for index, entry in enumerate(made.entries) if entry["response"] is shown[0])
    assert (finding.contradiction.rule, finding.contradiction.where, finding.job) == ("answer", "language", job)
    assert f"(exchange {number}, at " in finding.contradiction.message
    assert finding.steps[0].startswith(f"{number}. ")
    assert finding.more == len(shown) - 1 > 0
    for entry in made.entries:
        if entry["response"] is shown[0]:
            entry["_fault"] = "spoil"
    assert [each.more for each in judged(made.archive()).findings] == [finding.more - 1]
    for view in shown:
        view["content"] = {"size": -1, "mimeType": "application/json"}
    assert judged(made.archive()).findings == ()


def test_evidence_is_a_trace_too(judged: Any) -> None:
    """Its exchanges are redacted, and judged all the same."""
    polls = [
        {
            "number": number,
            "at_s": number,
            "operation": "getSession",
            "job": "job-1",
            "status": 200,
            "body": {"status": word, "id": 12345},
        }
        for number, word in enumerate(["queued", "completed", "processing"], 1)
    ]
    head = {"format": "understudy evidence 1", "vendor": "scriptix", "date": "2024-05-01", "origin": "a.example"}
    shown = {"document": {"id": 1}, "created_at": "2024-05-01T10:00:00Z", "duration": 3}
    times = {"started_at": "2024-05-01T10:00:00Z", "finished_at": "2024-05-01T10:00:00Z"}
    polls[0]["body"] |= {"created_at": shown["created_at"], "duration": 0}
    polls[1]["body"] |= shown | times
    [finding] = judged({**head, "understudy": "1", "ids": {"job-1": "<hex 24>"}, "exchanges": polls}).findings
    assert (finding.contradiction.rule, finding.contradiction.where) == ("transition", "processing")


def test_what_was_under_way_at_the_same_time_is_in_no_order(recorder: Any, judged: Any) -> None:
    """A slow answer to an early poll comes after that to a later one; a poll that waited for it does not."""
    made: Recorder = recorder("scriptix")
    made.play()
    polls = [entry for entry in made.entries if entry["request"]["url"].endswith(made.job)]
    early = next(entry for entry in polls if '"queued"' in entry["response"]["content"].get("text", ""))
    early["time"] = 15_000
    assert judged(made.archive()).findings == ()
    early |= {"startedDateTime": "2024-05-01T10:00:15.500Z", "time": 0}
    assert len(judged(made.archive()).findings) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "trace.json: no JSON: "),
        ("7", "trace.json: neither a journal, nor an HTTP Archive"),
        ('{"a": 1}', "trace.json: neither a journal, nor an HTTP Archive"),
        ('{"log": {}}', "trace.json: log.entries: a list"),
        ('{"log": {"entries": [{}]}}', "trace.json: entry 1: Object missing required field"),
        ('{"log": {"entries": []}}', "trace.json: whose API is called is not clear"),
        ('[{"number": 1}]', "trace.json: exchange 1: Object missing required field"),
        ("[]", "trace.json: exchanges with nobody: name the vendor"),
        ('{"number": 1, "at_s": 0, "vendor": "x", "operation": "", "http": 1}', "trace.json: no vendor 'x'"),
        ('{"number": 1, "at_s": 0, "vendor": "x", "operation": "", "http": 1}\n{', "trace.json:2: no JSON"),
        ('{"format": "understudy evidence 1"}', "trace.json: is no evidence of this version"),
    ],
)
def test_a_bad_file_is_refused_with_its_place_and_the_reason(content: str, reason: str, tmp_path: Path) -> None:
    """The message begins with the file."""
    path = tmp_path / "trace.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"trace\.json") as refused:
        read(path)
    assert reason in str(refused.value)


def test_a_bad_entry_is_refused_by_its_number(judged: Any) -> None:
    """A date that is none names the entry, and a journal of another vendor names whose it is."""
    entry = {"startedDateTime": "now", "request": {"method": "GET", "url": "/"}, "response": {"status": 200}}
    with pytest.raises(ValueError, match="entry 1: Invalid isoformat"):
        judged({"log": {"entries": [entry]}})
    row = {"number": 1, "at_s": 0, "vendor": "marsview", "operation": "", "http": 1}
    with pytest.raises(ValueError, match="exchanges with marsview, none with scriptix"):
        judged([row], "scriptix")
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read(Path("not-there.json"))
