"""A link to the recording, on loopback, for the vendors that fetch.

Source: ours.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

PORT = 8409
"""beside the ports of `understudy serve`"""


class _Server(ThreadingHTTPServer):
    """Ends with its last request, not after it."""

    daemon_threads = True


class _OneFile(BaseHTTPRequestHandler):
    """Answers every GET with the one file, whatever the path."""

    def __init__(self, path: Path, *args: object) -> None:
        self._file = path
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(self._file.stat().st_size))
        self.end_headers()
        with self._file.open("rb") as file:
            while chunk := file.read(65536):
                self.wfile.write(chunk)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
        pass


def _bound(handler: Callable[..., BaseHTTPRequestHandler], port: int) -> ThreadingHTTPServer:
    """Return the server, at the port if that can be had, else at any that is free."""
    try:
        return _Server(("127.0.0.1", port), handler)
    except OSError:
        return _Server(("127.0.0.1", 0), handler)


@contextlib.contextmanager
def link_to(path: Path, port: int = PORT) -> Generator[str]:
    """Yield a URL under which the file at `path` can be fetched for as long as the block lasts.

    It is at `port` if that can be had: a journal's digests of links hang on it. 0 is any that is free.
    """
    server = _bound(partial(_OneFile, path), port)
    thread = threading.Thread(target=partial(server.serve_forever, 0.01), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{quote(path.name)}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
