"""Makes the picture in README.md: a rehearsal of a client that retries everything, as its report shows it.

Run: `python bench/picture.py [--out docs/images/rehearsal.png]`. It needs `chromium`, and `faketime` to be quick.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1240, 1010
BYTES_MAX = 200_000
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    f"--window-size={WIDTH},{HEIGHT}",
)


def main() -> int:
    """Rehearse, open the report, take the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent / "docs" / "images" / "rehearsal.png")
    out: Path = parser.parse_args().out.absolute()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        rehearse(Path(folder, "report"))
        photograph(Path(folder, "report", "index.html"), out, Path(folder, "profile"))
    size_bytes = out.stat().st_size
    print(f"{out}: {size_bytes} B (at most {BYTES_MAX})")
    return 0 if size_bytes <= BYTES_MAX else 1


def rehearse(report: Path) -> None:
    """Play all scenarios of one vendor with the client; there are findings, so 1 is the right exit code."""
    options = ["--vendor", "elevateai", "--seed", "7", "--report", str(report)]
    client = [sys.executable, str(HERE / "retrying_client.py")]
    done = subprocess.run([sys.executable, "-m", "understudy.cli", "rehearse", *options, "--", *client], check=False)
    assert done.returncode == 1, f"rehearse ended with {done.returncode}"


def photograph(page: Path, out: Path, profile: Path) -> None:
    """Open the page in Chromium and write what the window shows."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "install chromium"
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", f"--screenshot={out}", page.as_uri()]
    subprocess.run(command, check=True, timeout=120, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
