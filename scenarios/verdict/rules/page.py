"""The page `docs/verdict.md`: every rule with its source, its reason and its remedy.

Source: ours. To write it anew: `python -m understudy.scenarios.verdict.rules.page > docs/verdict.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from understudy.scenarios.verdict.rules import RULES, Rule

HEAD = """\
# The verdict

Do not edit: `python -m understudy.scenarios.verdict.rules.page` writes this page from `scenarios/verdict/rules/`.

A rehearsal judges a client by the journal alone: by what it sent and what it was answered. Each finding names its rule
and the exchange that proves it.

## How it is judged

- **Told** is what an answer gave that came through with 2xx, or a 404 for the job itself. What the vendor knew while
  its answer was lost is not held against anybody, nor is a request that was sent before the answer had come.
- **A job** is what its exchanges name. One whose submit was answered 500, or broken off, is a job if it was made.
- **An end** is a status after which nothing happens by itself. ElevateAI's `fileUploadFailed` is one until the file
  is sent again; Marsview's job has ended when all its models have. Sending a file or requesting models begins a new
  wait.
- **Pace** is judged for each job between answered polls. What was broken off, answered 401, 403, 429 or 5xx is no
  answered poll. 5 % of each interval are spared, and 50 ms of real time (times the speed). Where the speed makes 50 ms
  longer than the interval itself, a run of polls is judged together: a quarter of each interval is spared then, and the
  real time once. The age of a job, on which Scriptix's interval depends, counts from the first answered poll.
- **Retry-After** binds the same operation on the same job (a submit has no job yet: there it binds every submit of
  the same subject), counted from the moment the answer went out, with the same to spare.
- **No backoff** means at least three pauses in a row after 429 without a hint, of which the later half is not half as
  long again as the earlier, and shorter than doubling from one second would have made it (up to a minute).
- **A duplicate** has the same subject, or one that was never given. A submit that made no job bought nothing. It is
  none after the vendor said that the first job failed or is gone, or refused for good what was sent for it. Asking the
  same of a job twice (Marsview's models) is paid for twice, too.
- **A failure that is reported** needs a reason where the vendor is going to fail: a bad end that was told, an answer
  that was none, or a wait as long as the longest that is documented. Who gives up before that has seen nothing.
- **A wrong redo** by a new job is found only if the documented way out was never tried.
- **A result** of a chat or transcript that is given before the end was not asked for too early. With several models,
  fetching when some have ended is right if the client fetches again after the end, or never calls it a success.
- **In `poll` time**, where the client's clock does not run with the server's, nothing that has to do with time is
  judged.

A scenario that `needs` a link, an upload, a chat or a transcript is not applicable to a client that went another way,
nor one about a second model to a client that asked for one; a client that came to no job and sent nothing did not
show its way, and is judged. A journal cannot show whether a client can be called back, so a scenario that needs a
webhook is never applicable yet. A client that sent nothing at all is found by `wrong-outcome`, or by `past-deadline`
where it had to be ended. Of the reference client the runner knows more than the journal: what its user was told. Where
that differs from the scenario, or a stand-in broke its contract, the finding's rule is `deviation`.

## One deed, one finding

A rule that says "not told beside" keeps silent where one of those has a finding, as that already explains it. Repair
that one and rehearse again.

## The rules
"""


def page(rules: Iterable[Rule] = RULES) -> str:
    """Return the page as Markdown."""
    return HEAD + "".join(map(_section, rules))


def _section(rule: Rule) -> str:
    beside = f"- **Not told beside:** {', '.join(f'`{name}`' for name in rule.unless)}\n" if rule.unless else ""
    return f"\n### `{rule.name}`\n\n{rule.reason}\n\n- **Remedy:** {rule.remedy}\n- **Source:** {rule.source}\n{beside}"


if __name__ == "__main__":
    sys.stdout.write(page())
