"""Who is refused in the middle of an upload hears it, even from a connection that closes after the answer."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from wire.stage import Stage

from understudy.fakes.server import StandIns

BODY = b"x" * 2_000_000
TRIES = 12
PATHS = {
    "a path that is not there": ("/nothing", {"X-API-Token": "early"}, 404),
    "no credential": ("/interactions/x/upload", {}, 401),
    "a job that is not there": ("/interactions/x/upload", {"X-API-Token": "early"}, 404),
    "a body that is no form": ("/interactions/<<WAITING>>/upload", {"X-API-Token": "<<KEY>>"}, 400),
}


@pytest.mark.parametrize(("path", "headers", "status"), PATHS.values(), ids=PATHS)
def test_an_early_refusal_arrives(stand_ins: StandIns, path: str, headers: dict[str, str], status: int) -> None:
    """The client sends two megabytes, and asks for the connection to be closed: the answer comes every time."""
    stage = Stage(stand_ins, "elevateai", "early-refusals")
    path = stage.fill(path.encode(), b"")[0].decode()
    given = {name: stage.fill(value.encode(), b"")[0].decode() for name, value in headers.items()}
    url = urlsplit(stand_ins.addresses.vendors["elevateai"])

    for _ in range(TRIES):
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=10)
        connection.request("POST", url.path + path, BODY, {**given, "Connection": "close"})
        assert connection.getresponse().status == status
        connection.close()
