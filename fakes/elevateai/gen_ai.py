"""ElevateAI's generative AI: summaries and answers, made of what is said in the interaction.

Source: facts/elevateai section 9 (docs, "Generative AI API endpoint details", and two public clients).
Assumed: what the texts say; they are in English whatever `Accept-Language` asks for. More than ten requests at once
(429) and a model that is too slow (408) do not happen by themselves: a scenario's fault answers them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from understudy.fakes import draw
from understudy.fakes.call import Call
from understudy.fakes.elevateai import retention
from understudy.fakes.elevateai.rendering import spoken
from understudy.fakes.job import Job
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.transcript import Transcript
from understudy.fakes.translation import Handler

AGENT, SENTENCES_MAX = 0, 3


def get_summary(call: Call) -> Reply:
    """Answer `{"summary": text}`; `gen-ai/summary` and `gen-ai/cx/summary` alike."""
    return Reply(200, {"summary": summary(spoken(_ready(call)))})


def get_summary_details(call: Call) -> Reply:
    """Answer reasons, the agent's actions, entities, and whether the matter is resolved."""
    job = _ready(call)
    return Reply(200, details(spoken(job), job.key))


def ask(call: Call) -> Reply:
    """Answer `{"answer": text}` to the question in a POST's body. Assumed: a GET has it in the query."""
    asked: Mapping[str, Any] = call.body if call.body is not None else call.query
    return Reply(200, {"answer": answer(spoken(_ready(call)), asked["question"])})


def _ready(call: Call) -> Job:
    """Return the job if it can be asked: audio once it is processed, a text at once.

    Raises Refused(CONFLICT) before, Refused(NOT_FOUND) once the results are no longer kept.
    """
    job = call.find_job()
    if job.lifecycle.name != "text" and job.ended(call.now) != "well":
        raise Refused(Problem.CONFLICT, f"the interaction is {job.status(call.now)}, not processed")
    if retention.is_over(job, call.now):
        raise Refused(Problem.NOT_FOUND, f"the results were deleted {retention.KEPT_DAYS} days after processing")
    return job


def summary(transcript: Transcript) -> str:
    """Return two sentences on how it begins and ends."""
    return f"The interaction begins with: {transcript[0].text} It ends with: {transcript[-1].text}"


def details(transcript: Transcript, key: str) -> dict[str, Any]:
    """Return the details; who speaks first is taken for the agent."""
    agent = [each.text for each in transcript if each.speaker == AGENT]
    customer = [each.text for each in transcript if each.speaker != AGENT]
    return {
        "reasons": customer[:1],
        "actionsTakenByAgent": agent[1 : 1 + SENTENCES_MAX],
        "entities": [{"type": "Name", "value": name} for name in _names(transcript)],
        "isResolved": draw.fraction(key, "resolved") < 0.8,
    }


def _names(transcript: Transcript) -> list[str]:
    """Return the words that are capitals within a sentence, in order, each once."""
    words = (word.text.strip(".,?!;:") for each in transcript for word in each.words[1:])
    return list(dict.fromkeys(word for word in words if word.istitle() and len(word) > 1))


def answer(transcript: Transcript, question: str) -> str:
    """Return the sentence that shares most words with the question, or that there is none."""
    asked = _words(question)
    best = max(transcript, key=lambda each: len(asked & _words(each.text)))
    return best.text if asked & _words(best.text) else "The interaction does not say."


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.lower()))


HANDLERS: Mapping[str, Handler] = {
    "getSummary": get_summary,
    "getCxSummary": get_summary,
    "getCxSummaryDetails": get_summary_details,
    "askQuestion": ask,
    "getAnswer": ask,
}
