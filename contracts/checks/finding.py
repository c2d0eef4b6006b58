"""What a check found: a difference from what the vendor documents, with the fact it differs from and its source.

Source: ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from understudy.contracts.facts import Fact
from understudy.contracts.provenance import Provenance, Sureness

RULES = {
    "reachable": "the server answers, and its answers can be read",
    "answer": "status codes, media types, headers and bodies are as documented",
    "integer": "a field that is documented as an integer is written as one",
    "status": "only documented statuses are shown",
    "transition": "a status is followed by documented ones only; an end is an end",
    "still": "a status does not move by being looked at",
    "field": "a field is set exactly when it is documented to be",
    "moment": "moments are in order, in the past, and stay what they were",
    "result": "results are there exactly when documented",
    "command": "a command is taken exactly where the lifecycle waits for it",
    "cause": "what is documented to fail fails as documented",
    "tenant": "a job belongs to its tenant",
    "credential": "no job is shown without a credential that is in force",
    "delete": "what is deleted is gone",
    "identity": "an answer is about the job that was asked for, and repeats what was declared",
    "list": "lists agree with what each job says of itself",
    "end": "a job comes to an end",
    "throttle": "a 429 says how long to stay away, as documented",
    "drift": "evidence and contract agree",
}
"""rule -> what it demands"""


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """What differs, and from which fact."""

    rule: str
    """one of RULES"""
    where: str
    """the field, status, header or operation concerned"""
    message: str
    """what was seen, and what is documented"""
    fact: str
    """name of the fact (`Fact.name`), or a sentence where it is no single one"""
    provenance: Provenance
    is_warning: bool = False
    """whether it is told without failing the check"""

    @property
    def is_assumed(self) -> bool:
        """Whether no source states the fact it rests on."""
        return self.provenance.sureness is Sureness.ASSUMED

    def __str__(self) -> str:
        """Return the message with the fact and its source."""
        return f"{self.where}: {self.message} [{self.fact}; {self.provenance.sureness}: {self.provenance.source}]"


def contradiction(rule: str, where: str, message: str, fact: Fact, *, is_warning: bool = False) -> Contradiction:
    """Return a contradiction of a named fact."""
    return Contradiction(
        rule=rule, where=where, message=message, fact=fact.name, provenance=fact.provenance, is_warning=is_warning
    )


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A contradiction, with how it is brought about again."""

    contradiction: Contradiction
    case: str
    """the case that met it"""
    job: str | None = None
    steps: tuple[str, ...] = ()
    """the shortest history that shows it, a line each"""
    curl: tuple[str, ...] = ()
    """the same as shell lines"""
    seed: int | None = None
    more: int = field(default=0, compare=False)
    """how many further times the same was met"""

    def met_again(self) -> Finding:
        """Return it counted once more."""
        return replace(self, more=self.more + 1)
