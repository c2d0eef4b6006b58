"""`understudy serve`: start the stand-ins and keep them running.

Source: ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import shlex
import signal
from collections.abc import Mapping

import click

from understudy.cli.call_sheet import call_sheet
from understudy.cli.serve_options import ServeOptions, serve_options
from understudy.fakes.server import StandIns


@click.command()
@serve_options(port=8410)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON when ready, nothing else.")
@click.option(
    "--env", "as_env", is_flag=True, help="Print the variables of `understudy exec` as shell exports when ready."
)
def serve(options: ServeOptions, as_json: bool, as_env: bool) -> None:
    """Start the stand-ins; stop them with Ctrl-C or SIGTERM."""
    if as_json and as_env:
        raise click.UsageError("--json and --env both say what is printed: give one of them")
    stand_ins = options.stand_ins()
    gc.freeze()  # what is loaded now stays, so the collector need not look at it again and again
    with asyncio.Runner(loop_factory=stand_ins.loop_factory()) as runner, contextlib.ExitStack() as stack:
        if as_env:
            told = _exports(stack.enter_context(call_sheet(options, stand_ins.addresses.as_dict())).variables)
        else:
            told = _addresses(stand_ins.addresses.as_dict(), as_json)
        runner.run(_serve(stand_ins, told))


async def _serve(stand_ins: StandIns, told: str) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers on its event loop
            loop.add_signal_handler(number, stand_ins.stop)
    serving = asyncio.ensure_future(stand_ins.serve())
    click.echo(told)  # the sockets are bound already, so a client may call at once
    try:
        await serving
    finally:
        stand_ins.close()


def _addresses(addresses: Mapping[str, str], as_json: bool) -> str:
    """Return where everything listens, for programs or for people."""
    if as_json:
        return json.dumps(addresses)
    lines = [f"{name:10} {url}" for name, url in addresses.items()]
    return "\n".join([*lines, "Any non-empty credential is a tenant of its own. Ctrl-C stops."])


def _exports(variables: Mapping[str, str]) -> str:
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())
