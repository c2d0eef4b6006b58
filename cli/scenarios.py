"""`understudy scenarios`: what may go wrong, by name.

Source: ours.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from understudy.contracts import DocumentError, vendor_names
from understudy.fakes.dialect_choice import BadDialect, check
from understudy.scenarios import Library, Scenario
from understudy.scenarios.listing import as_builtins, lines
from understudy.scenarios.schema import as_text

FOLDERS = click.option(
    "--scenarios",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Your own scenarios, beside those that ship: DIR/VENDOR/*.yaml or DIR/*.yaml (repeatable).",
)


def library_of(folders: tuple[Path, ...]) -> Library:
    """Return the scenarios that ship and those in `folders`. Raises click.BadParameter, naming file and line."""
    try:
        library = Library(folders)
        for name in library.own:
            check(name, library[name])
        return library
    except (DocumentError, BadDialect) as error:
        raise click.BadParameter(str(error), param_hint="--scenarios") from error


@click.command()
@click.option("--vendor", type=click.Choice(vendor_names()), help="Only this vendor's.")
@FOLDERS
@click.option("--json", "as_json", is_flag=True, help="Print everything that each one says, as JSON.")
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of scenario files, for editors.")
def scenarios(vendor: str | None, folders: tuple[Path, ...], as_json: bool, as_schema: bool) -> None:
    """List the scenarios, a name and a title a line."""
    if as_schema:
        click.echo(as_text(), nl=False)
        return
    found = library_of(folders)
    chosen = {name: scenario for name, scenario in found.items() if vendor in (None, scenario.vendor)}
    click.echo(_json(chosen) if as_json else "\n".join(lines(chosen)))


def _json(chosen: dict[str, Scenario]) -> str:
    listed = [as_builtins(name, scenario) for name, scenario in chosen.items()]
    return json.dumps({"scenarios": listed}, indent=2, ensure_ascii=False)
