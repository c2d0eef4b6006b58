"""Running a program of the user's: what it is told, what is kept of it, and how it is ended."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rehearse.runner import need_faketime, play, troupe

from understudy.contracts import vendor
from understudy.fakes import tenant
from understudy.fakes.journal import Journal
from understudy.scenarios import find
from understudy.scenarios.rehearsal import command, silence
from understudy.scenarios.rehearsal.command import Command
from understudy.scenarios.rehearsal.deadline import deadline_s
from understudy.scenarios.rehearsal.environment import Environment
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.rehearsal.output import KEPT_BYTES

ENVIRONMENT = Environment(
    {"control": "http://c", "elevateai": "http://e/v1", "marsview": "http://m", "scriptix": "http://s"},
    "the-key",
    audio=Path("/tmp/call.wav"),
    audio_url="http://a/call.wav",
    scenario="elevateai/happy",
    vendor="elevateai",
    deadline_s=990.4,
)


POLLS = (
    "import os, urllib.request as r\n"
    "url, key = os.environ['ELEVATEAI_BASE_URL'], os.environ['ELEVATEAI_API_TOKEN']\n"
    "for n in range({}):\n"
    "    try: r.urlopen(r.Request(url + '/interactions/none/status', headers={{'X-API-Token': key}}))\n"
    "    except OSError: pass\n"
)
"""a program that asks so many times, without a pause"""


def run(
    code: str, silent_limit_s: float = 20.0, arguments: tuple[str, ...] = (), speed: float | None = None
) -> Evidence:
    """Play elevateai/happy, in poll time unless there is a speed, with a program in Python."""
    with troupe() as crew:
        return play(crew, Command([sys.executable, "-c", code, *arguments], speed, silent_limit_s), "elevateai/happy")


def test_a_program_finds_all_it_needs_in_its_environment() -> None:
    """The names are those that the README lists."""
    assert ENVIRONMENT.variables() == {
        "ELEVATEAI_BASE_URL": "http://e/v1",
        "ELEVATEAI_API_TOKEN": "the-key",
        "MARSVIEW_BASE_URL": "http://m",
        "MARSVIEW_API_KEY": "the-key",
        "MARSVIEW_API_SECRET": "rehearsal",
        "MARSVIEW_USER_ID": "rehearsal@example.com",
        "SCRIPTIX_BASE_URL": "http://s",
        "SCRIPTIX_TOKEN": "the-key",
        "UNDERSTUDY_AUDIO": "/tmp/call.wav",
        "UNDERSTUDY_AUDIO_URL": "http://a/call.wav",
        "UNDERSTUDY_CONTROL_URL": "http://c",
        "UNDERSTUDY_SCENARIO": "elevateai/happy",
        "UNDERSTUDY_VENDOR": "elevateai",
        "UNDERSTUDY_DEADLINE_S": "990",
    }


def test_placeholders_are_filled_and_other_braces_stay() -> None:
    """JSON in an argument is not harmed."""
    given = ["--url={elevateai}/x", "{key}:{secret}", '{"a": {audio}}', "{nothing}"]

    assert ENVIRONMENT.filled(given) == [
        "--url=http://e/v1/x",
        "the-key:rehearsal",
        '{"a": /tmp/call.wav}',
        "{nothing}",
    ]


@pytest.mark.parametrize(("code", "report"), [(0, "success"), (1, "failure"), (77, "failure")])
def test_the_exit_code_is_the_report(code: int, report: str) -> None:
    """0 is success, any other failure."""
    performance = run(f"raise SystemExit({code})").performance

    assert (performance.report, performance.exit_code) == (report, code)


def test_what_it_prints_is_kept_up_to_a_limit() -> None:
    """Standard output and standard error, the end of them."""
    output = run(
        f"import sys; print('x' * {2 * KEPT_BYTES}, flush=True); print('last', file=sys.stderr)"
    ).performance.output

    assert output.endswith("last\n")
    assert output.partition("]")[0].endswith("bytes before this")
    assert len(output) < KEPT_BYTES + 100


def test_a_program_that_never_calls_is_ended() -> None:
    """It is a finding, not a hang."""
    evidence = run("import time; time.sleep(600)", silent_limit_s=0.3)

    assert (evidence.performance.report, evidence.performance.exit_code) == ("none", None)
    assert evidence.performance.ended.startswith("it had sent nothing after ")
    assert evidence.result.verdict == "fail"


def test_a_program_that_hangs_in_poll_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock of a tenant would ever bring its deadline."""
    monkeypatch.setattr(silence, "interval_s", lambda _: 0.0)
    evidence = run(POLLS.format(1) + "import time; time.sleep(600)", silent_limit_s=0.5)

    assert evidence.performance.ended.startswith("it had sent nothing more for ")
    assert [each.rule for each in evidence.result.findings] == ["past-deadline"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
@pytest.mark.parametrize("speed", [None, 120.0])
def test_a_program_that_dies_of_a_signal_is_told_so(number: signal.Signals, speed: float | None) -> None:
    """The exit code is that of a shell, 128 and the signal, and the shell's own word is not the program's."""
    if speed:
        need_faketime()
    code = f"import os, signal; print('last', flush=True); os.kill(os.getpid(), {number:d})"
    performance = run(code, speed=speed).performance

    assert (performance.report, performance.exit_code) == ("failure", 128 + number)
    assert performance.ending == f"the client died of {number.name} (exit code {128 + number})"
    assert performance.output.endswith("last\n")


def test_a_program_that_hardly_waits_is_judged_by_all_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal forgets the oldest rows; they are fetched while the program runs."""
    monkeypatch.setattr(command, "LOOK_REAL_S", 0.001)
    monkeypatch.setattr(tenant, "Journal", journal_of(200))
    evidence = run(POLLS.format(600))

    assert [each.number for each in evidence.exchanges] == list(range(1, 601))
    assert (evidence.missing, evidence.note) == (0, "")


def test_what_was_forgotten_before_it_was_read_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is over before anybody looks."""
    monkeypatch.setattr(command, "LOOK_REAL_S", 20.0)
    monkeypatch.setattr(tenant, "Journal", journal_of(5))
    evidence = run(POLLS.format(30))

    assert (len(evidence.exchanges), evidence.missing) == (5, 25)
    assert evidence.note.startswith("the verdict rests on 5 of 30 exchanges")


def journal_of(rows: int) -> Callable[[], Journal]:
    """Return what makes a journal of so many rows."""
    return lambda: Journal(rows)


def test_ending_a_program_ends_what_it_started(tmp_path: Path) -> None:
    """The whole process group, also those who do not listen to SIGTERM."""
    child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    run(code, silent_limit_s=1.0)

    assert not is_alive(int((tmp_path / "pid").read_text()))


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that has ended but was not waited for does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_poll_time_needs_no_fast_clock() -> None:
    """A client that hardly waits sees the whole job pass, and its pace is not judged."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import interaction as i\n"
        "job = i.declare(); i.upload(job)\n"
        "while i.status(job) != 'processed': pass\n"
        "print(i.punctuated(job).body)\n"
    )
    evidence = run(code, arguments=(str(Path(__file__).with_name("clients")),))

    assert (evidence.result.verdict, evidence.time) == ("pass", "poll"), evidence.performance.output
    assert evidence.result.virtual_s > 60


def test_nothing_of_a_fast_clock_stays_behind() -> None:
    """What libfaketime's processes share is removed when the program is killed."""
    need_faketime()
    shared = Path("/dev/shm")
    before = set(shared.iterdir()) if shared.is_dir() else set()
    with troupe() as crew:
        command = Command([sys.executable, "-c", "import time; time.sleep(1e6)"], 120.0, 0.3)
        play(crew, command, "elevateai/happy")

    left = {path for path in (set(shared.iterdir()) - before if shared.is_dir() else set()) if "faketime" in path.name}
    assert not [path for path in left if not is_alive(int(path.name.rpartition("_")[2]))]


def test_the_deadline_is_three_times_the_longest_documented_duration() -> None:
    """ElevateAI's rows of an upload add up to 273 s at most for a recording without length."""
    facts, happy = vendor("elevateai"), find("elevateai/happy")
    rows = ("fileUploading", "fileUploaded", "pendingProcessing", "processing")
    longest_s = sum(facts.durations[row].range_s(0)[1] for row in rows)
    upload = type(happy)(**{**{f: getattr(happy, f) for f in happy.__struct_fields__}, "lifecycle": "upload"})

    assert deadline_s(facts, upload, 0.0) == 3 * longest_s


def test_a_vendor_with_a_long_interval_leaves_time_for_some_polls() -> None:
    """Marsview wants five minutes between two polls, and a short recording is done in three."""
    assert deadline_s(vendor("marsview"), find("marsview/happy"), 17.0) == 4 * 300


def test_the_environment_of_the_caller_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's program finds its own settings, too."""
    monkeypatch.setenv("MINE", "yes")

    assert "yes" in run("import os; print(os.environ['MINE'])").performance.output
    assert replace(ENVIRONMENT, key="other").variables()["SCRIPTIX_TOKEN"] == "other"
    assert "UNDERSTUDY_AUDIO" not in os.environ
