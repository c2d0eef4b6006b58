"""Every documented operation, called with what schemathesis makes of its schema, right and wrong, over a socket.

UNDERSTUDY_EXAMPLES is the number of calls of each operation: few by default, 2000 at night.
"""

from __future__ import annotations

import copy
import itertools
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire.stage import Stage

from understudy.contracts import vendor, vendor_names
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

schemathesis = pytest.importorskip("schemathesis")
requests = pytest.importorskip("requests")
from schemathesis import GenerationMode  # noqa: E402 - only where it is installed
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("UNDERSTUDY_EXAMPLES", "25"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""The others are about what a job's results are not: a resource that is there as soon as it was made."""
LIVE = {
    "interactionIdentifier": ["live-WAITING", "live-DONE"],
    "txnId": ["live-SAVED", "live-DONE"],
    "session_id": ["live-DONE", "live-WAITING", "live-ALIGNING"],
    "document_id": ["live-DOCUMENT"],
    "file_id": ["live-FILE"],
}
"""what an id in a path or a body may stand for, beside what schemathesis makes up"""
SIGNED = {"putMedia": b"<<SIGNED>>", "downloadDocument": b"<<DOWNLOAD>>"}
"""operations that need a URL which another one gave"""
TUS = {
    "Tus-Resumable": ["1.0.0", "1.0.0", "0.2.2"],
    "Upload-Offset": ["0", "0", "5", "99999999", "-1", "x"],
    "Upload-Length": ["0", "10", "32044", "99999999999", "-1", "x"],
    "Upload-Metadata": ["language ZW4=,document_type Y2FwdGlvbg==", "language ZW4=", "language %%", ","],
}
"""headers of the operations below `/files`, which OpenAPI's security and bodies do not tell"""
SAFE = ("GET", "HEAD", "OPTIONS")
TENANTS = itertools.count()
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


def _operations() -> Iterator[tuple[str, str, GenerationMode]]:
    for name in vendor_names():
        for operation in vendor(name).contract.operations.values():
            yield name, operation.id, GenerationMode.POSITIVE
            if operation.query or operation.request or "{" in operation.path:  # else there is nothing to get wrong
                yield name, operation.id, GenerationMode.NEGATIVE


CASES = list(_operations())


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[StandIns]:
    """A server on which time stands still, and which takes no large files."""
    with StandIns(Settings(speed=0.0, max_upload_bytes=1_000_000)).running() as running:
        yield running


def tenant(stand_ins: StandIns, vendor_name: str) -> Stage:
    """Return a new tenant."""
    return Stage(stand_ins, vendor_name, f"fuzz-{next(TENANTS)}")


def schema_of(vendor_name: str) -> Any:
    """Return the vendor's document as schemathesis reads it, made to try ids of jobs that are there, too."""
    schema = schemathesis.openapi.from_dict(copy.deepcopy(vendor(vendor_name).contract.openapi))

    @schema.hook
    def flatmap_path_parameters(context: Any, path_parameters: Any) -> Any:
        known = {name: LIVE[name] for name in path_parameters or {} if name in LIVE}
        live = st.fixed_dictionaries({name: st.sampled_from(names) for name, names in known.items()})
        return st.just(path_parameters) | live if known else st.just(path_parameters)

    @schema.hook
    def flatmap_body(context: Any, body: Any) -> Any:
        if not (isinstance(body, dict) and "txnId" in body):
            return st.just(body)
        return st.just(body) | st.sampled_from(LIVE["txnId"]).map(lambda name: {**body, "txnId": name})

    return schema


def fill(stage: Stage, case: Any) -> None:
    """Put the ids of the tenant's jobs, and the queries of signed URLs, where the case has placeholders."""
    is_live = any(value == "live-DONE" for value in (case.path_parameters or {}).values())
    if is_live and (operation_id := case.operation.definition.raw["operationId"]) in SIGNED:
        url = urlsplit(stage.fill(SIGNED[operation_id], b"")[0].decode())
        case.query = {**case.query, **dict(parse_qsl(url.query))}
        case.path_parameters = dict(zip(case.path_parameters, url.path.split("/")[2:], strict=True))
        case.headers = {**case.headers, "x-ms-blob-type": "BlockBlob"}
    elif case.path_parameters:
        case.path_parameters = {name: _filled(stage, value) for name, value in case.path_parameters.items()}
    if isinstance(case.body, dict) and "txnId" in case.body:
        case.body = {**case.body, "txnId": _filled(stage, case.body["txnId"])}


def _filled(stage: Stage, value: Any) -> Any:
    if not any(value in names for names in LIVE.values()):
        return value
    return stage.fill(f"<<{value.removeprefix('live-')}>>".encode(), b"")[0].decode()


def credential(stage: Stage) -> dict[str, str]:
    """Return the header that names the tenant."""
    line = {
        "elevateai": b"X-API-Token: <<KEY>>",
        "marsview": b"Authorization: Bearer <<TOKEN>>",
        "scriptix": b"Authorization: Bearer <<KEY>>",
    }[stage.vendor]
    name, _, value = stage.fill(line, b"")[0].decode().partition(": ")
    return {name: value}


@pytest.mark.slow
@pytest.mark.parametrize(("vendor_name", "operation_id", "mode"), CASES,
                         ids=[f"{name}-{operation}-{mode.value}" for name, operation, mode in CASES])  # fmt: skip
def test_an_operation_keeps_its_contract(
    stand_ins: StandIns, vendor_name: str, operation_id: str, mode: GenerationMode
) -> None:
    """Whatever is sent, the answer is no server error, has a documented status, media type and schema."""
    operation = schema_of(vendor_name).find_operation_by_id(operation_id)
    lasting = tenant(stand_ins, vendor_name)
    tus = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in TUS.items()})
    more = tus if "/files" in operation.path else st.just({})

    with requests.Session() as session:
        session.trust_env = False

        @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode), headers=more)
        def keeps_its_contract(case: Any, headers: dict[str, str]) -> None:
            stage = lasting if case.method in SAFE else tenant(stand_ins, vendor_name)
            fill(stage, case)
            given_headers = {**credential(stage), **headers}
            response = case.call(stage.url, session, given_headers, allow_redirects=False)
            case.validate_response(response, checks=CHECKS)
            assert stage.findings() == []

        keeps_its_contract()
