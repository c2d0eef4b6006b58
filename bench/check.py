"""How long a check with its defaults takes, and how much of that is the checker's own: against the same requests bare.

Run: `python bench/check.py [--at-most 60 --late-at-most 150]`, in real seconds for each vendor; exits 1 when one takes
longer. It runs on loopback, once with answers as they come and once with each of them 20 ms late. The bare requests
are polls of one job, as many as the check sent, by the same HTTP client: what is left is drawing, judging and telling.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import httpx

from understudy.contracts import vendor, vendor_names
from understudy.contracts.checks.check import check
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

LATE = """
vendor: {vendor}
title: Every answer is 20 ms late
source: ours
advice: Be patient.
faults:
  - {{operation: "*", delay: 20ms}}
expect: {{outcome: either}}
"""


def late(folder: Path) -> Settings:
    """Return settings with which every vendor's answers are late."""
    for name in vendor_names():
        (folder / name).mkdir(parents=True)
        (folder / name / "late.yaml").write_text(LATE.format(vendor=name))
    return Settings(scenario_folders=(folder,), scenarios=tuple(f"{name}/late" for name in vendor_names()))


def checked(settings: Settings, name: str) -> tuple[float, int]:
    """Return how long a check takes, in real seconds, and how many requests it sends."""
    with StandIns(settings).running() as stand_ins:
        addresses = stand_ins.addresses.as_dict()
        began = time.perf_counter()
        report = check(addresses[name], name, control=addresses["control"])
        took_s = time.perf_counter() - began
    if report.findings:
        sys.exit(f"{name}: {len(report.findings)} findings; run `understudy check`")
    return took_s, report.exchanges


def bare(settings: Settings, name: str, count: int) -> float:
    """Return how long as many bare requests take, in real seconds."""
    poll = vendor(name).protocol.poll.operation
    path = vendor(name).contract.operations[poll].path.removeprefix(vendor(name).contract.base_path)
    with StandIns(settings).running() as stand_ins, httpx.Client(trust_env=False) as http:
        url = stand_ins.addresses.as_dict()[name] + path.replace("{", "").replace("}", "")
        began = time.perf_counter()
        for _ in range(count):
            http.get(url)
        return time.perf_counter() - began


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at-most", type=float, default=60.0)
    parser.add_argument("--late-at-most", type=float, default=150.0)
    parser.add_argument("--vendor", choices=vendor_names(), action="append", default=[])
    given = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        late_settings = late(Path(folder))
        for name in given.vendor or vendor_names():
            took_s, count = checked(Settings(), name)
            bare_s, (late_s, _) = bare(Settings(), name, count), checked(late_settings, name)
            failed |= took_s > given.at_most or late_s > given.late_at_most
            print(f"{name:10} {count:5} requests  {took_s:5.1f} s (at most {given.at_most:g}), "
                  f"{took_s / bare_s:.1f} times as long as the requests alone; "
                  f"20 ms late {late_s:5.1f} s (at most {given.late_at_most:g})")  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
