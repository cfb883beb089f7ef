"""Every address of the service, requested by everybody: nothing breaks, and nobody gets what is not for them."""

import html
import io
import logging
import shutil
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from console.frame.access import COOKIE as STAFF_COOKIE
from console.frame.visitor import COOKIE as CHAT_COOKIE
from core.clock import system_clock
from storage.people import staff
from tests.bot.crawled_ward import BALLOT, PERSONAL, PROBE, SEALED, build, reopened
from tests.bot.crawling import COOKIES, HERE, HOOK_SECRET, Answer, Town
from tests.bot.province.towns import made

STAFF = ("observer", "officer", "admin", "named")
VISITORS = {True: ("nobody", "resident", *STAFF), False: ("nobody", "resident", "neighbour", "officer")}
_SEARCHES = ("q=nhan+tien", "q=ma+tchu", "kind=to_cao", "topic=khac&state=forwarded")
QUERIES = dict.fromkeys(("/console/", "/console/rows", "/console/export.xlsx"), _SEARCHES)
FIELDS = ("text", "title", "name", "login", "password", "state", "kind", "topic", "unit", "version", "seen", "to", "at",
          "size", "count", "code", "word", "role", "why", "day", "opens", "closes", "group", "q")  # fmt: skip
BODIES = (
    *(("application/x-www-form-urlencoded", urlencode(dict.fromkeys(FIELDS, odd)).encode())
      for odd in ("", PROBE, "9" * 40, "\0")),
    ("application/json", b'{"text": [1], "press": {"a": 1e999}}'),
    ("application/json", b"[" * 5000),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nq'),
)  # fmt: skip


# Of what could be asked of each route, every eighth call, another one at each route; `make deep` makes them all.
SHARES = pytest.mark.parametrize(
    "share", [pytest.param(8, id="an eighth"), pytest.param(1, id="all", marks=pytest.mark.deep)]
)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Town:
    found = build(tmp_path_factory.mktemp("town"))
    found.service.database.close()
    return found


@pytest.fixture
async def town(seeded: Town, tmp_path: Path) -> AsyncIterator[Town]:
    found = reopened(seeded, tmp_path)
    yield found
    await found.service.close()


