"""`understudy rehearse`: the whole main job, played through by the reference client in virtual time.

Source: ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
import httpx
from rich.console import Console

from understudy.cli.act import Act, Record, Stage, play
from understudy.cli.material import material
from understudy.cli.playbill import Playbill, table
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

LOG_COLUMNS = 132
"""how wide the table is where there is no terminal to ask"""

ACTS = (
    Act("elevateai", "upload", "upload"),
    Act("elevateai", "link", "download"),
    Act("elevateai", "chat", "text"),
    Act("elevateai", "transcript", "text"),
    Act("marsview", "upload", "model"),
    Act("marsview", "link", "model"),
    Act("scriptix", "upload", "upload"),
    Act("scriptix", "link", "link"),
    Act("elevateai", "hour", "upload"),
    Act("marsview", "hour", "model"),
    Act("scriptix", "hour", "upload"),
    Act("elevateai", "upload", "upload", "processing_failed"),
    Act("marsview", "link", "model", "airdow002"),
    Act("scriptix", "upload", "upload", "not_found"),
)


@click.command()
@click.option(
    "--audio",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    metavar="FILE",
    help="Your own recording, instead of the one that ships. A text beside it (call.txt beside call.wav, one "
    "'Name: words' a line) is taken for what is said in it.",
)
@click.option("--seed", default=0, show_default=True, help="What every id, delay and transcript is drawn from.")
def rehearse(audio: Path | None, seed: int) -> None:
    """Send a real recording to every stand-in, every documented way in, and then ask for the failures.

    The reference client follows each job in virtual time. Exits 0 when everything went as documented, 1 when something
    did not.
    """
    console = Console() if sys.stdout.isatty() else Console(width=LOG_COLUMNS)
    with (
        material(audio) as sent,
        StandIns(Settings(seed=seed, fetch_links=True)).running() as stand_ins,
        httpx.Client(timeout=60, trust_env=False) as http,
        Playbill(console, len(ACTS)) as playbill,
    ):
        stage = Stage(stand_ins.addresses.as_dict(), sent, http)
        records = [play(act, stage, playbill.show) for act in ACTS]
    console.print(table(records))
    failed = [record for record in records if record.deviations]
    for record in failed:
        _explain(record)
    sys.exit(1 if failed else 0)


def _explain(record: Record) -> None:
    """Say on standard error everything that did not go as documented."""
    for deviation in record.deviations or []:
        click.echo(f"{record.act.vendor}, {record.act.title}: {deviation}", err=True)
