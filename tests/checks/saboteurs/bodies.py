"""Servers whose answers cannot be read, or are of another type: pages, broken JSON, cut and empty bodies.

Source: ours.
"""

from __future__ import annotations

import contextlib

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import Sabotage, after, wrong
from checks.saboteurs.withheld import Withheld
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.cut import Cut
from understudy.fakes.faults.no_answer import NoAnswer

POLL = {"elevateai": "getInteractionStatus", "marsview": "getTxn", "scriptix": "getSession"}
HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@after("elevateai", POLL["elevateai"], "answer")
def wrong_content_type(asked: Asked, answer: Withheld) -> None:
    """JSON goes out as text/html."""
    answer.set_header("content-type", "text/html; charset=utf-8")


@after("scriptix", POLL["scriptix"], "answer", "reachable")
def no_content_type(asked: Asked, answer: Withheld) -> None:
    """JSON goes out without a type."""
    answer.drop_header("content-type")


@after("elevateai", "getTranscript", "answer")
def html_error_page(asked: Asked, answer: Withheld) -> None:
    """Instead of a transcript comes the page of a gateway, as 200."""
    answer.write(HTML, "text/html")


@after("marsview", "fetchMetadata", "answer", "reachable", "result")
def html_with_the_type_of_json(asked: Asked, answer: Withheld) -> None:
    """Instead of metadata comes the page of a gateway, as 200 and as JSON."""
    answer.write(HTML)


@after("elevateai", POLL["elevateai"], "answer", "reachable")
def empty_body(asked: Asked, answer: Withheld) -> None:
    """A poll is answered with 200 and nothing."""
    answer.write(b"")


@after("marsview", "compute", "answer", "reachable")
def broken_json(asked: Asked, answer: Withheld) -> None:
    """A request for models is answered with JSON whose last bracket is a comma."""
    answer.write(answer.body[:-1] + b",")


@after("scriptix", "listSessions", "answer", "reachable")
def truncated_body(asked: Asked, answer: Withheld) -> None:
    """A list ends in the middle."""
    answer.write(answer.body[: len(answer.body) // 2])


@after("elevateai", POLL["elevateai"], "answer", "reachable")
def two_documents(asked: Asked, answer: Withheld) -> None:
    """A poll is answered with the same JSON twice."""
    answer.write(answer.body + b"\n" + answer.body)


@after("elevateai", "getTranscript", "answer", "reachable")
def not_a_number(asked: Asked, answer: Withheld) -> None:
    """A transcript has a score that is no number."""
    answer.write(answer.body.replace(b'"score":', b'"score":NaN,"was":', 1))


@after("scriptix", POLL["scriptix"], "answer", "reachable")
def not_unicode(asked: Asked, answer: Withheld) -> None:
    """A session is not written in UTF-8."""
    answer.write(answer.body.replace(b'"language":"', b'"language":"\xe9'))


@wrong("elevateai", "reachable")
class ConnectionClosed(Sabotage):
    """The connection is closed instead of an answer to whoever asks for a transcript."""

    def around(self, app: ASGIApp) -> ASGIApp:
        """Close it."""
        return _on_path("/transcript", NoAnswer()(app), app)


@wrong("scriptix", "reachable")
class BodyCut(Sabotage):
    """The connection is closed in the middle of a result."""

    def around(self, app: ASGIApp) -> ASGIApp:
        """Cut it."""
        return _on_path("/result", Cut(20)(app), app)


@wrong("marsview", "reachable", "answer")
class SaidToBeCompressed(Sabotage):
    """Metadata are said to be compressed, and are not."""

    def after(self, asked: Asked, answer: Withheld) -> None:
        """Say so."""
        if asked.is_of("fetchMetadata"):
            answer.set_header("content-encoding", "gzip")


def _on_path(end: str, wrong_app: ASGIApp, right: ASGIApp) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(ConnectionAbortedError):  # it is closed already; what broke it need not be logged
            await (wrong_app if scope["path"].endswith(end) else right)(scope, receive, send)

    return app


@after("elevateai", POLL["elevateai"], "answer", "reachable")
def byte_order_mark(asked: Asked, answer: Withheld) -> None:
    """JSON begins with a byte order mark."""
    answer.write(b"\xef\xbb\xbf" + answer.body)
