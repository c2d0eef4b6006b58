"""The requests that schemathesis makes up for an operation: from examples, at the edges of its schema, and drawn.

Source: schemathesis 4, whose schemas, strategies and state machines are used; its runner is not, as it follows
redirects, asks proxies, waits on its own, and takes a resource for one that is there as soon as it was made.
"""

from __future__ import annotations

import copy
import functools
import itertools
import warnings
from collections.abc import Callable, Iterator
from typing import Any, cast

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.generation.hypothesis import examples as given_examples
from schemathesis.transport.requests import REQUESTS_TRANSPORT

from understudy.contracts import Contract, Operation

Send = Callable[[Any, int], None]
"""takes a case, and a number that says which of the jobs that are there it is about: even ones stand for none"""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ANY_BYTES = "application/octet-stream"
"""how a body is written whose media type schemathesis does not know"""


class MadeUp:
    """What can be made up of one vendor's document."""

    def __init__(self, contract: Contract, seed: int) -> None:
        """The same seed makes the same up."""
        _learn(contract)
        self.schema, self._seed = _schema(contract), seed

    def each(self, operation: Operation, examples: int, send: Send) -> list[str]:
        """Send each case of an operation: at most `examples` of its edges, and as many drawn; return what failed."""
        found = self.schema.find_operation_by_id(operation.id)
        for number, case in enumerate(_edges(self.schema, found, examples)):
            send(case, number)
        wrong = [self._drawn(found, mode, count, send) for mode, count in _shares(operation, examples)]
        return [each for each in wrong if each]

    def _drawn(self, found: Any, mode: GenerationMode, count: int, send: Send) -> str:
        """Send `count` drawn cases; return why that could not be done, else nothing."""

        @hypothesis.seed(self._seed)
        @_settings(count)
        @hypothesis.given(found.as_strategy(generation_mode=mode), st.integers(0, 5))
        def drawn(case: Any, number: int) -> None:
            send(case, number)

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                drawn()
        except Unsatisfiable:
            # of a body of any bytes, say, none is wrong
            return "" if mode is GenerationMode.NEGATIVE else f"no requests of {found.label} can be made up"
        except HypothesisException as error:
            return f"no {mode.value} requests of {found.label} can be made up: {error}"
        return ""

    def right(self, operation: Operation, send: Callable[[Any], None]) -> None:
        """Send one right request of an operation."""
        found = self.schema.find_operation_by_id(operation.id)
        self._drawn(found, GenerationMode.POSITIVE, 1, lambda case, _: send(case))

    def linked(self, runs: int, steps: int, begin: Callable[[], None], call: Callable[[Any], Any]) -> str:
        """Follow the document's links, `runs` times so many `steps`; return why that could not be done, else nothing.

        `begin` is called before each run; `call` sends a case and returns an httpx.Response, or None.
        """

        if not self.schema.statistic.transitions.total:
            return "the document has no links to follow"

        class Linked(self.schema.as_state_machine()):  # type: ignore[misc]
            def setup(self) -> None:
                begin()

            def call(self, case: Any, **_: Any) -> Any:
                answer = call(case)
                hypothesis.assume(answer is not None)
                return cast("Any", schemathesis.Response).from_any(answer)

            def validate_response(self, *_: Any, **__: Any) -> None:
                """Judged by the caller."""

        hypothesis.seed(self._seed)(Linked)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                Linked.run(settings=_settings(runs, stateful_step_count=steps))
        except HypothesisException as error:
            return f"no links can be followed: {error}"
        return ""


def _settings(count: int, **more: Any) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=count, phases=[Phase.generate], deadline=None, database=None,
        suppress_health_check=list(cast("Any", HealthCheck)), verbosity=hypothesis.Verbosity.quiet, **more,
    )  # fmt: skip


def _shares(operation: Operation, examples: int) -> Iterator[tuple[GenerationMode, int]]:
    """Yield how many right and wrong requests are drawn; a part of a path is never wrong."""
    if not (operation.query or operation.request):
        yield GenerationMode.POSITIVE, examples if "{" in operation.path else 1
    else:
        yield GenerationMode.POSITIVE, max(1, (examples + 1) // 2)
        yield GenerationMode.NEGATIVE, max(1, examples // 2)


def _edges(schema: Any, found: Any, limit: int) -> Iterator[Any]:
    """Yield the examples of the document, and cases at the edges of the schema: half of them right, half wrong."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from itertools.islice(map(_one, found.get_strategies_from_examples()), limit)
        for mode in MODES:
            cases = schema.iter_coverage_cases(
                found, generation_modes=[mode], generation_config=schema.config.generation_for(operation=found)
            )
            yield from itertools.islice(cases, max(1, limit // 2))


def _one(strategy: Any) -> Any:
    """Return a case of an example, of which all is fixed but what it leaves out."""
    one: Callable[[Any], Any] = cast("Any", given_examples).generate_one
    return one(strategy)


def _learn(contract: Contract) -> None:
    """Let schemathesis write the bodies of those of a contract's requests that it cannot write by itself."""
    for media_type in {media_type for each in contract.operations.values() for media_type in each.request}:
        if REQUESTS_TRANSPORT.get_first_matching_media_type(media_type) is None:
            schemathesis.serializer.alias(media_type, ANY_BYTES)


@functools.lru_cache(maxsize=8)
def _schema(contract: Contract) -> Any:
    """Return a contract's document as schemathesis reads it."""
    schema = schemathesis.openapi.from_dict(copy.deepcopy(contract.openapi), config=schemathesis.Config())
    schema.config.phases.coverage.unexpected_methods = set()
    schema.config.generation.with_security_parameters = False
    return schema
