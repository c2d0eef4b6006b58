"""What ElevateAI's known clients put on the wire.

Source: facts/elevateai sections 3, 4, 9 and 11; the values in the bodies are ours.
"""

from __future__ import annotations

from wire.specimen import GUID, NULL, SIZED, SOME, Need, Specimen, chunked, head, part
from wire.stage import AUDIO

DECLARED = {"interactionIdentifier": GUID}
STATUS = {"identifier": GUID, "status": "processed", "declared": SOME, "uploaded": SOME, "downloaded": NULL,
          "processed": SOME, "errorMessage": NULL}  # fmt: skip
PHRASES = {
    "allParticipants.phrases.0": str,
    "participantOne.phrases": list,
    "participantTwo.phraseSegments": list,
    "allParticipants.phraseSegments.0.startTimeOffset": int,
    "allParticipants.phraseSegments.0.endTimeOffset": int,
    "allParticipants.phraseSegments.0.phraseIndex": int,
    "allParticipants.phraseSegments.0.score": float,
    "redactionSegments": list,
}
SENTENCES = {
    "sentenceSegments.0.participant": SOME,
    "sentenceSegments.0.phrase": SOME,
    "sentenceSegments.0.startTimeOffset": int,
    "sentenceSegments.0.endTimeOffset": int,
    "redactionSegments": list,
}
SCORES = {
    "allParticipants.enlightenBundles.0.name": SOME,
    "allParticipants.enlightenBundles.0.models.0.name": SOME,
    "allParticipants.enlightenBundles.0.models.0.score": float,
    "participantOne.voiceActivitySegments": list,
    "participantTwo.voiceActivitySegments": list,
}
MADE = Need(201, DECLARED, leaves="filePendingUpload")
TAKEN = Need(200, media_type="", leaves="fileUploading", takes_file=True)

REQUESTS = "User-Agent: python-requests/2.34.2\nAccept-Encoding: gzip, deflate\nAccept: */*\nConnection: keep-alive"
AIOHTTP = "Accept: */*\nAccept-Encoding: gzip, deflate\nUser-Agent: Python/3.11 aiohttp/3.14.5"
JAVA = """Connection: Upgrade, HTTP2-Settings
Host: <<HOST>>
HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA
Upgrade: h2c
User-Agent: Java-http-client/17.0.12"""
JAVA_BOUNDARY = "27182818284590452353602874713526624977572470936999595749669676277240766303535"
DOTNET_BOUNDARY = "1f0c9a52-7f5e-4b1c-9d0a-6a4b8f3f2e10"
FIXED_BOUNDARY = "_____123456789_____"


def _specimen(client: str, does: str, lines: str, need: Need, body: bytes = b"") -> Specimen:
    return Specimen("elevateai", client, does, head(lines), body, need)


def _get(path: str, more: str) -> str:
    return f"GET /v1/interactions/<<DONE>>{path} HTTP/1.1\nHost: <<HOST>>\n{more}"


def _upload(more: str) -> str:
    return f"POST /v1/interactions/<<WAITING>>/upload HTTP/1.1\n{more}"


