"""What the pytest plugin costs a suite that does not use it: loading it, and its hooks around each test.

Run: `python bench/plugin.py [--at-most-ms 5]`. Exits 1 when loading it costs more. What it costs to use it is in
`bench/stand_in.py`.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 15
TESTS = 2000
LOADING = """
import time, pytest
began = time.perf_counter()
import understudy.fakes.testing.pytest_plugin
print(1000 * (time.perf_counter() - began))
"""
RUNNING = """
import sys, time, pytest
from understudy.fakes.testing import pytest_plugin
plugins = [pytest_plugin] if sys.argv[1] == "with" else []
began = time.perf_counter()
pytest.main(["-q", "-p", "no:understudy", "-p", "no:cacheprovider", "--no-header", sys.argv[2]], plugins)
print(1000 * (time.perf_counter() - began), file=sys.stderr)
"""


def measured(code: str, *arguments: str) -> float:
    """Run some code in a fresh interpreter, and return the milliseconds that it printed."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return float((done.stderr or done.stdout).strip())


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at-most-ms", type=float, default=5.0)
    given = parser.parse_args()
    measured(LOADING)  # so that the byte code is there
    loading_ms = statistics.median(measured(LOADING) for _ in range(ROUNDS))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_it.py").write_text("\n".join(f"def test_{number}(): pass" for number in range(TESTS)))
        with_ms, without_ms = (min(measured(RUNNING, how, folder) for _ in range(3)) for how in ("with", "without"))
    print(f"loading the plugin: {loading_ms:.2f} ms (at most {given.at_most_ms:g})")
    print(f"its hooks, a test:  {1000 * (with_ms - without_ms) / TESTS:.1f} µs of {1000 * without_ms / TESTS:.1f} µs")
    return 0 if loading_ms <= given.at_most_ms else 1


if __name__ == "__main__":
    sys.exit(main())
