"""Bodies: forms are read to temporary files, whatever is wrong is refused, and no file stays behind."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from understudy.contracts import Issue
from understudy.fakes.body import (
    FIELD_BYTES_MAX,
    HEADER_BYTES_MAX,
    PARTS_MAX,
    ClientGone,
    Form,
    decode_json,
    media_type,
    read,
)
from understudy.fakes.reply import Problem, Refused

MULTIPART = "multipart/form-data; boundary=b"
LIMIT_BYTES = 1_000_000


class Seen(NamedTuple):
    """One part of a form, as it was read."""

    name: str
    filename: str | None
    content: bytes


def receiving(chunks: list[bytes], complete: bool = True) -> Callable[[], Awaitable[Any]]:
    """Return an ASGI `receive` that gives these chunks and then ends, or breaks off."""
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append(
        {"type": "http.request", "body": b"", "more_body": False} if complete else {"type": "http.disconnect"}
    )

    async def receive() -> Any:
        return messages.pop(0)

    return receive


def part(disposition: str, content: bytes, boundary: bytes = b"b") -> bytes:
    """Return one part."""
    return b"--" + boundary + b"\r\nContent-Disposition: " + disposition.encode() + b"\r\n\r\n" + content + b"\r\n"


TEXT = part('form-data; name="title"', b"A call")
FILE = part('form-data; name="file"; filename="a.wav"', b"RIFF\r\n--bRIFF\r\n-")
END = b"--b--\r\n"


def parts(
    chunks: list[bytes], content_type: str = MULTIPART, limit_bytes: int = LIMIT_BYTES, **how: bool
) -> list[Seen]:
    """Read a form and return its parts."""

    async def enter() -> list[Seen]:
        async with Form(receiving(chunks, **how), content_type, limit_bytes) as form:
            return [
                Seen(each.name, each.filename, each.text if each.file is None else each.path.read_bytes())
                for each in form.parts
            ]

    return asyncio.run(enter())


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which every temporary file of this test is made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_form_is_read_part_by_part(temporary: Path) -> None:
    """Texts and files come as they were sent, even where a file looks like a boundary; afterwards no file is left."""
    seen = parts([TEXT + FILE + END])

    assert seen == [Seen("title", None, b"A call"), Seen("file", "a.wav", b"RIFF\r\n--bRIFF\r\n-")]
    assert list(temporary.iterdir()) == []


@settings(max_examples=60, deadline=None, database=None)
@given(data=st.data(), content=st.binary(max_size=60) | st.text("-b\r\n", max_size=60).map(str.encode))
def test_the_cuts_on_the_wire_do_not_matter(data: st.DataObject, content: bytes) -> None:
    """Whatever the file holds, and wherever the body is cut into chunks, the same file arrives."""
    assume(b"\r\n--b" not in b"\r\n" + content)
    body = TEXT + part('form-data; filename="a.wav"', content) + END
    cuts = sorted(data.draw(st.sets(st.integers(1, len(body) - 1), max_size=12)))
    chunks = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]

    assert parts(chunks)[1] == Seen("", "a.wav", content)


def test_a_long_name_is_taken() -> None:
    """A header may be long, as long as it is below its limit."""
    name = "x" * (HEADER_BYTES_MAX - 100)

    assert parts([part(f'form-data; name="{name}"', b"A call") + END]) == [Seen(name, None, b"A call")]


REFUSALS: dict[str, tuple[bytes, Problem, str]] = {
    "cut off in a file": (FILE[:-9], Problem.MALFORMED, "ends before its closing boundary"),
    "cut off in a header": (FILE[:30], Problem.MALFORMED, "ends before its closing boundary"),
    "without its closing boundary": (FILE, Problem.MALFORMED, "ends before its closing boundary"),
    "empty": (b"", Problem.MALFORMED, "ends before its closing boundary"),
    "no form": (b"RIFF" * 10, Problem.MALFORMED, "the multipart body cannot be read: "),
    "a header too large": (
        part('form-data; name="' + "x" * HEADER_BYTES_MAX + '"', b"") + END,
        Problem.MALFORMED,
        "the multipart body cannot be read: ",
    ),
    "too many parts": (TEXT * (PARTS_MAX + 1) + END, Problem.TOO_LARGE, f"more than {PARTS_MAX} parts"),
    "too many files": (FILE * (PARTS_MAX + 1) + END, Problem.TOO_LARGE, f"more than {PARTS_MAX} parts"),
    "a text too large": (
        FILE + part('form-data; name="title"', b"x" * (FIELD_BYTES_MAX + 1)) + END,
        Problem.TOO_LARGE,
        f"the form field 'title' is larger than {FIELD_BYTES_MAX} bytes",
    ),
    "a file too large": (
        part('form-data; filename="a.wav"', bytes(LIMIT_BYTES)) + END,
        Problem.TOO_LARGE,
        f"the body is larger than {LIMIT_BYTES} bytes",
    ),
}


@pytest.mark.parametrize("size_bytes", [1_000_000, 4096], ids=["at once", "in chunks"])
@pytest.mark.parametrize(("body", "problem", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_bad_form_is_refused(temporary: Path, body: bytes, problem: Problem, reason: str, size_bytes: int) -> None:
    """A form that is broken, too large or too many is refused with a reason, and leaves no file behind."""
    chunks = [body[at : at + size_bytes] for at in range(0, len(body), size_bytes)]
    with pytest.raises(Refused) as caught:
        parts(chunks)

    assert caught.value.problem is problem
    assert reason in caught.value.reason
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    "content_type",
    ["", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=b", "application/json"],
)
def test_a_body_of_another_kind_is_refused(temporary: Path, content_type: str) -> None:
    """Only multipart/form-data with a boundary is a form."""
    with pytest.raises(Refused) as caught:
        parts([FILE + END], content_type)

    assert caught.value.problem is Problem.MEDIA_TYPE
    assert list(temporary.iterdir()) == []


def test_a_client_that_goes_away_leaves_no_file(temporary: Path) -> None:
    """When the body breaks off nobody is told anything, and no file stays behind."""
    with pytest.raises(ClientGone):
        parts([FILE], complete=False)

    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "filename"),
    [(None, "a.wav"), ("file", "a.wav"), ("second", "b.wav")],
    ids=["the first", "by name", "another by name"],
)
def test_a_file_is_found(name: str | None, filename: str) -> None:
    """Without a name the first file counts, with one the first that is called so."""
    body = TEXT + FILE + part('form-data; name="second"; filename="b.wav"', b"x") + END

    async def enter() -> str | None:
        async with Form(receiving([body]), MULTIPART, LIMIT_BYTES) as form:
            return form.file(name).filename

    assert asyncio.run(enter()) == filename


@pytest.mark.parametrize(
    ("name", "reason"),
    [(None, "the form has no file"), ("title", "the form has no file called 'title'")],
    ids=["any", "one that is a text"],
)
def test_a_missing_file_is_refused(name: str | None, reason: str) -> None:
    """A form without the file is refused, and the refusal names the part."""

    async def enter() -> None:
        async with Form(receiving([TEXT + END]), MULTIPART, LIMIT_BYTES) as form:
            form.file(name)

    with pytest.raises(Refused) as caught:
        asyncio.run(enter())

    assert (caught.value.problem, caught.value.reason) == (Problem.INVALID, reason)
    assert caught.value.issues == (Issue(name or "", "a file is required"),)


def test_a_text_is_found_or_is_none() -> None:
    """A text field is decoded; one that is not there, or is a file, is None."""

    async def enter() -> list[str | None]:
        async with Form(receiving([TEXT + FILE + END]), MULTIPART, LIMIT_BYTES) as form:
            with pytest.raises(ValueError, match="the form field 'title' is no file"):
                _ = form.parts[0].path
            return [form.text(name) for name in ("title", "file", "nothing")]

    assert asyncio.run(enter()) == ["A call", None, None]


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", ("application/json", {})),
        ("Application/JSON; charset=UTF-8", ("application/json", {"charset": "UTF-8"})),
        ('multipart/form-data;boundary="a b"', ("multipart/form-data", {"boundary": "a b"})),
        ("", ("", {})),
    ],
)
def test_a_media_type_is_read(content_type: str, expected: tuple[str, dict[str, str]]) -> None:
    """The type is told in lower case, the parameters as they stand."""
    assert media_type(content_type) == expected


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff", b"NaN", b"[" * 100_000, b'"\\ud800"'],
    ids=["nothing", "half of it", "not UTF-8", "NaN", "nested without end", "half a character"],
)
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    """It is a refusal like any other, not a breakdown."""
    with pytest.raises(Refused) as caught:
        decode_json(raw)

    assert caught.value.problem is Problem.MALFORMED


@pytest.mark.parametrize(("limit_bytes", "is_taken"), [(10, True), (9, False)])
def test_a_body_is_read_up_to_the_limit(limit_bytes: int, is_taken: bool) -> None:
    """A body as large as the limit is read, one byte more is refused."""
    reading = read(receiving([b"01234", b"", b"56789"]), limit_bytes)
    if is_taken:
        assert asyncio.run(reading) == b"0123456789"
    else:
        with pytest.raises(Refused, match="the body is larger than 9 bytes"):
            asyncio.run(reading)
