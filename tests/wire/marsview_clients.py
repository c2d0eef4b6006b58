"""What Marsview's known clients put on the wire.

Source: facts/marsview sections 2, 3 and 8; the values in the bodies are ours.
"""

from __future__ import annotations

import re

from wire.specimen import SIZED, SOME, Need, Specimen, head, part
from wire.stage import AUDIO

from understudy.fakes.marsview.dialect import Dialect

TXN = re.compile(r"txn-[0-9a-z]+-\d{13}")
JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")
TOKEN = {"status": True, "data.accessToken": JWT, "data.expiresIn": 3600, "data.tokenType": "Bearer"}
SAVED = {"status": True, "data.txnId": TXN}
STATES = {"status": True, "data.enableModels.0.modelType": "speech_to_text",
          "data.enableModels.0.requestId": SOME, "data.enableModels.0.state.status": "processed"}  # fmt: skip
COMPUTING = {"status": True, "data.enableModels": list}
OUTPUT = {"status": True, "data.transcript": list, "data.emotion": list, "data.sentiment": list}
REQUESTS = "User-Agent: python-requests/2.26.0\nAccept-Encoding: gzip, deflate\nAccept: */*\nConnection: keep-alive"
BEARER = "authorization: Bearer <<TOKEN>>"
BOUNDARY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
JAVA = "Authorization: Bearer <<TOKEN>>\nUser-Agent: okhttp/4.9.1\nAccept-Encoding: gzip\nConnection: Keep-Alive"


RAW_JAVA = JAVA.replace("Bearer ", "")
CREDENTIALS = b'{"apiKey": "<<KEY>>", "apiSecret": "secret", "userId": "me@example.com"}'
LINK = b'{"title": "A call", "description": "ours", "link": "https://bucket.example/call.mp4"}'
ONE_MODEL = b'{"userId":"me@example.com","txnId":"<<SAVED>>","enableModels":[{"modelType":"speech_to_text"}]}'
CURL = f"User-Agent: curl/7.79.1\nAccept: */*\n{SIZED}"


def _specimen(client: str, does: str, request: str, lines: str, need: Need, body: bytes = b"") -> Specimen:
    method, _, path = request.partition(" ")
    start = f"{method} /cb/v1/{path} HTTP/1.1\nHost: <<HOST>>\n"
    return Specimen("marsview", client, does, head(start + lines), body, need)


def _py() -> list[Specimen]:
    name, json = "Python SDK", f"{REQUESTS}\n{SIZED}\nContent-Type: application/json"
    form = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nA call\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="description"\r\n\r\nours\r\n'
    ).encode() + part('Content-Disposition: form-data; name="file"; filename="call.wav"\nContent-Type: audio/x-wav',
                      BOUNDARY, AUDIO)  # fmt: skip
    models = (
        b'{"txnId": "<<SAVED>>", "enableModels": [{"modelType": "speech_to_text", "modelConfig": '
        b'{"automatic_punctuation": true, "custom_vocabulary": [], "speaker_seperation": {"num_speakers": 2}, '
        b'"enableKeywords": true, "enableTopics": false}}, {"modelType": "meeting_topics"}]}'
    )
    return [
        _specimen(name, "gets a token with JSON", "POST auth/create_access_token", json, Need(200, TOKEN),
                  b'{"apiKey": "<<KEY>>", "apiSecret": "secret", "userId": "me@example.com"}'),
        _specimen(name, "saves a file", "POST conversation/save_file",
                  f"{REQUESTS}\n{BEARER}\n{SIZED}\nContent-Type: multipart/form-data; boundary={BOUNDARY}",
                  Need(200, SAVED, takes_file=True), form),
        _specimen(name, "requests models", "POST conversation/compute", f"{json}\n{BEARER}", Need(200, COMPUTING),
                  models),
        _specimen(name, "asks for the states without a body", "GET conversation/get_txn/<<DONE>>",
                  f"{REQUESTS}\n{BEARER}", Need(200, STATES)),
        _specimen(name, "asks before any model was requested", "GET conversation/get_txn/<<SAVED>>",
                  f"{REQUESTS}\n{BEARER}", Need(200, {"status": True, "data.enableModels": []})),
        _specimen(name, "fetches the metadata", "GET conversation/fetch_metadata/<<DONE>>",
                  f"{REQUESTS}\n{BEARER}", Need(200, OUTPUT)),
        _specimen(name, "fetches a new token after a bad one", "GET conversation/get_txn/<<DONE>>",
                  f"{REQUESTS}\nauthorization: Bearer gone",
                  Need(403, {"status": False, "error.name": "JsonWebTokenError", "error.message": "jwt malformed",
                             "message": SOME})),
        _specimen("rtpy playground", "gets a token with a form", "POST auth/create_access_token",
                  f"{REQUESTS}\n{SIZED}\nContent-Type: application/x-www-form-urlencoded", Need(200, TOKEN),
                  b"apiKey=<<FORM_KEY>>&apiSecret=secret&userId=me%40example.com"),
    ]  # fmt: skip


