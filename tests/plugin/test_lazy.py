"""A suite that does not use the plugin pays next to nothing for it; `bench/plugin.py` has the figures."""

from __future__ import annotations

import pytest

from .conftest import Suite

pytest_plugins = ["pytester"]

TEXT = """
import sys

def test_passing(): pass
def test_failing(): assert False
def test_last():
    print("loaded", sorted(name for name in sys.modules if name.startswith("understudy")))
    print("heavy", sorted({"asyncio", "httpx", "starlette", "uvicorn", "yaml", "msgspec"} & set(sys.modules)))
"""


def test_nothing_is_loaded_but_the_plugin_itself(pytester: pytest.Pytester, processes: Suite) -> None:
    """Neither the stand-ins nor what they need, even when a test fails."""
    pytester.makepyfile(test_it=TEXT)
    done = processes("-p", "no:xdist", "-p", "no:hypothesispytest", "-s")

    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(
        [
            "*loaded [[]'understudy', 'understudy.fakes', 'understudy.fakes.testing',"
            " 'understudy.fakes.testing.pytest_plugin']",
            "heavy [[]]",
        ]
    )


def test_only_the_vendor_that_is_used_is_loaded(pytester: pytest.Pytester, processes: Suite) -> None:
    """Neither are the other vendors' stand-ins."""
    pytester.makepyfile(test_it=TEXT.replace("test_last()", "test_last(scriptix)"))
    done = processes("-p", "no:xdist", "-s")
    loaded = next(line for line in done.outlines if "loaded [" in line)

    assert "'understudy.fakes.scriptix.app'" in loaded
    assert "understudy.fakes.elevateai" not in loaded
    assert "understudy.fakes.marsview" not in loaded
