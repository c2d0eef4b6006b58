"""Where a value of a JSON body stands in the contract: the schemas that speak of it, the words they allow, its fields.

Source: ours; the schemas are those of each vendor's `openapi.yaml`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from understudy.contracts.contract import Contract, Operation

Node = Mapping[str, Any]


class _Part(NamedTuple):
    """One schema that speaks of a value."""

    schema: Node
    name: str | None
    """of the component that it is"""
    is_certain: bool
    """whether it speaks of the value whatever else is said there (a branch of several need not)"""


class Place:
    """The schemas that speak of one value; none of them where the contract says nothing of it."""

    def __init__(self, whole: Node, parts: Sequence[_Part] = ()) -> None:
        """`whole` is the OpenAPI document; `parts` may still refer to it."""
        self._whole = whole
        self._fields: dict[str, Place] = {}
        self._items: dict[int, Place] = {}
        self._parts = [plain for part in parts for plain in self._plain(part, frozenset())]

    @classmethod
    def of_answer(cls, contract: Contract, operation: Operation, status: int) -> Place:
        """Return the place of an answer's JSON body."""
        return cls._of(contract, operation, ("responses", str(status)))

    @classmethod
    def of_request(cls, contract: Contract, operation: Operation) -> Place:
        """Return the place of a request's JSON body."""
        return cls._of(contract, operation, ("requestBody",))

    @classmethod
    def _of(cls, contract: Contract, operation: Operation, steps: Sequence[str]) -> Place:
        whole = contract.openapi
        node: Node = whole["paths"][operation.path.removeprefix(contract.base_path)][operation.method.lower()]
        for step in steps:
            node = _led(whole, node.get(step, {}))[0]
        media = cast("Mapping[str, Node]", node.get("content", {}))
        return cls(whole, [_Part(each["schema"], None, True) for each in media.values() if "schema" in each])

    @property
    def words(self) -> frozenset[str]:
        """The strings that the contract spells out for this value."""
        found = [word for part in self._parts for word in (*part.schema.get("enum", ()), part.schema.get("const"))]
        return frozenset(word for word in found if isinstance(word, str))

    @property
    def patterns(self) -> tuple[str, ...]:
        """The regular expressions that a string here is held to."""
        return tuple(str(part.schema["pattern"]) for part in self._parts if "pattern" in part.schema)

    @functools.cached_property
    def keys(self) -> frozenset[str]:
        """The names of the fields that an object here may have."""
        return frozenset(key for part in self._parts for key in part.schema.get("properties", {}))

    def field(self, key: str) -> Place:
        """Return the place of what stands at a key of the object here."""
        if key not in self.keys:  # of a map: as many keys as there are words
            return Place(self._whole, [*self._below(key)])
        if key not in self._fields:
            self._fields[key] = Place(self._whole, [*self._below(key)])
        return self._fields[key]

    def fields(self, key: str) -> frozenset[str]:
        """Return what a key of the object here is called for certain, as `Schema.field`."""
        return frozenset(f"{part.name}.{key}" for part in self._named(key) if part.is_certain)

    def possible_fields(self, key: str) -> frozenset[str]:
        """Return what a key of the object here may be called: that of one of several schemas, too."""
        return frozenset(f"{part.name}.{key}" for part in self._named(key))

    def item(self, index: int) -> Place:
        """Return the place of an item of the list here."""
        # beyond those that have a schema of their own, all are of one kind
        index = min(index, max((len(part.schema.get("prefixItems", ())) for part in self._parts), default=0))
        if index not in self._items:
            self._items[index] = Place(self._whole, [*self._at(index)])
        return self._items[index]

    def has(self, path: str) -> bool:
        """Say whether the contract speaks of what stands at a path of keys, lists on the way passed through."""
        place = self
        for key in path.split("."):
            while key not in place.keys and place.item(0).is_known:
                place = place.item(0)
            if key not in place.keys:
                return False
            place = place.field(key)
        return True

    @property
    def is_known(self) -> bool:
        """Whether the contract says anything of this value."""
        return bool(self._parts)

    def _named(self, key: str) -> list[_Part]:
        return [part for part in self._parts if part.name and key in part.schema.get("properties", {})]

    def _below(self, key: str) -> Iterator[_Part]:
        for part in self._parts:
            properties = part.schema.get("properties", {})
            found = properties[key] if key in properties else part.schema.get("additionalProperties")
            if isinstance(found, dict):
                yield _Part(cast("Node", found), None, part.is_certain)

    def _at(self, index: int) -> Iterator[_Part]:
        for part in self._parts:
            first: Sequence[Node] = part.schema.get("prefixItems", ())
            found = first[index] if index < len(first) else part.schema.get("items")
            if isinstance(found, dict):
                yield _Part(cast("Node", found), None, part.is_certain)

    def _plain(self, part: _Part, seen: frozenset[str]) -> Iterator[_Part]:
        """Yield a schema and those that are put together in it."""
        schema, name = _led(self._whole, part.schema)
        if name and name in seen:
            return
        seen = seen | {name} if name else seen
        own = _Part(schema, name or part.name, part.is_certain)
        yield own
        for each in schema.get("allOf", ()):
            yield from self._plain(_Part(each, None, part.is_certain), seen)
        for word in ("anyOf", "oneOf"):
            branches = [each for each in schema.get(word, ()) if each.get("type") != "null"]
            for each in branches:
                yield from self._plain(_Part(each, None, part.is_certain and len(branches) == 1), seen)
        for word in ("then", "else"):
            if word in schema:
                yield from self._plain(_Part(schema[word], None, False), seen)


def _led(whole: Node, node: Node) -> tuple[Node, str | None]:
    """Return what a node refers to, and the name of the last component on the way."""
    name = None
    while "$ref" in node:
        steps = str(node["$ref"]).removeprefix("#/").split("/")
        name, node = steps[-1], whole
        for step in steps:
            node = node[step]
    return node, name
