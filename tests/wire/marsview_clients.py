"""What Marsview's known clients put on the wire.

Source: facts/marsview sections 2, 3 and 8; the values in the bodies are ours.
"""

from __future__ import annotations

import re

from wire.specimen import SIZED, SOME, Need, Specimen, head, part
from wire.stage import AUDIO

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


MARSVIEW = [*_py(), *_agora(), *_others()]
