"""The library: what must be in it, that every documented failure is played, and the user's own folders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from understudy.contracts import DocumentError, vendor, vendor_names
from understudy.fakes.job import Job, Link, Media
from understudy.fakes.timeline import Command
from understudy.scenarios import Library, Scenario, UnknownScenario, find, library

EVERYWHERE = ("happy", "never_ends", "rate_limited", "unknown_status", "server_errors", "bad_day")
FIXED = {
    "elevateai": ("processing_failed", "upload_failed_once", "download_failed", "ghost_declare"),
    "marsview": ("airdow002", "token_expires", "lanes_apart"),
    "scriptix": ("not_found", "decode_failed", "too_short"),
}
NEEDS = {
    "elevateai/by_link": "link", "elevateai/chat": "chat", "elevateai/transcript": "transcript",
    "elevateai/download_failed": "link", "elevateai/upload_failed_once": "upload", "marsview/airdow002": "link",
    "marsview/by_link": "link", "scriptix/by_link": "link", "elevateai/happy": None, "scriptix/not_found": None,
}  # fmt: skip
MET = {
    "elevateai": {
        "unauthorized": "token_revoked", "not_found": "vanishes", "conflict": "ghost_upload",
        "too_large": "upload_too_large", "quota_reached": "quota_reached",
    },
    "marsview": {
        "NJSCFE001": "credentials_refused", "JsonWebTokenError": "token_refused_once",
        "TokenExpiredError": "token_expires", "MCST07": "dependency_missing", "understudy:not_found": "vanishes",
    },
    "scriptix": {
        "KEY_REVOKED": "key_revoked", "SESSION_NOT_FOUND": "not_found", "RATE_LIMIT_EXCEEDED": "plan_free",
        "DOCUMENT_NOT_FOUND": "results_late", "SESSION_CONFLICT": "ghost_upload", "FILE_TOO_LARGE": "file_too_large",
    },
}  # fmt: skip
"""the error codes that a client can meet that does nothing wrong, and where it does"""
OWN_DOING = {
    "elevateai": {"bad_request"},
    "marsview": {
        "understudy:bad_request", "understudy:method_not_allowed", "understudy:too_large", "understudy:field_unknown",
    },
    "scriptix": {
        "MISSING_API_KEY", "INVALID_API_KEY", "VALIDATION_ERROR", "MALFORMED_REQUEST", "UNSUPPORTED_FORMAT",
        "UNSUPPORTED_MEDIA_TYPE", "FILE_NOT_FOUND", "UPLOAD_OFFSET_MISMATCH", "TUS_VERSION", "SIGNED_URL_REFUSED",
        "SESSION_ALREADY_DELETED", "NOT_FOUND", "METHOD_NOT_ALLOWED",
    },
}  # fmt: skip
"""what only a request meets that is wrong in itself: a rehearsal tells of it as a violation of the contract"""
OF_ONE_OWN = """\
vendor: scriptix
title: One of my own
source: ours
advice: none
script:
  fail: too_short
"""


def shipped(vendor_name: str) -> dict[str, Scenario]:
    """Return one vendor's scenarios by their short names."""
    return {name.partition("/")[2]: each for name, each in library().items() if each.vendor == vendor_name}


def ends(scenario: Scenario) -> Iterator[Job]:
    """Yield the jobs that a scenario can make, one for each lifecycle, with everything done that they wait for."""
    facts = vendor(scenario.vendor)
    for lifecycle in facts.lifecycles.values():
        link, media = Link("", None), Media("x.wav", "audio/wav", 1, 34.0)
        job = Job(facts, lifecycle, "job", "seed/tenant", 0.0, scenario, b"{}", link, media, lane=1)
        for _ in range(4):
            row = lifecycle.rows.get(job.rows[-1])
            if row and row.commands and row.ends != "well":
                job.command(Command(next(iter(row.commands)), job.starts[-1]))
        yield job


def test_there_are_at_least_sixty() -> None:
    """Each vendor has its share, and each file of the folders is one of them."""
    counted = Counter(name.partition("/")[0] for name in library())

    assert len(library()) >= 60
    assert set(counted) == set(vendor_names())
    assert min(counted.values()) >= 15


@pytest.mark.parametrize("name", vendor_names())
def test_the_names_that_others_rely_on_are_there(name: str) -> None:
    """Six for each vendor, and those of its own."""
    assert set(EVERYWHERE) | set(FIXED[name]) <= set(shipped(name))


def test_it_says_what_a_client_must_be_able_to_do() -> None:
    """A scenario of one way in names it; one that applies to all names none."""
    assert {name: library()[name].needs for name in NEEDS} == NEEDS


@pytest.mark.parametrize("name", vendor_names())
def test_every_documented_failure_is_played(name: str) -> None:
    """Each failure of the contract is how some job of some scenario ends."""
    found = {id(job.failure(job.starts[-1])) for each in shipped(name).values() for job in ends(each)}

    assert [failure for failure, each in vendor(name).failures.items() if id(each) not in found] == []


@pytest.mark.parametrize("name", vendor_names())
def test_every_error_that_a_client_can_meet_is_played(name: str) -> None:
    """Each error code has its scenario, or can only be met by a request that is wrong in itself."""
    codes = set(vendor(name).error_codes)

    assert codes - set(MET[name]) - OWN_DOING[name] == set()
    assert set(MET[name]) <= codes
    assert set(MET[name].values()) <= set(shipped(name))