class Runs(HTMLParser):
    """Collects the scripts of a page that a browser would run and that are not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.script = tag == "script" and ("type", "application/ld+json") not in attrs  # that is data
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, words: str) -> None:
        if self.script and "alert(1)" in words:
            self.found.append(words)

    def handle_endtag(self, tag: str) -> None:
        self.script = False


def words(answer: Answer) -> str:
    """All text of an answer, of a zipped document too."""
    if answer.body[:2] != b"PK":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def told(answer: Answer, marks: tuple[str, ...]) -> list[str]:
    whole = words(answer)
    return [mark for mark in marks if mark in whole]


def wrong_in(answer: Answer, who: str, path: str, *, secret: str = "") -> Iterator[str]:
    """What must not be in an answer to that person."""
    kind = answer.headers.get("content-type", "")
    if answer.status >= 500:
        yield "broken"
    if who not in STAFF and path.startswith("/console") and path != "/console/login" and answer.status == 200:
        yield "nobody signed in"
    if "html" in kind:
        runs = Runs()
        runs.feed(answer.text)
        yield from runs.found
    elif "xml" in kind and "<script>" in html.unescape(answer.text):
        yield "a tag in a feed"
    own = who == "resident" and path.startswith("/chat")
    if who != "named" and not own:
        yield from told(answer, (*SEALED, secret) if secret else SEALED)
    yield from told(answer, BALLOT)
    if who in ("nobody", "observer", "resident", "neighbour") and not own:
        yield from told(answer, PERSONAL)


@SHARES
async def test_whatever_can_be_looked_at_is_whole_and_tells_nobody_too_much(
    town: Town, caplog: pytest.LogCaptureFixture, share: int
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong: list[str] = []
    probed = named = 0
    for number, (method, path) in enumerate(town.routes()):
        if method != "GET":
            continue
        asked = [
            (each, who) for each in town.addresses(path, odd=False) for who in VISITORS[path.startswith("/console")]
        ]
        asked += [(f"{path}?{each}", who) for each in QUERIES.get(path, ()) for who in STAFF]
        asked += [(each, "admin") for each in town.addresses(path, odd=True)]
        for address, who in asked[number % share % len(asked) :: share]:
            answer = await town.ask(address, who)
            secret = "" if town.secret in address else town.secret
            found = wrong_in(answer, who, path, secret=secret)
            wrong += [f"{who} {address} {answer.status}: {each}" for each in found]
            probed += "&lt;script&gt;alert(1)" in answer.text
            named += who == "named" and bool(told(answer, SEALED))
    assert not wrong, "\n".join(wrong[:60])
    assert probed > 50 // share  # the probes were there to be seen
    assert named > 3 // share
    assert not told(Answer(200, {}, caplog.text.encode()), (*SEALED, *BALLOT))


async def test_nothing_is_changed_by_a_form_from_elsewhere_and_hooks_want_their_secret(town: Town) -> None:
    elsewhere: tuple[dict[str, str], ...] = (
        {},
        {"origin": "http://elsewhere.test"},
        {"sec-fetch-site": "cross-site", "origin": HERE},
    )
    for number, (method, path) in enumerate(town.routes()):
        if method == "GET" or path.startswith("/open311"):  # other programs call it, with a key and without a session
            continue
        (address, *_) = town.addresses(path, odd=False)
        headers = elsewhere[number % 3]  # they are refused before the route is known
        answer = await town.ask(address, "named", method=method, headers=headers)
        assert answer.status == 403, (address, headers)
    assert (await town.ask("/metrics")).status == 403
    assert (await town.ask("/metrics", headers={"x-forwarded-for": "203.0.113.9"}, address="127.0.0.1")).status == 403
    figures = (await town.ask("/metrics", address="127.0.0.1")).text
    assert 'danban_hook_refused_total{channel="telegram"} 1.0' in figures


@SHARES
async def test_no_form_breaks_whoever_sends_whatever(town: Town, share: int) -> None:
    wrong: list[str] = []
    for number, (method, path) in enumerate(town.routes()):
        if method == "GET" or path == "/console/login":
            continue
        address = town.addresses(path, odd=False)[-1]
        sent = [(who, *each) for who in ("nobody", "observer", "resident", "named") for each in BODIES]
        for who, kind, body in sent[number % share :: share]:
            headers = {"origin": HERE, "content-type": kind}
            answer = await town.ask(address, who, method=method, body=body, headers=headers)
            wrong += [f"{who} {address} {kind} {body[:30]!r}: {each}" for each in wrong_in(answer, who, path)]
            if who in ("nobody", "observer") and path.startswith("/console/") and answer.status < 300:
                wrong.append(f"{who} {address}: was let in")
    assert not wrong, "\n".join(wrong[:60])


async def test_another_ward_on_the_same_host_gives_nothing_for_what_opens_this_one(
    seeded: Town, tmp_path: Path
) -> None:
    """Every page, file, hook and stream of `bb` with the ids, codes, tokens and sessions of `aa`."""
    before = seeded.service.settings
    shutil.copytree(before.files_dir.parent, tmp_path / "wards" / "aa")
    with closing(sqlite3.connect(tmp_path / "wards" / "aa" / "ward.sqlite3")) as file, file:
        file.execute("UPDATE staff SET demo = 0")  # a province serves no ward whose passwords everybody knows
    keys = {"WARD_AA_SECRET_KEY": before.secret_key, "WARD_AA_TELEGRAM_TOKEN": before.telegram_token,
            "WARD_AA_TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET, "WARD_BB_TELEGRAM_TOKEN": "4343:TEST",
            "WARD_BB_TELEGRAM_WEBHOOK_SECRET": "another-secret-of-its-hook", "TELEGRAM_MODE": "webhook"}  # fmt: skip
    towns = made(tmp_path, "aa", "bb", clock=system_clock, more=keys)
    await towns.wards.refresh()
    other = await towns.wards.open("bb")
    other.service.database.run(lambda work: staff.add(work, "canbo", name="Khác", password="x", role="admin"))
    door: Any = towns.door  # it is asked like one ward's pages
    town = Town(seeded.service, door, seeded.staff_cookies, seeded.real, seeded.secret)
    marks = (*SEALED, *PERSONAL, *BALLOT, town.secret)
    wrong: list[str] = []
    opened = 0
    for number, (method, path) in enumerate(seeded.routes()):
        addresses = town.addresses(path, odd=False)
        address, who = addresses[number % len(addresses)], ("officer", "observer", "resident")[number % 3]
        jar = {STAFF_COOKIE: seeded.staff_cookies.get(who, ""), CHAT_COOKIE: COOKIES.get(who, "")}
        cookie = "; ".join(
            f"{begin}{name}={value}" for begin in ("aa.", "bb.", "") for name, value in jar.items() if value
        )
        headers = {"host": "tinh.test", "origin": "http://tinh.test", "cookie": cookie,
                   "x-telegram-bot-api-secret-token": HOOK_SECRET}  # fmt: skip
        answer = await town.ask(f"/w/bb{address}", method=method, headers=headers)
        opened += (
            (await town.ask(f"/w/aa{address}", method=method, headers=headers)).status == 200 if number % 6 == 0 else 0
        )
        bad = [each for each in told(answer, marks) if each not in address]
        signed_in = path.startswith("/console") and path not in _OPEN_CONSOLE and answer.status < 300
        hooked = path.startswith("/hook") and method == "POST" and answer.status != 403
        if bad or signed_in or hooked or answer.status >= 500:
            wrong.append(f"{method} {address} as {who}: {answer.status} {bad}")
    await towns.close()
    assert not wrong, "\n".join(wrong[:60])
    assert opened > 10, "the same asks open pages of the ward that they belong to"


_OPEN_CONSOLE = ("/console/login", "/console/logout")
