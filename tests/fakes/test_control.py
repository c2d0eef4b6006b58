"""The control API: every route, every refusal, a tenant's clock moved at will, and a document that says so."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema_rs
import pytest
from starlette.applications import Starlette

from understudy.contracts import vendor
from understudy.fakes.control.app import control_app
from understudy.fakes.control.form import BODY_BYTES_MAX
from understudy.fakes.job import Job
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings, Tenant, Tenants

KEY = {"Authorization": "Bearer open sesame"}
FACTS = vendor("elevateai")


class Control:
    """A client of the control port, in process, which holds every answer against the API's own document."""

    def __init__(self, settings: Settings | None = None, control_key: str | None = None) -> None:
        """Every tenant's clock stands still unless the settings say otherwise."""
        self.tenants = Tenants(settings or Settings(speed=0.0))
        self.app = control_app(self.tenants, control_key)
        self.openapi = self.ask("GET", "/openapi.json", headers=KEY).json()

    def ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Send one request; nothing is checked."""

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://control") as client:
                return await client.request(method, path, **how)

        return asyncio.run(send())

    def __call__(self, method: str, path: str, json: object = None, **how: Any) -> Any:
        """Send one request, check the answer against the document, and return (status code, decoded body)."""
        if json is not None:
            how["json"] = json
        answer = self.ask(method, path, **how)
        body = answer.json() if answer.content else None
        template = next(each for each in self.openapi["paths"] if re.fullmatch(re.sub(r"{.*?}", "[^/]+", each), path))
        documented = self.openapi["paths"][template][method.lower()]["responses"][str(answer.status_code)]
        name = documented.get("$ref", "").rpartition("/")[2]
        response = self.openapi["components"]["responses"][name] if name else documented
        if "content" in response:
            schema = response["content"]["application/json"]["schema"]
            jsonschema_rs.Draft202012Validator(schema | {"components": self.openapi["components"]}).validate(body)
        else:
            assert body is None
        return answer.status_code, body

    def clock(self, name: str = "me", **change: object) -> Any:
        """Change a tenant's clock and return what is answered."""
        status, body = self("POST", f"/tenants/{name}/clock", change)
        assert status == 200
        return body

    def tenant(self, name: str = "me") -> Tenant:
        """Return a tenant."""
        return self.tenants.get(name)

    def declare(self, lifecycle: str = "text", name: str = "me", number: int = 0) -> Job:
        """Start a job of a tenant."""
        return self.tenant(name).declare(FACTS, FACTS.lifecycles[lifecycle], f"job-{number}", b"{}")


@pytest.fixture
def control() -> Control:
    """Give a control port without a key."""
    return Control()


def test_its_health_can_be_asked(control: Control) -> None:
    """The server says that it answers, how many tenants it knows, its seed, and where its vendors are."""
    control.tenant()

    assert control("GET", "/health") == (200, {"status": "ok", "tenants": 1, "seed": 0, "vendors": {}})


def test_the_document_lists_exactly_the_routes(control: Control) -> None:
    """Every path and method that is served is described, and nothing else."""
    app: Starlette = control.app._app  # type: ignore[attr-defined]
    served = {(route.path, method) for route in app.routes for method in route.methods - {"HEAD"}}  # type: ignore[attr-defined]
    described = {(path, method.upper()) for path, item in control.openapi["paths"].items() for method in item}

    assert served == {(path, method) for path, method in described if method != "PARAMETERS"}
    assert control.openapi["openapi"].startswith("3.1")


def test_a_tenant_can_be_looked_at(control: Control) -> None:
    """Its name, clock, scenarios, dialects, jobs and exchanges are told; at first sight it is new."""
    status, body = control("GET", "/tenants/me")

    assert (status, body["tenant"], body["jobs"], body["exchanges"], body["scenarios"]) == (200, "me", 0, 0, {})
    assert body["clock"]["frozen"] is True
    assert body["dialects"]["elevateai"].items() >= {"upload_ok": 200, "not_ready": 404}.items()


def test_the_tenants_can_be_listed(control: Control) -> None:
    """Every tenant seen so far is told, with its jobs."""
    control.declare(name="one")
    control.tenant("other")
    _, body = control("GET", "/tenants")

    assert [(each["tenant"], each["jobs"]) for each in body["tenants"]] == [("one", 1), ("other", 0)]


