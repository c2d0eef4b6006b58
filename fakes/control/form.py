"""What the control port is told of a tenant.

Source: ours; `control.yaml` describes the forms.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec
from starlette.requests import Request

from understudy.fakes.control.answer import Answered

BODY_BYTES_MAX = 1024 * 1024
T = TypeVar("T")


class Beginning(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How a tenant begins anew."""

    seed: int | None = None
    """what everything of this tenant is drawn from; the server's own when it is left out"""
    frozen: bool = False


class SecretChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The secret that goes with a credential from now on."""

    secret: Annotated[str, msgspec.Meta(pattern=r"\S")]


class ScenarioChoice(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a tenant's next jobs will meet. What is left out stays as it is; null goes back to the ordinary."""

    name: str | msgspec.UnsetType | None = msgspec.UNSET
    """`vendor/name`"""
    scenario: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    """one that is given in place, in the form of a scenario file"""
    transcript: str | msgspec.UnsetType | None = msgspec.UNSET
    """what is said in the recordings, `Name: words` a line, instead of made-up words"""


async def read(request: Request, kind: type[T]) -> T:
    """Return the JSON body as a `kind`. Raises Answered: 413 or 422."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_BYTES_MAX:
            raise Answered(413, f"the body is larger than {BODY_BYTES_MAX} bytes")
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Answered(422, str(error)) from error