def _agora() -> list[Specimen]:
    name, json = "Agora helper", f"Content-Type: application/json; charset=utf-8\n{SIZED}\n{JAVA}"
    return [
        _specimen(name, "gets a token", "POST auth/create_access_token",
                  f"Content-Type: application/json\n{SIZED}\nUser-Agent: okhttp/4.9.1", Need(200, TOKEN),
                  b'{"apiKey":"<<KEY>>","apiSecret":"secret","userId":"me@example.com"}'),
        _specimen(name, "saves a link", "POST conversation/save_file_link", json, Need(200, SAVED),
                  b'{"title":"A call","description":"ours","link":"https://bucket.example/call.mp4"}'),
        _specimen(name, "requests models with a userId", "POST conversation/compute", json, Need(200, COMPUTING),
                  b'{"userId":"me@example.com","txnId":"<<SAVED>>","enableModels":[{"modelType":"speech_to_text",'
                  b'"modelConfig":{"automatic_punctuation":true}}]}'),
        _specimen(name, "asks for the states", "GET conversation/get_txn/<<DONE>>", JAVA, Need(200, STATES)),
        _specimen(name, "fetches the metadata before the end", "GET conversation/fetch_metadata/<<SAVED>>", JAVA,
                  Need(200, {"status": True, "data": dict})),
    ]  # fmt: skip


def _others() -> list[Specimen]:
    empty = f"{REQUESTS}\nAuthorization: Bearer <<TOKEN>>\n{SIZED}\nContent-Type: application/json"
    curl = f"User-Agent: curl/7.79.1\nAccept: */*\nauthorization: Bearer <<TOKEN>>\n{SIZED}"
    link = b'{"title": "A call", "description": "ours", "link": "https://bucket.example/call.mp4"}'
    return [
        _specimen("seed 000", "asks for the states with an empty object", "GET conversation/get_txn/<<DONE>>", empty,
                  Need(200, STATES), b"{}"),
        _specimen("seed 000", "fetches the metadata with an empty object", "GET conversation/fetch_metadata/<<DONE>>",
                  empty, Need(200, OUTPUT), b"{}"),
        _specimen("seed 001", "saves a link", "POST conversation/save_file_link",
                  f"{curl}\nContent-Type: application/json", Need(200, SAVED), link),
        _specimen("docs curl", "saves a link and names the type twice", "POST conversation/save_file_link",
                  f"{curl}\napplication-type: application/json\nContent-Type: application/json", Need(200, SAVED),
                  link),
        _specimen("docs curl", "deletes", "DELETE conversation/delete_file/<<DONE>>",
                  "User-Agent: curl/7.79.1\nauthorization: Bearer <<TOKEN>>", Need(200, {"status": True})),
        _specimen("flask", "requests three models", "POST conversation/compute", empty, Need(200, COMPUTING),
                  b'{"txnId": "<<SAVED>>", "enableModels": [{"modelType": "speech_to_text"}, '
                  b'{"modelType": "emotion_analysis"}, {"modelType": "sentiment_analysis"}]}'),
        _specimen("flask", "fetches the metadata", "GET conversation/fetch_metadata/<<DONE>>",
                  f"{REQUESTS}\nAuthorization: Bearer <<TOKEN>>", Need(200, OUTPUT)),
    ]  # fmt: skip


