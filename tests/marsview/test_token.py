"""The access token: how it is got, how long it lives, and what becomes of a request without a good one."""

from __future__ import annotations

import base64
import json
from email.utils import parsedate_to_datetime

import pytest
from marsview.caller import (
    COMPUTE,
    KEY,
    SAVE_FILE,
    SAVE_LINK,
    START,
    TOKEN,
    USER,
    Caller,
    Json,
    bad_token,
    calling,
    refusal,
)

from understudy.fakes.tenant import Settings
from understudy.scenarios import find

GOOD: Json = {"apiKey": KEY, "apiSecret": "secret", "userId": USER}
SECURED = [
    ("POST", SAVE_FILE), ("POST", SAVE_LINK), ("POST", COMPUTE), ("GET", "/conversation/get_txn/txn-1"),
    ("GET", "/conversation/fetch_metadata/txn-1"), ("DELETE", "/conversation/delete_file/txn-1"),
]  # fmt: skip
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def is_good(marsview: Caller, authorization: str) -> bool:
    """Say whether a request with this header gets past the token: the transaction it asks for is unknown."""
    answer = marsview.send("GET", "/conversation/get_txn/txn-1", headers={"Authorization": authorization})
    return answer.status_code == 404


def test_a_token_is_got_with_json(marsview: Caller) -> None:
    """The answer names the token, its life of 3600 seconds and its type, in the documented envelope."""
    body = marsview.ask_token().json()

    assert body["status"] is True
    assert set(body["data"]) == {"accessToken", "expiresIn", "tokenType"}
    assert (body["data"]["expiresIn"], body["data"]["tokenType"]) == (3600, "Bearer")
    assert is_good(marsview, f"Bearer {body['data']['accessToken']}")


def test_a_token_is_got_with_a_form(marsview: Caller) -> None:
    """The vendor's real-time playground sends a form; it gets the same answer."""
    answer = marsview.send("POST", TOKEN, data=GOOD | {"apiKey": "ein schlüssel & mehr"})

    assert answer.status_code == 200
    assert is_good(marsview, f"Bearer {answer.json()['data']['accessToken']}")
    assert {tenant.name for tenant in marsview.tenants} == {"ein schlüssel & mehr"}


def test_a_token_is_a_jwt(marsview: Caller) -> None:
    """It has three parts, and says until when it lives."""
    head, payload, signature = marsview.token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))

    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "HS256", "typ": "JWT"}
    assert len(signature) == 43
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["iat"] == int(START)


def test_unknown_fields_are_passed_over(marsview: Caller) -> None:
    """A token request may carry more than is documented."""
    assert marsview.send("POST", TOKEN, json=GOOD | {"scope": ["all"]}).status_code == 200


def test_the_first_secret_becomes_the_secret(marsview: Caller) -> None:
    """Another secret for the same key gets 401 NJSCFE001; the first one goes on working."""
    assert marsview.ask_token(secret="first").status_code == 200

    answer = marsview.ask_token(secret="second")

    assert refusal(answer) == (401, "NJSCFE001")
    assert "apiSecret" in answer.json()["message"]
    assert marsview.ask_token(secret="first").status_code == 200


def test_a_wrong_secret_is_in_the_journal(marsview: Caller) -> None:
    """The tenant whose key was tried can see it."""
    marsview.ask_token(secret="first")
    marsview.ask_token(secret="second")

    assert [row.http for row in marsview.tenant().journal.after()] == [200, 401]


def test_two_keys_may_have_the_same_secret(marsview: Caller) -> None:
    """A secret belongs to its key, and says nothing of others."""
    assert [marsview.ask_token(key, "same").status_code for key in ("one", "two")] == [200, 200]


def test_a_reset_forgets_the_secret(marsview: Caller) -> None:
    """After a reset of the tenant any secret is the first one again."""
    marsview.ask_token(secret="first")
    marsview.tenants.reset(KEY)

    assert marsview.ask_token(secret="second").status_code == 200


@pytest.mark.parametrize("field", ["apiKey", "apiSecret"])
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_credential_is_refused(marsview: Caller, field: str, value: str) -> None:
    """An empty key or secret gets 401 NJSCFE001, and no tenant's secret is set by it."""
    answer = marsview.send("POST", TOKEN, json=GOOD | {field: value})

    assert refusal(answer) == (401, "NJSCFE001")
    assert marsview.ask_token().status_code == 200