def _client_py() -> list[Specimen]:
    name, keyed = "Client.py", f"{REQUESTS}\nX-API-TOKEN: <<KEY>>\nContent-Type: application/json"
    declare = f"POST /v1/interactions HTTP/1.1\nHost: <<HOST>>\n{keyed}\n{SIZED}"
    shape = (
        b'{"type": "audio", "downloadUrl": %s, "languageTag": "en-us", "vertical": "default", '
        b'"audioTranscriptionMode": "highAccuracy", "includeAiResults": true}'
    )
    upload = part(
        'Content-Disposition: form-data; name=""; filename="/home/ann/recordings/sample.wav"\n'
        "Content-Type: application/octet-stream",
        "4b7e1c0f9d2a4c5e8f60718293a4b5c6",
        AUDIO,
    )
    sends = f"{REQUESTS}\nX-API-TOKEN: <<KEY>>\n{SIZED}\nContent-Type: multipart/form-data; boundary="
    return [
        _specimen(name, "declares with a null downloadUrl", declare, MADE, shape % b"null"),
        _specimen(name, "declares with the wrong key downloadUrl", declare, MADE, shape % b'"https://a.example/b.wav"'),
        _specimen(name, "asks for the status", _get("/status", keyed), Need(200, STATUS)),
        _specimen(name, "uploads an unnamed part with a full path",
                  _upload(f"Host: <<HOST>>\n{sends}4b7e1c0f9d2a4c5e8f60718293a4b5c6"), TAKEN, upload),
        _specimen(name, "gets the phrases from the plural path", _get("/transcripts", keyed), Need(200, PHRASES)),
        _specimen(name, "gets the sentences", _get("/transcripts/punctuated", keyed), Need(200, SENTENCES)),
        _specimen(name, "gets the scores", _get("/ai", keyed), Need(200, SCORES)),
    ]  # fmt: skip


def _async_client_py() -> list[Specimen]:
    name, keyed = "AsyncClient.py", f"X-API-TOKEN: <<KEY>>\nContent-Type: application/json\n{AIOHTTP}"
    declare = f"POST /v1/interactions HTTP/1.1\nHost: <<HOST>>\n{keyed}\n{SIZED}"
    shape = (
        b'{"type": "audio", "languageTag": "en-us", "vertical": "default", "audioTranscriptionMode": "highSpeed", '
        b'"includeAiResults": true, "downloadUri": %s, "originalFilename": "sample.wav"}'
    )
    disposition = 'Content-Disposition: form-data; filename="%2Fhome%2Fann%2Frecordings%2Fsample.wav"'
    upload = _upload(
        f"Host: <<HOST>>\nX-API-TOKEN: <<KEY>>\nContent-Type: multipart/form-data;boundary={FIXED_BOUNDARY}\n"
        f"{AIOHTTP}\n{SIZED}"
    )
    return [
        _specimen(name, "declares with a null downloadUri", declare, MADE, shape % b"null"),
        _specimen(name, "declares with a link", declare, Need(201, DECLARED, leaves="declared"),
                  shape % b'"https://bucket.example/sample.wav"'),
        _specimen(name, "uploads a part without a name", upload, TAKEN,
                  part(f"Content-Type: application/octet-stream\n{disposition}", FIXED_BOUNDARY, AUDIO)),
        _specimen(name, "asks for the status", _get("/status", keyed), Need(200, STATUS)),
        _specimen(name, "gets the phrases", _get("/transcripts", keyed), Need(200, PHRASES)),
        _specimen("Discord bot", "declares and compares with 201", declare, MADE, shape % b"null"),
    ]  # fmt: skip


def _elevateai_py() -> list[Specimen]:
    name, boundary = "ElevateAI.py", "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
    keyed = f"{REQUESTS}\nX-API-TOKEN: <<KEY>>\nContent-Type: application/json"
    sends = f"Host: <<HOST>>\n{REQUESTS}\nX-API-Token: <<KEY>>\n{SIZED}"
    declare = (
        b'{"type": "audio", "languageTag": "en-us", "vertical": "default", "audioTranscriptionMode": "highAccuracy", '
        b'"includeAiResults": false, "originalfilename": null, "externalidentifier": null}'
    )
    disposition = 'Content-Disposition: form-data; name="sample1.wav"; filename="sample1.wav"'
    return [
        _specimen(name, "declares with a trailing slash and nulls",
                  f"POST /v1/interactions/ HTTP/1.1\nHost: <<HOST>>\n{keyed}\n{SIZED}", MADE, declare),
        _specimen(name, "uploads a part named after the file",
                  _upload(f"{sends}\nContent-Type: multipart/form-data; boundary={boundary}"), TAKEN,
                  part(disposition, boundary, AUDIO)),
        _specimen(name, "gets the phrases from the singular path", _get("/transcript", keyed), Need(200, PHRASES)),
        _specimen("email app", "gets the sentences", _get("/transcripts/punctuated", keyed), Need(200, SENTENCES)),
    ]  # fmt: skip