@pytest.mark.parametrize("name", ["a/b", "processing_failed@my test/1", "ä%2F?#", "..", "a/../b/clock"])
def test_a_tenant_is_named_by_its_credential(control: Control, name: str) -> None:
    """Percent-encoded in the path, any credential names its tenant, slashes and all."""
    path = f"/tenants/{quote(name, safe='').replace('.', '%2E')}"

    assert control("GET", path)[1]["tenant"] == name
    assert control("POST", f"{path}/clock", {"advance_s": 1})[1]["advanced_s"] == 1
    assert [tenant.name for tenant in control.tenants] == [name]


def test_a_tenant_can_be_reset(control: Control) -> None:
    """Its jobs, clock, scenario and journal are forgotten; resetting nobody is fine, too."""
    control.declare()
    control.clock(advance_s=3600)
    control("PUT", "/tenants/me/scenario", {"name": "elevateai/processing_failed"})

    assert [control("DELETE", "/tenants/me") for _ in range(2)] == [(204, None), (204, None)]
    assert control("GET", "/tenants/me")[1].items() >= {"jobs": 0, "scenarios": {}}.items()
    assert control("GET", "/tenants/me")[1]["clock"]["elapsed_s"] == 0


def test_a_scenario_can_be_chosen(control: Control) -> None:
    """The tenant's next jobs meet it; null goes back to the ordinary course; jobs under way keep theirs."""
    before = control.declare(number=0)
    status, chosen = control("PUT", "/tenants/me/scenario", {"name": "elevateai/processing_failed"})
    during = control.declare(number=1)
    _, back = control("PUT", "/tenants/me/scenario", {"name": None})
    after = control.declare(number=2)

    assert (status, chosen["scenarios"]) == (200, {"elevateai": "Processing ends in processingFailed"})
    assert back["scenarios"] == {}
    assert [job.rows[-1] for job in (before, during, after)] == ["processed", "processingFailed", "processed"]


def test_scenarios_of_several_vendors_stand_beside_each_other(control: Control) -> None:
    """A scenario replaces only one of the same vendor."""
    control("PUT", "/tenants/me/scenario", {"name": "elevateai/processing_failed"})
    _, body = control("PUT", "/tenants/me/scenario", {"name": "scriptix/not_found"})

    assert set(body["scenarios"]) == {"elevateai", "scriptix"}


def test_a_dialect_can_be_chosen(control: Control) -> None:
    """A field that is named is set, for this tenant alone; what is left out stays as it is."""
    _, before = control("GET", "/tenants/you")
    control("PUT", "/tenants/me/dialect", {"elevateai": {"upload_ok": 201}})
    _, body = control("PUT", "/tenants/me/dialect", {"elevateai": {"not_ready": 204}})

    chosen = before["dialects"]["elevateai"] | {"upload_ok": 201, "not_ready": 204}
    assert body["dialects"] == before["dialects"] | {"elevateai": chosen}
    assert control("GET", "/tenants/you")[1]["dialects"] == before["dialects"]


def test_a_frozen_clock_stands_until_it_is_thawed() -> None:
    """`freeze` stops it, `advance_s` works all the same, `freeze: false` goes on at the rate before."""
    control = Control(Settings(speed=60.0))
    frozen = control.clock(freeze=True)
    again = control("GET", "/tenants/me")[1]["clock"]
    advanced = control.clock(advance_s=3600)
    thawed = control.clock(freeze=False)

    assert (frozen["frozen"], frozen["rate"], again["now"]) == (True, 0, frozen["now"])
    assert (advanced["now"] - frozen["now"], advanced["advanced_s"]) == (pytest.approx(3600), 3600)
    assert (thawed["frozen"], thawed["rate"]) == (False, 60)


