"""The token that plays a scenario again."""

from __future__ import annotations

import pytest
from harness import RECORDING
from rehearse.runner import play, reference, troupe

from understudy.scenarios import find
from understudy.scenarios.rehearsal.recording import Recording
from understudy.scenarios.rehearsal.replay import Replay, digest, installed

NAME = "elevateai/bad_day"


def token(of: str = "", recording: str = "", scenario: str = "") -> Replay:
    """Return what a token says, of this version, recording and scenario unless told otherwise."""
    return Replay(
        of or installed(),
        NAME,
        scenario or digest(find(NAME)),
        recording or Recording.read(RECORDING).digest,
        7,
        "virtual",
        0.0,
    )


def test_a_token_says_what_it_was_made_of() -> None:
    """It is one word that a shell does not touch, and comes back as it was."""
    text = token().token()

    assert Replay.read(text) == token()
    assert all(letter.isalnum() or letter in "._-" for letter in text)


def test_playing_a_token_gives_the_same_bytes() -> None:
    """The journal of a replay is that of the run it came from."""
    with troupe(seed=11) as crew:
        first = play(crew, reference(crew), NAME)
        journal = crew.stage.tenant(NAME).journal_bytes()
    told = Replay.read(first.result.replay)
    with troupe(seed=told.seed) as crew:
        again = play(crew, reference(crew), told.scenario)

        assert crew.stage.tenant(NAME).journal_bytes() == journal
    assert again.result.replay == first.result.replay


def test_another_seed_gives_another_journal() -> None:
    """So it is the seed that counts."""
    journals: set[bytes] = set()
    for seed in (1, 2):
        with troupe(seed) as crew:
            play(crew, reference(crew), NAME)
            journals.add(crew.stage.tenant(NAME).journal_bytes())

    assert len(journals) == 2


def test_a_token_of_another_version_is_refused() -> None:
    """What is drawn may differ there."""
    with pytest.raises(ValueError, match=r"made by understudy 99\.0"):
        Replay.read(token(of="99.0").token())


def test_a_token_of_another_recording_is_refused() -> None:
    """What happens depends on its length."""
    with pytest.raises(ValueError, match="another recording"):
        token(recording="00000000").check(find(NAME), Recording.read(RECORDING).digest)


def test_a_token_of_a_changed_scenario_is_refused() -> None:
    """A file of the user's own may have been edited since."""
    with pytest.raises(ValueError, match="has changed"):
        token(scenario="00000000").check(find(NAME), Recording.read(RECORDING).digest)


@pytest.mark.parametrize("text", ["", "u1.", "nonsense", "u1.!!!!", "u1.W10", "u1.e30"])
def test_what_is_no_token_is_refused(text: str) -> None:
    """In one sentence, whatever it is."""
    with pytest.raises(ValueError, match="no replay token"):
        Replay.read(text)
