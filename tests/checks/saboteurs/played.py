"""Fakes that play what no vendor documents: the scenarios of the library from which a client learns to be careful.

Source: ours.
"""

from __future__ import annotations

from checks.saboteurs.sabotage import Sabotage, wrong

LOST = ("reachable", "answer")


@wrong("elevateai", "end")
class NeverEnds(Sabotage):
    """Processing never ends."""

    scenario = "elevateai/never_ends"


@wrong("marsview", "end")
class ModelNeverEnds(Sabotage):
    """A model is worked on for ever."""

    scenario = "marsview/never_ends"


@wrong("scriptix", "end")
class SessionNeverEnds(Sabotage):
    """A session is processed for ever."""

    scenario = "scriptix/never_ends"


@wrong("elevateai", "status")
class UnknownStatus(Sabotage):
    """A status that nobody documents is shown for a while."""

    scenario = "elevateai/unknown_status"


@wrong("marsview", "status")
class UnknownState(Sabotage):
    """A state that nobody documents is shown for a while."""

    scenario = "marsview/unknown_status"


@wrong("scriptix", "status")
class UnknownSessionStatus(Sabotage):
    """A status that nobody documents is shown for a while."""

    scenario = "scriptix/unknown_status"


@wrong("elevateai", "transition")
class Vanishes(Sabotage):
    """An interaction is gone in the middle of processing."""

    scenario = "elevateai/vanishes"


@wrong("marsview", "transition")
class TransactionVanishes(Sabotage):
    """A transaction is gone in the middle of processing."""

    scenario = "marsview/vanishes"


@wrong("scriptix", "transition")
class SessionVanishes(Sabotage):
    """A session is gone in the middle of polling."""

    scenario = "scriptix/not_found"


@wrong("elevateai", "result")
class ResultsLateWithoutBody(Sabotage):
    """The results of a processed interaction are not there for a while: 204."""

    scenario = "elevateai/results_late_without_body"


@wrong("scriptix", "result", "transition")
class ResultLate(Sabotage):
    """The result of a completed session is not there for a while."""

    scenario = "scriptix/results_late"


@wrong("elevateai", *LOST)
class OddFields(Sabotage):
    """The first poll lacks the status, the second has none."""

    scenario = "elevateai/odd_fields"


@wrong("scriptix", *LOST)
class OddAnswers(Sabotage):
    """The first poll is of another type, the next lack a status."""

    scenario = "scriptix/odd_answers"


@wrong("marsview", *LOST)
class MalformedState(Sabotage):
    """The first poll cannot be read, the second is empty."""

    scenario = "marsview/malformed_json"


@wrong("elevateai", *LOST)
class ConnectionReset(Sabotage):
    """The connection is reset before and within an answer, and closed without one."""

    scenario = "elevateai/connection_reset"


@wrong("scriptix", *LOST)
class WrongLength(Sabotage):
    """An answer is shorter than it says."""

    scenario = "scriptix/wrong_length"


@wrong("elevateai", *LOST)
class GatewayPages(Sabotage):
    """A gateway answers with its own pages."""

    scenario = "elevateai/gateway_pages"


@wrong("marsview", "credential", "answer")
class CredentialsRefused(Sabotage):
    """Nobody gets a token, whatever the secret."""

    scenario = "marsview/credentials_refused"


@wrong("elevateai", "credential", "answer")
class TokenRevoked(Sabotage):
    """The right token is refused."""

    scenario = "elevateai/token_revoked"
