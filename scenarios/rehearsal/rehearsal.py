"""One scenario from beginning to end: set the stage, let somebody play, read the journal, judge.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from understudy.contracts import vendor
from understudy.scenarios.rehearsal.deadline import deadline_s
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.rehearsal.part import Part, Performer
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.rehearsal.replay import Replay, digest, installed
from understudy.scenarios.rehearsal.scene import Scene
from understudy.scenarios.rehearsal.stage import Stage
from understudy.scenarios.scenario import Expect, Scenario
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding, Result, Verdict
from understudy.scenarios.verdict.verdict import judge

TEXT_NEEDS = ("chat", "transcript")
DEVIATION = "deviation"
"""the rule of what whoever ran the client saw go wrong beyond the journal"""
Right = Literal["success", "failure"]


@dataclass(frozen=True)
class Rehearsal:
    """Who plays, and what every scenario has in common."""

    performer: Performer
    seed: int
    """that of the servers"""
    right: Mapping[str, Right]
    """scenario -> what a good client reports there, where the user knows better than the scenario"""
    command: tuple[str, ...] = ()
    """the program that plays, as it was given; empty for the reference client"""
    options: tuple[str, ...] = ()
    """options of the command line on which what happens depends, whatever is played"""

    def play(self, name: str, scenario: Scenario, stage: Stage, on_change: Callable[[Scene], object]) -> Evidence:
        """Play `vendor/name` to its end. Raises httpx.HTTPError, OSError when server or client cannot be had."""
        facts, tenant, scene = vendor(scenario.vendor), stage.tenant(name), Scene(name)
        limit_s = deadline_s(facts, scenario, stage.recording.duration_s)
        tenant.begin(name, _words(scenario, stage))
        environment = stage.environment(name, limit_s)
        part = Part(scenario, facts, tenant, environment, limit_s, scene, on_change)
        performance = self.performer.perform(part)
        missing = part.collect()
        exchanges = tuple(scene.exchanges)
        scene.retake(exchanges, facts)
        judged = _expecting(scenario, self.right.get(name))
        conduct = Conduct(
            facts, judged, exchanges, performance, limit_s, self.performer.speed, self.performer.time != "poll"
        )
        verdict, findings = _judged(conduct)
        evidence = Evidence(
            scenario=judged,
            exchanges=exchanges,
            jobs=tenant.jobs(),
            performance=performance,
            result=self._result(scene, performance, verdict, findings, self._token(name, scenario, stage)),
            seed=self.seed,
            speed=self.performer.speed,
            time=self.performer.time,
            deadline_s=limit_s,
            missing=missing,
            command=self.command,
            options=(*self.options, *self._expected(name)),
        )
        scene.evidence = evidence
        on_change(scene)
        return evidence

    def _expected(self, name: str) -> tuple[str, ...]:
        return ("--expect", f"{name}={self.right[name]}") if name in self.right else ()

    def _token(self, name: str, scenario: Scenario, stage: Stage) -> str:
        time, speed = self.performer.time, self.performer.speed
        return Replay(installed(), name, digest(scenario), stage.recording.digest, self.seed, time, speed).token()

    def _result(
        self, scene: Scene, performance: Performance, verdict: Verdict, findings: tuple[Finding, ...], token: str
    ) -> Result:
        return Result(
            scenario=scene.name,
            verdict=verdict,
            findings=findings,
            polls=scene.polls,
            virtual_s=round(scene.virtual_s, 3),
            real_s=round(performance.real_s, 3),
            exit_code=performance.exit_code,
            replay=token,
        )


def _words(scenario: Scenario, stage: Stage) -> str | None:
    """Return what is said in the recording, where the scenario leaves that open."""
    return None if scenario.transcript or scenario.needs in TEXT_NEEDS else stage.recording.words


def _expecting(scenario: Scenario, right: Right | None) -> Scenario:
    if right is None:
        return scenario
    expect = Expect(outcome="transcribed" if right == "success" else "failed")
    return msgspec.structs.replace(scenario, expect=expect)


def _judged(conduct: Conduct) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return the verdict, with whatever else was seen to go wrong."""
    verdict, findings = judge(conduct)
    seen = tuple(Finding(rule=DEVIATION, message=each) for each in conduct.performance.deviations)
    return ("fail", (*findings, *seen)) if seen else (verdict, findings)
