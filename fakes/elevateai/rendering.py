"""A job and its transcript in ElevateAI's shapes: camelCase, milliseconds, integers where the .NET client demands them.

Source: 002_14ee994eeed99376.txt ("Response Schema") and facts/elevateai sections 5 to 8.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from typing import Any

from understudy.fakes import draw
from understudy.fakes.elevateai.declaration import PARTICIPANTS, declared, text
from understudy.fakes.job import Job
from understudy.fakes.plan import TEXT_S
from understudy.fakes.transcript import Transcript, Utterance, transcribe

BUNDLES = {
    "Customer Satisfaction": ("AcknowledgeLoyalty", "ActiveListening", "BeEmpathetic", "BuildRapport"),
    "Vulnerable Customer": ("Sentiment", "SetExpectations"),
}
"""The two bundle names are documented; the casing of the model names is assumed (facts section 8)."""


@functools.lru_cache(maxsize=4096)
def stamp(at: float | None) -> str | None:
    """Return a Unix time as ISO 8601 UTC with microseconds and `Z`, as the vendor's sample has it."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def status(job: Job, word: str, now: float) -> dict[str, Any]:
    """Return the answer of "Check the Processing Status"; all seven keys, null where nothing is to be told."""
    failure = job.failure(now)
    return {
        "identifier": job.id,
        "status": word,
        "declared": stamp(job.declared_at),
        "uploaded": stamp(job.reached("fileUploaded", now)),
        "downloaded": stamp(job.reached("fileDownloaded", now)),
        "processed": stamp(job.reached("processed", now)),
        "errorMessage": failure.message if failure else None,
    }


def declared_parameters(job: Job) -> dict[str, Any]:
    """Return what was declared; texts are null, as the vendor deletes them at processing (facts section 6)."""
    declaration = declared(job)
    names = ("type", "languageTag", "vertical", "audioTranscriptionMode", "downloadUri")
    echoed = {name: declaration.get(name) for name in names}
    is_asked = bool(declaration.get("includeAiResults"))
    return {"identifier": job.id, **echoed, "transcript": None, "chat": None, "includeAiResults": is_asked}


def spoken(job: Job) -> Transcript:
    """Return what is said in the job: its recording's transcript, or the text that was declared."""
    given = job.scenario.transcript
    if job.lifecycle.name == "text":
        given = text(declared(job))
    duration_s = job.media.duration_s if job.media else None
    return transcribe(TEXT_S if duration_s is None else duration_s, job.key, given)


def _participant(utterance: Utterance) -> str:
    return PARTICIPANTS[utterance.speaker % 2]


def phrases(transcript: Transcript) -> dict[str, Any]:
    """Return the phrase-by-phrase transcript: distinct words, and segments that point at them."""
    return {
        "allParticipants": _phrases(transcript),
        **{name: _phrases(tuple(each for each in transcript if _participant(each) == name)) for name in PARTICIPANTS},
        "redactionSegments": [],
    }


def _phrases(transcript: Transcript) -> dict[str, Any]:
    index: dict[str, int] = {}
    segments = [
        {
            "startTimeOffset": word.start_ms,
            "endTimeOffset": word.end_ms,
            "phraseIndex": index.setdefault(word.text.strip(".,?!;:"), len(index)),
            "score": word.confidence,
        }
        for utterance in transcript
        for word in utterance.words
    ]
    return {"phrases": list(index), "phraseSegments": segments}


def sentences(transcript: Transcript) -> dict[str, Any]:
    """Return the punctuated transcript. `redactionSegments[].score` would have to be an integer (facts section 7.2)."""
    segments = [
        {
            "participant": _participant(utterance),
            "startTimeOffset": utterance.start_ms,
            "endTimeOffset": utterance.end_ms,
            "phrase": utterance.text,
            "score": utterance.confidence,
        }
        for utterance in transcript
    ]
    return {"sentenceSegments": segments, "redactionSegments": []}


def ai(transcript: Transcript, key: str) -> dict[str, Any]:
    """Return CX AI: drawn scores in the documented bundles, and who speaks when."""
    shares = {name: tuple(each for each in transcript if _participant(each) == name) for name in PARTICIPANTS}
    shares = {"allParticipants": transcript, **shares}
    return {name: _participant_ai(share, f"{key}/ai/{name}") for name, share in shares.items()}


def _participant_ai(transcript: Transcript, key: str) -> dict[str, Any]:
    end_ms = transcript[-1].end_ms if transcript else 0
    bundles = [
        {"name": bundle, "models": [_model(model, end_ms, f"{key}/{bundle}") for model in models]}
        for bundle, models in BUNDLES.items()
    ]
    return {"enlightenBundles": bundles, "voiceActivitySegments": _voice_activity(transcript)}


def _model(name: str, end_ms: int, key: str) -> dict[str, Any]:
    score = round(draw.between(-1, 1, key, name), 4)
    spread = draw.between(0.05, 0.5, key, name, "spread")
    quarters = {f"quartile{n}": round(score + spread * draw.between(-0.5, 0.5, key, name, n), 4) for n in range(1, 5)}
    return {
        "name": name,
        "score": score,
        "minScore": round(score - spread, 4),
        "minScoreOffset": int(draw.between(0, end_ms, key, name, "min")),
        "maxScore": round(score + spread, 4),
        "maxScoreOffset": int(draw.between(0, end_ms, key, name, "max")),
        **quarters,
    }


def _voice_activity(transcript: Transcript) -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = []
    at_ms = 0
    for utterance in transcript:
        if utterance.start_ms > at_ms:
            segments.append({"startTimeOffset": at_ms, "endTimeOffset": utterance.start_ms, "result": "silence"})
        at_ms = utterance.end_ms
        segments.append({"startTimeOffset": utterance.start_ms, "endTimeOffset": at_ms, "result": "voice"})
    return segments
