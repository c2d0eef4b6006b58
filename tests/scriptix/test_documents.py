"""Documents beyond the plain ones: more formats, what may be left out, the later object, and download URLs."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from scriptix.caller import KEY, Caller, refusal, silence
from scriptix.test_results import SAID, document, say

HOUR_S = 3600


def completed(scriptix: Caller) -> dict[str, Any]:
    """Return a finished session in which SAID is said."""
    say(scriptix, SAID)
    return scriptix.complete()


def download_url(scriptix: Caller, session: dict[str, Any], **query: str) -> str:
    """Return where a document can be had."""
    return str(document(scriptix, session, direct_download="true", **query).json()["result"]["download_url"])


def test_sbv_is_as_youtube_writes_it(scriptix: Caller) -> None:
    """format=sbv: start and stop with a comma between, hours of one digit, the sentence, an empty line."""
    session = completed(scriptix)

    answer = document(scriptix, session, format="sbv")

    cues = answer.text.strip().split("\n\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert [cue.splitlines()[1] for cue in cues] == ["M1: Two & two <is> four.", "M2: Näher, bitte!", "M1: Yes."]
    assert all(re.fullmatch(r"0:00:0\d\.\d{3},0:00:0\d\.\d{3}", cue.splitlines()[0]) for cue in cues)
    first = document(scriptix, session).json()["result"]["document"][0]
    assert cues[0].startswith(f"0:00:0{first['start'] / 1000:.3f},0:00:0{first['stop'] / 1000:.3f}\n")


def test_html_is_a_page_with_escaped_text(scriptix: Caller) -> None:
    """format=html answers text/html: a paragraph for each sentence, with its time and speaker."""
    answer = document(scriptix, completed(scriptix), format="html")

    paragraphs = re.findall(r"<p>\[00:00:0\d\.\d{3}\] (.*)</p>", answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<!DOCTYPE html>")
    assert paragraphs == ["M1: Two &amp; two &lt;is&gt; four.", "M2: Näher, bitte!", "M1: Yes."]


@pytest.mark.parametrize("name", ["srt", "vtt", "sbv", "txt", "html"])
def test_speakers_can_be_left_out(scriptix: Caller, name: str) -> None:
    """without_speakers=true leaves the sentences and their times, and nothing else changes."""
    session = completed(scriptix)

    whole = document(scriptix, session, format=name, without_speakers="false").text
    bare = document(scriptix, session, format=name, without_speakers="true").text

    assert bare != whole
    assert re.sub(r"<v M\d>|M\d: ", "", whole) == bare


@pytest.mark.parametrize("name", ["txt", "html"])
def test_times_can_be_left_out_of_texts(scriptix: Caller, name: str) -> None:
    """without_timestamps=true leaves the speakers and the sentences."""
    session = completed(scriptix)

    whole = document(scriptix, session, format=name).text
    bare = document(scriptix, session, format=name, without_timestamps="true").text

    assert "M2: Näher, bitte!" in bare
    assert re.sub(r"\[[\d:.]+\] ", "", whole) == bare != whole


@pytest.mark.parametrize("name", ["json", "srt", "vtt", "sbv"])
def test_subtitles_and_json_keep_their_times(scriptix: Caller, name: str) -> None:
    """without_timestamps=true does not touch a format that is nothing without times."""
    session = completed(scriptix)

    plain = document(scriptix, session, format=name)

    assert document(scriptix, session, format=name, without_timestamps="true").content == plain.content


def test_json_keeps_its_speakers(scriptix: Caller) -> None:
    """without_speakers=true does not touch the JSON document."""
    session = completed(scriptix)

    assert document(scriptix, session, without_speakers="true").content == document(scriptix, session).content


@pytest.mark.parametrize("name", ["direct_download", "without_timestamps", "without_speakers"])
def test_a_switch_is_true_or_false(scriptix: Caller, name: str) -> None:
    """Anything else gets 422, and `details` names the parameter."""
    answer = document(scriptix, completed(scriptix), **{name: "yes"})

    assert refusal(answer)[0] == 422
    assert list(answer.json()["details"]) == [name]


def test_the_later_object_says_more(scriptix: Caller) -> None:
    """document_object=long adds language, finished, timecode_offset, content_type and size_bytes."""
    session = completed(scriptix)
    short = document(scriptix, session).json()["result"]
    scriptix.speak(document_object="long")

    result = document(scriptix, session).json()["result"]

    later = {name: value for name, value in result.items() if name not in short}
    assert {name: result[name] for name in short} == short
    assert later.pop("size_bytes") > 100
    assert later == {
        "language": "en", "finished": False, "timecode_offset": "00:00:00:00", "content_type": "application/json",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["json", "srt", "html"])
def test_a_download_url_is_answered_instead_of_the_document(scriptix: Caller, name: str) -> None:
    """direct_download=true describes the file: its URL, an hour's life, name, media type and size."""
    session = completed(scriptix)
    plain = document(scriptix, session, format=name)

    answer = document(scriptix, session, format=name, direct_download="true")

    result = answer.json()["result"]
    assert answer.headers["content-type"] == "application/json"
    assert result.pop("download_url").startswith(f"http://scriptix/downloads/{session['session_id']}/")
    assert result == {
        "expires_in": HOUR_S, "filename": f"transcript.{name}", "size_bytes": len(plain.content),
        "content_type": plain.headers["content-type"].partition(";")[0],
    }  # fmt: skip


