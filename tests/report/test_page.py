"""The page of a rehearsal, opened in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from report import plays
from report.browser import Tab, browser

from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.report import write


@pytest.fixture(scope="module")
def chromium() -> Iterator[Tab]:
    """One browser for all tests here."""
    with browser() as tab:
        yield tab


@pytest.fixture
def tab(chromium: Tab) -> Iterator[Tab]:
    """A tab that must have nothing to complain about, nor ask the network for anything, by the end of the test."""
    chromium.complaints.clear()
    chromium.requests.clear()
    yield chromium
    assert chromium.complaints == []
    assert [url for url in chromium.requests if not url.startswith("file:")] == []


def opened(tab: Tab, folder: Path, evidences: Sequence[Evidence]) -> Tab:
    """Write the page and open it."""
    tab.open(write(folder / "report", evidences).as_uri())
    return tab


def all_plays() -> list[Evidence]:
    """One of each."""
    return [play() for play in plays.PLAYS]


def test_every_scenario_has_one_picture_that_says_in_words_what_it_shows(tab: Tab, tmp_path: Path) -> None:
    """Eight scenarios, eight pictures, each with a label of its own."""
    opened(tab, tmp_path, all_plays())
    labels = tab.ask("[...document.querySelectorAll('svg[role=img]')].map(each => each.ariaLabel)")
    assert len(set(labels)) == len(plays.PLAYS)
    assert labels[0].startswith("Timeline of elevateai/happy over 4m 29s. statuses: filePendingUpload, then fileUpload")
    assert "Requests: 1 submit, 1 upload, 8 poll, 1 fetch." in labels[0]


def test_pictures_are_really_drawn(tab: Tab, tmp_path: Path) -> None:
    """Every picture has a size, no mark lies outside it, and every shape that is used is defined."""
    opened(tab, tmp_path, all_plays())
    tab.ask("document.querySelectorAll('details').forEach(each => { each.open = true })")
    sizes = tab.ask(
        "[...document.querySelectorAll('svg.picture')].map(each => [each.getBoundingClientRect().width,"
        " each.getBoundingClientRect().height])"
    )
    assert all(width > 900 and height > 50 for width, height in sizes)
    outside = tab.ask(
        "[...document.querySelectorAll('svg.picture :not(title)')].filter(each => {"
        " const a = each.getBoundingClientRect(), b = each.closest('svg').getBoundingClientRect();"
        " return a.left < b.left - 2 || a.right > b.right + 2 ||"
        " a.top < b.top - 2 || a.bottom > b.bottom + 2 }).map(each => each.outerHTML)"
    )
    assert outside == []
    undefined = tab.ask(
        "[...document.querySelectorAll('use')].filter(each => !document.getElementById(each.getAttribute('href')"
        ".slice(1))).length"
    )
    assert undefined == 0


def test_pointing_at_a_mark_tells_its_exchange(tab: Tab, tmp_path: Path) -> None:
    """The tooltip has the time, the method, the path, the answer and what it said."""
    opened(tab, tmp_path, [plays.happy()])
    x, y = tab.ask(
        "(() => { const box = document.querySelector('svg.picture use[href=\"#poll\"]').getBoundingClientRect();"
        " return [box.x + box.width / 2, box.y + box.height / 2] })()"
    )
    tab.point(x, y)
    shown = tab.ask("document.querySelector('.tip').innerText")
    assert shown == "#3 at 0:00:32.000\nGET /v1/interactions/0f3d-1/status\nHTTP 200 · pendingProcessing"


def test_the_filter_shows_one_verdict(tab: Tab, tmp_path: Path) -> None:
    """Only the failed ones are left; the chips still name all."""
    opened(tab, tmp_path, all_plays())
    tab.ask("document.querySelector('#show-fail').click()")
    left = tab.ask(
        "[...document.querySelectorAll('.scenario')].filter(each => each.checkVisibility()).map(e => e.className)"
    )
    assert left == ["scenario fail"] * 3


def test_of_many_scenarios_the_failed_ones_are_unfolded_and_a_link_unfolds_another(tab: Tab, tmp_path: Path) -> None:
    """Ten scenarios, one of which failed; the link to the third unfolds that as well."""
    opened(tab, tmp_path, [plays.impatient(), *(plays.happy() for _ in range(9))])
    unfolded = "[...document.querySelectorAll('.scenario[open]')].map(each => each.id)"
    assert tab.ask(unfolded) == ["s1"]
    tab.ask("document.querySelector('a[href=\"#s3\"]').click()")
    assert tab.ask(f"new Promise(done => setTimeout(() => done({unfolded})))") == ["s1", "s3"]


def test_the_line_that_plays_it_again_can_be_copied(tab: Tab, tmp_path: Path) -> None:
    """The button marks the whole line and says what it did."""
    opened(tab, tmp_path, [plays.happy()])
    tab.ask("document.querySelector('button.copy').click()")
    assert tab.ask("getSelection().toString()") == "understudy rehearse --replay u1.elevateai-happy.7 -- COMMAND"
    told = "document.querySelector('button.copy').textContent"
    assert tab.ask(f"new Promise(done => setTimeout(() => done({told}), 20))") in ("Copied", "Selected")


def test_nothing_from_outside_becomes_markup(tab: Tab, tmp_path: Path) -> None:
    """A hostile status, path, method, fault, lane, job, title, rule, message and output are shown as they are."""
    opened(tab, tmp_path, [plays.hostile()])
    tab.ask("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert tab.ask("document.querySelectorAll('img, script:not(body > script), [onerror]').length") == 0
    assert tab.ask("document.scripts.length") == 1
    assert "<img src=x onerror=alert(2)>" in tab.ask("document.querySelector('pre').textContent")


def test_even_injected_markup_could_not_run_or_load_anything(chromium: Tab, tmp_path: Path) -> None:
    """The page's own policy holds where escaping would fail."""
    path = write(tmp_path, [plays.happy()])
    bad = "<script>document.title = 'taken'</script><img src='http://127.0.0.1:9/x' onerror='document.title = 1'>"
    path.write_text(path.read_text(encoding="utf-8").replace("<main>", f"<main>{bad}"), encoding="utf-8")
    chromium.complaints.clear()
    chromium.open(path.as_uri())
    assert chromium.ask("document.title") == "Rehearsal: no finding"
    assert sum("Content Security Policy" in each for each in chromium.complaints) >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_in_dark(tab: Tab, tmp_path: Path, scheme: str) -> None:
    """The background follows the reader's choice, and text stands out from it by 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    opened(tab, tmp_path, all_plays())
    ratios = tab.ask(
        """(() => {
          const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(each => each / 255)
            .map(each => each <= .04045 ? each / 12.92 : ((each + .055) / 1.055) ** 2.4)
            .reduce((sum, each, index) => sum + each * [.2126, .7152, .0722][index], 0);
          const behind = (part) => {
            const colour = getComputedStyle(part).backgroundColor;
            return part.parentElement && /, 0\\)$/.test(colour) ? behind(part.parentElement) : colour;
          };
          const parts = document.querySelectorAll('h1, .lead, dt, dd, .pill, .number, h4, li a, .title, .figures');
          return [...parts].map(part => {
            const [a, b] = [light(getComputedStyle(part).color), light(behind(part))].sort((x, y) => y - x);
            return (a + .05) / (b + .05);
          });
        })()"""
    )
    assert len(ratios) > 50
    assert min(ratios) >= 4.5
    ground = tab.ask("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == {"light": "rgb(245, 246, 248)", "dark": "rgb(15, 19, 26)"}[scheme]


def test_the_page_fits_the_window(tab: Tab, tmp_path: Path) -> None:
    """At 1280 pixels nothing needs to be scrolled sideways, whatever a client's path or output."""
    opened(tab, tmp_path, [*all_plays(), plays.hostile()])
    tab.ask("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert tab.ask("document.documentElement.scrollWidth") <= 1280
