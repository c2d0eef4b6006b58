"""What stand-ins can be started with: one list of options for every command that starts them.

Source: ours.
"""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from understudy.cli.scenarios import FOLDERS
from understudy.contracts import DocumentError, vendor_names
from understudy.fakes.dialect_choice import BadDialect
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings, keys_file
from understudy.scenarios import UnknownScenario


class CannotStart(click.ClickException):
    """Said in one line; the exit code is that of wrong usage."""

    exit_code = 2


@dataclasses.dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """The options as they were given."""

    host: str
    port: int
    vendors: tuple[str, ...]
    speed: float
    seed: int
    scenarios: tuple[str, ...]
    folders: tuple[Path, ...]
    keys: Path | None
    control_key: str | None
    max_upload_bytes: int
    fetch_links: bool
    fetch_hosts: tuple[str, ...]

    @functools.cached_property
    def accepted(self) -> Mapping[str, str | None] | None:
        """The only credentials accepted, with their secrets; None for any. Raises click.BadParameter."""
        return _keys(self.keys)

    def stand_ins(self) -> StandIns:
        """Bind the stand-ins. Raises click.UsageError, click.BadParameter or CannotStart."""
        if not self.control_key and not _is_loopback(self.host):
            raise click.UsageError(f"--host {self.host} lets others in: give a --control-key, too")
        try:
            return StandIns(self._settings(), self.vendors, self.host, self.port, self.control_key)
        except (OSError, OverflowError) as error:
            raise CannotStart(
                f"cannot listen on {getattr(error, 'strerror', None) or error}; choose another --port, or 0"
            ) from error
        except UnknownScenario as unknown:
            raise click.BadParameter(str(unknown), param_hint="--scenario") from unknown
        except (DocumentError, BadDialect) as error:
            raise click.BadParameter(str(error), param_hint="--scenarios") from error

    def _settings(self) -> Settings:
        return Settings(
            seed=self.seed,
            speed=self.speed,
            scenarios=self.scenarios,
            scenario_folders=self.folders,
            keys=self.accepted,
            max_upload_bytes=self.max_upload_bytes,
            fetch_links=self.fetch_links or bool(self.fetch_hosts),
            fetch_hosts=frozenset(self.fetch_hosts),
        )


def serve_options(port: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives a command these options; it gets them as its first argument, a ServeOptions.

    `port` is the default of `--port`.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def gathered(**given: Any) -> None:
            own = {each.name: given.pop(each.name) for each in dataclasses.fields(ServeOptions)}
            command(ServeOptions(**own), **given)

        decorated: Callable[..., None] = gathered
        for option in reversed(_options(port)):
            decorated = option(decorated)
        return decorated

    return decorate


def _size(_context: click.Context, _parameter: click.Parameter, text: str) -> int:
    """Return the bytes of `10MiB`, `1GiB`, `500kB` or a plain number. Raises click.BadParameter."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", text.strip(), re.IGNORECASE)
    if not found:
        raise click.BadParameter(f"{text!r} is no size: write 512MiB, 1GiB or a number of bytes")
    number, prefix, is_binary = found.groups()
    return int(float(number) * (1024 if is_binary else 1000) ** " kmg".index(prefix.lower() or " "))


def _options(port: int) -> list[Callable[[Callable[..., None]], Callable[..., None]]]:
    return [
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
        click.option(
            "--port",
            default=port,
            show_default=True,
            type=click.IntRange(0, 65535),
            help="Control port; the vendors follow on the next ports in alphabetical order. 0 takes free ones.",
        ),
        click.option(
            "--vendor",
            "vendors",
            multiple=True,
            type=click.Choice(vendor_names()),
            help="Only this vendor (repeatable).",
        ),
        click.option(
            "--speed",
            default=1.0,
            show_default=True,
            type=click.FloatRange(min=0),
            help="Virtual seconds per real second; 0 freezes.",
        ),
        click.option("--seed", default=0, show_default=True, help="What every id, delay and transcript is drawn from."),
        click.option(
            "--scenario",
            "scenarios",
            multiple=True,
            metavar="VENDOR/NAME",
            help="What every tenant's jobs meet (repeatable).",
        ),
        FOLDERS,
        click.option(
            "--keys",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Accept only these credentials: one a line, its secret after a space where it has one.",
        ),
        click.option(
            "--control-key", envvar="UNDERSTUDY_CONTROL_KEY", help="Secret of the control port; needed off loopback."
        ),
        click.option(
            "--max-upload",
            "max_upload_bytes",
            default="512MiB",
            show_default=True,
            metavar="SIZE",
            callback=_size,
            help="Largest file taken in, e.g. 10MiB.",
        ),
        click.option("--fetch-links", is_flag=True, help="Fetch the links that clients give, from loopback only."),
        click.option(
            "--fetch-from",
            "fetch_hosts",
            multiple=True,
            metavar="HOST",
            help="Fetch links from this host, too (repeatable).",
        ),
    ]


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
