"""save_file and save_file_link: what is taken, what is refused, and what is known of the file then."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marsview.caller import LINK, SAVE_FILE, SAVE_LINK, USER, Caller, Json, calling, refusal, silence

from understudy.fakes import link
from understudy.fakes.tenant import Settings

LINKED: Json = {"title": "A call", "description": "An interview", "link": LINK}
BAD = (400, "understudy:bad_request")
MULTIPART = {"Content-Type": "multipart/form-data; boundary=edge"}


@contextmanager
def serving(data: bytes) -> Generator[str]:
    """Give a link on the loopback behind which `data` lies."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/call.wav"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_uploaded_file_becomes_a_transaction(marsview: Caller) -> None:
    """save_file answers a txnId; get_txn tells title, description, owner and length, and that no model is requested."""
    found = marsview.txn(marsview.save(silence(29.2)))

    assert found["userId"] == USER
    assert found["enableModels"] == []
    assert found["file"] == {
        "title": "A call",
        "description": "An interview",
        "userId": USER,
        "type": "file",
        "deleted": False,
        "s3Availability": True,
        "fileMetadata": {"duration": 29},
    }


def test_a_link_becomes_a_transaction(marsview: Caller) -> None:
    """save_file_link answers a txnId; nothing is known of the file before it is picked up."""
    file = marsview.txn(marsview.save_link())["file"]

    assert (file["type"], file["title"], file["description"]) == ("link", "A call", "An interview")
    assert (file["s3Availability"], file["fileMetadata"]) == (False, {})


def test_a_linked_file_is_known_once_it_was_picked_up(marsview: Caller) -> None:
    """When the first request leaves the queue, the file is there and its length is told."""
    txn_id = marsview.save_link()
    marsview.compute(txn_id, "speech_to_text")
    assert marsview.txn(txn_id)["file"]["fileMetadata"] == {}
    marsview.step()

    file = marsview.txn(txn_id)["file"]

    assert file["s3Availability"] is True
    assert file["fileMetadata"]["duration"] > 0


def test_a_transaction_id_is_built_as_documented(marsview: Caller) -> None:
    """The last eight digits of its middle part are its milliseconds to the base 36."""
    parts = [
        re.fullmatch(r"txn-([0-9a-z]{10})([0-9a-z]{8})-(\d{13})", each())
        for each in (marsview.save, marsview.save_link)
    ]

    assert all(found and int(found[2], 36) == int(found[3]) for found in parts)
    assert len({part for found in parts if found for part in found.groups()}) == 6


def test_the_seed_gives_the_ids() -> None:
    """The same seed and commands give the same ids, at whatever hour; another seed gives others."""
    ids: list[list[str]] = []
    for seed, hours in ((7, 0), (7, 5), (8, 0)):
        with calling(Settings(speed=0.0, seed=seed)) as marsview:
            marsview.advance(hours * 3600)
            txn_id = marsview.save()
            lanes = marsview.compute(txn_id, "speech_to_text", "meeting_topics")
            ids.append([txn_id, marsview.save_link(), *(each["requestId"] for each in lanes)])

    assert ids[0] == ids[1]
    assert set(ids[0]).isdisjoint(ids[2])
    assert len(set(ids[0])) == 4


@pytest.mark.parametrize("missing", ["file", "title", "description"])
def test_a_form_without_one_of_its_parts_is_refused_by_name(marsview: Caller, missing: str) -> None:
    """File, title and description are required; nothing is saved without one of them."""
    parts = {
        "file": ("call.wav", silence(1), "audio/wav"),
        "title": (None, b"A call"),
        "description": (None, b"An interview"),
    }
    del parts[missing]
    answer = marsview.call("POST", SAVE_FILE, files=parts)

    assert refusal(answer) == BAD
    assert missing in answer.json()["message"]
    assert len(marsview.tenant().jobs) == 0


def test_the_file_must_be_a_file(marsview: Caller) -> None:
    """A text field called `file` is no file, and a file under another name is not the one."""
    texts = {"title": "A call", "description": "An interview"}

    assert refusal(marsview.call("POST", SAVE_FILE, data=texts | {"file": "x"}, files={"a": b""})) == BAD
    assert refusal(marsview.call("POST", SAVE_FILE, data=texts, files={"upload": ("a.wav", b"x")})) == BAD


def test_the_parts_come_in_any_order(marsview: Caller) -> None:
    """The file may stand before its title; further parts are passed over."""
    parts = [
        ("file", ("call.wav", silence(2), "audio/wav")),
        ("mood", (None, b"good")),
        ("description", (None, "Ein Gespräch".encode())),
        ("title", (None, b"A call")),
    ]
    answer = marsview.call("POST", SAVE_FILE, files=parts)

    assert marsview.txn(answer.json()["data"]["txnId"])["file"]["description"] == "Ein Gespräch"


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Content-Type": "application/json"}, {"Content-Type": "audio/wav"},
        {"Content-Type": "multipart/form-data"}, {"Content-Type": "multipart/form-data; boundary="},
    ],
)  # fmt: skip
def test_a_file_that_comes_otherwise_is_refused(marsview: Caller, headers: dict[str, str]) -> None:
    """Only multipart/form-data with a boundary is read."""
    assert refusal(marsview.call("POST", SAVE_FILE, content=silence(1), headers=headers)) == BAD


@pytest.mark.parametrize(
    "body",
    [b"", b"--edge", b"nonsense", b"--edge\r\nContent-Disposition: form-data; name=title\r\n\r\nhalf", b"--edge--"],
)
def test_a_broken_form_is_refused(marsview: Caller, body: bytes) -> None:
    """A form that is cut off or is none gets 400, and nothing is saved."""
    assert refusal(marsview.call("POST", SAVE_FILE, content=body, headers=MULTIPART)) == BAD
    assert len(marsview.tenant().jobs) == 0


