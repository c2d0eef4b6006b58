"""Recordings under links on loopback, for a server on this machine that fetches, with a count of what was fetched.

Source: ours.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Generator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from understudy.contracts.checks.calls.material import file_of


class LinkServer:
    """Serves the materials by their file names."""

    def __init__(self, audio: bytes | None = None) -> None:
        """`audio` is the user's own recording, for the sound one."""
        files = [file_of(material, audio) for material in ("sound", "unreadable", "too_short")]
        self._contents = {f"/{file.name}": file.content for file in files}
        self.fetched: Counter[str] = Counter()
        """URL -> how often it was asked for"""
        self.url = ""
        """of the sound recording, while it runs"""

    @contextlib.contextmanager
    def running(self) -> Generator[LinkServer]:
        """Serve as long as the block lasts, on any free port of loopback."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        server.daemon_threads = True
        thread = threading.Thread(target=partial(server.serve_forever, 0.01), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}/call.wav"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def content(self, target: str) -> bytes | None:
        """Return what lies behind a request's target, and count it."""
        self.fetched[self.url.removesuffix("/call.wav") + target] += 1
        return self._contents.get(urlsplit(target).path)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, links: LinkServer, *args: object) -> None:
        self._links = links
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        content = self._links.content(self.path)
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
        pass
