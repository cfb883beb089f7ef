"""What holds for every answer: origin, headers, rights, escaping, calm errors."""

import logging

import pytest
from starlette.requests import Request

from console.frame.shield import POLICY
from tests.console.conftest import HERE, Desk

ADMIN_PAGES = ("/console/staff", "/console/staff/1", "/console/settings", "/console/alerts")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},  # nothing said
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://linhson.test.evil.example"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "none"},
        {"Origin": "", "Referer": "https://evil.example/http://linhson.test/"},
    ],
)
async def test_a_form_from_elsewhere_changes_nothing(desk: Desk, headers: dict[str, str]) -> None:
    client = await desk.sign_in("hoa", role="officer")
    del client.headers["Origin"]
    sent = {name: value for name, value in headers.items() if value}
    answer = await client.post("/console/language", data={"language": "en"}, headers=sent)
    assert answer.status_code == 403
    assert "cross_origin_refused" in desk.counted
    assert '<html lang="vi">' in (await client.get("/console/me")).text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": HERE}, {"Referer": f"{HERE}/console/me"}]
)
async def test_a_form_of_our_own_page_is_taken(desk: Desk, headers: dict[str, str]) -> None:
    client = await desk.sign_in("hoa", role="officer")
    del client.headers["Origin"]
    assert (await client.post("/console/logout", headers=headers)).status_code == 303


async def test_platforms_hooks_are_outside_the_same_origin_rule(desk: Desk) -> None:
    client = await desk.browser()
    del client.headers["Origin"]
    assert (await client.post("/hook/nobody", json={})).status_code == 404


@pytest.mark.parametrize("path", ["/", "/console/login", "/console/me", "/console/nix", "/nix", "/static/base.css"])
async def test_every_answer_carries_the_headers(desk: Desk, path: str) -> None:
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert ("no-store" in answer.headers.get("cache-control", "")) == path.startswith("/console")


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    assert "default-src 'self'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "unsafe" not in POLICY
    assert "http" not in POLICY


@pytest.mark.parametrize("path", ADMIN_PAGES)
@pytest.mark.parametrize("role", ["officer", "observer"])
async def test_only_an_admin_sees_the_admins_pages(desk: Desk, path: str, role: str) -> None:
    client = await desk.sign_in("nam", role=role)
    assert (await client.get(path)).status_code == 403
    assert path.rsplit("/1", 1)[0] not in (await client.get("/console/me")).text


@pytest.mark.parametrize(
    "path", ["/console/staff", "/console/staff/1", "/console/staff/1/password", "/console/settings", "/console/alerts"]
)
async def test_no_form_of_the_admins_pages_takes_an_officers_word(desk: Desk, path: str) -> None:
    client = await desk.sign_in("nam", role="officer")
    answer = await client.post(path, data={"name": "x", "role": "admin", "login_name": "x"})
    assert answer.status_code == 403


async def test_an_observer_takes_nothing_in(desk: Desk) -> None:
    client = await desk.sign_in("nam", role="observer")
    assert (await client.get("/console/intake")).status_code == 403
    answer = await client.post("/console/intake", data={"kind": "phan_anh", "text": "x"})
    assert answer.status_code == 403


async def test_names_are_shown_and_never_run(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    desk.hire("nam", name='<script>alert("x")</script>')
    for path in ("/console/staff", "/console/staff/2"):
        text = (await admin.get(path)).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in text


async def test_no_page_carries_a_style_or_script_that_the_policy_forbids(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    for path in ("/", "/console/login", "/console/me", "/console/help", "/console/intake", *ADMIN_PAGES):
        text = (await admin.get(path)).text
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert " onclick=" not in text, path
        data = text.count('<script type="application/ld+json">')  # for search engines; no browser runs it
        assert text.count("<script") - data == text.count('<script type="module" src="/static/'), path


@pytest.mark.parametrize("path", ["/nix", "/console/nix", "/console/staff/999"])
async def test_an_error_says_what_happened_that_nothing_is_lost_and_what_next(desk: Desk, path: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    answer = await admin.get(path)
    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text
    assert "Không có gì bị mất" in answer.text


async def test_a_broken_page_shows_a_number_and_logs_no_word_of_what_broke(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: Request) -> None:
        raise ValueError("Bà Hoa tố cáo ông Nam")

    desk.app.add_api_route("/console/broken", broken)
    client = await desk.browser()
    with caplog.at_level(logging.ERROR, "danban.console"):
        answer = await client.get("/console/broken")
    assert answer.status_code == 500
    number = answer.text.split("<code>")[1].split("</code>")[0]
    assert number in caplog.text
    assert "ValueError" in caplog.text
    assert "tố cáo" not in caplog.text + answer.text
    assert answer.headers["content-security-policy"] == POLICY


async def test_a_body_over_the_bound_is_refused(desk: Desk) -> None:
    client = await desk.browser()
    size = desk.context.limits.body_bytes + 1
    answer = await client.post("/console/login", content=b"", headers={"Content-Length": str(size)})
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        f"/console/files/{10**30}/original",
        "/console/?unit=" + "9" * 100,
        "/console/?pages=" + "9" * 5000,
        "/console/?after=0_" + "9" * 100,
        "/console/export.xlsx?unit=" + "9" * 100,
        f"/chat?before={10**30}",
    ],
)
async def test_a_number_that_no_database_holds_is_no_fault_of_ours(desk: Desk, path: str) -> None:
    client = await desk.sign_in("hoa", role="officer")
    assert (await client.get(path)).status_code in {200, 404, 422}
    assert "page_failed" not in desk.counted


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/console/alerts", {"upto": "9" * 100}),
        ("/console/alerts", {"only": "9" * 5000}),
        ("/console/settings", {"duty": "9" * 5000}),
        ("/console/staff/" + "9" * 100, {"name": "x"}),
    ],
)
async def test_a_form_with_such_a_number_is_no_fault_either(desk: Desk, path: str, data: dict[str, str]) -> None:
    client = await desk.sign_in("quang", role="admin")
    assert (await client.post(path, data=data)).status_code < 500
    assert "page_failed" not in desk.counted


async def test_an_origin_that_is_no_address_is_refused_like_any_other(desk: Desk) -> None:
    client = await desk.browser()
    answer = await client.post("/console/login", headers={"Origin": "http://[bad"})
    assert answer.status_code == 403
    assert answer.headers["content-security-policy"] == POLICY


async def test_a_referer_that_is_no_address_leads_to_the_login(desk: Desk) -> None:
    client = await desk.browser()
    answer = await client.post("/console/logout/x", headers={"Referer": "http://[bad"})
    assert answer.status_code == 404
    taken = await client.post("/console/cases/LS-26-000001/take", headers={"Referer": "http://[bad"})
    assert taken.headers["location"] == "/console/login?next=%2Fconsole%2F"


@pytest.mark.parametrize("path", ["/chat/send", "/chat/upload"])
@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"name": "\\ud800", "mime": "\\ud800", "size": 5}',
        '{"name": "a", "mime": "b", "size": Infinity}',
        '{"key": "12345678", "text": "a", "uploads": ["\\ud800"]}',
        '{"key": "12345678", "text": "a", "point": {"lat": 1' + "0" * 400 + ', "lon": 0}}',
    ],
)
async def test_json_of_odd_shapes_is_refused_with_a_sentence(desk: Desk, path: str, body: str) -> None:
    client = await desk.browser()
    await client.get("/chat")
    answer = await client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert 303 <= answer.status_code < 500
    assert "page_failed" not in desk.counted