def _docs() -> list[Specimen]:
    name, json = "docs curl", "Content-Type: application/json\nAuthorization: Bearer <<TOKEN>>"
    intent = (b'{"userId": "me@example.com", "intentName": "Refund", "intentSamples": ["I want my money back"], '
              b'"intentSamplePhrases": ["money back"]}')  # fmt: skip
    tag = (b'{"userId": "me@example.com", "statementTagName": "Greeting", "statementTagSamples": ["Good morning"], '
           b'"statementTagSamplePhrases": ["morning"], "priority": 2, "threshold": 0.8}')  # fmt: skip
    profile = "profile/{}/me@example.com"
    return [
        _specimen(name, "gets a token with JSON", "POST auth/create_access_token",
                  f"{CURL}\nContent-Type: application/json", Need(200, TOKEN), CREDENTIALS),
        _specimen("docs table", "gets a token with the content type of the table", "POST auth/create_access_token",
                  f"{CURL}\ncontent-type: application-json", Need(200, TOKEN), CREDENTIALS),
        _specimen("any client", "is refused with a blank secret", "POST auth/create_access_token",
                  f"{CURL}\nContent-Type: application/json",
                  Need(401, {"status": False, "error": "NJSCFE001", "message": SOME}),
                  CREDENTIALS.replace(b'"secret"', b'" "')),
        _specimen(name, "creates an intent", "POST " + profile.format("intents/create_intent"), f"{CURL}\n{json}",
                  Need(200, {"status": True, "data.intentId": re.compile(r"intent-[0-9a-z]+-\d{13}")}), intent),
        _specimen(name, "lists the intents", "GET " + profile.format("intents/get_user_intents"),
                  f"User-Agent: curl/7.79.1\n{json}", Need(200, {"status": True, "data": list})),
        _specimen(name, "creates a statement tag", "POST " + profile.format("statement_tags/create_statement_tag"),
                  f"{CURL}\n{json}",
                  Need(200, {"status": True, "data.statementTag": re.compile(r"statement-[0-9a-z]+-\d{13}")}), tag),
        _specimen(name, "lists the statement tags", "GET " + profile.format("statement_tags/get_user_statement_tags"),
                  f"User-Agent: curl/7.79.1\n{json}", Need(200, {"status": True, "data": list})),
        _specimen(name, "looks for intents", "POST conversation/compute", f"{CURL}\n{json}", Need(200, COMPUTING),
                  b'{"txnId": "<<SAVED>>", "enableModels": [{"modelType": "speech_to_text"}, {"modelType": '
                  b'"intent_analysis", "modelConfig": {"config": {"intents": ["intent-1"]}}}]}'),
        _specimen("flask", "gets a token with JSON", "POST auth/create_access_token",
                  f"{REQUESTS}\n{SIZED}\nContent-Type: application/json", Need(200, TOKEN), CREDENTIALS),
        _specimen("flask", "saves a link", "POST conversation/save_file_link",
                  f"{REQUESTS}\nAuthorization: Bearer <<TOKEN>>\n{SIZED}\nContent-Type: application/json",
                  Need(200, SAVED), LINK),
        _specimen("seed 001", "fetches the metadata", "GET conversation/fetch_metadata/<<DONE>>",
                  "User-Agent: curl/7.79.1\nAccept: */*\nAuthorization: Bearer <<TOKEN>>", Need(200, OUTPUT)),
    ]  # fmt: skip


def _raw() -> list[Specimen]:
    """Return what the steps 5 and 6 of the blog send when they are read to the letter."""
    raw = f"{CURL}\nContent-Type: application/json\nAuthorization: <<TOKEN>>"
    return [
        _specimen("seed 001", "saves a link with a raw token", "POST conversation/save_file_link", raw,
                  Need(200, SAVED), LINK),
        _specimen("seed 001", "requests models with a raw token", "POST conversation/compute", raw,
                  Need(200, COMPUTING), ONE_MODEL),
    ]  # fmt: skip


def _mid_2021() -> list[Specimen]:
    """Return what the Agora helper sent before 2021-08-25, and what pages of the vendor still have of that time."""
    name, json = "Agora helper of mid 2021", f"Content-Type: application/json; charset=utf-8\n{SIZED}\n{RAW_JAVA}"
    user = "me@example.com"
    python = f"{REQUESTS}\n{SIZED}\nContent-Type: application/json"
    return [
        _specimen(name, "gets a token", "POST auth/get_access_token",
                  f"Content-Type: application/json\n{SIZED}\nUser-Agent: okhttp/4.9.1", Need(200, TOKEN), CREDENTIALS),
        _specimen(name, "saves a link", f"POST conversation/save_file_link/{user}", json, Need(200, SAVED), LINK),
        _specimen(name, "requests models", f"POST conversation/{user}/compute", json, Need(200, COMPUTING), ONE_MODEL),
        _specimen(name, "asks for the states", f"GET conversation/get_txn/{user}/<<DONE>>", RAW_JAVA,
                  Need(200, STATES)),
        _specimen(name, "fetches the metadata", f"GET conversation/fetch_metadata/{user}/<<DONE>>", RAW_JAVA,
                  Need(200, OUTPUT)),
        _specimen(name, "encodes the user in a path", "GET conversation/get_txn/me%40example.com/<<DONE>>", RAW_JAVA,
                  Need(200, STATES)),
        _specimen(name, "reads why it is refused", f"GET conversation/get_txn/{user}/txn-1", RAW_JAVA,
                  Need(404, {"status": False, "err": SOME})),
        _specimen("docs Python", "gets a token by the path of mid 2021", "POST auth/get_access_token", python,
                  Need(200, TOKEN), CREDENTIALS),
        _specimen("docs Python", "posts models where a link belongs", f"POST conversation/save_file_link/{user}",
                  f"{python}\nauthorization: <<TOKEN>>",
                  Need(400, {"status": False, "error": SOME, "err": SOME, "message": SOME}), ONE_MODEL),
    ]  # fmt: skip


MARSVIEW = [*_py(), *_agora(), *_others(), *_docs()]
IN_A_DIALECT = [
    *((Dialect(raw_token=True), each) for each in _raw()),
    *((Dialect(generation="mid_2021"), each) for each in _mid_2021()),
]
"""(dialect of the tenant, specimen)"""
