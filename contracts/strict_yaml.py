"""YAML read strictly: every refusal names the file, the line, the reason and, for a misspelt key, the nearest.

Source: ours. YAML 1.2's booleans are used (only `true` and `false`), so the key `on` stays a word.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Hashable, Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec
import yaml

if TYPE_CHECKING:
    import jsonschema_rs
    from yaml import SafeLoader
else:  # libyaml's, where PyYAML was built with it: several times as fast, the same nodes
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")
Step = str | int


class DocumentError(ValueError):
    """A file that cannot be accepted as it stands; `str()` reads `file:line: reason`."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        """`line` counts from 1."""
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class _Loader(SafeLoader):
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

    @classmethod
    def of(cls, value: object, name: str) -> Document:
        """Return a document of what is no file: its refusals tell no line; `value` is as JSON or YAML would give it."""
        made = cls("", name)
        made.value = value
        return made

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
        try:
            return msgspec.convert(self.value, kind)
        except msgspec.ValidationError as error:
            raise self._telling(cast("Hashable", kind), error) from error

    def _telling(self, kind: Hashable, error: msgspec.ValidationError) -> DocumentError:
        """Return the refusal that says most, of all that a JSON Schema of the form finds."""
        schema, validator = _form(kind)
        errors = map(_telling, validator.iter_errors(self.value))
        # a misspelt key says more than the one that is missing for it
        for problem in sorted(errors, key=lambda problem: not _unknown_keys(problem.message)):
            steps, words = list(problem.instance_path), _unknown_keys(problem.message)
            reason = _did_you_mean(words, schema) if words else _said_better(problem, schema)
            return self.error([*steps, *words[:1]], f"{_where(steps)}{reason}")
        return self.error([], str(error))  # what a type says beyond its JSON Schema


@functools.cache
def _form(kind: Hashable) -> tuple[dict[str, Any], jsonschema_rs.Draft202012Validator]:
    """Return the JSON Schema of a struct, and what checks it; made once, as many files have one form."""
    import jsonschema_rs  # here, as a file that is right needs it not

    schema = msgspec.json.schema(kind)
    return schema, jsonschema_rs.Draft202012Validator(schema)


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


def _telling(problem: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Return the complaint that says most of a value that may be one of several things: that of the thing meant."""
    branches: list[list[jsonschema_rs.ValidationError]] = getattr(problem.kind, "context", [])
    inner = [_telling(each) for branch in branches for each in branch]
    misspelt = [each for each in inner if _unknown_keys(each.message)]
    deeper = [each for each in inner if len(each.instance_path) > len(problem.instance_path)]
    of_its_type = [each for each in inner if "is not of type" not in each.message]
    return next(iter([*misspelt, *deeper, *of_its_type, problem]))


def _unknown_keys(message: str) -> list[str]:
    """Return the keys named by a validator's complaint about additional properties."""
    if not message.startswith("Additional properties"):
        return []
    return re.findall(r"'([^']*)'", message)


def _did_you_mean(words: list[str], schema: dict[str, Any]) -> str:
    near = nearest(words[0], set(_property_names(schema)))
    return f"unknown key {words[0]!r}" + (f": did you mean {near[0]!r}?" if near else "")


def _said_better(problem: jsonschema_rs.ValidationError, schema: dict[str, Any]) -> str:
    """Return a complaint about a value with what could stand there: the nearest word, or the form in words."""
    import jsonschema_rs

    kind, value = problem.kind, problem.instance
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Enum):
        words = [str(each) for each in cast("list[object]", kind.options) if each is not None]
        near = nearest(str(value), words, 1)
        hint = f": did you mean {near[0]!r}?" if near else ""
        return f"{value!r} is not one of {', '.join(words)}{hint}"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Pattern):
        form = next(_described(schema, kind.pattern), "")
        return f"{value!r} cannot be read; write {form}" if form else problem.message
    return problem.message


def _described(schema: object, pattern: str) -> Iterator[str]:
    """Yield the descriptions that stand beside a pattern, wherever it is used."""
    if isinstance(schema, dict):
        table = cast("dict[str, Any]", schema)
        if table.get("pattern") == pattern and "description" in table:
            yield str(table["description"])
        schema = list(table.values())
    for value in cast("list[object]", schema) if isinstance(schema, list) else []:
        yield from _described(value, pattern)


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
