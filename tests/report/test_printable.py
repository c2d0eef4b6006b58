"""Text from outside, made fit for a report."""

from __future__ import annotations

import pytest

from understudy.contracts.printable import discreet, printable, shortened


@pytest.mark.parametrize(
    "text",
    [
        "X-API-Token: hunter2",
        "Authorization: Bearer hunter2",
        "Authorization: hunter2",
        '{"apiKey": "hunter2", "apiSecret": "hunter2"}',
        "GET /v1/audio?sig=hunter2&x=1",
        "https://me:hunter2@host/path",
        "ELEVATEAI_API_TOKEN=hunter2",
        "password='hunter2'",
        "accessToken=hunter2;",
    ],
)
def test_what_looks_like_a_credential_is_hidden(text: str) -> None:
    """Whatever form it has."""
    assert "hunter2" not in discreet(text)
    assert "[hidden]" in discreet(text)


def test_a_json_web_token_is_hidden_wherever_it_stands() -> None:
    """It is known by its first letters."""
    assert discreet("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here") == "got [hidden] here"


@pytest.mark.parametrize("text", ["the token expired after 3600 s", "secret-in-url", "no key was sent", "tokens: none"])
def test_talk_of_credentials_is_left_alone(text: str) -> None:
    """A message that only names one still says what it says."""
    assert discreet(text) == text


def test_terminal_codes_go_and_forbidden_characters_are_shown() -> None:
    """Colours, links and titles of a terminal leave their text; line ends are those of Unix."""
    assert (
        printable("\x1b[1;31mred\x1b[0m \x1b]8;;file:///x\x07link\x1b]8;;\x07\r\n\x00\ud800")
        == "red link\n\ufffd\ufffd"
    )


def test_a_text_is_shortened_to_one_line() -> None:
    """Its end is cut off, and that is shown."""
    assert shortened("a  b\nc", 10) == "a b c"
    assert shortened("abcdefgh", 5) == "abcd…"