@pytest.mark.parametrize("name", list(library()))
def test_each_one_tells_what_it_is(name: str) -> None:
    """A title, a source and an advice, none of them empty, and the lines that help an editor."""
    scenario = library()[name]
    path = Path(__file__).parents[2] / "scenarios" / f"{name}.yaml"

    assert all(len(text) > 5 for text in (scenario.title, scenario.source, scenario.advice))
    assert not scenario.title.endswith(".")
    if path.exists():
        assert path.read_text().startswith("# yaml-language-server: $schema=../scenario.schema.json\n")


@pytest.mark.parametrize("name", list(library()))
def test_each_one_ends_as_it_expects(name: str) -> None:
    """What is expected is how its jobs end: well, badly, for ever not, or gone; faults end a job no other way."""
    scenario = library()[name]
    lifecycle = scenario.lifecycle
    jobs = [job for job in ends(scenario) if lifecycle in (None, job.lifecycle.name) and len(job.rows) > 1]
    ended = {job.ended(job.starts[-1]) or ("gone" if not job.rows[-1] else "never") for job in jobs}
    refused = bool(scenario.faults or scenario.dialect)
    wanted = {"transcribed": {"well"}, "not_found": {"gone"}, "either": {"well"}, "failed": {"badly", "never"}}

    if scenario.expect.outcome != "failed" or not refused:
        assert ended & wanted[scenario.expect.outcome]
    if scenario.expect.outcome == "transcribed":
        assert ended <= {"well"}


@pytest.mark.parametrize("name", [each for each in library() if library()[each].expect.message])
def test_the_expected_text_is_the_contracts(name: str) -> None:
    """A message that a client should surface is one of the vendor's failures'."""
    scenario = library()[name]

    assert scenario.expect.message in [each.message for each in vendor(scenario.vendor).failures.values()]


@pytest.mark.parametrize("name", [each for each in library() if library()[each].expect.code])
def test_the_expected_code_is_the_contracts(name: str) -> None:
    """A code that a client should surface is one of the vendor's failures' or error codes."""
    scenario = library()[name]
    facts = vendor(scenario.vendor)

    assert scenario.expect.code in {*facts.error_codes, *(each.code for each in facts.failures.values())}


def test_no_shipped_fault_costs_much_real_time() -> None:
    """A rehearsal of everything is a matter of seconds: delays are short, and no port is shut for all."""
    rules = [rule for scenario in library().values() for rule in scenario.faults]

    assert {rule.delay for rule in rules} <= {None, "200ms"}
    assert not any(rule.refuse for rule in rules)
    assert sum(rule.hang is not None for rule in rules) <= 3


def write(folder: Path, name: str, text: str = OF_ONE_OWN) -> Path:
    """Put a scenario file into a folder."""
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


@pytest.mark.parametrize("place", ["mine", "scriptix/mine"], ids=["loose", "in the vendor's folder"])
def test_a_folder_of_ones_own_is_taken_in(tmp_path: Path, place: str) -> None:
    """Its scenarios are found beside those that ship, which stay."""
    own = Library([write(tmp_path, place)])

    assert (own.own, own.find("scriptix/mine").title) == (["scriptix/mine"], "One of my own")
    assert set(own) == {*library(), "scriptix/mine"}
    assert list(own) == sorted(own)
    assert len(own) == len(library()) + 1
    with pytest.raises(UnknownScenario):
        find("scriptix/mine")


@pytest.mark.parametrize(
    ("place", "text", "refusal"),
    [
        ("not_found", OF_ONE_OWN, "not_found.yaml:1: there is a scenario 'scriptix/not_found' already ("),
        ("marsview/mine", OF_ONE_OWN, "marsview/mine.yaml:1: 'scriptix' has its own folder, this is 'marsview'"),
        ("my own", OF_ONE_OWN, "my own.yaml:1: 'my own' cannot stand in a credential"),
        ("me@home", OF_ONE_OWN, "me@home.yaml:1: 'me@home' cannot stand in a credential"),
        (
            "mine",
            OF_ONE_OWN.replace("too_short", "to_short"),
            "mine.yaml:6: 'to_short' is not known here: did you mean too_short",
        ),
    ],
    ids=["a name that ships", "the wrong folder", "a name with a blank", "a name with @", "a misspelt failure"],
)
def test_nothing_is_shadowed_or_passed_over(tmp_path: Path, place: str, text: str, refusal: str) -> None:
    """A clash or a file that cannot be accepted is an error that names the file and the line."""
    write(tmp_path, place, text)

    with pytest.raises(DocumentError, match=re.escape(refusal)):
        Library([tmp_path])


def test_two_folders_must_not_clash(tmp_path: Path) -> None:
    """The same name in two folders is an error, too."""
    with pytest.raises(DocumentError, match="there is a scenario 'scriptix/mine' already"):
        Library([write(tmp_path / "a", "mine"), write(tmp_path / "b", "mine")])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Instead of being passed over in silence."""
    with pytest.raises(DocumentError, match="is no folder of scenarios"):
        Library([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("never_end", "did you mean elevateai/never_ends, marsview/never_ends, scriptix/never_ends"),
        ("zzz", "no scenario 'zzz': `understudy scenarios` lists all "),
    ],
    ids=["any vendor's", "like none"],
)
def test_who_names_none_is_told_where_to_look(name: str, hint: str) -> None:
    """A short name is looked for at every vendor; where nothing is alike the list is named, not printed."""
    with pytest.raises(UnknownScenario, match=re.escape(hint)):
        find(name)
