"""An HTTP Archive of a journal.

Source: HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/. A size that is not known is -1, as it says; fields of
our own begin with `_`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from understudy.contracts.version import understudy_version
from understudy.fakes.reply import phrase
from understudy.scenarios.exchange import Exchange

HTTP = "HTTP/1.1"


def har(exchanges: Sequence[Exchange], dropped: int, began: float, url: str) -> dict[str, Any]:
    """Return the archive; `began` is when the tenant's clock did (Unix seconds), `url` the vendor's base URL."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    log = {
        "version": "1.2",
        "creator": {"name": "understudy", "version": understudy_version()},
        "entries": [_entry(each, began, origin) for each in exchanges],
        "comment": f"{dropped} earlier exchanges are not kept",
    }
    return {"log": log}


def _entry(exchange: Exchange, began: float, origin: str) -> dict[str, Any]:
    lasted_ms = round((exchange.answered_s - exchange.at_s) * 1000, 3)
    started = datetime.fromtimestamp(began + exchange.at_s, UTC)
    return {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": lasted_ms,
        "request": _request(exchange, origin),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": lasted_ms, "receive": 0},
        "comment": "; ".join(exchange.findings),
        "_operation": exchange.operation,
        "_job": exchange.job,
        "_said": exchange.said,
        "_fault": exchange.fault,
    }


def _request(exchange: Exchange, origin: str) -> dict[str, Any]:
    return {
        "method": exchange.method,
        "url": origin + quote(exchange.path, safe="/%:@!$&'()*+,;=-._~"),
        "httpVersion": HTTP,
        "cookies": [],
        "headers": [],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    }


def _response(exchange: Exchange) -> dict[str, Any]:
    """Return the answer; code 0 means that none went out."""
    return {
        "status": exchange.http,
        "statusText": phrase(exchange.http) if exchange.http else "",
        "httpVersion": HTTP,
        "cookies": [],
        "headers": [],
        "content": {"size": -1, "mimeType": "x-unknown"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
