"""What Scriptix's known clients put on the wire.

Source: facts/scriptix sections 1 to 5; the values in the bodies are ours. pyzoomapi was written for versions 1 and 2:
its requests are sent to the paths of version 3 here.
"""

from __future__ import annotations

import re

from wire.specimen import NULL, SIZED, SOME, Need, Specimen, head, part
from wire.stage import AUDIO, SESSIONS

SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SESSION = {
    "id": int,
    "session_id": SOME,
    "status": "completed",
    "filename": "meeting.wav",
    "duration": 2.0,
    "language": "en",
    "error": NULL,
    "created_at": SECOND,
    "started_at": SECOND,
    "finished_at": SECOND,
    "document.id": int,
    "document.name": SOME,
    "document.type": "transcript",
    "session_mode": str,
    "custom_model_id": NULL,
}
PAGE = {"count": 1, "total_results": 1, "result.0.session_id": SOME, "result.0.status": "completed"}
CREATED = {"result.session_id": SOME, "result.status": "new"}
WORDS = {"count": 1, "result.status": SOME, "result.results.0.speaker": str, "result.results.0.text": SOME,
         "result.results.0.result.0.0": str, "result.results.0.result.0.1": int,
         "result.results.0.result.0.2": int, "result.results.0.result.0.3": float}  # fmt: skip
BEARER = "Authorization: Bearer <<KEY>>"
OLD = "X-Zoom-S2T-Key: <<KEY>>"
CURL = f"User-Agent: curl/8.5.0\nAccept: */*\n{BEARER}"
REQUESTS = "User-Agent: python-requests/2.32.5\nAccept-Encoding: gzip, deflate\nAccept: */*\nConnection: keep-alive"
NODE = "connection: keep-alive\naccept: */*\naccept-language: *\nsec-fetch-mode: cors\nuser-agent: node"
BOUNDARY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"


def _specimen(client: str, does: str, request: str, lines: str, need: Need, body: bytes = b"") -> Specimen:
    method, _, path = request.partition(" ")
    full = path if path.startswith("<<") else SESSIONS + path
    return Specimen("scriptix", client, does, head(f"{method} {full} HTTP/1.1\nHost: <<HOST>>\n{lines}"), body, need)


def _seed() -> list[Specimen]:
    one = "GET /<<DONE>>"
    return [
        _specimen("seed curl", "gets a session", one, CURL, Need(200, SESSION)),
        _specimen("seed curl", "lists with offset limit and status", "GET ?offset=0&limit=20&status=completed",
                  f"{CURL}\nX-Job: <<DONE>>", Need(200, PAGE)),
        _specimen("seed curl", "lists what there is not", "GET ?offset=0&limit=20&status=failed",
                  f"{CURL}\nX-Job: <<DONE>>", Need(200, {"count": 0, "total_results": 0, "result": []})),
        _specimen("seed curl", "asks for a session that is not there", "GET /abc123", CURL,
                  Need(404, {"error": "Not Found", "message": "Session not found",
                             "error_code": "SESSION_NOT_FOUND"})),
        _specimen("seed Python", "polls", one, f"{REQUESTS}\n{BEARER}", Need(200, SESSION)),
        _specimen("seed JavaScript", "polls", one, f"authorization: Bearer <<KEY>>\n{NODE}\naccept-encoding: br, gzip",
                  Need(200, SESSION)),
        _specimen("seed JavaScript", "polls a waiting session", "GET /<<WAITING>>",
                  f"authorization: Bearer <<KEY>>\n{NODE}", Need(200, {"session_id": SOME, "status": str,
                                                                      "finished_at": NULL, "error": NULL})),
    ]  # fmt: skip


def _older() -> list[Specimen]:
    create = f"{REQUESTS}\n{OLD}\n{SIZED}\nContent-Type: application/json"
    upload = f"{REQUESTS}\n{OLD}\n{SIZED}\nContent-Type: multipart/form-data; boundary={BOUNDARY}"
    form = part('Content-Disposition: form-data; name="upload"; filename="meeting.wav"', BOUNDARY, AUDIO)
    errors = ("error", "error_message", "err")
    return [
        _specimen("L2 client", "gets a session with its key", "GET /<<DONE>>", f"x-zoom-s2t-key: <<KEY>>\n{NODE}",
                  Need(200, SESSION)),
        _specimen("pyzoomapi", "creates with a trailing slash", "POST /", create,
                  Need(201, CREATED, lacks=errors, leaves="new"), b'{"language": "en"}'),
        _specimen("pyzoomapi", "uploads a part without a type", "POST /<<WAITING>>", upload,
                  Need(200, {"result.session_id": SOME}, lacks=errors, leaves="queued", takes_file=True), form),
        _specimen("pyzoomapi", "gets the words", "GET /<<DONE>>/result", f"{REQUESTS}\n{OLD}",
                  Need(200, WORDS, lacks=errors)),
        _specimen("getninjaN to-vtt", "gets the words in milliseconds", "GET /<<DONE>>/result",
                  f"{REQUESTS}\n{BEARER}", Need(200, WORDS)),
    ]  # fmt: skip