@pytest.mark.parametrize(
    ("changes", "rate"),
    [
        ([{"rate": 10}], 10),
        ([{"freeze": True}, {"rate": 10}], 10),
        ([{"rate": 10}, {"rate": 0}], 0),
        ([{"rate": 10}, {"rate": 0}, {"freeze": False}], 10),
        ([{"rate": 10, "freeze": True}], 0),
        ([{"rate": 10, "freeze": True}, {"freeze": False}], 10),
        ([{"freeze": False}], 1),
        ([{}], 0),
    ],
)
def test_the_rate_is_the_one_that_was_last_asked_for(
    control: Control, changes: list[dict[str, object]], rate: float
) -> None:
    """A rate also ends a freeze, 0 is one, and several things at once are done in the documented order."""
    clocks = [control.clock(**change) for change in changes]

    assert (clocks[-1]["rate"], clocks[-1]["frozen"]) == (rate, rate == 0)


def test_a_clock_can_jump_from_event_to_event(control: Control) -> None:
    """Each jump leads exactly to the next planned step of any job; with nothing planned, nothing happens."""
    jobs = [control.declare(number=number) for number in range(2)]
    events = sorted(start for job in jobs for start in job.starts[1:])
    seen = [control.clock(jump=True)["now"] for _ in events]

    assert seen == pytest.approx(events)
    assert control.clock(jump=True)["advanced_s"] == 0
    assert {job.status(control.tenant().clock.now()) for job in jobs} == {"processed"}


def test_an_advance_comes_before_a_jump(control: Control) -> None:
    """Both at once: the clock is advanced, then it jumps to the first step after that."""
    job = control.declare()
    body = control.clock(advance_s=job.starts[1] - job.starts[0] + 1, jump=True)

    assert body["now"] == pytest.approx(job.starts[2])


def test_another_tenants_clock_is_not_moved(control: Control) -> None:
    """Time is a tenant's own."""
    you = control("GET", "/tenants/you")[1]["clock"]["now"]
    control.clock(advance_s=3600)

    assert control("GET", "/tenants/you")[1]["clock"]["now"] == you


def test_the_jobs_are_told_with_past_and_plan(control: Control) -> None:
    """Each job has its status now and its timeline, in seconds since the clock began, what is planned marked."""
    control.tenant().clock.now()
    job = control.declare()
    control.clock(jump=True)
    _, body = control("GET", "/tenants/me/jobs")
    (told,) = body["jobs"]

    assert (told["id"], told["vendor"], told["lifecycle"], told["status"]) == (
        "job-0",
        "elevateai",
        "text",
        "pendingProcessing",
    )
    assert [(step["row"], step["status"], step["planned"]) for step in told["timeline"]] == [
        ("declared", "declared", False),
        ("pendingProcessing", "pendingProcessing", False),
        ("processing", "processing", True),
        ("processed", "processed", True),
    ]
    starts = [round(start - job.starts[0], 3) for start in job.starts]
    assert [step["at_s"] for step in told["timeline"]] == starts
    assert told["deleted_at_s"] is None


def test_a_deleted_and_a_vanished_job_are_told_as_such(control: Control) -> None:
    """A deleted job says when; one that has vanished has no status."""
    facts = vendor("scriptix")
    name = "not_found@me"
    gone = control.tenant(name).declare(facts, facts.lifecycles["link"], "session", b"{}")
    control.clock(quote(name), advance_s=86400)
    control.tenant(name).declare(facts, facts.lifecycles["link"], "other", b"{}").deleted_at = gone.starts[0] + 86400
    _, body = control("GET", f"/tenants/{quote(name)}/jobs")
    vanished, deleted = body["jobs"]

    assert (vanished["status"], vanished["timeline"][-1]["status"], vanished["deleted_at_s"]) == (None, None, None)
    assert (deleted["status"], deleted["deleted_at_s"]) == ("queued", 86400)


@pytest.mark.parametrize(
    ("query", "numbers"), [("", [1, 2, 3]), ("?after=0", [1, 2, 3]), ("?after=2", [3]), ("?after=9", [])]
)
def test_the_journal_is_told_from_a_number_on(control: Control, query: str, numbers: list[int]) -> None:
    """Only exchanges with a higher number are told, with how many there were and how many were dropped."""
    for number in range(3):
        control.tenant().journal.add(number, "elevateai", "x", "GET", "/", None, 200, "declared", None, ("reply: a",))
    answer = control.ask("GET", f"/tenants/me/journal{query}").json()

    assert [row["number"] for row in answer["exchanges"]] == numbers
    assert (answer["count"], answer["dropped"]) == (3, 0)


