"""`understudy check`, as a user would call it."""

from __future__ import annotations

import datetime
import http.server
import importlib.util
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from click.testing import CliRunner, Result

import understudy.contracts
from understudy.cli.inquiry import Inquiry
from understudy.cli.main import main
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.finding import RULES
from understudy.contracts.checks.live.live import LiveResult
from understudy.contracts.evidence import FORMAT, Evidence, Record
from understudy.contracts.printable import sealed
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

CONTRACTS = Path(understudy.contracts.__file__).parent


@pytest.fixture(scope="module")
def stand_ins() -> Generator[StandIns]:
    """Stand-ins for all vendors, whose links lead to loopback."""
    with StandIns(Settings(fetch_links=True)).running() as running:
        yield running


@pytest.fixture(scope="module")
def url(stand_ins: StandIns) -> str:
    """ElevateAI's base URL."""
    return stand_ins.addresses.vendors["elevateai"]


@pytest.fixture(scope="module")
def control(stand_ins: StandIns) -> str:
    """The control port."""
    return str(stand_ins.addresses.control)


class Wrong(http.server.BaseHTTPRequestHandler):
    """A server that takes everything, and calls job and status by the caller's key."""

    def answer(self) -> None:
        """Say that all is well."""
        self.rfile.read(int(self.headers.get("content-length", 0)))
        key = self.headers.get("X-API-Token", "")
        body = json.dumps({"status": key, "identifier": key, "interactionIdentifier": key}).encode()
        self.send_response(201 if self.command == "POST" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = answer  # noqa: N815 - the base class's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def wrong() -> Generator[str]:
    """A server that is none of any vendor."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Wrong)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def check(*arguments: str, said: str | None = None) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["check", *arguments], input=said, catch_exceptions=False)


def one_case(url: str, control: str, *more: str) -> Result:
    """Check the shapes of one operation, as that is quick."""
    return check(
        url, "--vendor", "elevateai", "--control", control, "--examples", "1", "--case", "shapes getTranscript", *more
    )


# what conforms, and what does not


def test_a_stand_in_conforms(url: str, control: str) -> None:
    """Exit code 0; table, coverage and verdict are shown."""
    found = check(
        url, "--vendor", "elevateai", "--control", control, "--examples", "1", "--case", "walks text",
        "--case", "shapes getTranscript",
    )  # fmt: skip

    assert found.exit_code == 0, found.output
    assert f"{url} conforms to what ElevateAI documents" in found.output
    assert "walks text" in found.output
    assert "Coverage: " in found.output
    assert "\x1b" not in found.output


def test_a_server_that_is_wrong_is_found_out(wrong: str, tmp_path: Path) -> None:
    """Exit code 1; each finding has its fact with its source, steps, seed and shell lines. No key is anywhere."""
    key = "customers-own-key"
    found = check(
        wrong, "--vendor", "elevateai", "--key", key, "--examples", "1", "--wait", "0", "--case", "walks upload",
        "--json", str(tmp_path / "c.json"), "--junit", str(tmp_path / "c.xml"), "--sarif", str(tmp_path / "c.sarif"),
        "--report", str(tmp_path / "page"),
    )  # fmt: skip

    assert found.exit_code == 1, found.output
    assert "differs from what ElevateAI documents" in found.output
    for part in ("documented: ", "1. declareInteraction", "seed ", "curl -sS", "$KEY"):
        assert part in found.output, part
    texts = [found.output, *(path.read_text() for path in tmp_path.rglob("*") if path.is_file())]
    assert len(texts) == 5
    assert not any(key in text for text in texts)
    assert "{key}" in found.output


def test_the_files_are_written(url: str, control: str, tmp_path: Path) -> None:
    """Into folders that are made if need be."""
    names = {"--json": "a/c.json", "--junit": "b/c.xml", "--sarif": "c/c.sarif", "--report": "d"}
    found = one_case(url, control, *(word for name, path in names.items() for word in (name, str(tmp_path / path))))

    assert found.exit_code == 0, found.output
    assert json.loads((tmp_path / "a/c.json").read_text())["conforms"] is True
    assert ElementTree.parse(tmp_path / "b/c.xml").getroot().get("failures") == "0"
    assert json.loads((tmp_path / "c/c.sarif").read_text())["runs"][0]["results"] == []
    assert "conforms" in (tmp_path / "d/index.html").read_text()
    assert f"report: {tmp_path / 'd/index.html'}" in found.output


def test_a_folder_is_a_vendor_too(url: str, control: str, tmp_path: Path) -> None:
    """With the three files of a contract of one's own."""
    for name in ("openapi.yaml", "lifecycle.yaml", "protocol.yaml"):
        (tmp_path / name).write_bytes((CONTRACTS / "elevateai" / name).read_bytes())
    found = check(
        url, "--vendor", str(tmp_path), "--control", control, "--examples", "1", "--case", "shapes getTranscript"
    )

    assert found.exit_code == 0, found.output


def test_more_is_listed_with_v(url: str, control: str) -> None:
    """Everything not reached, and the assumptions by name."""
    short, long = one_case(url, control).output, one_case(url, control, "-v").output

    assert "more (-v lists all)" in short
    assert "more (-v lists all)" not in long
    assert "comes by itself only" in long
    assert len(long.splitlines()) > len(short.splitlines()) + 50


def test_of_many_findings_the_first_are_told_in_full(wrong: str) -> None:
    """The others in a line each, all of them with -v."""
    arguments = (wrong, "--vendor", "elevateai", "--examples", "1", "--wait", "0", "--case", "walks upload")
    short, long = check(*arguments).output, check(*arguments, "-v").output

    assert (short.count("  rule    "), "-v tells these in full" in short) == (20, True)
    assert long.count("  rule    ") > 20
    assert "-v tells" not in long


# thresholds


def test_too_little_coverage_fails(url: str, control: str) -> None:
    """--fail-under is a percentage; what was found is not the reason."""
    found = one_case(url, control, "--fail-under", "90")

    assert found.exit_code == 1
    assert "under the 90 % of --fail-under" in found.stderr
    assert one_case(url, control, "--fail-under", "1").exit_code == 0


def test_assumptions_fail_if_asked(url: str, control: str) -> None:
    """--fail-on assumed, where one was relied on; not where none was."""
    found = check(
        url, "--vendor", "elevateai", "--control", control, "--examples", "1", "--case", "walks upload",
        "--fail-on", "assumed",
    )  # fmt: skip

    assert found.exit_code == 1, found.output
    assert "--fail-on assumed: the check relied on" in found.stderr
    assert one_case(url, control, "--fail-on", "assumed").exit_code == 0


# nobody there


def _closed() -> str:
    """Return a base URL at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


def test_a_url_at_which_nothing_answers_ends_with_3() -> None:
    """And it is said what to start."""
    found = check(_closed(), "--vendor", "elevateai")

    assert found.exit_code == 3
    assert "nothing answers at http://127.0.0.1" in found.stderr
    assert "understudy serve" in found.stderr


def test_a_control_url_at_which_nothing_answers_ends_with_3(url: str) -> None:
    """The control URL is named."""
    closed = _closed()
    found = check(url, "--vendor", "elevateai", "--control", closed)

    assert (found.exit_code, closed in found.stderr) == (3, True)


def test_a_port_that_speaks_no_http_ends_with_3() -> None:
    """It may be https."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            peer, _ = server.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=hang_up)
        thread.start()
        found = check(f"http://127.0.0.1:{server.getsockname()[1]}", "--vendor", "scriptix")
        thread.join()

    assert (found.exit_code, "does not speak HTTP" in found.stderr) == (3, True)


def test_live_ends_with_3_where_nothing_listens() -> None:
    """Before it is asked whether to begin."""
    found = check(_closed(), "--vendor", "elevateai", "--live", "--key", "k", "--yes")

    assert (found.exit_code, "nothing listens" in found.stderr) == (3, True)


# wrong usage


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "give the URL of a server"),
        (("http://127.0.0.1:1/v1",), "whose contract? give --vendor"),
        (("http://127.0.0.1:1/v1", "--vendor", "elevatai"), "did you mean elevateai?"),
        (("http://127.0.0.1:1/v1", "--vendor", "x"), "choose from elevateai, marsview, scriptix"),
        (("ftp://127.0.0.1", "--vendor", "elevateai"), "is no base URL"),
        (("127.0.0.1:8411/v1", "--vendor", "elevateai"), "is no base URL"),
        (("http://127.0.0.1:99999/v1", "--vendor", "elevateai"), "is no base URL"),
        (("http://127.0.0.1/v1?a=b", "--vendor", "elevateai"), "neither ? nor #"),
        (("http://127.0.0.1:1/v1", "--vendor", "elevateai", "--link", "file:///etc/passwd"), "is no http(s) URL"),
        (("http://127.0.0.1:1/v1", "--vendor", "elevateai", "--control", "8410"), "is no base URL"),
        (("http://127.0.0.1:1/v1", "--vendor", "elevateai", "--yes"), "belong to --live"),
        (("http://127.0.0.1:1/v1", "--vendor", "elevateai", "--fail-on", "nothing"), "assumed"),
        (("--live", "--vendor", "elevateai"), "give the URL of a server"),
        (("http://127.0.0.1:1/v1", "--trace", str(CONTRACTS / "py.typed")), "leave out the URL"),
        (("--trace", "x", "--live"), "does not exist"),
        (("--trace", str(CONTRACTS / "py.typed"), "--live"), "choose one of --trace and --live"),
        (("--trace", str(CONTRACTS / "__init__.py")), "__init__.py"),
    ],
)  # fmt: skip
def test_wrong_usage_says_what_to_do(arguments: tuple[str, ...], reason: str) -> None:
    """Exit code 2."""
    found = check(*arguments)

    assert found.exit_code == 2, found.output
    assert reason in " ".join(found.stderr.replace("│", " ").split())


