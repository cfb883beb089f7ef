"""Staff sign in with an account at an OpenID provider: an admin ties it, the second factor stays, readers may not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from console.frame.openid import AwayError, UntrueError
from core.message import Json
from core.settings import Settings
from storage.people import identities, readers, staff
from storage.ward import audit
from tests.console.conftest import PASSWORD, Desk
from tests.console.ward.test_own_account import equipped

SUB = "0f7c-nam"


@dataclass(slots=True)
class FakeProvider:
    """Says `said` of whoever comes back with the code "good", if nonce and verifier are those of the way there."""

    said: dict[str, Json] = field(default_factory=lambda: {"sub": SUB})
    away: bool = False
    asked: dict[str, str] = field(default_factory=dict)

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """A page elsewhere."""
        if self.away:
            raise AwayError("it is away")
        self.asked = {"nonce": nonce, "verifier": verifier}
        return f"https://sso.example/authorize?{urlencode({'state': state})}"

    def claims(self, code: str, *, nonce: str, verifier: str) -> Mapping[str, Json]:
        """As above."""
        if code != "good" or self.asked != {"nonce": nonce, "verifier": verifier}:
            raise UntrueError("code")
        return self.said


@pytest.fixture
def provider(desk: Desk) -> FakeProvider:
    found = FakeProvider()
    settings = replace(desk.context.settings, oidc_issuer="https://sso.example", oidc_client_id="danban")
    use(desk, settings, found)
    return found


def use(desk: Desk, settings: Settings, provider: FakeProvider) -> None:
    desk.context = replace(desk.context, provider=provider, ward=replace(desk.context.ward, settings=settings))
    desk.app.state.context = desk.context
    desk.app.state.pages = type(desk.app.state.pages)(desk.context)


async def comes_back(browser: httpx.AsyncClient, *, code: str = "good", target: str = "") -> httpx.Response:
    """To the provider and back."""
    gone = await browser.get("/console/openid", params={"next": target})
    assert gone.status_code == 303
    state = parse_qs(urlsplit(gone.headers["location"]).query)["state"][0]
    return await browser.get("/console/openid/back", params={"code": code, "state": state})


async def tied(desk: Desk, *, role: str = "officer", subject: str = SUB) -> int:
    """An officer whose identity an admin has tied; returns the account's id."""
    admin = await desk.sign_in("hoa", role="admin")
    nam = desk.hire("nam", role=role, demo=False)
    answer = await admin.post(f"/console/staff/{nam}/identity", data={"subject": subject})
    assert answer.status_code == 303, answer.text
    return nam


async def test_who_is_tied_comes_in_and_who_is_not_is_told_what_to_do(desk: Desk, provider: FakeProvider) -> None:
    stranger = await desk.browser()
    shown = await stranger.get("/console/login")
    assert "Đăng nhập bằng sso.example" in shown.text
    unknown = await comes_back(stranger)
    assert (unknown.status_code, SUB in unknown.text, "nhờ quản trị" in unknown.text) == (403, True, True)
    nam = await tied(desk)
    inside = await comes_back(stranger, target="/console/cases?mine=1")
    assert (inside.status_code, inside.headers["location"]) == (303, "/console/cases?mine=1")
    assert (await stranger.get("/console/me")).status_code == 200
    assert desk.database.look(staff.get, nam).handed_by is not None, "the two are no two people for some days"
    assert "staff.identity_tied" in {each.act for each in desk.database.look(audit.since, 0)}
    assert (await stranger.post("/console/login", data={"login": "nam", "password": PASSWORD})).status_code == 303


async def test_the_second_factor_is_asked_all_the_same(desk: Desk, provider: FakeProvider) -> None:
    nam = await tied(desk, role="admin")
    await equipped(desk, "nam")
    browser = await desk.browser(address="198.51.100.7")
    inside = await comes_back(browser)
    assert inside.headers["location"].startswith("/console/enter")
    assert (await browser.get("/console/me")).status_code == 303
    assert desk.database.look(staff.get, nam).has_factor


