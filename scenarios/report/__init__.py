"""One page that shows a rehearsal: the verdicts, the proofs and a picture of every scenario. It needs no network."""

from understudy.scenarios.report.page import write

__all__ = ["write"]
