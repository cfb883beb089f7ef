"""What staff typed is not lost with their session; print, trail and hours say what they should."""

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest

from civics.cases.moves import Says
from civics.ward.roles import ACTS as RIGHTS
from console.frame.render import STAFF_LANGUAGES
from storage.cases import answers
from storage.ward import audit
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework, at, part
from tests.console.conftest import PASSWORD, Desk
from tests.parts import shared

ROOT = Path(__file__).parents[3]
FATES = ("waiting", "sending", "sent", "held", "gone", "failed", "doubtful", "late", "back")


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def test_an_answer_typed_when_the_session_has_ended_is_sent_after_signing_in(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    form = work.form(filed, text='Mai phường dọn <b>"ngay"</b>', verb="word")
    desk.clock.pass_(timedelta(hours=13))
    ended = await client.post(at(filed, "answer"), data=form)
    assert ended.status_code == 401
    assert "Những gì anh/chị vừa viết vẫn còn" in ended.text
    assert "Mai phường dọn" not in ended.text  # only for who signs in
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', ended.text)
    wrong = await client.post("/console/login", data={"login": "hoa", "password": "x", "kept": html.unescape(kept)})
    assert kept in wrong.text
    login = {"login": "hoa", "password": PASSWORD, "kept": html.unescape(kept), "next": at(filed)}
    page = await client.post("/console/login", data=login)
    assert page.status_code == 200
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    assert html.unescape(fields["text"]) == form["text"]
    (action,) = re.findall(r'method="post" action="([^"]+)"', page.text)
    sent = await client.post(action, data={name: html.unescape(value) for name, value in fields.items()})
    assert sent.status_code == 303
    assert form["text"] in str(work.sent()[0][1]).replace('\\"', '"')


async def test_nobody_else_gets_what_was_typed(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    desk.hire("minh")
    form = work.form(filed, text="Mai phường dọn")
    desk.clock.pass_(timedelta(hours=13))
    ended = await client.post(at(filed, "answer"), data=form)
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', ended.text)
    for token in (html.unescape(kept), "x", "~seal:AAAA"):
        answer = await client.post("/console/login", data={"login": "minh", "password": PASSWORD, "kept": token})
        assert answer.status_code == 303
        assert "Mai phường dọn" not in answer.text


async def test_a_stranger_without_a_session_is_sent_to_the_login(desk: Desk, work: Casework) -> None:
    answer = await (await desk.browser()).post(at(work.file(), "answer"), data={"text": "x"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/login")


async def test_hours_stay_in_the_conversation_and_the_trail_after_days(desk: Desk, work: Casework) -> None:
    filed = work.file()
    desk.clock.pass_(timedelta(days=3))
    client = await desk.sign_in("hoa", role="officer")
    for name in ("talk", "trail"):
        assert "24/11 10:00</time>" in await part(client, filed, name)


async def test_the_trail_shows_no_raw_key(desk: Desk, work: Casework) -> None:
    filed = work.file()
    by = Reader(desk.hire("minh"), "officer")
    for each in Says:
        desk.database.run(answers.say, filed.case_id, verb=each, text="x", by=by)
    for fate in FATES:
        desk.database.run(audit.record, f"answer.{fate}", actor="system", case_id=filed.case_id)
    trail = await part(await desk.sign_in("hoa", role="officer"), filed, "trail")
    assert not re.findall(r">\s*(?:case|answer|file|chat)\.[a-z_]+", trail)
    assert not re.findall(r"</span> [a-z]+\.[a-z_]+", trail)


ACT = re.compile(r'"((?:case|answer|file|chat|reach|second|move)\.[a-z0-9_]*[a-z0-9])"')
# Acts without a case: a talk that moved, came back or was answered outside; records of answers.
BARE = {"chat.moved", "chat.recovered", "chat.staff_wrote", "chat.emergency", "move.refused",
        "answer.agree", "answer.propose", "answer.refuse"}  # fmt: skip
ENDS = ("done", "refused", "back", "void", "past")  # of an act that waits for a second person
# Names of the same form that are no acts: of a webhook's events, and of a kind of waiting act.
NAMES = {"case.shown", "case.gone", "answer.send"}


def recorded() -> set[str]:
    """Every act on the trail of a case that the code names: no right of a role, no word of the catalogue."""
    sources = (path.read_text("utf-8") for floor in ("storage", "handlers") for path in (ROOT / floor).rglob("*.py"))
    found = {act for source in sources if "audit" in source for act in ACT.findall(source)}
    return {each for each in found if each not in RIGHTS and not shared().words.has("vi", each)} - BARE - NAMES


@pytest.mark.parametrize("language", STAFF_LANGUAGES)
def test_every_act_on_a_case_has_words_on_its_trail(language: str) -> None:
    acts = recorded() | {f"answer.{fate}" for fate in FATES} | {f"second.{end}" for end in ENDS}
    assert len(acts) > 70
    assert {each for each in acts if not shared().words.has(language, f"desk.act.{each}")} == set()


def test_what_is_printed_has_no_internal_note_and_whole_dates() -> None:
    style = (ROOT / "console/static/case.css").read_text("utf-8").partition("@media print")[2]
    assert re.search(r"[^{}]*\.note[^{}]*\{ display: none", style)
    base = (ROOT / "console/static/base.css").read_text("utf-8").partition("@media print")[2]
    assert "attr(title)" in base
    assert re.search(r"\.no-print \{ display: none !important", base), "what is no part of a paper, on every page"


def test_the_menu_of_the_person_has_a_name_on_a_phone() -> None:
    base = (ROOT / "console/static/base.css").read_text("utf-8")
    assert not re.search(r"\.menu__name \{[^}]*display: none", base)
