"""What a Marsview reply says of a transaction: its envelope, and the state of each requested model.

Source: marsview.md 2 (envelope), 3.6 and 4 (states), 6 (errors).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from understudy.client.refusal import refusal
from understudy.client.response import Response
from understudy.client.status import Lane, Meaning, Status

STATUSES: Mapping[str, Meaning] = {
    "uploaded": Meaning.RUNNING,
    "processed": Meaning.ENDED_WELL,
    "error": Meaning.ENDED_BADLY,
}
"""of each requested model (marsview.md 4)"""

SUMMARY = ("uploaded", "error", "processed")
"""the first of these that any model shows stands for the whole transaction"""


class _Envelope(msgspec.Struct):
    status: bool


class _State(msgspec.Struct):
    status: str
    error: object = None
    message: object = None


class _Model(msgspec.Struct):
    state: _State
    name: str = msgspec.field(name="modelType", default="")
    err: object = None
    msg: object = None


class _Models(msgspec.Struct):
    models: list[_Model] = msgspec.field(name="enableModels")


class _Txn(msgspec.Struct):
    data: _Models


def opened(response: Response) -> Response:
    """Return `response` when its envelope says yes. Raises Refused when it says no, BadReply without one."""
    # The vendor's envelope says "no" by itself, and its old API did so with HTTP 200 (marsview.md 2, 6).
    if not response.read(_Envelope).status:
        raise refusal(response)
    return response


def _lane(model: _Model) -> Lane:
    code, message = model.state.error or model.err, model.state.message or model.msg
    return Lane(model.name, model.state.status, str(code) if code else None, str(message) if message else None)


def _summary(lanes: Sequence[Lane], ordered: int) -> tuple[str, Meaning | None]:
    """Return one word and meaning for all lanes: the least settled decides, and none may be missing."""
    words = [lane.word for lane in lanes]
    if strange := [word for word in words if word not in STATUSES]:
        return strange[0], None
    word = next((word for word in SUMMARY if word in words), "no model requested yet")
    return word, STATUSES[word] if len(lanes) >= ordered else Meaning.RUNNING


def standing(response: Response, ordered: int) -> Status:
    """Return the status of a transaction of which `ordered` models were requested. Raises BadReply."""
    lanes = tuple(_lane(model) for model in response.read(_Txn).data.models)
    word, meaning = _summary(lanes, ordered)
    first = next((lane for lane in lanes if lane.word == "error"), Lane("", ""))
    return Status(word, meaning, first.code, first.message, lanes, response)
