"""The fixtures: a stand-in for each vendor, fresh for each test, its time standing still."""

from __future__ import annotations

import pytest

from understudy.contracts import vendor_names
from understudy.fakes.testing.holding import key_of

from .conftest import Suite

pytest_plugins = ["pytester"]


def test_there_is_a_fixture_for_every_vendor(suite: Suite) -> None:
    """Each has its own address and credential, and its environment variables name them."""
    names = ", ".join(vendor_names())
    done = suite(f"""
def test_all({names}):
    everybody = [{names}]
    assert [each.vendor for each in everybody] == {list(vendor_names())!r}
    assert len({{each.url for each in everybody}}) == len({{each.key for each in everybody}}) == len(everybody)
    for each in everybody:
        assert {{each.url, each.key}} <= set(each.env.values())
""")
    done.assert_outcomes(passed=1)


def test_every_test_begins_anew(suite: Suite) -> None:
    """Jobs, scenario, clock and journal of one test are not those of the next, and the key is another."""
    done = suite("""
seen = []

@pytest.mark.parametrize("turn", [1, 2, 3])
def test_again(elevateai, turn):
    assert (elevateai.jobs, list(elevateai.journal), elevateai.clock.elapsed_s) == ((), [], 0)
    elevateai.use("processing_failed")
    call = declare(elevateai)
    elevateai.clock.advance(hours=6)
    assert status(elevateai, call) == "processingFailed"
    assert elevateai.key not in seen
    seen.append(elevateai.key)
""")
    done.assert_outcomes(passed=3)


def test_time_stands_still_until_it_is_moved(suite: Suite) -> None:
    """A status stays the same however often it is asked for; `jump` and `advance` move on."""
    done = suite("""
def test_time(elevateai):
    call = declare(elevateai)
    assert {status(elevateai, call) for _ in range(5)} == {"declared"}
    elevateai.clock.jump()
    assert status(elevateai, call) == "filePendingDownload"
    elevateai.clock.advance(hours=6)
    assert status(elevateai, call) == "processed"
""")
    done.assert_outcomes(passed=1)


def test_the_same_test_draws_the_same_in_every_run(suite: Suite) -> None:
    """Ids hang on the test's name and the seed alone: `-k`, order and repetition change nothing."""
    text = """
@pytest.mark.understudy(seed={seed})
def test_draw(elevateai, record_property):
    print("drawn", declare(elevateai))

def test_other(elevateai):
    print("drawn", declare(elevateai))
"""

    def drawn(seed: int, *options: str) -> list[str]:
        return [line for line in suite(text.format(seed=seed), "-s", *options).outlines if "drawn" in line]

    def ids(lines: list[str]) -> list[str]:
        return [line.split("drawn ")[1][:36] for line in lines]

    first, again, alone, other = ids(drawn(7)), ids(drawn(7)), ids(drawn(7, "-k", "test_draw")), ids(drawn(8))

    assert first == again
    assert alone == first[:1]
    assert other[0] != first[0]
    assert other[1] == first[1]


def test_a_seed_is_honoured_by_every_vendor(suite: Suite) -> None:
    """A Marsview token, too, is accepted when the test has a seed of its own."""
    done = suite("""
@pytest.mark.understudy(seed=7)
def test_token(marsview):
    body = {"apiKey": marsview.key, "apiSecret": marsview.secret, "userId": marsview.user_id}
    def send(method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        url = marsview.url + path
        headers["Content-Type"] = "application/json"
        with DIRECT.open(urllib.request.Request(url, data, headers, method=method)) as answer:
            return json.loads(answer.read())
    token = send("POST", "/auth/create_access_token", body)["data"]["accessToken"]
    link = {"title": "A call", "link": "https://example.com/call.wav", "description": "A call"}
    assert send("POST", "/conversation/save_file_link", link, Authorization=f"Bearer {token}")["data"]["txnId"]
""")
    done.assert_outcomes(passed=1)


def test_keys_are_names_that_any_header_can_carry() -> None:
    """Whatever a test is called, its key is short ASCII without `@`, and no two tests share one."""
    nodes = ["t.py::test[ä/@ b]", "t.py::test[ä/@ c]", "u.py::test[ä/@ b]", "t.py::" + "x" * 300]
    keys = {key_of(node, "elevateai") for node in nodes} | {key_of(nodes[0], "scriptix")}

    assert len(keys) == 5
    assert all(key.isascii() and key.replace("-", "").replace("_", "").isalnum() and len(key) < 100 for key in keys)


def test_parametrize_over_the_library(suite: Suite) -> None:
    """`scenarios` lists a vendor's scenarios; the ids of the tests are their names."""
    done = suite(
        """
from understudy.fakes import scenarios

@pytest.mark.parametrize("name", scenarios("elevateai"))
def test_play(elevateai, name):
    elevateai.use(name)
""",
        "-v",
    )
    assert done.ret == 0
    done.stdout.fnmatch_lines(["*test_play?elevateai/processing_failed? PASSED*"])


def test_a_vendor_that_there_is_not_has_no_scenarios(suite: Suite) -> None:
    """A misspelt vendor is told at the line that asked."""
    done = suite("""
from understudy.fakes import scenarios

@pytest.mark.parametrize("name", scenarios("elevatai"))
def test_play(elevateai, name):
    pass
""")
    done.stdout.fnmatch_lines(["test_it.py:*: in <module>", "*no vendor 'elevatai': did you mean elevateai?*"])


def test_the_context_manager_does_the_same(suite: Suite) -> None:
    """unittest, and whatever has no fixtures, begins and ends a stand-in itself."""
    done = suite("""
import unittest
from understudy.fakes import stand_in

class Calls(unittest.TestCase):
    def setUp(self):
        self.elevateai = self.enterContext(stand_in("elevateai"))

    def test_it(self):
        self.assertEqual(status(self.elevateai, declare(self.elevateai)), "declared")
""")
    done.assert_outcomes(passed=1)


@pytest.mark.parametrize("option", ["nonsense", "127.0.0.1:8410"])
def test_a_server_that_is_no_url_is_wrong_usage(suite: Suite, option: str) -> None:
    """The run does not begin, and says what to give."""
    done = suite("def test_it(elevateai): pass", "--understudy-url", option)

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(
        [f"*--understudy-url {option}: give the control URL that `understudy serve` prints first"]
    )


def test_a_server_that_is_not_there_is_named(suite: Suite) -> None:
    """Each test that needs it fails at once, with the address and what it should be."""
    done = suite("def test_it(elevateai): pass", "--understudy-url", "http://127.0.0.1:9")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*test_it.py:*: test_it: elevateai cannot begin: *http://127.0.0.1:9*"])
