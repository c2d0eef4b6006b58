"""Scriptix as a translation: how it knows its clients, and which handler answers which operation.

Source: 003_cabc99013b70539f.txt ("Check Session Status") and facts/scriptix sections 1, 5 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping

from understudy.fakes.reply import Problem, Refused
from understudy.fakes.scriptix import media, sessions, transcripts, tus
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.scriptix.rate_limit import throttle
from understudy.fakes.scriptix.refusal import VENDOR, message_of, refuse
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants
from understudy.fakes.translation import Translation


def admit(headers: Mapping[bytes, bytes], tenants: Tenants) -> Tenant:
    """Return the tenant of `Authorization: Bearer KEY`, else of `x-zoom-s2t-key`.

    Raises Refused(UNAUTHORIZED). Source: facts sections 1, 5.2 and 9. Assumed: only the scheme Bearer counts.
    """
    key = _bearer(headers) or headers.get(b"x-zoom-s2t-key", b"").decode("latin-1").strip()
    if not key:
        raise Refused(Problem.UNAUTHORIZED, message_of("MISSING_API_KEY"), code="MISSING_API_KEY")
    try:
        tenant = tenants.get(key, VENDOR.name)
    except NotAdmitted as reason:
        raise Refused(Problem.UNAUTHORIZED, f"{message_of('INVALID_API_KEY')}: {reason}") from reason
    if tenant.dialect(DIALECT).api_key == "revoked":
        refused = Refused(Problem.UNAUTHORIZED, message_of("KEY_REVOKED"), code="KEY_REVOKED")
        refused.tenant = tenant
        raise refused
    return tenant


def _bearer(headers: Mapping[bytes, bytes]) -> str:
    scheme, _, key = headers.get(b"authorization", b"").decode("latin-1").strip().partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


SCRIPTIX = Translation(
    vendor=VENDOR,
    dialect=DIALECT,
    handlers={
        "listSessions": sessions.list_sessions,
        "getSession": sessions.get_session,
        "deleteSession": sessions.delete_session,
        "getResult": transcripts.get_result,
        "getDocument": transcripts.get_document,
        "downloadDocument": transcripts.download_document,
        "makeUploadUrl": media.make_upload_url,
        "tellTus": tus.tell_tus,
        "getFile": tus.get_file,
    },
    streams={
        "createSession": sessions.create_session,
        "uploadMedia": media.upload_media,
        "alignMedia": media.align_media,
        "putMedia": media.put_media,
        "createFile": tus.create_file,
        "getFileOffset": tus.get_offset,
        "appendToFile": tus.append_to_file,
    },
    admit=admit,
    refuse=refuse,
    throttle=throttle,
)