def test_an_exchange_is_told_in_full(control: Control) -> None:
    """Every field of a row is told by name."""
    control.tenant().journal.add(
        1.5, "elevateai", "getTranscript", "GET", "/x", "job", 200, "processed", "delay 2s", ("reply: a", "secret: b"),
        3.5, {"one": "processed"}, 20.0, "file:0a",
    )  # fmt: skip
    _, body = control("GET", "/tenants/me/journal")

    assert body["exchanges"] == [
        {"number": 1, "at_s": 1.5, "answered_s": 3.5, "vendor": "elevateai", "operation": "getTranscript",
         "method": "GET", "path": "/x", "job": "job", "http": 200, "said": "processed", "lanes": {"one": "processed"},
         "retry_after_s": 20.0, "subject": "file:0a", "fault": "delay 2s", "findings": ["reply: a", "secret: b"]}
    ]  # fmt: skip


REFUSED: dict[str, tuple[str, str, object, int, str]] = {
    "a misspelt scenario": (
        "PUT", "/tenants/me/scenario", {"name": "elevateai/procesing_failed"}, 404,
        "no scenario 'elevateai/procesing_failed': did you mean elevateai/processing_failed",
    ),
    "a scenario that is a number": ("PUT", "/tenants/me/scenario", {"name": 1}, 422, "Expected `str | null`"),
    "two scenarios": (
        "PUT", "/tenants/me/scenario", {"name": "elevateai/happy", "scenario": {"vendor": "elevateai"}}, 422,
        "not both",
    ),
    "a scenario of nobody": (
        "PUT", "/tenants/me/scenario", {"scenario": {"vendor": "acme"}}, 422, "no vendor 'acme': choose from elevateai",
    ),
    "a scenario without a vendor": ("PUT", "/tenants/me/scenario", {"scenario": {}}, 422, '"vendor" is a required'),
    "a scenario with a misspelt key": (
        "PUT", "/tenants/me/scenario", {"scenario": {"vendor": "elevateai", "fault": []}}, 422,
        "unknown key 'fault': did you mean 'faults'?",
    ),
    "a scenario with a misspelt row": (
        "PUT", "/tenants/me/scenario",
        {"scenario": {"vendor": "elevateai", "script": {"stay": {"procesing": "1s"}}}}, 422,
        "'procesing' is not known here: did you mean processing",
    ),
    "a scenario with a misspelt operation": (
        "PUT", "/tenants/me/scenario",
        {"scenario": {"vendor": "elevateai", "faults": [{"operation": "getStatus", "respond": 503}]}}, 422,
        "did you mean getInteractionStatus",
    ),
    "a scenario with a dialect that there is not": (
        "PUT", "/tenants/me/scenario", {"scenario": {"vendor": "elevateai", "dialect": {"x": 1}}}, 422,
        "the fields are",
    ),
    "a scenario that is a list": ("PUT", "/tenants/me/scenario", {"scenario": []}, 422, "Expected `object`"),
    "a seed that is a word": ("PUT", "/tenants/me", {"seed": "x"}, 422, "Expected `int | null`"),
    "a moment before all time": ("POST", "/tenants/me/clock", {"until": -1}, 422, "Expected `float` >= 0.0"),
    "a misspelt field": ("PUT", "/tenants/me/scenario", {"nam": "x"}, 422, "Object contains unknown field `nam`"),
    "a tenant of a misspelt scenario": (
        "GET", "/tenants/procesing_failed@me", None, 404, "did you mean elevateai/processing_failed",
    ),
    "a blank tenant": ("GET", "/tenants/%20", None, 404, "the credential is missing or empty"),
    "a dialect of nobody": ("PUT", "/tenants/me/dialect", {"acme": {}}, 422, "no vendor 'acme': there are elevateai"),
    "an unknown field of a dialect": (
        "PUT", "/tenants/me/dialect", {"elevateai": {"x": 1}}, 422,
        "elevateai: Object contains unknown field `x`; the fields are upload_ok, ",
    ),
    "a dialect that there is not": (
        "PUT", "/tenants/me/dialect", {"elevateai": {"upload_ok": 202}}, 422, "elevateai: Invalid enum value 202",
    ),
    "a time that goes back": ("POST", "/tenants/me/clock", {"advance_s": -1}, 422, "Expected `float` >= 0.0"),
    "a rate below nothing": ("POST", "/tenants/me/clock", {"rate": -1}, 422, "Expected `float` >= 0.0"),
    "a time that is a word": ("POST", "/tenants/me/clock", {"advance_s": "1h"}, 422, "Expected `float | null`"),
    "an unknown change": ("POST", "/tenants/me/clock", {"advance": 1}, 422, "unknown field `advance`"),
    "no change but a list": ("POST", "/tenants/me/clock", [], 422, "Expected `object`, got `array`"),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_done_is_refused(
    control: Control, method: str, path: str, body: object, status: int, reason: str
) -> None:
    """An unknown name is answered with 404 and its likes, a wrong body with 422 and its fault; nothing happens."""
    before = control("GET", "/tenants/me")
    answered, told = control(method, path, body)

    assert answered == status
    assert reason in told["error"]
    assert control("GET", "/tenants/me") == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"null", b"[" * 100_000],
    ids=["nothing", "half of it", "not UTF-8", "null", "nested without end"],
)
@pytest.mark.parametrize("path", ["", "/clock", "/scenario", "/dialect", "/secret"])
def test_a_body_that_is_no_json_is_refused(control: Control, path: str, content: bytes) -> None:
    """Whatever is sent, it is answered with 422 and a reason."""
    method = "POST" if path == "/clock" else "PUT"
    status, body = control(method, f"/tenants/me{path}", content=content)

    assert (status, list(body)) == (422, ["error"])