def test_a_folder_without_the_three_files_is_no_vendor(tmp_path: Path) -> None:
    """Those that are not there are named."""
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\n")
    found = check("http://127.0.0.1:1", "--vendor", str(tmp_path))

    assert found.exit_code == 2
    assert "no lifecycle.yaml and no protocol.yaml" in found.stderr


def test_a_contract_with_a_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    """Before anything is sent."""
    for name in ("openapi.yaml", "lifecycle.yaml", "protocol.yaml"):
        text = (CONTRACTS / "elevateai" / name).read_text()
        (tmp_path / name).write_text(text.replace("refused: [401]", "refuzed: [401]"))
    found = check("http://127.0.0.1:1/v1", "--vendor", str(tmp_path))

    assert found.exit_code == 2
    assert "protocol.yaml:" in found.stderr
    assert "refused" in found.stderr


def test_the_control_port_is_not_the_server(control: str, url: str) -> None:
    """It is said where the server is."""
    found = check(control, "--vendor", "elevateai")

    assert found.exit_code == 2
    assert f"is a control port; elevateai is at {url}" in found.stderr


def test_another_vendors_url_is_noticed(stand_ins: StandIns, url: str, control: str) -> None:
    """The control port knows whose it is."""
    other = stand_ins.addresses.vendors["scriptix"]
    found = check(other, "--vendor", "elevateai", "--control", control)

    assert found.exit_code == 2
    assert f"is that of scriptix; elevateai is at {url}" in found.stderr


