"""What holds in this process only: faults that need a wire, the shared server, its threads, and its cost."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import pytest
from stand_in.conftest import SHAPES, Make, ask, declare, status

import understudy.fakes
from understudy.fakes import stand_in
from understudy.fakes.faults import WireFaultInProcess
from understudy.fakes.server import StandIns
from understudy.fakes.server_thread import ServerThread
from understudy.fakes.tenant import Settings
from understudy.fakes.testing.away_desk import ServerUnusable
from understudy.fakes.testing.shared_server import SharedServer, shared_server
from understudy.fakes.testing.venue import ClockInUse

STARTS = 100


def test_a_wire_fault_needs_a_wire() -> None:
    """In process it is refused at once, asked for by itself or within a scenario; a reply fault is not."""
    with stand_in("elevateai", shape="asgi") as elevateai:
        with pytest.raises(WireFaultInProcess, match=r"'hang'.*on a socket"):
            elevateai.fault("getInteractionStatus", hang=True)
        with pytest.raises(WireFaultInProcess, match="'delay'"):
            elevateai.fault("getInteractionStatus", delay="2s")
        with pytest.raises(WireFaultInProcess):
            elevateai.use("hangs")
        elevateai.fault("getInteractionStatus", respond=503)
        assert ask(elevateai, "GET", "/interactions/x/status").status_code == 503


def test_a_wire_fault_strikes_on_a_socket() -> None:
    """In a thread it breaks the connection."""
    with stand_in("elevateai") as elevateai:
        elevateai.fault("getInteractionStatus", no_answer=True)
        with pytest.raises(Exception, match="disconnected"):
            ask(elevateai, "GET", "/interactions/x/status")


@pytest.mark.parametrize("shape", SHAPES[:2])
def test_keys_are_shared_by_the_shapes_of_a_process(shape: str) -> None:
    """A stand-in in process and one on a socket would share a tenant, too, and so would two vendors."""
    with stand_in("elevateai", key="one", shape="asgi"), pytest.raises(ClockInUse):
        stand_in("scriptix", key="one", shape="thread").open()


def test_only_the_asgi_shape_has_an_app() -> None:
    """On a socket there is a URL instead, and the error says so."""
    with stand_in("elevateai") as elevateai:
        with pytest.raises(AttributeError, match='shape="asgi"'):
            _ = elevateai.app
        assert elevateai.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(("vendor", "how", "reason"), [("acme", {}, "choose from"), ("elevateai", {"shape": "x"}, "x")])
def test_what_there_is_not_is_refused(vendor: str, how: dict[str, str], reason: str) -> None:
    """An unknown vendor or shape is a ValueError before anything is started."""
    with pytest.raises(ValueError, match=reason):
        stand_in(vendor, **how)  # type: ignore[arg-type]


def test_a_server_that_is_not_there_is_named() -> None:
    """Whatever answers at that URL, or does not, the error says which and what it should be."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(ServerUnusable, match=url):
            stand_in("elevateai", server=url).open()
    with stand_in("elevateai") as other, pytest.raises(ServerUnusable, match="control URL"):
        stand_in("elevateai", server=other.url).open()
    with (
        StandIns(Settings(), ["scriptix"]).running() as server,
        pytest.raises(ServerUnusable, match="serves scriptix, not elevateai"),
    ):
        stand_in("elevateai", server=server.addresses.control).open()


def test_a_guarded_server_is_used_with_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control key comes from the variable that `understudy serve` reads it from."""
    with StandIns(Settings(), ["elevateai"], control_key="open sesame").running() as server:
        with pytest.raises(ServerUnusable, match="UNDERSTUDY_CONTROL_KEY"):
            stand_in("elevateai", server=server.addresses.control).open()
        monkeypatch.setenv("UNDERSTUDY_CONTROL_KEY", "open sesame")
        with stand_in("elevateai", server=server.addresses.control) as elevateai:
            assert elevateai.clock.elapsed_s == 0


def test_a_scenario_of_the_servers_own_can_be_used(tmp_path: Path) -> None:
    """By its name; only what is added to it from elsewhere has to go into its file."""
    (tmp_path / "own.yaml").write_text("vendor: elevateai\ntitle: T\nsource: S\nadvice: A\n", encoding="utf-8")
    with (
        StandIns(Settings(scenario_folders=(tmp_path,)), ["elevateai"]).running() as server,
        stand_in("elevateai", server=server.addresses.control) as elevateai,
    ):
        elevateai.use("own")
        with pytest.raises(ValueError, match="add it to the scenario's file"):
            elevateai.fault("getInteractionStatus", respond=503)


def test_the_server_is_one_and_grows() -> None:
    """Every stand-in of a process is served by one thread; a vendor that is asked for later joins it."""
    with stand_in("elevateai") as elevateai, stand_in("scriptix") as scriptix:
        assert elevateai.control_url == scriptix.control_url
        assert ask(scriptix, "GET", "/nothing").status_code == 404
        assert sum(thread.name == "understudy" for thread in threading.enumerate()) >= 1


def test_a_stopped_server_is_started_again() -> None:
    """Whoever needs it next has another one."""
    server = SharedServer()
    first = server.url("elevateai")
    server.stop()
    second = server.url("elevateai")
    server.stop()

    assert first
    assert second
    assert server.control_url == ""


def test_a_client_in_another_thread_sleeps_on_the_clock() -> None:
    """A patched sleep holds for every thread but the servers' own."""
    with stand_in("elevateai") as elevateai, elevateai.patch_sleep():
        job = declare(elevateai)

        def poll() -> None:
            for _ in range(3):
                status(elevateai, job)
                time.sleep(600)

        thread = threading.Thread(target=poll)
        thread.start()
        thread.join(10)
        elevateai.wait_for("getInteractionStatus", count=3)
        assert elevateai.clock.elapsed_s == 1800


