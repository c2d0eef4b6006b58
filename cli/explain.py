"""`understudy explain VENDOR`: what the vendor documents, and how sure we are of it; or what a scenario will do.

Source: ours.
"""

from __future__ import annotations

from pathlib import Path

import click

from understudy.cli.scenarios import FOLDERS, library_of
from understudy.contracts import Provenance, vendor, vendor_names
from understudy.contracts.evidence import Evidence
from understudy.contracts.explain import markdown, mermaid, text
from understudy.fakes import rundown
from understudy.scenarios import UnknownScenario


@click.command()
@click.argument("name", metavar="VENDOR", type=click.Choice(vendor_names()))
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Print the diagram in Mermaid's language.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the page docs/vendors/VENDOR.md.")
@click.option(
    "--evidence",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show assumed facts that this file of `understudy check --live` confirms as observed. Repeatable.",
)
@click.option("--scenario", metavar="NAME", help="Draw the timeline that this scenario will produce.")
@click.option(
    "--audio-s",
    type=click.FloatRange(min=0),
    default=rundown.AUDIO_S,
    show_default=True,
    help="With --scenario: the recording's length.",
)
@click.option("--seed", default=0, show_default=True, help="With --scenario: what the delays are drawn from.")
@FOLDERS
def explain(
    name: str,
    as_mermaid: bool,
    as_markdown: bool,
    files: tuple[Path, ...],
    scenario: str | None,
    audio_s: float,
    seed: int,
    folders: tuple[Path, ...],
) -> None:
    """Print a vendor's statuses, transitions, operations and failures, and how sure we are of each.

    With --scenario: print when a job will be in which status, which faults strike, and what a good client does.
    """
    if as_mermaid and as_markdown:
        raise click.UsageError("choose one of --mermaid and --markdown")
    if files and (scenario is not None or as_mermaid):
        raise click.UsageError(
            "--evidence tells how sure we are of a vendor's facts: neither diagram nor scenario says so"
        )
    if scenario is None:
        shown = (
            mermaid(vendor(name))
            if as_mermaid
            else (markdown if as_markdown else text)(vendor(name), _seen(name, files))
        )
        click.echo(shown, nl=not as_markdown)
        return
    if as_markdown:
        raise click.UsageError("--markdown is the page of a vendor: with --scenario choose --mermaid, or neither")
    _explain_scenario(name, scenario, audio_s, seed, folders, as_mermaid)


def _seen(name: str, files: tuple[Path, ...]) -> dict[str, Provenance]:
    """Return what the files saw to hold, that of the first one where several did."""
    seen: dict[str, Provenance] = {}
    for file in files:
        try:
            seen = {**Evidence.read(file).observed(vendor(name)), **seen}
        except ValueError as refusal:
            message = str(refusal) if str(file) in str(refusal) else f"{file}: {refusal}"
            raise click.BadParameter(message, param_hint="--evidence") from refusal
    return seen


def _explain_scenario(
    name: str, scenario: str, audio_s: float, seed: int, folders: tuple[Path, ...], as_mermaid: bool
) -> None:
    full = scenario if "/" in scenario else f"{name}/{scenario}"
    if not full.startswith(f"{name}/"):
        raise click.BadParameter(f"{full} is no scenario of {name}", param_hint="--scenario")
    try:
        found = library_of(folders).find(full)
    except UnknownScenario as unknown:
        raise click.BadParameter(str(unknown), param_hint="--scenario") from unknown
    ways = rundown.rundown(vendor(name), found, audio_s, seed)
    click.echo(rundown.gantt(full, ways) if as_mermaid else rundown.text(full, found, ways))