async def test_a_reader_of_denunciations_comes_in_by_password_only(desk: Desk, provider: FakeProvider) -> None:
    nam = await tied(desk)
    desk.database.run(readers.grant, nam, by=None)
    assert desk.database.look(identities.of, nam) == ""
    assert (await comes_back(await desk.browser())).status_code == 403
    admin = await desk.sign_in("hoa")
    again = await admin.post(f"/console/staff/{nam}/identity", data={"subject": SUB})
    assert (again.status_code, "chỉ vào bằng mật khẩu" in again.text) == (409, True)
    hoa = desk.database.look(staff.for_login, "hoa")
    assert hoa is not None
    own = await admin.post(f"/console/staff/{hoa[0].id}/identity", data={"subject": "mine"})
    assert own.status_code == 409, "nobody ties their own"


async def test_an_identity_has_one_account_and_a_closed_account_lets_nobody_in(
    desk: Desk, provider: FakeProvider
) -> None:
    nam, lan = await tied(desk), desk.hire("lan")
    admin = await desk.sign_in("hoa")
    assert (await admin.post(f"/console/staff/{lan}/identity", data={"subject": f" {SUB} "})).status_code == 409
    desk.database.run(staff.disable, nam, disabled=True)
    assert (await comes_back(await desk.browser())).status_code == 403
    desk.database.run(staff.disable, nam, disabled=False)
    assert (await admin.post(f"/console/staff/{nam}/identity", data={"subject": ""})).status_code == 303
    assert (await comes_back(await desk.browser())).status_code == 403


async def test_only_the_browser_that_asked_brings_the_answer_and_in_time(desk: Desk, provider: FakeProvider) -> None:
    await tied(desk)
    browser, other = await desk.browser(), await desk.browser(address="198.51.100.7")
    gone = await browser.get("/console/openid")
    state = parse_qs(urlsplit(gone.headers["location"]).query)["state"][0]
    back = {"code": "good", "state": state}
    assert (await other.get("/console/openid/back", params=back)).status_code == 400
    forged = '{"state":"s","nonce":"n","verifier":"v","target":"/console/","until":9999999999}'
    other.cookies.set("danban_openid", forged)
    assert (await other.get("/console/openid/back", params={"code": "good", "state": "s"})).status_code == 400
    assert (await browser.get("/console/openid/back", params={**back, "state": "x"})).status_code == 400
    assert (await browser.get("/console/openid/back", params=back)).status_code == 400, "the wrong one used it up"
    assert (await comes_back(browser, code="bad")).status_code == 401
    gone = await browser.get("/console/openid")
    state = parse_qs(urlsplit(gone.headers["location"]).query)["state"][0]
    desk.clock.pass_(timedelta(minutes=11))
    late = await browser.get("/console/openid/back", params={"code": "good", "state": state})
    assert (late.status_code, "mười phút" in late.text) == (400, True)
    provider.away = True
    away = await browser.get("/console/openid")
    assert (away.status_code, "bằng mật khẩu" in away.text) == (503, True)
    assert re.search("name=.password", away.text)


async def test_a_mail_address_counts_only_when_the_provider_has_verified_it(desk: Desk, provider: FakeProvider) -> None:
    use(desk, replace(desk.context.settings, oidc_claim="email"), provider)
    await tied(desk, subject="nam@linhson.example")
    provider.said = {"sub": SUB, "email": "nam@linhson.example"}
    assert (await comes_back(await desk.browser())).status_code == 403
    provider.said["email_verified"] = True
    assert (await comes_back(await desk.browser())).status_code == 303


async def test_without_a_provider_there_is_no_other_way_in(desk: Desk) -> None:
    browser = await desk.browser()
    assert "openid" not in (await browser.get("/console/login")).text
    assert (await browser.get("/console/openid")).headers["location"] == "/console/login"
    assert (await browser.get("/console/openid/back", params={"code": "good", "state": ""})).status_code == 400