def test_a_base_url_without_its_path_is_noticed(url: str, control: str) -> None:
    """A forgotten `/v1`."""
    found = check(url.removesuffix("/v1"), "--vendor", "elevateai", "--control", control)

    assert found.exit_code == 2
    assert f"give {url}" in found.stderr


def test_a_control_url_that_moves_no_clock_is_refused(url: str, wrong: str) -> None:
    """With what to do instead."""
    found = check(url, "--vendor", "elevateai", "--control", wrong, "--examples", "1", "--case", "walks text")

    assert found.exit_code == 2
    assert "--control" in found.stderr
    assert "understudy serve" in found.stderr


def test_a_case_that_is_not_there_is_refused(url: str) -> None:
    """And those that are, are named."""
    found = check(url, "--vendor", "elevateai", "--case", "wlaks")

    assert found.exit_code == 2
    assert "walks upload" in found.stderr


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    """As nobody listens there, exit code 3 would tell that something was."""
    (tmp_path / "file").touch()
    found = check(_closed(), "--vendor", "elevateai", "--sarif", str(tmp_path / "file" / "c.sarif"))

    assert (found.exit_code, "--sarif" in found.stderr) == (2, True)


def test_what_the_extra_brings_is_said_when_it_is_not_there(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """With the line that installs it."""
    found_before: Callable[..., Any] = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "schemathesis" else found_before(name, *rest)
    )
    found = check(url, "--vendor", "elevateai")

    assert found.exit_code == 2
    assert "pip install 'understudy[check]'" in found.stderr
    assert "hypothesis and" not in found.stderr


