"""Reads a request's body: JSON within a limit, or the parts of a multipart form, files straight to a temporary file.

Source: ours. The vendor's own clients send parts without a name, unquoted parameters, boundaries of 77 digits and full
paths as file names (facts/elevateai, section 4), so python-multipart's low-level parser is used.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import unquote

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.types import Receive

from understudy.contracts import Issue
from understudy.fakes.reply import Problem, Refused

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

JSON_BYTES_MAX = 1024 * 1024
FIELD_BYTES_MAX = 64 * 1024
HEADER_BYTES_MAX = 16 * 1024
PARTS_MAX = 32
_EXTENDED = re.compile(r";\s*filename\*\s*=\s*\"?([\w-]+)'[^']*'([^;\"\s]*)", re.IGNORECASE)
logging.getLogger("python_multipart").addHandler(logging.NullHandler())  # what is wrong with a body, its sender is told
_decode = msgspec.json.Decoder().decode


class ClientGone(Exception):  # noqa: N818 - nobody is left to be told
    """The client went away before its body was complete."""


async def chunks(receive: Receive, limit_bytes: int) -> AsyncIterator[bytes]:
    """Yield the body as it comes. Raises Refused(TOO_LARGE) beyond `limit_bytes`, ClientGone when it breaks off."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit_bytes:
            raise Refused(Problem.TOO_LARGE, f"the body is larger than {limit_bytes} bytes")
        if chunk:
            yield chunk
        if not message.get("more_body", False):
            return


async def read(receive: Receive, limit_bytes: int = JSON_BYTES_MAX) -> bytes:
    """Return the whole body. Raises as `chunks` does."""
    return b"".join([chunk async for chunk in chunks(receive, limit_bytes)])


def decode_json(raw: bytes) -> Any:
    """Return the JSON value in `raw`. Raises Refused(MALFORMED)."""
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(Problem.MALFORMED, f"the body is not JSON: {error}") from error


def media_type(content_type: str) -> tuple[str, dict[str, str]]:
    """Return the media type in lower case and its parameters, which may hold any letters."""
    name, parameters = parse_options_header(content_type.encode())
    return name.decode().lower(), {key.decode(): value.decode() for key, value in parameters.items()}


def extended_filename(disposition: str) -> str | None:
    """Return the `filename*` of a Content-Disposition (RFC 8187), None when there is none that can be read.

    RFC 7578 forbids it in forms; .NET's HttpClient sends it all the same, and beside it a `filename` that is no name
    as soon as there is a letter beyond ASCII in it.
    """
    found = _EXTENDED.search(disposition)
    try:
        return unquote(found[2], found[1], "replace") if found else None
    except (LookupError, ValueError):  # an encoding that nobody knows, or none for texts
        return None


class Part:
    """One part of a form: a short text, or a file on disk."""

    def __init__(self, headers: dict[str, str], folder: Path) -> None:
        """`headers` are the part's own, names in lower case."""
        disposition = headers.get("content-disposition", "")
        _, parameters = media_type(disposition)
        self.name = parameters.get("name", "").strip('"')
        extended = extended_filename(disposition)
        self.filename = parameters.get("filename") if extended is None else extended
        self.content_type = headers.get("content-type", "")
        self.size_bytes = 0
        self.text = b""
        self.file: IO[bytes] | None = None
        if self.filename is not None:
            self.file = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 - closed by Form

    @property
    def path(self) -> Path:
        """Where the file lies until the form is closed. Raises ValueError for a text field."""
        if self.file is None:
            raise ValueError(f"the form field {self.name!r} is no file")
        return Path(self.file.name)

    def write(self, data: bytes) -> None:
        """Take in more of the part. Raises Refused(TOO_LARGE) for a text field that grows too long."""
        self.size_bytes += len(data)
        if self.file is not None:
            self.file.write(data)
        elif self.size_bytes > FIELD_BYTES_MAX:
            raise Refused(
                Problem.TOO_LARGE, f"the form field {self.name[:80]!r} is larger than {FIELD_BYTES_MAX} bytes"
            )
        else:
            self.text += data


class Form:
    """The parts of a multipart body. Use it as `async with`: its files are gone afterwards."""

    def __init__(self, receive: Receive, content_type: str, limit_bytes: int) -> None:
        """Read nothing yet."""
        self._receive, self._content_type, self._limit_bytes = receive, content_type, limit_bytes
        self._folder = tempfile.TemporaryDirectory(prefix="understudy-")
        self._header_name, self._header_value, self._headers = b"", b"", dict[str, str]()
        self._ended = False
        self.parts: list[Part] = []

    async def __aenter__(self) -> Form:
        """Read the body. Raises Refused, or ClientGone; no file stays behind then either."""
        try:
            await self._read()
        except BaseException:
            self._close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Delete the files."""
        self._close()

    async def _read(self) -> None:
        name, parameters = media_type(self._content_type)
        boundary = parameters.get("boundary", "")
        if name != "multipart/form-data" or not boundary:
            raise Refused(Problem.MEDIA_TYPE, "send the file as multipart/form-data with a boundary")
        try:
            callbacks = cast("MultipartCallbacks", self._callbacks())
            parser = MultipartParser(boundary.encode("latin-1"), callbacks, max_header_size=HEADER_BYTES_MAX)
            async for chunk in chunks(self._receive, self._limit_bytes):
                parser.write(chunk)
        except FormParserError as error:
            raise Refused(Problem.MALFORMED, f"the multipart body cannot be read: {error}") from error
        if not self._ended:
            raise Refused(Problem.MALFORMED, "the multipart body ends before its closing boundary")
        for part in self.parts:
            if part.file is not None:
                part.file.close()

    def _callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._take_header_name,
            "on_header_value": self._take_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_data,
            "on_part_data": self._take_data,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        if len(self.parts) == PARTS_MAX:
            raise Refused(Problem.TOO_LARGE, f"the form has more than {PARTS_MAX} parts")
        self._headers = {}

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header_name.decode("latin-1").lower()] = self._header_value.decode("utf-8", "replace")
        self._header_name, self._header_value = b"", b""

    def _begin_data(self) -> None:
        self.parts.append(Part(self._headers, Path(self._folder.name)))

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].write(data[start:end])

    def _end(self) -> None:
        self._ended = True

    def _close(self) -> None:
        for part in self.parts:
            if part.file is not None:
                part.file.close()
        self._folder.cleanup()

    def file(self, name: str | None = None) -> Part:
        """Return the first file, or the one called `name`. Raises Refused(INVALID)."""
        files = [part for part in self.parts if part.file is not None and name in (None, part.name)]
        if not files:
            reason = f"the form has no file{f' called {name!r}' if name else ''}"
            raise Refused(Problem.INVALID, reason, [Issue(name or "", "a file is required")])
        return files[0]

    def text(self, name: str) -> str | None:
        """Return the text field `name`, None when it is not there."""
        texts = (part.text for part in self.parts if part.file is None and part.name == name)
        text = next(texts, None)
        return None if text is None else text.decode("utf-8", "replace")
