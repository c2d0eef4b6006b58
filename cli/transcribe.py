"""`understudy transcribe FILE`: what a correct client does, as a command.

Source: ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from understudy.cli.account import account
from understudy.cli.watcher import Watcher
from understudy.client import (
    Client,
    ClientError,
    Hooks,
    JobFailed,
    NotFound,
    Result,
    UsageError,
    WaitTimeout,
    connect,
    vendors,
)
from understudy.scenarios.duration import seconds

FAILED, BROKEN, DEADLINE, INTERRUPTED = 1, 3, 4, 130
"""exit codes; 2 is wrong usage"""


def _seconds(_context: click.Context, _parameter: click.Parameter, text: str | None) -> float | None:
    try:
        return None if text is None else seconds(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("file", required=False)
@click.option("--vendor", "vendor_name", required=True, type=click.Choice(sorted(vendors())))
@click.option("--base-url", help="Where the vendor is; by default the stand-in that `understudy serve` starts.")
@click.option("--key", help="API token, apiKey or Batch token.")
@click.option("--secret", help="Marsview's apiSecret.")
@click.option("--user-id", help="Marsview's userId, the account's e-mail.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="The vendor's own field (repeatable).")
@click.option("--format", "form", type=click.Choice(["json", "txt", "srt", "vtt"]), default="txt", show_default=True)
@click.option("--deadline", "deadline_s", callback=_seconds, metavar="TIME", help="Give up after, e.g. 30m or 2h.")
@click.option("--resume", metavar="HANDLE", help="Go on with this job; FILE is sent only if it waits for it.")
def transcribe(
    file: str | None,
    vendor_name: str,
    base_url: str | None,
    key: str | None,
    secret: str | None,
    user_id: str | None,
    options: tuple[str, ...],
    form: str,
    deadline_s: float | None,
    resume: str | None,
) -> None:
    """Transcribe FILE (or what lies behind a link) and print the transcript; progress goes to standard error.

    Addresses and credentials are taken from the environment, too: ELEVATEAI_BASE_URL, ELEVATEAI_API_TOKEN,
    MARSVIEW_BASE_URL, MARSVIEW_API_KEY, MARSVIEW_API_SECRET, MARSVIEW_USER_ID, SCRIPTIX_BASE_URL, SCRIPTIX_TOKEN.

    \b
    Exit codes:
      0    the transcript was printed
      1    the vendor reports that the job failed, or knows it no more
      2    wrong usage
      3    the vendor could not be reached, or made no sense
      4    the deadline has passed
      130  interrupted
    After 3, 4 and 130 the handle to resume with is printed.
    """
    if file is None and resume is None:
        raise click.UsageError("give a FILE (or a link), or a job to --resume")
    watcher = Watcher(Console(stderr=True))
    found = account(vendor_name, {"base_url": base_url, "key": key, "secret": secret, "user_id": user_id})
    hooks = Hooks(on_job=watcher.named, on_progress=watcher.looked)
    try:
        client = connect(
            vendor_name,
            str(found["base_url"]),
            str(found["key"]),
            secret=found["secret"],
            user_id=found["user_id"],
            hooks=hooks,
        )
        with client, watcher:
            text = _rendered(_result(client, file, resume, deadline_s, _options(options)), form)
        click.echo(text, nl=False)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except ClientError as error:
        code = _exit_code(error)
        watcher.farewell(str(error), error.job if code != FAILED else None)
        sys.exit(code)
    except KeyboardInterrupt:
        watcher.farewell("interrupted; the job goes on", watcher.job)
        sys.exit(INTERRUPTED)


def _result(
    client: Client, file: str | None, resume: str | None, deadline_s: float | None, options: dict[str, Any]
) -> Result:
    """Submit and wait, or wait for a job of before. Raises click.UsageError when the file is not there."""
    is_link = file is not None and file.startswith(("http://", "https://"))
    if file is not None and not is_link and not Path(file).is_file():
        raise click.UsageError(f"there is no file {file!r}")
    if resume is not None:
        handle = client.resume(resume, audio=None if is_link else file)
        handle.wait(deadline_s)
        return handle.result()
    path, url = (None, file) if is_link else (file, None)
    return client.transcribe(path, url=url, deadline_s=deadline_s, **options)


def _options(texts: tuple[str, ...]) -> dict[str, Any]:
    """Return NAME=VALUE options by name. Raises click.UsageError."""
    found: dict[str, Any] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name.isidentifier():
            raise click.UsageError(f"--option {text!r}: write NAME=VALUE")
        found[name] = value
    return found


def _rendered(result: Result, form: str) -> str:
    """Return the transcript in the form that was asked for, with a line end."""
    transcript = result.transcript
    if form != "json":
        return {"txt": transcript.to_text, "srt": transcript.to_srt, "vtt": transcript.to_vtt}[form]()
    said = [
        {"speaker": u.speaker, "start_s": u.start_s, "end_s": u.end_s, "text": u.text} for u in transcript.utterances
    ]
    return json.dumps({"job": result.job.to_string(), "utterances": said}, ensure_ascii=False, indent=2) + "\n"


def _exit_code(error: ClientError) -> int:
    if isinstance(error, JobFailed | NotFound):
        return FAILED
    return DEADLINE if isinstance(error, WaitTimeout) else BROKEN