def test_the_help_and_files_need_no_extra() -> None:
    """Neither Hypothesis nor schemathesis is loaded before a server is checked."""
    code = "import sys, understudy.cli.main; print({'hypothesis', 'schemathesis'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "set()\n"


# a recording


@pytest.fixture(scope="module")
def journal(url: str, control: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The journal of one job that was looked at twice."""
    headers = {"X-API-Token": "traced"}
    with httpx.Client(headers=headers, trust_env=False) as http:
        body = {"type": "audio", "languageTag": "en-us"}
        job = http.post(f"{url}/interactions", json=body).json()["interactionIdentifier"]
        for _ in range(2):
            http.get(f"{url}/interactions/{job}/status")
        return dict(http.get(f"{control}/tenants/traced/journal").json())


def test_a_journal_is_judged(journal: dict[str, Any], tmp_path: Path) -> None:
    """Neither a URL nor a vendor is needed."""
    (tmp_path / "journal.json").write_text(json.dumps(journal))
    found = check("--trace", str(tmp_path / "journal.json"), "--json", str(tmp_path / "c.json"))

    assert found.exit_code == 0, found.output
    assert "1 job" in found.output
    assert "not reached:" not in found.output
    assert "journal.json conforms to what ElevateAI documents" in found.output
    reached = json.loads((tmp_path / "c.json").read_text())["coverage"]["parts"]["statuses"]["reached"]
    assert reached == ["status filePendingUpload"]


def test_a_journal_with_an_impossible_event_is_refused(journal: dict[str, Any], tmp_path: Path) -> None:
    """The exchange is named."""
    text = json.dumps(journal).replace("filePendingUpload", "processed", 1)
    (tmp_path / "journal.json").write_text(text)
    found = check("--trace", str(tmp_path / "journal.json"))

    assert found.exit_code == 1, found.output
    assert "exchange" in found.output


def test_a_recording_without_a_job_says_nothing(tmp_path: Path) -> None:
    """So it is refused rather than said to conform."""
    (tmp_path / "empty.json").write_text('{"exchanges": []}')
    found = check("--trace", str(tmp_path / "empty.json"), "--vendor", "elevateai")

    assert found.exit_code == 2
    assert "has no exchange about a job of ElevateAI" in found.stderr


# live


def test_live_asks_first(url: str) -> None:
    """With the number of jobs; without a yes nothing is sent."""
    found = check(url, "--vendor", "elevateai", "--live", "--key", "asked", said="n\n")

    assert found.exit_code == 2
    assert "2 jobs (upload, text) will be submitted" in found.stderr
    assert "nothing was sent" in found.stderr


def test_live_takes_no_stand_in_for_a_key(url: str) -> None:
    """A vendor knows only its own."""
    found = check(url, "--vendor", "elevateai", "--live", "--yes")

    assert found.exit_code == 2
    assert "needs your own key" in found.stderr


def test_a_live_visit_tells_what_it_left_out(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without -v, as it is no recording; what a recording does not reach is nothing to wonder about."""
    left_out = "lifecycle download: it takes a link to a recording, and none was given"
    seen = LiveResult(
        results=(CaseResult(case="live upload", exchanges=9, unreached=(left_out,)),), evidence=tmp_path / "e.json",
        left=(), ended_early="the credential is not taken", is_interrupted=False,
    )  # fmt: skip
    monkeypatch.setattr("understudy.contracts.checks.live.live.live", lambda *_, **__: seen)
    found = check(
        url, "--vendor", "elevateai", "--live", "--key", "k", "--yes", "--report", str(tmp_path / "page"),
        "--json", str(tmp_path / "c.json"),
    )  # fmt: skip

    assert found.exit_code == 1, found.output
    assert f"not reached: {left_out}" in found.output
    assert "a recording</dd>" not in (tmp_path / "page" / "index.html").read_text()
    assert json.loads((tmp_path / "c.json").read_text())["way"] == "live"


# what is given and must not be shown


def test_a_signed_link_is_in_no_output(wrong: str, tmp_path: Path) -> None:
    """Neither itself nor those made of it, be it that the server repeats them."""
    signature = "X-Amz-Signature=5f4dcc3b5aa765d61d8327deb882cf99"
    link = f"https://bucket.example/calls/call.wav?{signature}"
    found = check(
        wrong, "--vendor", "elevateai", "--link", link, "--examples", "1", "--wait", "0", "--case", "walks download",
        "--json", str(tmp_path / "c.json"), "--junit", str(tmp_path / "c.xml"), "--sarif", str(tmp_path / "c.sarif"),
        "--report", str(tmp_path / "page"),
    )  # fmt: skip

    assert found.exit_code == 1, found.output
    texts = [found.output, *(path.read_text() for path in tmp_path.rglob("*") if path.is_file())]
    assert len(texts) == 5
    assert not any(signature in text for text in texts)
    assert '"$LINK"' in found.output


def test_a_link_that_a_server_repeats_is_hidden() -> None:
    """In its own words, or with another file or more of a query."""
    query = "X-Amz-Signature=5f4dcc3b5aa765d61d8327deb882cf99"
    given: dict[str, Any] = dict.fromkeys(
        ("vendor", "key", "secret", "other_key", "user", "control", "control_key", "audio")
    )
    inquiry = Inquiry(
        **given, url="", link=f"https://b.example/call.wav?{query}", examples=1, seed=0, strict=False, wait_s=0
    )

    assert sealed(f"got https://b.example/call.wav?{query}&Expires=1", inquiry.secrets) == "got {link}&Expires=1"
    assert query not in sealed(f"got https://b.example/notes.wav?{query}", inquiry.secrets)


# evidence


def evidence(folder: Path, status: str) -> Path:
    """Write evidence of one look at one job, which showed a status."""
    times = {"declared": "2026-01-31T09:00:00.000Z", "uploaded": None, "downloaded": None, "processed": None}
    body = {"identifier": "job-1", "status": status, **times, "errorMessage": None}
    seen = Evidence(
        format=FORMAT, vendor="elevateai", date=datetime.date(2026, 1, 31), origin="api.example", understudy="0",
        ids={"job-1": "<uuid>"},
        exchanges=(
            Record(
                number=1, at_s=1.0, operation="getInteractionStatus", job="job-1", status=200, body=body,
                headers={"content-type": "application/json"},
            ),
        ),
        met=("status processed", "error code conflict"),
    )  # fmt: skip
    return seen.write(folder)


def test_evidence_that_agrees_confirms(tmp_path: Path) -> None:
    """Neither a URL nor a vendor is needed; what was assumed is told as seen."""
    found = check("--compare", str(evidence(tmp_path, "filePendingUpload")), "-v")

    assert found.exit_code == 0, found.output
    assert "seen at api.example on 2026-01-31" in found.output
    assert "Confirmed: 1 fact" in found.output
    assert "error code conflict: seen at api.example" in found.output


def test_evidence_that_differs_is_drift(tmp_path: Path) -> None:
    """Exit code 1; the rule is `drift`."""
    found = check("--compare", str(evidence(tmp_path, "fileEaten")))

    assert found.exit_code == 1, found.output
    assert "drift: " in found.output
    assert "fileEaten" in found.output


def test_what_is_no_evidence_is_refused() -> None:
    """With the file's name."""
    found = check("--compare", str(CONTRACTS / "py.typed"))

    assert (found.exit_code, "py.typed" in found.stderr) == (2, True)


# the page about it

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
needs_page = pytest.mark.skipif(not PAGE.is_file(), reason="no docs beside the tests: the built wheel's own run")


@needs_page
def test_the_page_lists_every_rule() -> None:
    """With what it demands."""
    text = PAGE.read_text(encoding="utf-8")

    assert all(f"| `{name}` | {demand} |" in text for name, demand in RULES.items())


@needs_page
def test_the_page_knows_every_option() -> None:
    """Credentials are told of as variables."""
    text = PAGE.read_text(encoding="utf-8")
    options = {each for parameter in main.commands["check"].params for each in parameter.opts if each.startswith("--")}
    missing = {each for each in options if each not in text}

    assert missing <= {"--key", "--secret", "--user", "--other-key", "--control-key", "--verbose", "--audio"}


@needs_page
def test_the_page_shows_a_finding_as_it_is_printed(url: str, control: str) -> None:
    """The scenario it names, with its rule, place, fact, labels, steps and shell lines; ids and ports aside."""
    text = PAGE.read_text(encoding="utf-8").partition("## What a finding says")[2].partition("\n| rule |")[0]
    shown = [line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ")]
    found = check(
        url, "--vendor", "elevateai", "--control", control, "--key", "elevateai/vanishes@page", "--case", "walks upload"
    )
    printed = found.output.splitlines()
    begin = next(number for number, line in enumerate(printed) if line.startswith(shown[0].partition(": the")[0]))
    end = printed.index("", begin)

    assert [_outline(line) for line in shown] == [_outline(line) for line in printed[begin:end]]


def _outline(line: str) -> str:
    """Return a line without what differs from run to run, and without the words of a message or a source."""
    line = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", line)
    line = re.sub(r"127\.0\.0\.1:\d+", "HOST", line)
    return re.sub(r"^(\w+: \w+: |  source  ).*", r"\1...", line)


@needs_page
def test_the_examples_of_the_page_run(url: str, control: str) -> None:
    """The case and the function, with the addresses of this server."""
    places = {"http://127.0.0.1:8411/v1": url, "http://127.0.0.1:8410": control, "examples=10": "examples=1"}
    by_case, whole = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    found: dict[str, Any] = {}
    for place, instead in places.items():
        by_case, whole = by_case.replace(place, instead), whole.replace(place, instead)
    exec(by_case, found)

    (mark,) = found["test_my_stub_is_what_the_vendor_documents"].pytestmark
    found["test_my_stub_is_what_the_vendor_documents"](mark.args[1][2])
    compile(whole, "checks.md", "exec")
    assert [str(each) for each in mark.args[1]][:2] == ["walks-upload", "walks-download"]
