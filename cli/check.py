"""`understudy check URL`: is this server what the vendor documents?

Source: ours. Exit codes: 0 it conforms, 1 it does not (or --fail-under, --fail-on), 2 wrong usage, or a file that was
asked for could not be written; 3 the server could not be reached; 130 interrupted.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from understudy.cli.check_outputs import CheckOutputs
from understudy.cli.check_view import CheckView, shortfalls
from understudy.cli.front_door import NobodyThere, url_of, vendor_of
from understudy.cli.inquiry import Inquiry
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.report import Report

WRONG_USAGE, NOT_REACHED, INTERRUPTED = 2, 3, 130
LOG_COLUMNS = 132
"""how wide the table is where there is no terminal to ask"""
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
WRITTEN = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("url", required=False)
@click.option("--vendor", "vendor_text", metavar="NAME|DIR", help="Whose contract; or a folder with one of your own.")
@click.option("--key", envvar="UNDERSTUDY_KEY", show_envvar=True, help="API token, apiKey or Batch token.")
@click.option("--secret", envvar="UNDERSTUDY_SECRET", show_envvar=True, help="What belongs to the key (Marsview).")
@click.option("--user", envvar="UNDERSTUDY_USER", show_envvar=True, help="The account's user (Marsview).")
@click.option(
    "--other-key",
    envvar="UNDERSTUDY_OTHER_KEY",
    show_envvar=True,
    help="Of another account, which must see nothing of the first.  [default: made from --key]",
)
@click.option("--control", metavar="URL", help="Moves the server's clock, as `understudy serve` prints it.")
@click.option("--control-key", envvar="UNDERSTUDY_CONTROL_KEY", show_envvar=True, help="Of the control URL.")
@click.option("--link", metavar="URL", help="A recording that the server can fetch.  [default: one on loopback]")
@click.option("--audio", type=FILE, metavar="FILE", help="Your own recording, instead of a tone.")
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help="Random walks of each lifecycle, and calls of each operation.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="What the walks and calls are drawn from.")
@click.option(
    "--strict", is_flag=True, help="Hold to the default side of documented disagreements; warn of undocumented keys."
)
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(min=0),
    default=20.0,
    show_default=True,
    metavar="S",
    help="Real seconds that each case may wait, without --control.",
)
@click.option("--case", "globs", multiple=True, metavar="GLOB", help="Only these, e.g. 'walks *' (repeatable).")
@click.option("--trace", type=FILE, metavar="FILE", help="Judge a recording instead: our journal, HAR, or evidence.")
@click.option("--live", is_flag=True, help="Be gentle: one job per lifecycle, right requests only, evidence written.")
@click.option("--jobs", type=click.IntRange(min=1), help="With --live: of each lifecycle.  [default: 1]")
@click.option("--yes", is_flag=True, help="With --live: do not ask before jobs are submitted.")
@click.option("--evidence", type=WRITTEN, metavar="FILE", help="With --live: write it here.")
@click.option("--compare", type=FILE, metavar="FILE", help="Say where evidence and contract differ.")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT", help="Exit 1 when coverage is less.")
@click.option("--fail-on", type=click.Choice(["assumed"]), help="Exit 1 when the check relied on assumptions.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write DIR/index.html.")
@click.option("--json", "json_file", type=WRITTEN, metavar="FILE", help="Write JSON.")
@click.option("--junit", "junit_file", type=WRITTEN, metavar="FILE", help="Write JUnit XML.")
@click.option("--sarif", "sarif_file", type=WRITTEN, metavar="FILE", help="Write SARIF 2.1.0.")
@click.option("--verbose", "-v", is_flag=True, help="List everything not reached, and every assumption.")
def check(
    url: str | None,
    vendor_text: str | None,
    key: str | None,
    secret: str | None,
    user: str | None,
    other_key: str | None,
    control: str | None,
    control_key: str | None,
    link: str | None,
    audio: Path | None,
    examples: int,
    seed: int,
    strict: bool,
    wait_s: float,
    globs: tuple[str, ...],
    trace: Path | None,
    live: bool,
    jobs: int | None,
    yes: bool,
    evidence: Path | None,
    compare: Path | None,
    fail_under: float | None,
    fail_on: str | None,
    report: Path | None,
    json_file: Path | None,
    junit_file: Path | None,
    sarif_file: Path | None,
    verbose: bool,
) -> None:
    """Hold the server at URL to what a vendor documents: shapes, and behaviour over time.

    URL is a base URL as `understudy serve` prints it, of any server: a stand-in, your own stub, or (with --live) the
    vendor. With --control its clock is moved, so that hours take moments; without, time passes by waiting. With
    --trace or --compare a file is judged, and no URL is needed.

    \b
    Exit codes:
      0    it conforms
      1    it does not, or --fail-under or --fail-on says so
      2    wrong usage
      3    the server could not be reached
      130  interrupted
    """
    way = _way(url, trace, compare, live)
    if (yes or jobs or evidence) and way != "--live":
        raise click.UsageError("--jobs, --yes and --evidence belong to --live")
    if not math.isfinite(wait_s):
        raise click.BadParameter("a number of seconds is wanted", param_hint="--wait")
    outputs = CheckOutputs(report, json_file, junit_file, sarif_file)
    outputs.check()
    inquiry = Inquiry(
        vendor=vendor_of(vendor_text) if vendor_text else None,
        url=url_of("URL", url) if url else "", key=key, secret=secret, other_key=other_key, user=user,
        control=url_of("--control", control) if control else None, control_key=control_key, link=link, audio=audio,
        examples=examples, seed=seed, strict=strict, wait_s=wait_s,
    )  # fmt: skip
    console = Console() if sys.stdout.isatty() else Console(width=LOG_COLUMNS)
    runs: dict[str, Callable[[], Report]] = {
        "URL": lambda: _watched(console, lambda note: inquiry.checked(globs, note)),
        "--live": lambda: inquiry.lived(evidence, jobs or 1, is_agreed=yes, note=_tell),
        "--trace": lambda: inquiry.traced(trace or Path()),
        "--compare": lambda: inquiry.compared(compare or Path()),
    }
    found = _run(runs[way]).sealed(inquiry.secrets)
    CheckView(console, verbose=verbose).show(found)
    written = outputs.write(found)
    short = shortfalls(found, fail_under, fail_on == "assumed")
    for each in short:
        click.echo(each, err=True)
    if found.ended_early == "interrupted":
        sys.exit(INTERRUPTED)
    sys.exit(1 if short or not found.conforms or found.ended_early else 0 if written else 2)


def _way(url: str | None, trace: Path | None, compare: Path | None, live: bool) -> str:
    """Return which of the ways to check is meant. Raises click.UsageError."""
    given = [name for name, is_given in (("--trace", trace), ("--compare", compare), ("--live", live)) if is_given]
    if len(given) > 1:
        raise click.UsageError(f"choose one of {' and '.join(given)}")
    if given and given[0] != "--live":
        if url:
            raise click.UsageError(f"{given[0]} judges a file: leave out the URL")
        return given[0]
    if not url:
        raise click.UsageError("give the URL of a server (`understudy serve` prints some), or --trace or --compare")
    return given[0] if given else "URL"


def _watched(console: Console, run: Callable[[Callable[[CaseResult], object]], Report]) -> Report:
    """Run a check, saying on a terminal how far it is."""
    done: list[CaseResult] = []

    with console.status("checking ...") as status:

        def note(result: CaseResult) -> None:
            done.append(result)
            found = sum(len(each.findings) for each in done)
            status.update(f"{len(done)} cases done, {found} findings; last: {escape(result.case)}")

        return run(note)


def _tell(what: str) -> None:
    click.echo(what, err=True)


def _run(run: Callable[[], Report]) -> Report:
    """Return what a check comes to; end with 3 where nobody answers, with 130 where it is interrupted."""
    try:
        return run()
    except NobodyThere as nobody:
        click.echo(str(nobody), err=True)
        sys.exit(NOT_REACHED)
    except click.Abort:
        click.echo("nothing was sent (--yes goes on without asking)", err=True)
        sys.exit(WRONG_USAGE)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
