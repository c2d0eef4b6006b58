"""`understudy explain VENDOR`: what the vendor documents, and how sure we are of it; or what a scenario will do.

Source: ours.
"""

from __future__ import annotations

from pathlib import Path

import click

from understudy.cli.scenarios import FOLDERS, library_of
from understudy.contracts import vendor, vendor_names
from understudy.contracts.explain import markdown, mermaid, text
from understudy.fakes import rundown
from understudy.scenarios import UnknownScenario


@click.command()
@click.argument("name", metavar="VENDOR", type=click.Choice(vendor_names()))
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Print the diagram in Mermaid's language.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the page docs/vendors/VENDOR.md.")
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
    if scenario is None:
        show = mermaid if as_mermaid else markdown if as_markdown else text
        click.echo(show(vendor(name)), nl=not as_markdown)
        return
    if as_markdown:
        raise click.UsageError("--markdown is the page of a vendor: with --scenario choose --mermaid, or neither")
    _explain_scenario(name, scenario, audio_s, seed, folders, as_mermaid)


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