def _java() -> list[Specimen]:
    name, keyed = "Client.java", f"{JAVA}\nContent-Type: application/json\nX-API-TOKEN: <<KEY>>"
    declare = (
        b'{"type":"audio","languageTag":"en-us","vertical":"default","audioTranscriptionMode":"highAccuracy",'
        b'"includeAiResults":true,"downloadUrl":null,"originalFilename":"sample.wav"}'
    )
    upload = _upload(
        f"{JAVA}\nTransfer-Encoding: chunked\nX-API-TOKEN: <<KEY>>\n"
        f"Content-Type: multipart/form-data; boundary={JAVA_BOUNDARY}"
    )
    disposition = 'Content-Disposition: form-data; name="file"; filename="sample.wav"\nContent-Type: %s'
    forms = {
        kind: chunked(part(disposition % kind, JAVA_BOUNDARY, AUDIO, end=b""), 16384)
        for kind in ("audio/x-wav", "null")
    }
    ask = "GET /v1/interactions/<<DONE>>{} HTTP/1.1\n" + keyed
    return [
        _specimen(name, "declares over h2c", f"POST /v1/interactions HTTP/1.1\n{keyed}\n{SIZED}", MADE, declare),
        _specimen(name, "declares with a doubled slash",
                  f"POST /v1//interactions HTTP/1.1\n{keyed}\n{SIZED}", MADE, declare),
        _specimen(name, "uploads in chunks without a last line end", upload, TAKEN, forms["audio/x-wav"]),
        _specimen(name, "uploads a part of the type null", upload, TAKEN, forms["null"]),
        _specimen(name, "asks for the status over h2c", ask.format("/status"), Need(200, STATUS)),
        _specimen(name, "gets the phrases over h2c", ask.format("/transcripts"), Need(200, PHRASES)),
        _specimen(name, "gets the scores over h2c", ask.format("/ai"), Need(200, SCORES)),
    ]  # fmt: skip


def _dotnet() -> list[Specimen]:
    name, keyed = "ElevateAISDK.cs", "X-API-TOKEN: <<KEY>>\nAccept-Encoding: gzip, deflate"
    declare = f"POST /v1/interactions HTTP/1.1\nHost: <<HOST>>\n{keyed}\nContent-Type: application/json; charset=utf-8"
    audio = (
        b'{"type":"audio","languageTag":"en-us","vertical":"default","audioTranscriptionMode":"highAccuracy",'
        b'"includeAiResults":true,"downloadUri":null,"originalFilename":null,"externalIdentifier":null,'
        b'"transcript":null,"chat":null}'
    )
    chat = (
        b'{"type":"chat","languageTag":"en-us","vertical":"default","audioTranscriptionMode":null,'
        b'"includeAiResults":true,"downloadUri":null,"transcript":null,"chat":{"participants":'
        b'[{"participant_id":"p1","name":"Ann","role":"agent"},{"participant_id":"p2","name":"Bob","role":"customer"}],'
        b'"messages":[{"participant_id":"p1","timestamp":"2024-02-01T09:30:00Z","content":"Hello, this is Ann."}]}}'
    )
    disposition = "Content-Disposition: form-data; name=files; filename=call.wav; filename*=utf-8''call.wav"
    upload = _upload(
        f'Host: <<HOST>>\n{keyed}\nContent-Type: multipart/form-data; boundary="{DOTNET_BOUNDARY}"\n{SIZED}'
    )
    return [
        _specimen(name, "declares with explicit nulls", f"{declare}\n{SIZED}", MADE, audio),
        _specimen(name, "declares in chunks", f"{declare}\nTransfer-Encoding: chunked", MADE, chunked(audio, 100)),
        _specimen(name, "declares a chat", f"{declare}\n{SIZED}", Need(201, DECLARED, leaves="declared"), chat),
        _specimen(name, "uploads with unquoted parameters", upload, TAKEN, part(disposition, DOTNET_BOUNDARY, AUDIO)),
        _specimen(name, "asks for the status", _get("/status", keyed), Need(200, STATUS)),
        _specimen(name, "gets the phrases as integers", _get("/transcript", keyed), Need(200, PHRASES)),
        _specimen(name, "gets the sentences as integers", _get("/transcripts/punctuated", keyed), Need(200, SENTENCES)),
    ]  # fmt: skip


