"""`understudy`: one command for each room.

Source: ours. Exit codes: 0 all is well, 1 something did not go as documented, 2 wrong usage.
"""

from __future__ import annotations

import click

from understudy.cli.check import check
from understudy.cli.exec import exec_
from understudy.cli.explain import explain
from understudy.cli.rehearse import rehearse
from understudy.cli.scenarios import scenarios
from understudy.cli.serve import serve
from understudy.cli.transcribe import transcribe


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="understudy")
def main() -> None:
    """Stand-ins for Marsview, ElevateAI and Scriptix on your own machine.

    Real audio in, the documented statuses out, at the speed you choose, with the failures you ask for.
    """


main.add_command(serve)
main.add_command(exec_)
main.add_command(check)
main.add_command(rehearse)
main.add_command(scenarios)
main.add_command(explain)
main.add_command(transcribe)
