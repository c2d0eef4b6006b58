"""YAML read strictly: every refusal names the file, the line, the reason and, for a misspelt key, the nearest.

Source: ours. YAML 1.2's booleans are used (only `true` and `false`), so the key `on` stays a word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar, cast

import jsonschema_rs
import msgspec
import yaml

T = TypeVar("T")
Step = str | int


class DocumentError(ValueError):
    """A file that cannot be accepted as it stands; `str()` reads `file:line: reason`."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        """`line` counts from 1."""
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class _Loader(yaml.SafeLoader):
    """SafeLoader with YAML 1.2's booleans, no implicit dates, and keys that are words, none of them given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(None, None, "a key must be a word", key.start_mark)
            key.tag = "tag:yaml.org,2002:str"
            if key.value in seen:
                raise yaml.MarkedYAMLError(None, None, f"the key {key.value!r} is given twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
    "tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf")
)


class Document:
    """A parsed YAML file that remembers on which line each value stands."""

    def __init__(self, text: str, file: str) -> None:
        """Parse `text`; `file` is only a name for messages. Raises DocumentError."""
        self.file = file
        try:
            loader = _Loader(text)
            try:
                self._root = loader.get_single_node()
                self.value: Any = loader.construct_document(self._root) if self._root else None  # pyright: ignore[reportUnknownMemberType]
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise DocumentError(file, mark.line + 1 if mark else 1, error.problem or "not YAML") from error
        except yaml.YAMLError as error:
            raise DocumentError(file, 1, f"not YAML: {error}") from error

    @classmethod
    def read(cls, path: Traversable | Path) -> Document:
        """Read and parse the file at `path`."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DocumentError(str(path), 1, f"cannot be read: {error}") from error
        return cls(text, "/".join(Path(str(path)).parts[-3:]))

    def line(self, path: Iterable[Step]) -> int:
        """Return the 1-based line of the value at `path` (keys and indices), or of its nearest parent."""
        node = self._root
        line = node.start_mark.line + 1 if node else 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line

    def error(self, path: Iterable[Step], reason: str) -> DocumentError:
        """Return a DocumentError at the line of `path`."""
        return DocumentError(self.file, self.line(path), reason)

    def convert(self, kind: type[T]) -> T:
        """Return the document as a `kind` (a msgspec Struct). Raises DocumentError, naming the line."""
        schema = msgspec.json.schema(kind)
        errors = jsonschema_rs.Draft202012Validator(schema).iter_errors(self.value)
        # a misspelt key says more than the one that is missing for it
        for problem in sorted(errors, key=lambda problem: not _unknown_keys(problem.message)):
            steps, words = list(problem.instance_path), _unknown_keys(problem.message)
            reason = _did_you_mean(words, schema) if words else problem.message
            raise self.error([*steps, *words[:1]], f"{_where(steps)}{reason}")
        try:
            return msgspec.convert(self.value, kind)
        except msgspec.ValidationError as error:  # what a type says beyond its JSON Schema
            raise self.error([], str(error)) from error


def _child(node: yaml.Node | None, step: Step) -> tuple[int, yaml.Node] | None:
    """Return the line of `step` under `node` and the node found there."""
    if isinstance(node, yaml.MappingNode):
        pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
        for key, value in pairs:
            if str(key.value) == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = cast("yaml.Node", node.value[step])
        return item.start_mark.line + 1, item
    return None


def _where(steps: list[Step]) -> str:
    return f"{'.'.join(map(str, steps))}: " if steps else ""


def _unknown_keys(message: str) -> list[str]:
    """Return the keys named by a validator's complaint about additional properties."""
    if not message.startswith("Additional properties"):
        return []
    return re.findall(r"'([^']*)'", message)


def _did_you_mean(words: list[str], schema: dict[str, Any]) -> str:
    near = nearest(words[0], set(_property_names(schema)))
    return f"unknown key {words[0]!r}" + (f": did you mean {near[0]!r}?" if near else "")


def _property_names(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        table = cast("dict[str, Any]", schema)
        yield from table.get("properties", {})
        for value in table.values():
            yield from _property_names(value)
    elif isinstance(schema, list):
        for value in cast("list[object]", schema):
            yield from _property_names(value)


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` of the `known` words that look most like `word`, best first."""
    return difflib.get_close_matches(word, sorted(known), n=count, cutoff=0.4)
