"""A vendor's operations and schemas: finds the operation of a request, checks a request, checks a response.

Source: each vendor's `openapi.yaml` (OpenAPI 3.1), in which operations, responses and fields carry `x-provenance`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from understudy.contracts.keys import NO_KEYS, Keys
from understudy.contracts.provenance import Provenance
from understudy.contracts.schema import Schema
from understudy.contracts.strict_yaml import Document, Step

JSON = "application/json"
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
ROLES = ("submit", "start", "upload", "poll", "result", "authenticate", "delete")
ERRORS_NAMED = 5
"""issues named at most in one refusal, so that a hostile body cannot make it long"""


class Issue(NamedTuple):
    """One way in which a request or a response breaks the contract."""

    where: str
    """dotted name of the field, parameter or header; empty for the body as a whole"""
    what: str

    def __str__(self) -> str:
        """Return `where: what`."""
        return f"{self.where}: {self.what}" if self.where else self.what


class Parameter(NamedTuple):
    """One documented query parameter, or header of a response."""

    name: str
    kind: str
    required: bool
    validator: Schema

    def value(self, text: str) -> object:
        """Return a value on the wire as its documented type, or as it came when it is none."""
        return _typed(text, self.kind)


class Reply(NamedTuple):
    """One documented response of an operation."""

    status: int
    provenance: Provenance
    content: Mapping[str, Schema | None]
    """media type -> validator of its JSON body; None for a body that is no JSON; empty for no body at all"""
    bare: Provenance | None = None
    """where it is known from that the body may be missing, if it may (`x-may-be-empty`)"""
    headers: Sequence[Parameter] = ()
    """those that are documented"""


class Operation(NamedTuple):
    """One documented operation. `path` starts with the server's base path, e.g. `/v1/interactions/{id}`."""

    id: str
    method: str
    path: str
    summary: str
    provenance: Provenance
    secured: bool
    """whether a credential is needed"""
    query: Sequence[Parameter]
    request: Mapping[str, Schema | None]
    """media type -> validator of a JSON body"""
    responses: Mapping[int, Reply]
    keys: Keys = NO_KEYS
    """the keys of a JSON body; fold a body before it is checked"""
    role: str = ""
    """what a client comes for (`x-role`): submit, start, upload, poll, result, authenticate or delete; else empty"""

    def check_query(self, query: Mapping[str, str]) -> tuple[dict[str, Any], list[Issue]]:
        """Return the documented query parameters by name, as values of their types, and what is wrong with them."""
        values: dict[str, Any] = {}
        issues: list[Issue] = []
        for parameter in self.query:
            if parameter.name not in query:
                if parameter.required:
                    issues.append(Issue(parameter.name, "is required"))
                continue
            value = parameter.value(query[parameter.name])
            values[parameter.name] = value
            issues += [Issue(parameter.name, each.message) for each in parameter.validator.iter_errors(value)]
        return values, issues

    def check_request(self, body: object, media_type: str = JSON) -> list[Issue]:
        """Return what is wrong with a decoded request body of this media type."""
        return _issues(self.request.get(media_type), body)

    def check_response(self, status: int, body: object, media_type: str = JSON) -> list[Issue]:
        """Return what is wrong with a response; a status or media type that is not documented is an issue, too."""
        reply = self.responses.get(status)
        if reply is None:
            return [Issue("status", f"{status} is not documented for {self.id}")]
        if body is None and reply.bare:
            return []
        if not reply.content:
            return [] if body is None else [Issue("", f"{self.id} answers {status} without a body")]
        if media_type not in reply.content:
            return [Issue("content-type", f"{media_type} is not documented for {self.id} {status}")]
        validator = reply.content[media_type]
        if validator is None or validator.is_valid(body):
            return []
        return _issues(validator, body)