def _docs() -> list[Specimen]:
    json = f"{CURL}\nContent-Type: application/json\n{SIZED}"
    link = b'{"language":"en","media_source":"https://bucket.example/meeting.mp3","session_mode":"decode"}'
    put = f"User-Agent: curl/8.5.0\nAccept: */*\nx-ms-blob-type: BlockBlob\nContent-Type: audio/wav\n{SIZED}"
    align = part('Content-Disposition: form-data; name="media_file"; filename="a.wav"\nContent-Type: audio/wav',
                 BOUNDARY, AUDIO, end=b"")[: -len(f"--{BOUNDARY}--")] + part(
        'Content-Disposition: form-data; name="transcript_file"; filename="a.txt"\nContent-Type: text/plain',
        BOUNDARY, b"What is said.")  # fmt: skip
    return [
        _specimen("docs cURL", "creates with a media_source", "POST ", json,
                  Need(201, {"result.session_id": SOME, "result.status": "queued"}, leaves="queued"), link),
        _specimen("docs cURL", "asks for an upload URL", "POST /<<WAITING>>/upload-url", f"{CURL}\nContent-Length: 0",
                  Need(200, {"result.upload_url": SOME, "result.expires_at": SOME, "result.session_id": SOME,
                             "result.max_file_size": 5_368_709_120})),
        _specimen("docs cURL", "puts the file", "PUT <<SIGNED>>", put,
                  Need(201, media_type="", leaves="queued", takes_file=True), AUDIO),
        _specimen("docs cURL", "puts the file after 100 Continue", "PUT <<SIGNED>>", f"{put}\nExpect: 100-continue",
                  Need(201, media_type="", leaves="queued", takes_file=True), AUDIO),
        _specimen("docs cURL", "aligns two files", "POST /<<ALIGNING>>/align",
                  f"{CURL}\n{SIZED}\nContent-Type: multipart/form-data; boundary={BOUNDARY}",
                  Need(200, {"result.session_id": SOME}, takes_file=True), align),
        _specimen("docs cURL", "gets the document", "GET /<<DONE>>/document/<<DOCUMENT>>", CURL,
                  Need(200, {"result.id": int, "result.document.0.start": int, "result.document.0.stop": int,
                             "result.document.0.text": SOME})),
        _specimen("docs cURL", "gets the document as srt", "GET /<<DONE>>/document/<<DOCUMENT>>?format=srt", CURL,
                  Need(200, media_type="text/plain")),
        _specimen("docs cURL", "deletes", "DELETE /<<DONE>>", CURL, Need(200, media_type="")),
        _specimen("docs cURL", "has no key", "GET ", "User-Agent: curl/8.5.0\nAccept: */*",
                  Need(401, {"error": "Unauthorized", "message": SOME, "error_code": "MISSING_API_KEY"})),
    ]  # fmt: skip


def _tus() -> list[Specimen]:
    name = "tuspy"
    keyed = f"{REQUESTS}\nTus-Resumable: 1.0.0\n{BEARER}"
    metadata = "language ZW4=,document_type Y2FwdGlvbg==,filename bWVldGluZy53YXY=,filetype YXVkaW8vd2F2"
    piece = f"{keyed}\nContent-Type: application/offset+octet-stream\n{SIZED}\nUpload-Offset: 0"
    files = "<<FILES>>"
    return [
        _specimen(
            name,
            "begins a file",
            f"POST {files}/",
            f"{keyed}\nContent-Length: 0\nUpload-Length: {len(AUDIO)}\nUpload-Metadata: {metadata}",
            Need(201, media_type="", headers={"location": re.compile(r"http://.+/api/v3/files/\w+")}, leaves="new"),
        ),
        _specimen(
            name,
            "asks how much has arrived",
            f"HEAD {files}/<<FILE>>",
            keyed,
            Need(200, media_type="", headers={"upload-offset": "0", "upload-length": str(len(AUDIO))}),
        ),
        _specimen(
            name,
            "sends the whole file",
            f"PATCH {files}/<<FILE>>",
            piece,
            Need(204, media_type="", headers={"upload-offset": str(len(AUDIO))}, leaves="queued", takes_file=True),
            AUDIO,
        ),
        _specimen(
            name,
            "sends the first part of the file",
            f"PATCH {files}/<<FILE>>",
            piece,
            Need(204, media_type="", headers={"upload-offset": "1000"}, leaves="new"),
            AUDIO[:1000],
        ),
        _specimen(
            name,
            "finds the session of the file",
            f"GET {files}/<<FILE>>",
            f"{REQUESTS}\n{BEARER}",
            Need(200, {"count": 1, "total_results": 1, "result.session_id": SOME, "result.metadata.language": "en"}),
        ),
    ]


SCRIPTIX = [*_seed(), *_older(), *_docs(), *_tus()]