def test_an_unknown_scenario_is_refused_with_the_near_ones(marsview: Caller) -> None:
    """A key that names no scenario gets 401 NJSCFE001, and the message lists the nearest."""
    answer = marsview.ask_token("airdow003@me")

    assert refusal(answer) == (401, "NJSCFE001")
    assert "marsview/airdow002" in answer.json()["message"]


def test_a_scenario_of_another_vendor_is_refused(marsview: Caller) -> None:
    """A key that names a scenario which is not Marsview's gets 401 NJSCFE001."""
    assert refusal(marsview.ask_token("elevateai/processing_failed@me")) == (401, "NJSCFE001")


def test_only_the_given_keys_and_secrets_are_accepted() -> None:
    """With a list of keys, another key or another secret gets 401; a key without a secret takes the first one."""
    with calling(Settings(speed=0.0, keys={"good": "right", "open": None})) as marsview:
        assert refusal(marsview.ask_token("good", "wrong")) == (401, "NJSCFE001")
        assert marsview.ask_token("good", "right").status_code == 200
        assert refusal(marsview.ask_token("bad", "right")) == (401, "NJSCFE001")
        assert [marsview.ask_token("open", each).status_code for each in ("a", "b", "a")] == [200, 401, 200]


@pytest.mark.parametrize("field", list(GOOD))
def test_a_missing_field_is_refused_by_name(marsview: Caller, field: str) -> None:
    """Each of the three fields is required, in JSON and in a form."""
    body = {name: value for name, value in GOOD.items() if name != field}

    for answer in (marsview.send("POST", TOKEN, json=body), marsview.send("POST", TOKEN, data=body)):
        assert refusal(answer) == (400, "understudy:bad_request")
        assert field in answer.json()["message"]


@pytest.mark.parametrize("value", [None, 5, ["a"], {}])
def test_a_field_of_another_type_is_refused(marsview: Caller, value: object) -> None:
    """Each of the three fields is a string."""
    for field in GOOD:
        assert refusal(marsview.send("POST", TOKEN, json=GOOD | {field: value})) == (400, "understudy:bad_request")


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"a": "\xff"}'])
def test_a_body_that_is_no_json_object_is_refused(marsview: Caller, body: bytes) -> None:
    """A broken body gets 400."""
    answer = marsview.send("POST", TOKEN, content=body, headers={"Content-Type": "application/json"})

    assert refusal(answer) == (400, "understudy:bad_request")


@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "multipart/form-data; boundary=x", ";;;"])
def test_another_content_type_is_refused(marsview: Caller, kind: str) -> None:
    """Credentials come as JSON or as a form."""
    answer = marsview.send("POST", TOKEN, content=json.dumps(GOOD).encode(), headers={"Content-Type": kind})

    assert refusal(answer) == (400, "understudy:bad_request")


def test_a_form_with_very_many_fields_is_refused(marsview: Caller) -> None:
    """More than 100 fields are not read."""
    form = "&".join([*(f"{name}=x" for name in GOOD), *["a=b"] * 98])
    answer = marsview.send("POST", TOKEN, content=form, headers=FORM)

    assert refusal(answer) == (400, "understudy:bad_request")


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_over_the_limit_is_refused(marsview: Caller, kind: str) -> None:
    """A body of more than 1 MiB gets 413."""
    answer = marsview.send("POST", TOKEN, content=b"a" * (1024 * 1024 + 1), headers={"Content-Type": kind})

    assert refusal(answer) == (413, "understudy:too_large")


def test_a_refusal_to_nobody_has_a_date_of_today(marsview: Caller) -> None:
    """Before the tenant is known, `Date` is the server's own time."""
    date = parsedate_to_datetime(marsview.ask_token("").headers["date"])

    assert abs(date.timestamp() - marsview.tenants.clock.now()) < 60


@pytest.mark.parametrize(("method", "path"), SECURED)
@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "jwt must be provided"), ("", "jwt must be provided"), ("Bearer", "jwt must be provided"),
        ("Bearer  ", "jwt must be provided"), ("Basic dTpw", "jwt must be provided"), ("Bearer abc", "jwt malformed"),
        ("abc", "jwt must be provided"), ("a.b.c", "jwt must be provided"),
        ("Bearer a.b.c", "jwt malformed"), ("Bearer ä.ö.ü", "jwt malformed"), ("Bearer " + "." * 500, "jwt malformed"),
    ],
)  # fmt: skip
def test_without_a_good_token_nothing_is_answered(
    marsview: Caller, method: str, path: str, authorization: str | None, message: str
) -> None:
    """Every secured operation gets 403 JsonWebTokenError, whatever its body is."""
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    answer = marsview.send(method, path, headers=headers, content=b"{")

    assert bad_token(answer) == ("JsonWebTokenError", message)


