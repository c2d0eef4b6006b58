"""`understudy rehearse`: the library of failures, played through by the reference client or by a program of the user's.

Source: ours. Exit codes: 0 every scenario passed (or does not apply), 1 a finding, 2 wrong usage, or a file that was
asked for could not be written; 130 interrupted.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.resources import as_file, files
from pathlib import Path

import click
import httpx
from rich.console import Console

from understudy.cli.casting import chosen, right
from understudy.cli.company import Company, company
from understudy.cli.interrupt import interruptible
from understudy.cli.outputs import Outputs
from understudy.cli.playbill import Playbill, explanation, table
from understudy.cli.recording_link import link_to
from understudy.cli.reference import Reference
from understudy.cli.scenarios import FOLDERS, library_of
from understudy.contracts import vendor_names
from understudy.fakes.tenant import Settings
from understudy.scenarios import Library, Scenario, UnknownScenario
from understudy.scenarios.rehearsal import faketime
from understudy.scenarios.rehearsal.command import Command
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.rehearsal.part import Performer
from understudy.scenarios.rehearsal.recording import Recording
from understudy.scenarios.rehearsal.rehearsal import Rehearsal
from understudy.scenarios.rehearsal.replay import Replay
from understudy.scenarios.rehearsal.scene import Scene

LOG_COLUMNS = 132
"""how wide the table is where there is no terminal to ask"""
SPEED = 120.0
"""the highest that leaves a time-out of 60 s half a real second"""
HTTP_LIMIT_S = 60.0
INTERRUPTED = 130


PER_CORE = 2
"""scenarios played at once on each core: a client mostly sleeps"""


def _jobs() -> int:
    return PER_CORE * (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@click.command()
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--vendor", "vendors", multiple=True, type=click.Choice(vendor_names()), help="Only this vendor's (repeatable)."
)
@click.option(
    "--scenario", "globs", multiple=True, metavar="GLOB", help="Only these, e.g. 'elevateai/*' or rate_limited."
)
@FOLDERS
@click.option(
    "--audio",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    metavar="FILE",
    help="Your own recording, instead of the one that ships. A text beside it (call.txt beside call.wav, one "
    "'Name: words' a line) is taken for what is said in it.",
)
@click.option(
    "--speed",
    type=click.FloatRange(min=1),
    help=f"Virtual seconds per real second of the command's clock.  [default: {SPEED:g}]",
)
@click.option("--seed", type=int, help="What every id, delay and transcript is drawn from.  [default: 0]")
@click.option("--jobs", type=click.IntRange(min=1), help="Scenarios played at once.  [default: two a core]")
@click.option(
    "--time",
    "how",
    type=click.Choice(["auto", "faketime", "poll"]),
    default="auto",
    show_default=True,
    help="faketime: the command's clock runs fast, by libfaketime. poll: each look at a status takes the interval that "
    "the vendor advises. auto: faketime where it is installed.",
)
@click.option(
    "--expect",
    "expected",
    multiple=True,
    metavar="NAME=success|failure",
    help="What your client should report in this scenario, where you know better (repeatable).",
)
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write DIR/index.html.")
@click.option(
    "--junit", "junit_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write JUnit XML."
)
@click.option("--results", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write JSON Lines.")
@click.option("--replay", metavar="TOKEN", help="Play the one scenario that this token of an earlier run names.")
def rehearse(
    command: tuple[str, ...],
    vendors: tuple[str, ...],
    globs: tuple[str, ...],
    folders: tuple[Path, ...],
    audio: Path | None,
    speed: float | None,
    seed: int | None,
    jobs: int | None,
    how: str,
    expected: tuple[str, ...],
    report: Path | None,
    junit_file: Path | None,
    results: Path | None,
    replay: str | None,
) -> None:
    """Play the library of failures, and say where the client broke.

    Without COMMAND the reference client plays, in virtual time. With one (after --, e.g. `-- python my_app.py`) that
    program is run once for each scenario; exit code 0 means that it reports success, any other failure. It finds what
    it needs in its environment: ELEVATEAI_BASE_URL, ELEVATEAI_API_TOKEN, MARSVIEW_BASE_URL, MARSVIEW_API_KEY,
    MARSVIEW_API_SECRET, MARSVIEW_USER_ID, SCRIPTIX_BASE_URL, SCRIPTIX_TOKEN, UNDERSTUDY_AUDIO, UNDERSTUDY_AUDIO_URL,
    UNDERSTUDY_VENDOR, UNDERSTUDY_SCENARIO, UNDERSTUDY_DEADLINE_S (virtual seconds), UNDERSTUDY_CONTROL_URL; or as
    placeholders in its arguments: {elevateai}, {marsview}, {scriptix} (base URLs), {key}, {secret}, {user_id},
    {audio}, {audio_url}, {vendor}, {scenario}, {deadline_s}, {control_url}.

    Exit code 0: every scenario passed, or does not apply; 1: a finding; 2: wrong usage.
    """
    outputs = Outputs(report, junit_file, results)
    outputs.check()
    logging.getLogger("understudy.client").addHandler(logging.NullHandler())  # what it warns of is in the journal
    library = library_of(folders)
    with _recording(audio) as recording, contextlib.ExitStack() as stack:
        token = _token(replay, bool(globs or vendors or seed is not None or speed), library, recording)
        scenarios = {token.scenario: library[token.scenario]} if token else chosen(library, vendors, globs)
        settings = Settings(
            seed=token.seed if token else seed or 0, fetch_links=True, scenario_folders=tuple(map(str, folders))
        )
        if token and command:
            how, speed = ("poll" if token.time == "poll" else how), token.speed or None
        http = stack.enter_context(httpx.Client(timeout=HTTP_LIMIT_S, trust_env=False))
        performer = _performer(command, how, speed, http)
        rehearsal = Rehearsal(
            performer, settings.seed, right(expected, scenarios, library), command, _options(folders, audio)
        )
        crew = stack.enter_context(company(settings, recording, stack.enter_context(link_to(recording.path)), http))
        console = Console() if sys.stdout.isatty() else Console(width=LOG_COLUMNS)
        with Playbill(console, len(scenarios)) as playbill:
            evidences, interrupted = _played(rehearsal, crew, scenarios, jobs or _jobs(), playbill.show)
    if interrupted and not evidences:
        sys.exit(INTERRUPTED)
    console.print(table(evidences))
    if command:
        click.echo(_pace(performer))
    written = outputs.write(evidences)
    for text in filter(None, map(explanation, evidences)):
        click.echo(text, err=True)
    failed = any(each.result.verdict == "fail" for each in evidences)
    sys.exit(INTERRUPTED if interrupted else 1 if failed else 0 if written else 2)


def _options(folders: Sequence[Path], audio: Path | None) -> tuple[str, ...]:
    """Return what a replay needs to be given, too: the token knows it by its digest only."""
    given = [("--scenarios", str(folder)) for folder in folders] + ([("--audio", str(audio))] if audio else [])
    return tuple(word for pair in given for word in pair)


@contextlib.contextmanager
def _recording(audio: Path | None) -> Generator[Recording]:
    """Yield what is sent. Raises click.BadParameter for a file that cannot be read, or is no audio."""
    with as_file(files("understudy.scenarios").joinpath("recordings")) as folder:
        path = audio or folder / "call.wav"
        try:
            recording = Recording.read(path)
        except OSError as error:
            raise click.BadParameter(f"{path}: {error.strerror}", param_hint="--audio") from error
        if not recording.duration_s:
            raise click.BadParameter(f"{path} is no audio that can be read", param_hint="--audio")
        yield recording


def _token(text: str | None, chosen_too: bool, library: Library, recording: Recording) -> Replay | None:
    """Return what a token says. Raises click.UsageError when it cannot be played here."""
    if text is None:
        return None
    if chosen_too:
        raise click.UsageError("--replay says which scenario, seed and speed: leave out --vendor, --scenario and so on")
    try:
        token = Replay.read(text)
        token.check(library.find(token.scenario), recording.digest)
    except UnknownScenario as unknown:
        raise click.BadParameter(f"{unknown} (give the --scenarios of then)", param_hint="--replay") from unknown
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--replay") from error
    return token


def _performer(command: Sequence[str], how: str, speed: float | None, http: httpx.Client) -> Performer:
    """Return who plays. Raises click.UsageError when they cannot."""
    if not command:
        if speed or how != "auto":
            raise click.UsageError("--speed and --time are for a command of your own: give one after --")
        return Reference(http)
    if shutil.which(command[0]) is None:
        raise click.UsageError(f"there is no command {command[0]!r} that could be run")
    if how == "poll":
        return Command(command, None)
    if faketime.is_installed():
        return Command(command, speed or SPEED)
    if how == "faketime" or speed:
        raise click.UsageError("libfaketime is not installed (Debian: apt install faketime); --time poll does without")
    click.echo("libfaketime is not installed (Debian: apt install faketime): poll time, pace is not judged", err=True)
    return Command(command, None)


def _pace(performer: Performer) -> str:
    if performer.time == "poll":
        return "poll time: each look took the interval that the vendor advises; pace was not judged"
    return f"libfaketime: the command's clock ran {performer.speed:g} times as fast"


def _played(
    rehearsal: Rehearsal,
    crew: Company,
    scenarios: Mapping[str, Scenario],
    jobs: int,
    on_change: Callable[[Scene], object],
) -> tuple[list[Evidence], bool]:
    """Play the scenarios, `jobs` at once; return what came of each, in their order, and whether it was interrupted."""

    def play(name: str) -> Evidence:
        with crew.stage_for(scenarios[name]) as stage:
            return rehearsal.play(name, scenarios[name], stage, on_change)

    with ThreadPoolExecutor(jobs) as pool:
        futures: list[Future[Evidence]] = []
        try:
            with interruptible():
                futures += (pool.submit(play, name) for name in scenarios)
                return [future.result() for future in futures], False
        except OSError as error:
            _stop(rehearsal, pool)
            raise click.UsageError(f"the command cannot be run: {error}") from error
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            _stop(rehearsal, pool)
    return [each.result() for each in futures if not each.cancelled() and not each.exception()], True


def _stop(rehearsal: Rehearsal, pool: ThreadPoolExecutor) -> None:
    pool.shutdown(wait=False, cancel_futures=True)
    if isinstance(rehearsal.performer, Command):
        rehearsal.performer.stop()
