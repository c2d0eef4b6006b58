"""The rules that a client's conduct is held to, one small file each."""

from understudy.scenarios.verdict.rules import (
    contract_violation,
    duplicate_submit,
    fetch_too_early,
    ignored_retry_after,
    never_fetched,
    no_backoff,
    past_deadline,
    poll_after_end,
    poll_too_fast,
    secret_in_url,
    stale_token,
    unknown_as_success,
    wrong_outcome,
    wrong_redo,
)
from understudy.scenarios.verdict.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    poll_too_fast.RULE,
    poll_after_end.RULE,
    ignored_retry_after.RULE,
    no_backoff.RULE,
    duplicate_submit.RULE,
    wrong_redo.RULE,
    fetch_too_early.RULE,
    never_fetched.RULE,
    unknown_as_success.RULE,
    wrong_outcome.RULE,
    past_deadline.RULE,
    stale_token.RULE,
    contract_violation.RULE,
    secret_in_url.RULE,
)
"""in the order in which they are told"""

__all__ = ["RULES", "Rule"]
