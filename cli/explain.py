"""`understudy explain VENDOR`: what the vendor documents, and how sure we are of it.

Source: ours.
"""

from __future__ import annotations

import click

from understudy.contracts import vendor, vendor_names
from understudy.contracts.explain import markdown, mermaid, text


@click.command()
@click.argument("name", metavar="VENDOR", type=click.Choice(vendor_names()))
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Print the state diagram in Mermaid's language.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the page docs/vendors/VENDOR.md.")
def explain(name: str, as_mermaid: bool, as_markdown: bool) -> None:
    """Print a vendor's statuses, transitions, operations and failures, and how sure we are of each."""
    if as_mermaid and as_markdown:
        raise click.UsageError("choose one of --mermaid and --markdown")
    show = mermaid if as_mermaid else markdown if as_markdown else text
    click.echo(show(vendor(name)), nl=not as_markdown)
