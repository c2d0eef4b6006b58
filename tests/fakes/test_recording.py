"""A recording: its real length, and whether it is audio at all."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import pytest

from understudy.fakes.job import Media
from understudy.fakes.recording import examine, media_type_of, plain_name


def write_wav(path: Path, seconds: float, rate: int = 8000, channels: int = 1) -> Path:
    """Write a WAV file in which nothing is heard."""
    with wave.open(str(path), "wb") as sound:
        sound.setparams((channels, 2, rate, 0, "NONE", ""))
        sound.writeframes(bytes(2 * channels * round(rate * seconds)))
    return path


def examined(path: Path, filename: str = "a.wav", content_type: str = "") -> Media:
    """Examine a file."""
    return asyncio.run(examine(path, filename, content_type))


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16000, 2), (44100, 1)])
@pytest.mark.parametrize("seconds", [0.25, 1.0, 12.5])
def test_the_real_length_is_read(tmp_path: Path, seconds: float, rate: int, channels: int) -> None:
    """Whatever the rate and the number of channels, the length is that of the sound, in seconds."""
    media = examined(write_wav(tmp_path / "a.wav", seconds, rate, channels))

    assert media.duration_s == pytest.approx(seconds, abs=0.002)
    assert media.has_video is False


@pytest.mark.parametrize(
    "content",
    [b"", b"This is no recording.", b"RIFF", b"<html></html>", bytes(5000)],
    ids=["nothing", "a text", "half a head", "a page", "zeros"],
)
def test_what_is_no_audio_has_no_length(tmp_path: Path, content: bytes) -> None:
    """A file that is not audio is told from a short one: it has no length, whatever it is called."""
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    media = examined(path)

    assert (media.duration_s, media.size_bytes) == (None, len(content))


def test_a_file_without_sound_is_audio_of_no_length(tmp_path: Path) -> None:
    """A WAV file that holds no sample can be read: it lasts 0 seconds."""
    assert examined(write_wav(tmp_path / "a.wav", 0)).duration_s == 0.0


def test_a_file_cut_short_lasts_as_long_as_what_is_left(tmp_path: Path) -> None:
    """The length is that of the sound that is there, not the one that the head promises."""
    path = write_wav(tmp_path / "a.wav", 10)
    path.write_bytes(path.read_bytes()[: 44 + 2 * 8000 * 3])

    assert examined(path).duration_s == pytest.approx(3, abs=0.01)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("sample.wav", "sample.wav"),
        ("/home/me/sample.wav", "sample.wav"),
        ("C:\\Users\\me\\sample.wav", "sample.wav"),
        ("%2Fhome%2Fme%2Fsample%201.wav", "sample 1.wav"),
        ("", ""),
        ("x" * 1000, "x" * 255),
    ],
    ids=["plain", "a path", "a Windows path", "percent-encoded", "none", "endless"],
)
def test_a_file_is_called_by_the_end_of_its_path(sent: str, name: str) -> None:
    """Clients send full paths in every form; only the last part counts."""
    assert plain_name(sent) == name


@pytest.mark.parametrize(
    ("filename", "content_type", "expected"),
    [
        ("a.mp3", "audio/x-wav; rate=8000", "audio/x-wav"),
        ("a.mp3", "Audio/OGG", "audio/ogg"),
        ("a.mp3", "", "audio/mpeg"),
        ("a.mp3", "application/octet-stream", "audio/mpeg"),
        ("a.mp3", "null", "audio/mpeg"),
        ("recording", "", "application/octet-stream"),
    ],
    ids=["given", "given in capitals", "by the name", "a type that says nothing", "no type", "by nothing"],
)
def test_the_media_type_is_the_one_given_or_the_names(filename: str, content_type: str, expected: str) -> None:
    """Where the sender's media type says nothing, the file's name decides."""
    assert media_type_of(filename, content_type) == expected
