"""The metadata of a transaction: the outputs of the models that are processed, each under its own key.

Source: facts/marsview sections 3.7 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from understudy.fakes.job import Job
from understudy.fakes.marsview import insights, matches, outputs, pictures
from understudy.fakes.marsview.hearing import Hearing, hear
from understudy.fakes.marsview.lane import ModelLane, lanes_of

OUTPUTS: Mapping[str, Callable[[Hearing, ModelLane], dict[str, Any]]] = {
    "speech_to_text": outputs.transcript,
    "emotion_analysis": outputs.emotion,
    "sentiment_analysis": outputs.sentiment,
    "speech_type_analysis": outputs.speech_type,
    "action_items": outputs.actions,
    "question_response": outputs.question_response,
    "extractive_summary": outputs.summary,
    "meeting_topics": outputs.topics,
    "screengrabs": pictures.screengrabs,
    "screen_activity": pictures.screen_activity,
    "data_insights": insights.insights,
    "intent_analysis": matches.intents,
    "statement_tag_analysis": matches.statement_tags,
}


def metadata(job: Job, now: float, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what is ready at `now`; where a model was requested twice, the later request counts.

    `names` are those of the tenant's own intents and statement tags, by id.
    """
    ready = [lane for lane in lanes_of(job) if lane.has_results(now)]
    if not ready:
        return {}
    heard = hear(job, ready, names)
    found: dict[str, Any] = {}
    for lane in ready:
        found |= OUTPUTS[lane.name](heard, lane)
    return found