def test_the_servers_own_threads_sleep_in_real_time() -> None:
    """What waits on a server's event loop, be it in a library, does not move a tenant's clock."""
    slept: list[str] = []

    async def serve() -> None:
        slept.append(await asyncio.sleep(0.001, "in real time"))

    with stand_in("elevateai", shape="asgi") as elevateai, elevateai.patch_sleep():
        thread = ServerThread(serve, None)
        thread.start()
        thread.join(10)
        assert (slept, elevateai.clock.elapsed_s) == (["in real time"], 0)


def test_a_module_with_a_sleep_of_its_own_can_be_named() -> None:
    """Whoever did `from time import sleep` is named; a module that did not is refused."""
    module, other = types.ModuleType("waits"), types.ModuleType("does_not")
    module.sleep, real = time.sleep, time.sleep  # type: ignore[attr-defined]
    with stand_in("elevateai", shape="asgi") as elevateai:
        with elevateai.patch_sleep(module):
            module.sleep(60)
        with pytest.raises(ValueError, match="does_not has no `sleep`"):
            elevateai.patch_sleep(other)
        assert elevateai.clock.elapsed_s == 60
    assert module.sleep is real


def test_the_event_loops_own_timers_are_left_alone() -> None:
    """A timeout counts real time, and yielding with `sleep(0)` takes none."""

    async def within() -> str:
        await asyncio.sleep(0)
        return await asyncio.wait_for(asyncio.sleep(3600, "slept"), 10)

    with stand_in("elevateai", shape="asgi") as elevateai, elevateai.patch_sleep():
        assert asyncio.run(within()) == "slept"
        assert elevateai.clock.elapsed_s == 3600


def open_files() -> int:
    """Return how many file descriptors this process has."""
    return len(os.listdir("/proc/self/fd"))


def resident_bytes() -> int:
    """Return the memory that this process really uses."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="counts are read from /proc")
def test_many_starts_and_stops_leave_nothing_behind() -> None:
    """Threads, file descriptors and memory are back where they were, even with a connection left open each time."""

    def start_and_stop() -> None:
        with StandIns(Settings(), ["elevateai"]).running() as server:
            url = server.addresses.control.removeprefix("http://")
            host, _, port = url.partition(":")
            with socket.create_connection((host, int(port)), 10) as connection:
                connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")

    for _ in range(10):
        start_and_stop()
    gc.collect()
    threads, files, memory = threading.active_count(), open_files(), resident_bytes()
    for _ in range(STARTS):
        start_and_stop()
    gc.collect()

    assert (threading.active_count(), open_files()) == (threads, files)
    assert resident_bytes() - memory < 4 * 1024 * 1024


def test_further_stand_ins_leave_nothing_behind() -> None:
    """A tenant is forgotten at the end of its block, and a made-up key is there to be had again."""
    with stand_in("elevateai", shape="asgi") as first:
        key = first.key
    tenants = len(list(shared_server().tenants))
    for number in range(STARTS):
        with stand_in("elevateai", shape="asgi") as again, stand_in("elevateai", key=f"key {number}", shape="asgi"):
            assert again.key == key

    assert len(list(shared_server().tenants)) == tenants


def test_importing_the_fakes_imports_nothing_heavy() -> None:
    """A test suite that only has the plugin installed does not wait for servers and clients."""
    code = (
        "import sys, understudy.fakes\n"
        "print(sorted({'uvicorn', 'httpx', 'starlette', 'asyncio', 'yaml', 'msgspec'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert told.stdout.strip() == "[]"
    assert understudy.fakes.stand_in is stand_in


def test_a_first_answer_loads_no_more_than_it_needs() -> None:
    """No HTTP client, no other vendor, no control app, no reader of recordings."""
    code = (
        "import sys, socket, urllib.parse\n"
        "from understudy.fakes import stand_in\n"
        "with stand_in('elevateai') as e:\n"
        "    u = urllib.parse.urlsplit(e.url)\n"
        "    c = socket.create_connection((u.hostname, u.port), 10)\n"
        "    head = f'GET {u.path}/interactions/x/status HTTP/1.1\\r\\nHost: x\\r\\nX-API-Token: {e.key}\\r\\n\\r\\n'\n"
        "    c.sendall(head.encode())\n"
        "    assert b' 404 ' in c.recv(65536)\n"
        "    c.close()\n"
        "heavy = {'httpx', 'rich', 'h11', 'pymediainfo', 'starlette.applications', 'understudy.fakes.control.app',"
        " 'understudy.fakes.marsview', 'understudy.fakes.scriptix'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("shape", ["asgi", "thread"])
def test_dropped_exchanges_are_counted_in_both_exports(shape: str) -> None:
    """What a bounded journal let go is seen where its exports are read."""
    with stand_in("elevateai", shape=shape, strict=False) as elevateai:  # type: ignore[arg-type]
        shared_server().tenants.get(elevateai.key).journal._rows_max = 2
        for _ in range(5):
            ask(elevateai, "GET", "/interactions/x/status")
        journal = elevateai.journal

    assert (journal.total, journal.dropped, len(journal)) == (5, 3, 2)
    assert journal.to_jsonl().startswith('{"count":5,"dropped":3}\n')
    assert '"comment": "3 earlier exchanges are not kept"' in journal.to_har()


def test_a_stand_in_made_by_a_test_suite_needs_no_client(make: Make) -> None:
    """In each shape it can be closed again though nothing was asked of it."""
    with make() as opened:
        opened.verify()
