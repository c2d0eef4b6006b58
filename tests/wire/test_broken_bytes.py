"""The oddities of the wire, broken: each is refused clearly and soon, and nothing stays behind."""

from __future__ import annotations

import gc
import itertools
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from wire.raw import NOTHING, Answer, exchange
from wire.specimen import head, part
from wire.stage import AUDIO, SESSIONS, Stage

from understudy.contracts import vendor, vendor_names
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

UPLOAD_BYTES_MAX = 500_000
ANSWER_S_MAX = 10.0
PARSER = "text/plain"
VENDORS = vendor_names()


class Paths(NamedTuple):
    """Where each vendor takes what; `{}` is an id."""

    look: str
    declare: str
    upload: str
    credential: str


PATHS = {
    "elevateai": Paths(
        "/v1/interactions/{}/status",
        "/v1/interactions",
        "/v1/interactions/<<WAITING>>/upload",
        "X-API-Token: <<KEY>>",
    ),
    "marsview": Paths(
        "/cb/v1/conversation/get_txn/{}",
        "/cb/v1/conversation/save_file_link",
        "/cb/v1/conversation/save_file",
        "Authorization: Bearer <<TOKEN>>",
    ),
    "scriptix": Paths(
        SESSIONS + "/{}", SESSIONS, SESSIONS + "/<<WAITING>>", "Authorization: Bearer <<KEY>>"
    ),
}  # fmt: skip
PIECE = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
FORM = part('Content-Disposition: form-data; name="upload"; filename="call.wav"', "b", AUDIO)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where this process puts its temporary files for now, and no other does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("files")))
        yield Path(tempfile.gettempdir())


@pytest.fixture(scope="module")
def stand_ins(folder: Path) -> Iterator[StandIns]:
    """A server that takes no file over half a megabyte."""
    with StandIns(Settings(speed=0.0, max_upload_bytes=UPLOAD_BYTES_MAX)).running() as running:
        yield running