def test_a_body_that_is_too_large_is_refused(control: Control) -> None:
    """A body over the limit is answered with 413."""
    status, body = control("POST", "/tenants/me/clock", content=b" " * (BODY_BYTES_MAX + 1))

    assert (status, list(body)) == (413, ["error"])


@pytest.mark.parametrize("after", ["", "-1", "x", "1.5", "9" * 40])
def test_a_journal_from_nowhere_is_refused(control: Control, after: str) -> None:
    """`after` is a number that an exchange can have."""
    answer = control.ask("GET", f"/tenants/me/journal?after={after}")

    assert (answer.status_code, list(answer.json())) == (422, ["error"])


@pytest.mark.parametrize(
    ("method", "path", "status", "reason"),
    [
        ("GET", "/nothing", 404, "no route /nothing: GET /openapi.json lists them"),
        ("GET", "/tenants/me/nothing", 404, "no route /tenants/me/nothing: GET /openapi.json lists them"),
        ("POST", "/health", 405, "POST is not allowed here: GET /openapi.json says what is"),
        ("DELETE", "/tenants/me/clock", 405, "DELETE is not allowed here: GET /openapi.json says what is"),
    ],
)
def test_what_is_not_there_says_where_to_look(
    control: Control, method: str, path: str, status: int, reason: str
) -> None:
    """An unknown path is answered with 404, another method with 405, and both name the document."""
    answer = control.ask(method, path)

    assert (answer.status_code, answer.json()) == (status, {"error": reason})


def test_only_listed_keys_are_tenants() -> None:
    """With a list of keys no other name is a tenant here either."""
    control = Control(Settings(speed=0.0, keys={"me": None}))

    assert control("GET", "/tenants/me")[0] == 200
    assert control("GET", "/tenants/you")[0] == 404


def test_a_secret_can_be_replaced(control: Control) -> None:
    """From then on the new secret is the tenant's only one; another tenant's is left alone."""
    assert control.tenant().takes_secret("old")
    assert control.tenant("you").takes_secret("old")

    assert control("PUT", "/tenants/me/secret", {"secret": "new"}) == (204, None)

    assert [control.tenant().takes_secret(each) for each in ("old", "new", "old")] == [False, True, False]
    assert control.tenant("you").takes_secret("old")


@pytest.mark.parametrize("body", [{}, {"secret": ""}, {"secret": " "}, {"secret": None}, {"secret": "a", "key": "b"}])
def test_what_is_no_secret_is_refused(control: Control, body: object) -> None:
    """A secret has at least one letter, and comes alone; otherwise the one before stays."""
    control.tenant().takes_secret("old")
    status, told = control("PUT", "/tenants/me/secret", body)

    assert (status, list(told)) == (422, ["error"])
    assert control.tenant().takes_secret("old")