@pytest.mark.parametrize("header", ['{"alg":"none","typ":"JWT"}', '{"alg":"HS512"}', '{"alg":["HS256"]}', "[" * 20_000])
def test_a_token_with_another_head_is_malformed(marsview: Caller, header: str) -> None:
    """Neither an unsigned token nor one whose head is hostile gets through."""
    _, payload, signature = marsview.token().split(".")
    head = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")

    answer = marsview.send(
        "GET", "/conversation/get_txn/txn-1", headers={"Authorization": f"Bearer {head}.{payload}.{signature}"}
    )

    assert bad_token(answer) == ("JsonWebTokenError", "jwt malformed")


def test_a_token_that_was_changed_has_an_invalid_signature(marsview: Caller) -> None:
    """Who changes what a token says gets 403."""
    head, _, signature = marsview.token().split(".")
    claims = base64.urlsafe_b64encode(b'{"apiKey":"other","userId":"","iat":0,"exp":9999999999}').decode().rstrip("=")

    answer = marsview.send(
        "GET", "/conversation/get_txn/txn-1", headers={"Authorization": f"Bearer {head}.{claims}.{signature}"}
    )

    assert bad_token(answer) == ("JsonWebTokenError", "invalid signature")


def test_a_token_of_a_server_with_another_seed_has_an_invalid_signature(marsview: Caller) -> None:
    """The signing key comes from the seed: another seed, another key; the same seed knows its tokens again."""
    with calling(Settings(speed=0.0, seed=1)) as stranger, calling() as twin:
        foreign = stranger.token()
        twin.tenant()
        known = twin.token()

    answer = marsview.send("GET", "/conversation/get_txn/txn-1", headers={"Authorization": f"Bearer {foreign}"})
    marsview.tenant()

    assert bad_token(answer) == ("JsonWebTokenError", "invalid signature")
    assert is_good(marsview, f"Bearer {known}")


def test_a_token_whose_key_is_not_admitted_is_refused(marsview: Caller) -> None:
    """A token that was made elsewhere for a key that this server does not know gets 403 with the reason."""
    with calling(Settings(speed=0.0, keys={"good": None})) as closed:
        answer = closed.send(
            "GET", "/conversation/get_txn/txn-1", headers={"Authorization": f"Bearer {marsview.token()}"}
        )

    name, message = bad_token(answer)
    assert name == "JsonWebTokenError"
    assert message.startswith("jwt subject invalid")


def test_a_token_lives_3600_seconds_on_the_tenants_clock(marsview: Caller) -> None:
    """One second before, it is good; then it is 403 TokenExpiredError with the moment; a new one is good again."""
    token = f"Bearer {marsview.token()}"
    marsview.advance(3599)
    assert is_good(marsview, token)
    marsview.advance(1)

    answer = marsview.send("GET", "/conversation/get_txn/txn-1", headers={"Authorization": token})

    assert bad_token(answer) == ("TokenExpiredError", "jwt expired")
    assert answer.json()["error"]["expiredAt"] == "2025-01-15T11:00:00.000Z"
    assert is_good(marsview, f"Bearer {marsview.token()}")


def test_an_expired_token_is_seen_by_its_tenant(marsview: Caller) -> None:
    """The refusal is in the tenant's journal, and its `Date` is on the tenant's clock."""
    token = f"Bearer {marsview.token()}"
    marsview.advance(7200)

    answer = marsview.send("GET", "/conversation/get_txn/txn-1", headers={"Authorization": token})

    assert answer.headers["date"] == "Wed, 15 Jan 2025 12:00:00 GMT"
    assert [(row.operation, row.http) for row in marsview.tenant().journal.after(1)] == [("getTxn", 403)]


def test_another_tenants_clock_does_not_age_a_token(marsview: Caller) -> None:
    """A token grows old with its own tenant only."""
    token = f"Bearer {marsview.token()}"
    marsview.advance(10_000, "other")

    assert is_good(marsview, token)


