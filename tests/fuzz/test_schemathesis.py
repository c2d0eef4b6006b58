"""Operations that only a URL, or headers, of another answer open: what schemathesis makes up, right and wrong.

All the others, of every vendor, are called so by the contract check: see tests/checks/test_shapes.py.
UNDERSTUDY_EXAMPLES is the number of calls of each operation: few by default, 2000 at night.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire.stage import Stage

from understudy.contracts import vendor
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

schemathesis = pytest.importorskip("schemathesis")
requests = pytest.importorskip("requests")
from schemathesis.checks import not_a_server_error  # noqa: E402 - only where it is installed
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
SIGNED = {"putMedia": b"<<SIGNED>>", "downloadDocument": b"<<DOWNLOAD>>"}
"""operation -> the URL that another one gave"""
FILES = ("createFile", "getFileOffset", "appendToFile", "getFile")
"""operations of TUS, whose headers OpenAPI does not tell"""
TUS = {
    "Tus-Resumable": ["1.0.0", "1.0.0", "0.2.2"],
    "Upload-Offset": ["0", "0", "5", "99999999", "-1", "x"],
    "Upload-Length": ["0", "10", "32044", "99999999999", "-1", "x"],
    "Upload-Metadata": ["language ZW4=,document_type Y2FwdGlvbg==", "language ZW4=", "language %%", ","],
}
TENANTS = itertools.count()
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[StandIns]:
    """A server on which time stands still, and which takes no large files."""
    with StandIns(Settings(speed=0.0, max_upload_bytes=1_000_000)).running() as running:
        yield running


def place(stage: Stage, case: Any, operation: str) -> None:
    """Make a case one about the URL, or the upload, that is there."""
    if operation in SIGNED:
        url = urlsplit(stage.fill(SIGNED[operation], b"")[0].decode())
        case.query = {**case.query, **dict(parse_qsl(url.query))}
        case.path_parameters = dict(zip(case.path_parameters, url.path.split("/")[2:], strict=True))
        case.headers = {**case.headers, "x-ms-blob-type": "BlockBlob"}
    elif case.path_parameters:
        case.path_parameters = {"file_id": stage.fill(b"<<FILE>>", b"")[0].decode()}


@pytest.mark.slow
@pytest.mark.parametrize("operation_id", [*SIGNED, *FILES])
def test_an_operation_keeps_its_contract(stand_ins: StandIns, operation_id: str) -> None:
    """Whatever is sent, the answer is no server error, has a documented status, media type and schema."""
    document = vendor("scriptix").contract.openapi
    operation = schemathesis.openapi.from_dict(document).find_operation_by_id(operation_id)
    tus = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in TUS.items()})

    with requests.Session() as session:
        session.trust_env = False

        @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(
            case=operation.as_strategy(), headers=tus if operation_id in FILES else st.just({}), is_live=st.booleans()
        )
        def keeps_its_contract(case: Any, headers: dict[str, str], is_live: bool) -> None:
            stage = Stage(stand_ins, "scriptix", f"fuzz-{next(TENANTS)}")
            if is_live:
                place(stage, case, operation_id)
            credential = stage.fill(b"Bearer <<KEY>>", b"")[0].decode()
            response = case.call(stage.url, session, {"Authorization": credential, **headers}, allow_redirects=False)
            case.validate_response(response, checks=CHECKS)
            assert stage.findings() == []

        keeps_its_contract()
