"""`understudy serve`: start the stand-ins and keep them running.

Source: ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import json
import re
import signal
from pathlib import Path

import click

from understudy.contracts import vendor_names
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings, keys_file
from understudy.scenarios import UnknownScenario


class CannotStart(click.ClickException):
    """Said in one line; the exit code is that of wrong usage."""

    exit_code = 2


def _size(_context: click.Context, _parameter: click.Parameter, text: str) -> int:
    """Return the bytes of `10MiB`, `1GiB`, `500kB` or a plain number. Raises click.BadParameter."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", text.strip(), re.IGNORECASE)
    if not found:
        raise click.BadParameter(f"{text!r} is no size: write 512MiB, 1GiB or a number of bytes")
    number, prefix, is_binary = found.groups()
    return int(float(number) * (1024 if is_binary else 1000) ** " kmg".index(prefix.lower() or " "))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8410,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Control port; the vendors follow on the next ports in alphabetical order. 0 takes free ones.",
)
@click.option(
    "--vendor", "vendors", multiple=True, type=click.Choice(vendor_names()), help="Only this vendor (repeatable)."
)
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Virtual seconds per real second; 0 freezes.",
)
@click.option("--seed", default=0, show_default=True, help="What every id, delay and transcript is drawn from.")
@click.option(
    "--scenario", "scenarios", multiple=True, metavar="VENDOR/NAME", help="What every tenant's jobs meet (repeatable)."
)
@click.option(
    "--keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Accept only these credentials: one a line, its secret after a space where it has one.",
)
@click.option("--control-key", envvar="UNDERSTUDY_CONTROL_KEY", help="Secret of the control port; needed off loopback.")
@click.option(
    "--max-upload",
    "max_upload_bytes",
    default="512MiB",
    show_default=True,
    metavar="SIZE",
    callback=_size,
    help="Largest file taken in, e.g. 10MiB.",
)
@click.option("--fetch-links", is_flag=True, help="Fetch the links that clients give, from loopback only.")
@click.option(
    "--fetch-from", "fetch_hosts", multiple=True, metavar="HOST", help="Fetch links from this host, too (repeatable)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON when ready, nothing else.")
def serve(
    host: str,
    port: int,
    vendors: tuple[str, ...],
    speed: float,
    seed: int,
    scenarios: tuple[str, ...],
    keys: Path | None,
    control_key: str | None,
    max_upload_bytes: int,
    fetch_links: bool,
    fetch_hosts: tuple[str, ...],
    as_json: bool,
) -> None:
    """Start the stand-ins; stop them with Ctrl-C or SIGTERM."""
    if not control_key and not _is_loopback(host):
        raise click.UsageError(f"--host {host} lets others in: give a --control-key, too")
    settings = Settings(
        seed=seed,
        speed=speed,
        scenarios=scenarios,
        keys=_keys(keys),
        max_upload_bytes=max_upload_bytes,
        fetch_links=fetch_links or bool(fetch_hosts),
        fetch_hosts=frozenset(fetch_hosts),
    )
    try:
        stand_ins = StandIns(settings, vendors, host, port, control_key)
    except (OSError, OverflowError) as error:
        raise CannotStart(
            f"cannot listen on {getattr(error, 'strerror', None) or error}; choose another --port, or 0"
        ) from error
    except UnknownScenario as unknown:
        raise click.BadParameter(str(unknown), param_hint="--scenario") from unknown
    gc.freeze()  # what is loaded now stays, so the collector need not look at it again and again
    with asyncio.Runner(loop_factory=stand_ins.loop_factory()) as runner:
        runner.run(_serve(stand_ins, as_json))


async def _serve(stand_ins: StandIns, as_json: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers on its event loop
            loop.add_signal_handler(number, stand_ins.stop)
    serving = asyncio.ensure_future(stand_ins.serve())
    _announce(stand_ins, as_json)
    try:
        await serving
    finally:
        stand_ins.close()


def _announce(stand_ins: StandIns, as_json: bool) -> None:
    """Say where everything listens. The sockets are bound already, so a client may call at once."""
    addresses = stand_ins.addresses.as_dict()
    if as_json:
        click.echo(json.dumps(addresses))
        return
    for name, url in addresses.items():
        click.echo(f"{name:10} {url}")
    click.echo("Any non-empty credential is a tenant of its own. Ctrl-C stops.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _keys(path: Path | None) -> dict[str, str | None] | None:
    if path is None:
        return None
    try:
        found = dict(keys_file(path))
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(str(error), param_hint="--keys") from error
    if not found:
        raise click.BadParameter(f"{path} names no credential: write one a line", param_hint="--keys")
    return found