@pytest.mark.parametrize("query", [{}, {"format": "srt"}, {"format": "txt", "without_speakers": "true"}], ids=str)
def test_a_download_url_needs_no_credential(scriptix: Caller, query: dict[str, str]) -> None:
    """Whoever has the URL gets the very document that was asked for, as an attachment, and the journal says so."""
    session = completed(scriptix)

    answer = scriptix.call("GET", download_url(scriptix, session, **query), None)

    assert answer.status_code == 200
    assert answer.content == document(scriptix, session, **query).content
    assert answer.headers["content-disposition"] == f'attachment; filename="transcript.{query.get("format", "json")}"'
    assert "downloadDocument" in [row.operation for row in scriptix.tenant().journal.after()]


def test_a_download_url_lives_for_an_hour_of_the_tenants_clock(scriptix: Caller) -> None:
    """A second before the hour is over the URL works; at its end it gets 403."""
    url = download_url(scriptix, completed(scriptix))

    scriptix.tenant().clock.advance(HOUR_S - 1)
    assert scriptix.call("GET", url, None).status_code == 200
    scriptix.tenant().clock.advance(1)
    assert refusal(scriptix.call("GET", url, None)) == (403, "SIGNED_URL_REFUSED", "Forbidden")


@pytest.mark.parametrize(
    ("part", "instead"),
    [("format=srt", "format=txt"), ("sig=", "sig=0"), ("se=2025", "se=2035"), ("/downloads/", "/downloads/0")],
)
def test_an_altered_download_url_is_refused(scriptix: Caller, part: str, instead: str) -> None:
    """No part of the URL can be changed, neither what it leads to nor how long it lives."""
    url = download_url(scriptix, completed(scriptix), format="srt")

    assert part in url
    assert refusal(scriptix.call("GET", url.replace(part, instead), None))[:2] == (403, "SIGNED_URL_REFUSED")


def test_a_url_for_one_session_does_not_open_another(scriptix: Caller) -> None:
    """The signature of one session's URL is not that of another's."""
    first, second = completed(scriptix), completed(scriptix)
    url = download_url(scriptix, first)

    stolen = url.replace(first["session_id"], second["session_id"])

    assert refusal(scriptix.call("GET", stolen, None))[0] == 403


def test_a_download_url_without_its_signature_is_refused(scriptix: Caller) -> None:
    """A missing parameter gets 422."""
    url = download_url(scriptix, completed(scriptix)).partition("&sig=")[0]

    assert refusal(scriptix.call("GET", url, None))[0] == 422


def test_a_deleted_sessions_document_cannot_be_downloaded(scriptix: Caller) -> None:
    """The URL of a document whose session was deleted gets 404."""
    session = completed(scriptix)
    url = download_url(scriptix, session)
    scriptix.call("DELETE", f"/api/v3/speech-to-text/session/{session['session_id']}")

    assert refusal(scriptix.call("GET", url, None))[:2] == (404, "SESSION_NOT_FOUND")


@pytest.mark.parametrize(
    ("headers", "base"),
    [
        ({"Host": "stt.example:8413"}, "http://stt.example:8413/"),
        ({"Host": "[::1]:8413"}, "http://[::1]:8413/"),
        ({"Host": "a", "X-Forwarded-Host": "api.example, inner", "X-Forwarded-Proto": "https, http"},
         "https://api.example/"),
        ({"Host": "a", "X-Forwarded-Prefix": "/speech/eu/"}, "http://a/speech/eu/"),
        ({"Host": "a b", "X-Forwarded-Proto": "ftp", "X-Forwarded-Prefix": "//evil"}, "http://localhost/"),
        ({"Host": "a/b"}, "http://localhost/"),
        ({"Host": 'a"><script>'}, "http://localhost/"),
    ],
    ids=str,
)  # fmt: skip
def test_a_url_is_on_the_callers_own_authority(scriptix: Caller, headers: dict[str, str], base: str) -> None:
    """Behind another host name, a proxy or a path prefix the URL is one that the caller can reach."""
    session = completed(scriptix)
    path = f"/api/v3/speech-to-text/session/{session['session_id']}/document/{session['document']['id']}"

    answer = scriptix.call("GET", f"{path}?direct_download=true", KEY, headers=headers)

    assert answer.json()["result"]["download_url"].startswith(f"{base}downloads/")


def test_the_document_of_an_hour_can_be_downloaded(scriptix: Caller) -> None:
    """size_bytes is the length of what is downloaded, however long it is."""
    session = scriptix.complete(silence(3700, rate=100))
    described = document(scriptix, session, format="vtt", direct_download="true").json()["result"]

    answer: httpx.Response = scriptix.call("GET", described["download_url"], None)

    assert len(answer.content) == described["size_bytes"] > 10_000