def test_a_form_without_its_closing_boundary_is_refused(marsview: Caller) -> None:
    """An upload that breaks off is not taken for a whole one, even when every part has begun."""
    head = "\r\n--edge\r\nContent-Disposition: form-data; name="
    body = f'{head}title\r\n\r\na{head}description\r\n\r\nb{head}file; filename="call.wav"\r\n\r\n'.encode() + silence(
        1
    )
    whole = marsview.call("POST", SAVE_FILE, content=body[2:] + b"\r\n--edge--\r\n", headers=MULTIPART)
    assert whole.status_code == 200

    assert refusal(marsview.call("POST", SAVE_FILE, content=body[2:], headers=MULTIPART)) == BAD
    assert len(marsview.tenant().jobs) == 1


def test_a_file_over_the_limit_is_refused() -> None:
    """An upload larger than the limit gets 413, nothing is saved, and the next one is taken."""
    with calling(Settings(speed=0.0, max_upload_bytes=5000)) as marsview:
        file = ("call.wav", silence(30), "audio/wav")
        answer = marsview.call("POST", SAVE_FILE, data={"title": "a", "description": "b"}, files={"file": file})

        assert refusal(answer) == (413, "understudy:too_large")
        assert len(marsview.tenant().jobs) == 0
        assert marsview.txn(marsview.save(silence(2)))["file"]["fileMetadata"] == {"duration": 2}


def test_a_title_over_the_limit_is_refused(marsview: Caller) -> None:
    """A text field of more than 64 KiB gets 413."""
    texts = {"title": "a" * 70_000, "description": "b"}
    answer = marsview.call("POST", SAVE_FILE, data=texts, files={"file": ("call.wav", silence(1))})

    assert refusal(answer) == (413, "understudy:too_large")


def test_a_file_that_is_no_audio_is_saved(marsview: Caller) -> None:
    """Whether a file can be read is seen when it is worked on; its length stays unknown."""
    assert marsview.txn(marsview.save(b"no audio at all"))["file"]["fileMetadata"] == {}


@pytest.mark.parametrize("field", list(LINKED))
@pytest.mark.parametrize("value", [None, 5, [], "missing"])
def test_a_link_without_one_of_its_fields_is_refused_by_name(marsview: Caller, field: str, value: object) -> None:
    """Title, description and link are required strings; nothing is saved otherwise."""
    body = {name: each for name, each in LINKED.items() if name != field}
    if value != "missing":
        body[field] = value
    answer = marsview.call("POST", SAVE_LINK, json=body)

    assert refusal(answer) == BAD
    assert field in answer.json()["message"]
    assert len(marsview.tenant().jobs) == 0


@pytest.mark.parametrize(
    "url", ["", "no link", "ftp://a/b", "s3://bucket/a.wav", "http://", "http:///a", "http://[", "//a"]
)
def test_a_text_that_is_no_web_address_is_refused(marsview: Caller, url: str) -> None:
    """A link begins with http:// or https:// and names a host."""
    assert refusal(marsview.call("POST", SAVE_LINK, json=LINKED | {"link": url})) == BAD


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"title": "\xff"}', b'{"a": NaN}'])
def test_a_link_in_a_body_that_is_no_json_object_is_refused(marsview: Caller, body: bytes) -> None:
    """A broken body gets 400."""
    headers = {"Content-Type": "application/json"}

    assert refusal(marsview.call("POST", SAVE_LINK, content=body, headers=headers)) == BAD


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_link_comes_with_json_only(marsview: Caller, kind: str) -> None:
    """Another content type gets 400, which names the right one."""
    answer = marsview.call("POST", SAVE_LINK, content=b"{}", headers={"Content-Type": kind})

    assert refusal(answer) == BAD
    assert "application/json" in answer.json()["message"]


def test_unknown_keys_beside_a_link_are_passed_over(marsview: Caller) -> None:
    """Mid-2021 clients send a userId along."""
    assert marsview.call("POST", SAVE_LINK, json=LINKED | {"userId": USER, "more": None}).status_code == 200


def test_a_link_is_not_fetched(marsview: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the user's leave nothing is fetched, not even from the loopback."""

    async def fetched(*_: object) -> str:
        raise AssertionError("the link was fetched")

    monkeypatch.setattr(link, "_fetch", fetched)

    assert marsview.save_link("http://127.0.0.1:9/call.wav")


def test_a_link_is_fetched_with_the_users_leave() -> None:
    """With `fetch_links` the real recording decides: its length, or that it is none."""
    with calling(Settings(speed=0.0, fetch_links=True)) as marsview:
        with serving(silence(42)) as audio, serving(b"no audio at all") as text:
            good, bad = marsview.save_link(audio), marsview.save_link(text)
        for txn_id in (good, bad):
            marsview.compute(txn_id, "speech_to_text")
            marsview.finish(txn_id)

        assert marsview.txn(good)["file"]["fileMetadata"] == {"duration": 42}
        assert marsview.states(good) == {"speech_to_text": "processed"}
        assert marsview.states(bad) == {"speech_to_text": "error"}


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=300), path=st.sampled_from([SAVE_FILE, SAVE_LINK]))
def test_no_body_breaks_the_fake(body: bytes, path: str) -> None:
    """Whatever is sent is refused with 400."""
    kind = MULTIPART if path == SAVE_FILE else {"Content-Type": "application/json"}
    with calling() as marsview:
        assert refusal(marsview.call("POST", path, content=body, headers=kind)) == BAD