@pytest.fixture(params=VENDORS)
def stage(request: pytest.FixtureRequest, stand_ins: StandIns, folder: Path, credential: str) -> Iterator[Stage]:
    """One vendor; whatever a test did to it, the server answers afterwards, and no file of it is left."""
    yield Stage(stand_ins, request.param, credential)
    deadline = time.monotonic() + ANSWER_S_MAX
    while True:  # the server may hear only now that a client is gone
        assert exchange(stand_ins.addresses.control, [b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n"]).status == 200
        if not list(folder.glob("understudy-*")):
            break
        assert time.monotonic() < deadline, "a temporary folder stays behind"


def send(stage: Stage, request: str, lines: str, pieces: Sequence[bytes] | Iterator[bytes] = (), **how: bool) -> Answer:
    """Send a head and what follows it, and see that the answer comes soon and that no handler broke."""
    filled, _ = stage.fill(head(f"{request} HTTP/1.1\nHost: <<HOST>>\n{PATHS[stage.vendor].credential}\n{lines}"), b"")
    began = time.monotonic()
    answer = exchange(stage.url, itertools.chain([filled], pieces), **how)
    assert time.monotonic() - began < ANSWER_S_MAX
    assert answer.status < 500
    return answer


def look(stage: Stage, name: str, lines: str = "") -> Answer:
    """Ask for the status of a job."""
    return send(stage, f"GET {PATHS[stage.vendor].look.format(name)}", lines)


def declare(stage: Stage, body: bytes, lines: str | None = None, **how: bool) -> Answer:
    """Send a JSON body; `lines` replace its length."""
    lines = f"Content-Length: {len(body)}" if lines is None else lines
    return send(stage, f"POST {PATHS[stage.vendor].declare}", f"Content-Type: application/json\n{lines}", [body], **how)


def upload(stage: Stage, lines: str, pieces: Sequence[bytes] | Iterator[bytes], **how: bool) -> Answer:
    """Send a form."""
    form = f"Content-Type: multipart/form-data; boundary=b\n{lines}"
    return send(stage, f"POST {PATHS[stage.vendor].upload}", form, pieces, **how)


def is_refused(stage: Stage, answer: Answer, *statuses: int) -> bool:
    """Say whether it is a refusal in the vendor's shape with one of the statuses."""
    schema = vendor(stage.vendor).contract.openapi["components"]["schemas"]["Error"]
    body = answer.json() if answer.media_type == "application/json" else {}
    return answer.status in statuses and set(schema.get("required", ["error"])) <= set(body)


def is_parsers(answer: Answer) -> bool:
    """Say whether the HTTP parser itself refused, before any vendor's route was reached."""
    return (answer.status, answer.media_type) == (400, PARSER) and answer.content != b""


@pytest.mark.parametrize("lines", ["X-Long: " + "a" * 2**20, "\n".join(f"X-{n}: a" for n in range(100_000)),
                                   "Connection: Upgrade\nUpgrade: h2c\nX-Long: " + "a" * 2**20,
                                   "X-Long: " + "a" * 2**20 + "\nConnection: Upgrade\nUpgrade: h2c"],
                         ids=["one", "many", "h2c before", "h2c after"])  # fmt: skip
def test_a_head_of_a_mebibyte_is_refused(stage: Stage, lines: str) -> None:
    """One long header, or many short ones, are refused whichever parser reads them."""
    assert is_parsers(look(stage, "x", lines))


def test_a_path_of_a_mebibyte_is_refused(stage: Stage) -> None:
    """The request line counts, too."""
    assert is_parsers(look(stage, "x" * 2**20))


@pytest.mark.parametrize("rest", [b"2\r\n{}\r\n0\r\nX-Long: ", b"2;a="], ids=["trailer", "chunk extension"])
def test_what_belongs_to_no_body_is_bounded(stage: Stage, rest: bytes) -> None:
    """A trailer or a chunk extension without end is cut off."""
    endless = itertools.chain([rest], itertools.repeat(b"a" * 65_536, 1000))

    answer = send(stage, f"POST {PATHS[stage.vendor].declare}",
                  "Content-Type: application/json\nTransfer-Encoding: chunked", endless)  # fmt: skip

    assert is_parsers(answer)


def test_another_protocol_is_refused(stage: Stage) -> None:
    """Who speaks TLS to a plain port is told so at once."""
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"

    assert is_parsers(exchange(stage.url, [hello]))


@pytest.mark.parametrize("extra", [b"", b', "x": '], ids=["alone", "in a field"])
def test_a_json_depth_bomb_is_refused(stage: Stage, extra: bytes) -> None:
    """A hundred thousand nested arrays are no body, wherever they stand."""
    bomb = b"[" * 100_000 + b"]" * 100_000
    body = b'{"language": "en", "type": "audio", "languageTag": "en"' + extra + bomb + b"}" if extra else bomb

    assert is_refused(stage, declare(stage, body), 400)


@pytest.mark.parametrize("name", ["a" * 600, "a%00b", "%00", "%ff%fe", "%ed%a0%80", "%2e%2e%2fx", "%F0%9F%8E%AD"])
def test_an_odd_id_is_not_found(stage: Stage, name: str) -> None:
    """An id of 600 characters, one with NUL, or one that is no UTF-8, is one that is not there."""
    assert is_refused(stage, look(stage, name), 404)


def test_a_path_of_raw_bytes_is_refused(stage: Stage) -> None:
    """A path must be ASCII."""
    assert is_parsers(look(stage, "\xff\xfe"))


@pytest.mark.parametrize("line", ["X-Odd: a\0b", "X Odd: a", ": a", "X-Odd\0: a"])
def test_a_broken_header_is_refused(stage: Stage, line: str) -> None:
    """NUL in a header, or a name that is none, ends the connection with a reason."""
    assert is_parsers(look(stage, "x", line))


def test_a_header_that_is_no_utf_8_is_only_a_header(stage: Stage) -> None:
    """Bytes above 127 in a header harm nobody."""
    assert is_refused(stage, look(stage, "x", "X-Odd: \xff\xfe"), 404)


@pytest.mark.parametrize("body", [b'{"type": "\xff\xfe"}', b'{"language": "\xed\xa0\x80"}', b"\xff\xfe{\x00}\x00", b""],
                         ids=["UTF-8", "surrogate", "UTF-16", "nothing"])  # fmt: skip
def test_a_body_that_is_no_utf_8_is_refused(stage: Stage, body: bytes) -> None:
    """JSON comes in UTF-8, or it is none."""
    assert is_refused(stage, declare(stage, body), 400)


def test_a_nul_in_json_is_refused_unless_escaped(stage: Stage) -> None:
    """A raw NUL is no JSON; an escaped one is a character like any other and breaks nothing."""
    text = {"type": "audio", "languageTag": "\0", "language": "\0", "title": "\0", "description": "\0",
            "link": "http://a.example/\0", "originalFileName": "\0"}  # fmt: skip

    assert is_refused(stage, declare(stage, b'{"type": "audio\0"}'), 400)
    assert declare(stage, json.dumps(text).encode()).media_type == "application/json"
    assert stage.findings() == []


@pytest.mark.parametrize("length", ["-1", "abc", "+2", "1e3", "0x2", "2, 2", "9" * 40])
def test_a_content_length_that_is_none_is_refused(stage: Stage, length: str) -> None:
    """Only digits are a length."""
    assert is_parsers(declare(stage, b"{}", f"Content-Length: {length}"))


@pytest.mark.parametrize("lines", ["Content-Length: 2\nContent-Length: 3", "Content-Length: 2\nContent-Length: 2",
                                   "Content-Length: 2\nTransfer-Encoding: chunked"])  # fmt: skip
def test_two_lengths_are_refused(stage: Stage, lines: str) -> None:
    """A body has one length: two are how requests are smuggled."""
    assert is_parsers(declare(stage, b"{} ", lines))


@pytest.mark.parametrize("body", [b"zz\r\n{}\r\n", b"-1\r\n{}\r\n", b"2\r\n{}zz\r\n"])
def test_a_broken_chunk_is_refused(stage: Stage, body: bytes) -> None:
    """A chunk's size is a number, and its end is where it was said to be."""
    assert is_parsers(declare(stage, body, "Transfer-Encoding: chunked"))


def test_json_without_end_is_cut_off(stage: Stage) -> None:
    """A JSON body in chunks is read up to the limit and no further."""
    endless = itertools.repeat(PIECE, 1000)

    answer = send(stage, f"POST {PATHS[stage.vendor].declare}",
                  "Content-Type: application/json\nTransfer-Encoding: chunked", endless)  # fmt: skip

    assert is_refused(stage, answer, 413)


def test_json_that_breaks_off_is_forgotten(stage: Stage) -> None:
    """A client that goes away amid its body declares nothing."""
    assert declare(stage, b'{"type": "audio"', "Content-Length: 100", hang_up=True) == NOTHING
    assert list(stage.tenant.jobs) == []


def test_a_form_that_breaks_off_leaves_nothing(stage: Stage) -> None:
    """A client that goes away amid a file gets no reply, and the job goes on waiting."""
    answer = upload(stage, f"Content-Length: {len(FORM)}", [FORM[: len(FORM) // 2]], hang_up=True)

    assert answer == NOTHING
    assert [job.media for job in stage.tenant.jobs if job.media] == []


@pytest.mark.parametrize("form", [FORM[: len(FORM) // 2], FORM[:20], FORM[: -len("--b--\r\n")], b"no form at all", b""],
                         ids=["half", "headers", "unclosed", "none", "empty"])  # fmt: skip
def test_a_form_that_ends_too_early_is_refused(stage: Stage, form: bytes) -> None:
    """A body that is complete and yet no complete form is malformed, and nothing is taken in."""
    answer = upload(stage, f"Content-Length: {len(form)}", [form])

    assert is_refused(stage, answer, 400)
    assert [job.media for job in stage.tenant.jobs if job.media] == []


def test_a_boundary_that_never_comes_is_cut_off(stage: Stage) -> None:
    """A file in chunks without end is read up to --max-upload and no further."""
    endless = itertools.chain([b"%x\r\n%s\r\n" % (len(FORM) - 10, FORM[:-10])], itertools.repeat(PIECE, 1000))

    assert is_refused(stage, upload(stage, "Transfer-Encoding: chunked", endless), 413)


@pytest.mark.parametrize("start", ["", "--b\r\nX-Long: ", "--b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n"],
                         ids=["preamble", "header", "text"])  # fmt: skip
def test_a_part_without_end_is_cut_off(stage: Stage, start: str) -> None:
    """A preamble, a part's header or a text field without end is refused."""
    endless = itertools.chain([b"%x\r\n%s\r\n" % (len(start), start.encode())] if start else [],
                              itertools.repeat(PIECE, 1000))  # fmt: skip

    assert is_refused(stage, upload(stage, "Transfer-Encoding: chunked", endless), 400, 413)


def test_a_boundary_of_a_megabyte_does_not_matter(stage: Stage) -> None:
    """A boundary that is longer than any head may be is refused with the head."""
    answer = send(stage, f"POST {PATHS[stage.vendor].upload}",
                  f"Content-Type: multipart/form-data; boundary={'b' * 2**20}\nContent-Length: 0")  # fmt: skip

    assert is_parsers(answer)


def test_no_boundary_is_refused(stage: Stage) -> None:
    """A form must say where its parts end."""
    answer = send(stage, f"POST {PATHS[stage.vendor].upload}",
                  f"Content-Type: multipart/form-data\nContent-Length: {len(FORM)}", [FORM])  # fmt: skip

    assert is_refused(stage, answer, 400, 415)


@pytest.fixture
def resuming(stand_ins: StandIns, folder: Path, credential: str) -> Iterator[Stage]:
    """A Scriptix tenant with a resumable upload; when it is forgotten, so is what has arrived."""
    yield Stage(stand_ins, "scriptix", credential)
    stand_ins.tenants.reset(credential)
    gc.collect()


def append(stage: Stage, lines: str, body: bytes, **how: bool) -> Answer:
    """Send a piece of a file."""
    kind = "Tus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream"
    length = "" if "chunked" in lines else f"\nContent-Length: {len(body)}"
    return send(stage, "PATCH /api/v3/files/<<FILE>>", f"{kind}\n{lines}{length}", [body], **how)


def arrived(stage: Stage) -> list[str]:
    """Return how much of each of the tenant's files is there."""
    head_, _ = stage.fill(head("HEAD /api/v3/files/<<FILE>> HTTP/1.1\nHost: h\nTus-Resumable: 1.0.0\n"
                               "Authorization: Bearer <<KEY>>"), b"")  # fmt: skip
    return [exchange(stage.url, [head_], method="HEAD").headers["upload-offset"]]


@pytest.mark.parametrize("offset", ["5", str(len(AUDIO)), "99999999", "9" * 18])
def test_an_offset_at_which_nothing_ends_is_refused(resuming: Stage, offset: str) -> None:
    """An offset before or beyond what has arrived, or beyond the file's end, is a conflict; nothing is written."""
    answer = append(resuming, f"Upload-Offset: {offset}", AUDIO[:100])

    assert is_refused(resuming, answer, 409)
    assert arrived(resuming) == ["0"]


@pytest.mark.parametrize(
    "line", ["Upload-Offset: -1", "Upload-Offset: x", "X-Nothing: x", f"Upload-Offset: {'9' * 40}"]
)
def test_an_offset_that_is_none_is_refused(resuming: Stage, line: str) -> None:
    """An offset is a number of bytes."""
    assert is_refused(resuming, append(resuming, line, AUDIO[:100]), 400)
    assert arrived(resuming) == ["0"]


def test_a_piece_beyond_the_end_is_refused(resuming: Stage) -> None:
    """More bytes than the file was said to have are too many, announced or in chunks."""
    announced = append(resuming, "Upload-Offset: 0", AUDIO + b"a")
    endless = append(resuming, "Upload-Offset: 0\nTransfer-Encoding: chunked", PIECE * 2)

    assert is_refused(resuming, announced, 413)
    assert is_refused(resuming, endless, 413)


@pytest.mark.parametrize(("lines", "statuses"), [
    ("Upload-Length: -1", (400,)), ("Upload-Length: 9999999999999", (413,)), ("X-Nothing: x", (400,)),
    ("Upload-Length: 5\nUpload-Metadata: language %%%", (400,)),
    ("Upload-Length: 5\nUpload-Metadata: \xff \xfe", (400,)),
    ("Upload-Length: 5\nUpload-Metadata: language /w==,document_type Y2FwdGlvbg==", (400,)),
    ("Upload-Length: 5\nUpload-Metadata: document W1tbWw==,language ZW4=,document_type Y2FwdGlvbg==", (400, 422)),
])  # fmt: skip
def test_a_file_that_cannot_be_begun_is_refused(resuming: Stage, lines: str, statuses: tuple[int, ...]) -> None:
    """A length that is none or too much, or metadata that are none, begin nothing."""
    answer = send(resuming, "POST /api/v3/files/", f"Tus-Resumable: 1.0.0\nContent-Length: 0\n{lines}")

    assert is_refused(resuming, answer, *statuses)
    assert list(resuming.tenant.jobs) == []


def test_a_piece_that_breaks_off_is_kept_until_its_tenant_is_forgotten(resuming: Stage, folder: Path) -> None:
    """What has arrived of a resumable upload stays for its client to go on with, and goes with its tenant."""
    lines = "Upload-Offset: 0\nTransfer-Encoding: chunked"
    answer = append(resuming, lines, b"64\r\n" + AUDIO[:100] + b"\r\n", hang_up=True)

    assert answer == NOTHING
    assert arrived(resuming) == ["100"]
    assert len(list(folder.glob("understudy-*"))) == 1


def test_no_resumable_upload_stays_behind(folder: Path) -> None:
    """When their tenants were forgotten, nothing is left of the files above."""
    gc.collect()

    assert list(folder.glob("understudy-*")) == []