def test_a_scenario_can_be_given_in_place(control: Control) -> None:
    """In the form of a file, of which only the vendor must be said; it holds for the next jobs of this tenant alone."""
    given = {"vendor": "elevateai", "script": {"fail": "processing_failed"}}
    before = control.declare(number=0)
    status, told = control("PUT", "/tenants/me/scenario", {"scenario": given})
    after, other = control.declare(number=1), control.declare(name="you")

    assert (status, told["scenarios"]) == (200, {"elevateai": "given in place"})
    assert [job.rows[-1] for job in (before, after, other)] == ["processed", "processingFailed", "processed"]


def test_a_tenant_can_begin_anew(control: Control) -> None:
    """Nothing is left of what was before; it draws from the seed that was given, or else from the server's own."""
    first = control.declare()
    control.clock(advance_s=100)
    status, told = control("PUT", "/tenants/me", {"seed": 7, "frozen": True})
    second = control.declare()
    control("PUT", "/tenants/me", {})
    third = control.declare()

    assert (status, told["jobs"], told["exchanges"]) == (200, 0, 0)
    assert (told["clock"]["elapsed_s"], told["clock"]["frozen"]) == (0, True)
    assert second.key.startswith("7/")
    spans = [[start - job.starts[0] for start in job.starts] for job in (first, second, third)]
    assert spans[0] == pytest.approx(spans[2])
    assert spans[0] != pytest.approx(spans[1])


def test_a_clock_can_go_on_to_a_moment(control: Control) -> None:
    """`until` leads there exactly, however many ask for it, and nowhere once it is past."""
    now = control.clock()["now"]
    clocks = [control.clock(until=now + span) for span in (60, 60, 30)]

    assert [clock["now"] - now for clock in clocks] == [60, 60, 60]


@pytest.fixture
def guarded() -> Control:
    """Give a control port with a key."""
    return Control(control_key="open sesame")


ROUTES = [("GET", "/openapi.json"), ("GET", "/tenants"), ("GET", "/tenants/me"), ("DELETE", "/tenants/me"),
          ("PUT", "/tenants/me"), ("GET", "/tenants/me/usage"),
          ("PUT", "/tenants/me/scenario"), ("PUT", "/tenants/me/dialect"), ("POST", "/tenants/me/clock"),
          ("PUT", "/tenants/me/secret"), ("GET", "/tenants/me/jobs"), ("GET", "/tenants/me/journal")]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[" ".join(each) for each in ROUTES])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer close sesame"}, {"Authorization": "open sesame"}])
def test_without_the_key_nothing_is_told(guarded: Control, method: str, path: str, headers: dict[str, str]) -> None:
    """With a control key every route wants it as a bearer; whoever has it not learns and changes nothing."""
    answer = guarded(method, path, headers=headers)

    assert answer == (401, {"error": "send the control key as Authorization: Bearer KEY"})
    assert guarded.ask(method, "/nothing", headers=headers).status_code == 401
    assert list(guarded.tenants) == []


def test_with_the_key_everything_works(guarded: Control) -> None:
    """The bearer of the key is served, and whether the server answers may be asked by all."""
    assert guarded("GET", "/tenants/me", headers=KEY)[0] == 200
    assert guarded("GET", "/health")[0] == 200


@pytest.fixture
def ask() -> Iterator[Callable[..., httpx.Response]]:
    """Give a client of a control port on a socket."""
    with (
        StandIns(Settings(speed=0.0), ["elevateai"]).running() as server,
        httpx.Client(base_url=server.addresses.control, timeout=10, trust_env=False) as client,
    ):
        yield client.request


def test_a_credential_with_a_slash_works_over_a_socket(ask: Callable[..., httpx.Response]) -> None:
    """The server does not decode the path before the tenant's name is taken from it."""
    answer = ask("POST", "/tenants/a%2Fb%20c/clock", json={"advance_s": 5})

    assert (answer.status_code, answer.json()["advanced_s"]) == (200, 5)
    assert [each["tenant"] for each in ask("GET", "/tenants").json()["tenants"]] == ["a/b c"]