def _others() -> list[Specimen]:
    curl = "Host: <<HOST>>\nUser-Agent: curl/8.5.0\nAccept: */*\nX-API-Token: <<KEY>>"
    telnyx = f"{REQUESTS}\nX-API-Token: <<KEY>>\nContent-Type: application/json\n{SIZED}"
    payload = (
        b'{"type": "audio", "downloadUri": "https://a.example/b.mp3", "languageTag": "en-us", "vertical": "default"}'
    )
    declare = f"POST /v1/interactions HTTP/1.1\n{curl}\nContent-Type: application/JSON\n{SIZED}"
    dashes = "------------------------8c1d5a90e72b4f36"
    upload = _upload(f"{curl}\n{SIZED}\nContent-Type: multipart/form-data; boundary={dashes}\nExpect: 100-continue")
    form = part('Content-Disposition: form-data; name="filename.wav"; filename="a.wav"\nContent-Type: audio/wav',
                dashes, AUDIO)  # fmt: skip
    php = "Host: <<HOST>>\nUser-Agent: GuzzleHttp/7\nX-Api-Token: <<KEY>>"
    nice = part('Content-Disposition: form-data; name="audio_file"; filename="a.wav"\nContent-Type: audio/wav',
                dashes, AUDIO)  # fmt: skip
    return [
        _specimen("docs cURL", "declares with a media type in capitals", declare, MADE,
                  b'{\n  "type": "audio",\n  "languageTag": "en-us",\n  "vertical": "default",\n'
                  b'  "audioTranscriptionMode": "highAccuracy",\n  "includeAiResults": true,\n'
                  b'  "originalFileName": "a.wav"\n}'),
        _specimen("docs cURL", "uploads after 100 Continue", upload, TAKEN, form),
        _specimen("docs cURL", "retrieves what was declared", _get("", f"{curl}\nAccept-Encoding: identity"),
                  Need(200, {"identifier": GUID, "type": "audio", "languageTag": "en-us", "includeAiResults": True})),
        _specimen("docs cURL", "deletes", f"DELETE /v1/interactions/<<DONE>> HTTP/1.1\n{curl}",
                  Need(200, media_type="")),
        _specimen("docs cURL", "has no token", "GET /v1/interactions/<<DONE>>/status HTTP/1.1\nHost: <<HOST>>",
                  Need(401, {"errorMessage": SOME})),
        _specimen("Telnyx demo", "asks for the status with a JSON body", _get("/status", telnyx),
                  Need(200, STATUS), payload),
        _specimen("Telnyx demo", "gets the sentences with a JSON body", _get("/transcripts/punctuated", telnyx),
                  Need(200, SENTENCES), payload),
        _specimen("PHP client", "asks for the status", _get("/status", php), Need(200, STATUS)),
        _specimen("NICE demo", "declares for echo without vertical", declare, MADE,
                  b'{"type":"audio","languageTag":"en","model":"echo","includeAiResults":false}'),
        _specimen("NICE demo", "uploads audio_file and compares with 200",
                  _upload(f"{curl}\n{SIZED}\nContent-Type: multipart/form-data; boundary={dashes}"), TAKEN, nice),
        _specimen("rtasr branch", "declares with form data called JSON", declare, Need(400, {"errorMessage": SOME}),
                  b"type=audio&languageTag=en-us&vertical=default"),
    ]  # fmt: skip


ELEVATEAI = [*_client_py(), *_async_client_py(), *_elevateai_py(), *_java(), *_dotnet(), *_others()]