def test_a_new_token_leaves_the_old_ones_good(marsview: Caller) -> None:
    """One client fetches a token before every call, so none is revoked by the next."""
    old = f"Bearer {marsview.token()}"
    marsview.advance(1)
    marsview.token()

    assert is_good(marsview, old)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_without_regard_to_case(marsview: Caller, scheme: str) -> None:
    """`Bearer` may be written in any case, with more than one blank."""
    assert is_good(marsview, f"{scheme} {marsview.token()}")


def test_a_raw_token_is_refused_by_default(marsview: Caller) -> None:
    """Without a scheme there is no token."""
    answer = marsview.send("GET", "/conversation/get_txn/txn-1", headers={"Authorization": marsview.token()})

    assert bad_token(answer) == ("JsonWebTokenError", "jwt must be provided")


def test_a_refused_raw_token_is_seen_by_its_tenant(marsview: Caller) -> None:
    """The tenant is known before its dialect refuses, so the refusal is in its journal, whatever the token's age."""
    token = marsview.token()
    marsview.advance(7200)
    answer = marsview.send("GET", "/conversation/get_txn/txn-1", headers={"Authorization": token})

    assert bad_token(answer) == ("JsonWebTokenError", "jwt must be provided")
    assert [(row.operation, row.http) for row in marsview.tenant().journal.after(1)] == [("getTxn", 403)]


def test_a_raw_token_is_taken_in_its_dialect(marsview: Caller) -> None:
    """With `raw_token` the bare token is as good as one with its scheme, for this tenant; another scheme is not."""
    marsview.choose(raw_token=True)

    assert is_good(marsview, marsview.token())
    assert is_good(marsview, f"Bearer {marsview.token()}")
    assert not is_good(marsview, f"Basic {marsview.token()}")
    assert not is_good(marsview, marsview.token("other"))


def test_a_raw_token_lives_no_longer(marsview: Caller) -> None:
    """What is taken without its type still runs out."""
    marsview.choose(raw_token=True)
    token = marsview.token()
    marsview.advance(3600)
    answer = marsview.send("GET", "/conversation/get_txn/txn-1", headers={"Authorization": token})

    assert bad_token(answer) == ("TokenExpiredError", "jwt expired")


@pytest.mark.parametrize("kind", ["application-json", "Application-JSON; charset=utf-8"])
def test_the_content_type_may_be_spelt_as_in_the_vendors_table(marsview: Caller, kind: str) -> None:
    """`application-json` is JSON: its fields are read and checked, and what is no JSON is refused."""
    good, missing, broken = (
        marsview.send("POST", TOKEN, content=content, headers={"Content-Type": kind})
        for content in (json.dumps(GOOD).encode(), b'{"apiKey": "tester", "userId": "me"}', b"apiKey=tester")
    )

    assert good.status_code == 200
    assert is_good(marsview, f"Bearer {good.json()['data']['accessToken']}")
    assert refusal(missing) == refusal(broken) == (400, "understudy:bad_request")
    assert "apiSecret" in missing.json()["message"]


@pytest.mark.parametrize("keys", [None, {KEY: "first"}], ids=["any keys", "listed keys"])
def test_one_secret_is_active(keys: dict[str, str | None] | None) -> None:
    """Once the secret was replaced the old pair gets 401, the new one a token; a token from before stays good."""
    with calling(Settings(speed=0.0, keys=keys)) as marsview:
        before = marsview.ask_token(secret="first").json()["data"]["accessToken"]
        marsview.tenant().replace_secret("second")

        assert refusal(marsview.ask_token(secret="first")) == (401, "NJSCFE001")
        assert marsview.ask_token(secret="second").status_code == 200
        assert is_good(marsview, f"Bearer {before}")


def test_a_token_may_run_out_sooner_than_it_says(marsview: Caller) -> None:
    """A scenario can end its life early; the answer still says 3600 seconds, as documented, and a new one is good."""
    marsview.tenant().play(find("marsview/token_expires"))
    body = marsview.ask_token().json()
    first = f"Bearer {body['data']['accessToken']}"
    seen = [is_good(marsview, first)]
    for seconds in (118, 2):
        marsview.tenant().clock.advance(seconds)
        seen.append(is_good(marsview, first))

    assert body["data"]["expiresIn"] == 3600
    assert seen == [True, True, False]
    assert is_good(marsview, f"Bearer {marsview.ask_token().json()['data']['accessToken']}")