class Contract:
    """The operations of one vendor, by `operationId`."""

    def __init__(self, document: Document, *, is_known_good: bool = False) -> None:
        """Read an OpenAPI 3.1 document. Raises DocumentError with file, line and reason.

        The schemas of a document that is known to be good are looked at when they are first used.
        """
        self._document, self._is_known_good = document, is_known_good
        self.openapi: dict[str, Any] = document.value
        version = str(_at(self.openapi, "openapi") or "")
        if not version.startswith("3.1"):
            raise document.error(["openapi"], f"OpenAPI 3.1 is expected, not {version or 'nothing'}")
        servers: list[dict[str, Any]] = self.openapi.get("servers") or [{}]
        self.base_path = str(servers[0].get("url", "")).rstrip("/")
        self.operations: dict[str, Operation] = {}
        for path, item in cast("dict[str, Any]", self.openapi.get("paths", {})).items():
            for method in METHODS:
                if method in item:
                    self._add(path, method, item)

    def _add(self, path: str, method: str, item: dict[str, Any]) -> None:
        where: list[Step] = ["paths", path, method]
        node: dict[str, Any] = item[method]
        name = node.get("operationId")
        if not name or name in self.operations:
            raise self._document.error(where, f"{method} {path}: an operationId of its own is needed")
        parameters = [self._resolve(each, where) for each in [*item.get("parameters", []), *node.get("parameters", [])]]
        request = self._resolve(node.get("requestBody", {}), [*where, "requestBody"])
        replies = [self._reply(str(code), node, where) for code in node.get("responses", {})]
        self.operations[name] = Operation(
            id=name,
            method=method.upper(),
            path=self.base_path + path,
            summary=str(node.get("summary", "")),
            provenance=self._provenance(node, where),
            secured=node.get("security", self.openapi.get("security", [])) != [],
            query=[self._parameter(each, where) for each in parameters if each.get("in") == "query"],
            request=self._content(request, [*where, "requestBody"]),
            responses={reply.status: reply for reply in replies},
            keys=self._keys(request, [*where, "requestBody"]),
            role=self._role(node, where),
        )

    def _role(self, node: dict[str, Any], where: list[Step]) -> str:
        role = str(node.get("x-role", ""))
        if role and role not in ROLES:
            raise self._document.error([*where, "x-role"], f"{role!r} is no role: choose from {', '.join(ROLES)}")
        return role

    def _parameter(self, node: dict[str, Any], where: list[Step]) -> Parameter:
        schema = self._resolve(node.get("schema", {}), where)
        validator = self._validator(schema, [*where, "parameters"])
        return Parameter(str(node["name"]), str(schema.get("type", "string")), bool(node.get("required")), validator)

    def _reply(self, code: str, node: dict[str, Any], where: list[Step]) -> Reply:
        here = [*where, "responses", code]
        if not code.isdecimal():
            raise self._document.error(here, f"{code!r} is no status code, and each one is wanted by itself")
        response = self._resolve(node["responses"][code], here)
        bare = self._provenance(response, here, "x-may-be-empty") if "x-may-be-empty" in response else None
        headers = [
            self._parameter({"name": name, **self._resolve(each, here)}, here)
            for name, each in response.get("headers", {}).items()
        ]
        return Reply(int(code), self._provenance(response, here), self._content(response, here), bare, headers)

    def _content(self, node: dict[str, Any], where: list[Step]) -> dict[str, Schema | None]:
        content = cast("dict[str, dict[str, Any]]", node.get("content", {}))
        return {
            media_type: self._validator(media["schema"], [*where, "content", media_type])
            if _is_json(media_type) and "schema" in media
            else None
            for media_type, media in content.items()
        }

    def _keys(self, request: dict[str, Any], where: list[Step]) -> Keys:
        media = request.get("content", {}).get(JSON, {})
        return Keys(self._resolve(media.get("schema", {}), where))

    def _validator(self, schema: dict[str, Any], where: list[Step]) -> Schema:
        whole = {**schema, "components": self.openapi.get("components", {})}
        made = Schema(whole, lambda reason: self._document.error(where, f"this schema cannot be used: {reason}"))
        if not self._is_known_good:
            made.make()
        return made

    def _resolve(self, node: dict[str, Any], where: list[Step]) -> dict[str, Any]:
        while "$ref" in node:
            pointer = str(node["$ref"])
            target = _at(self.openapi, *pointer.removeprefix("#/").split("/"))
            if not isinstance(target, dict):
                raise self._document.error(where, f"{pointer} leads nowhere")
            node = cast("dict[str, Any]", target)
        return node

    def _provenance(self, node: dict[str, Any], where: list[Step], key: str = "x-provenance") -> Provenance:
        try:
            return Provenance.parse(str(node.get(key, "")))
        except ValueError as error:
            raise self._document.error(where, f"{key}: {error}") from error

    def fields(self) -> Iterator[tuple[str, Provenance]]:
        """Yield every named field of the schemas, as `Schema.field`, with its provenance or its schema's."""
        for name, schema in self.openapi.get("components", {}).get("schemas", {}).items():
            where: list[Step] = ["components", "schemas", name]
            own = self._provenance(schema, where)
            for field, node in cast("dict[str, Any]", schema.get("properties", {})).items():
                stated = "x-provenance" in node
                yield f"{name}.{field}", self._provenance(node, [*where, "properties", field]) if stated else own


def _is_json(media_type: str) -> bool:
    return media_type == JSON or media_type.endswith("+json")


def _issues(validator: Schema | None, body: object) -> list[Issue]:
    if validator is None:
        return []
    found: list[Issue] = []
    for error in validator.iter_errors(cast("Any", body)):
        missing = [str(error.kind.value)] if error.kind.name == "required" else []
        found.append(Issue(".".join(map(str, [*error.instance_path, *missing])), error.message[:200]))
        if len(found) == ERRORS_NAMED:
            break
    return found


def _typed(text: str, kind: str) -> object:
    """Return a value on the wire as its documented type, or as it came when it is none."""
    if kind == "integer" and text.removeprefix("-").isdecimal() and len(text) < 20:
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _at(node: object, *keys: str) -> object:
    for key in keys:
        if not isinstance(node, dict):
            return None
        node = cast("dict[str, object]", node).get(key)
    return node
