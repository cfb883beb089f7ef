"""Acts on cases by command: the resident gets what the console would have sent, and the trail says who and how."""

import io
import re
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from bot.__main__ import _parser, main
from bot.commands import bulk, case, team
from console.app import build
from console.frame.context import Context
from core.errors import NotAllowedError, NotFoundError
from storage.cases import cases, finding
from storage.cases.cases import Filing
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media.files import Folder
from storage.people import staff
from storage.ward import audit
from storage.ward.sight import Reader
from tests.databases import Now
from tests.handlers.street import Citizen, Street
from tests.parts import migrated, shared

PASSWORD = "mật khẩu để thử"
BODY = "Điện lực phường"
HERE = "https://linhson.example"
# Each step as a command and as a form of the console, with the minutes that pass after it.
STEPS: tuple[tuple[str, Sequence[str], str, dict[str, str], int], ...] = (
    ("take", (), "", {}, 2),
    ("note", (), "Gọi điện lực rồi", {}, 2),
    (
        "move",
        ("forwarded", "--where", "Điện lực phường"),
        "",
        {"to": "forwarded", "forwarded_to": "Điện lực phường"},
        2,
    ),
    ("word", (), "Mai có người tới", {"verb": "word"}, 2),
    ("ask", (), "Số nhà nào ạ", {"verb": "ask"}, 2),
    ("move", ("taken",), "", {"to": "taken"}, 2),
    ("answer", (), "Đèn đã sửa xong ạ", {}, 5),
    ("close", (), "", {"to": "closed"}, 2),
    ("move", ("reopened",), "", {"to": "reopened"}, 2),
)

FORMS = {"close": "move", "word": "answer", "ask": "answer"}  # the console's address of a command


@pytest.fixture
def street(store: Database, now: Now) -> Street:
    """A ward with residents."""
    return Street(store, now)


def given(street: Street, *words: str, types: str = "") -> Namespace:
    found = _parser().parse_args(["case", *words])
    found.text = types
    return found


def by_command(street: Street, *words: str, types: str = "") -> None:
    street.store.run(case.perform, street.ward, given(street, *words, types=types))


def hire(street: Street, login: str, **how: object) -> int:
    password = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    values = {"name": login.title(), "password": password, "role": "officer", "demo": True, **how}
    return street.store.run(staff.add, login, **values)  # type: ignore[arg-type]  # fields by name


def case_of(street: Street, code: str, by: Reader) -> cases.CaseView:
    def read(work: UnitOfWork) -> cases.CaseView:
        return cases.view(work, finding.id_of(work, code, reader=by), reader=by)

    return street.store.look(read)


async def console(street: Street, folder: Path) -> httpx.AsyncClient:
    """The console of the same ward, with somebody signed in."""
    files = Folder(folder, seal=street.store.seal)
    app = build(Context(street.ward, street.store, files, clock=street.now), pages=shared().pages)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE, headers={"Origin": HERE})
    assert (await client.post("/console/login", data={"login": "hoa", "password": PASSWORD})).status_code == 303
    return client


def heard(citizen: Citizen, code: str) -> list[tuple[str, tuple[str, ...]]]:
    """What a chat got since the case was filed: texts and buttons, without the case's code."""
    since = next(number for number, each in enumerate(citizen.all()) if code in each.outgoing.text)
    return [
        (each.outgoing.text.replace(code, "CODE"), tuple(re.sub(r"^\d+\. ", "", label) for label in each.buttons))
        for each in citizen.all()[since:]
    ]


def trail(street: Street, code: str, by: Reader) -> list[audit.Act]:
    return street.store.look(audit.trail, case_of(street, code, by).id)


async def test_the_resident_and_the_trail_get_the_same_by_command_and_in_the_console(
    street: Street, tmp_path: Path
) -> None:
    by = Reader(hire(street, "hoa"), "officer")
    lan, tu = street.person("Lan").greeted(), street.person("Tu").greeted()
    first, second = lan.files(), tu.files()
    client = await console(street, tmp_path)
    for act, words, types, form, minutes in STEPS:
        by_command(street, act, first, "--as", "hoa", *words, types=types)
        address = f"/console/cases/{second}/{FORMS.get(act, act)}"
        version = str(case_of(street, second, by).version)
        answer = await client.post(address, data={"version": version, "text": types, **form})
        assert answer.status_code == 303, (act, answer.text)
        street.now.pass_(minutes=minutes)
        street.send()
    await client.aclose()
    assert heard(lan, first) == heard(tu, second)
    for part in (BODY, "Đèn đã sửa xong"):
        assert lan.saw(part)
    lines = [[each for each in trail(street, code, by) if each.staff_id] for code in (first, second)]
    kept = ("before", "after", "files")
    told = [[(each.act, each.staff_name, {k: v for k, v in each.detail.items() if k in kept}) for each in some]
            for some in lines]  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) == len(STEPS)
    assert [{each.actor for each in some} for some in lines] == [{audit.COMMAND}, {audit.STAFF}]


def test_teams_and_many_cases_by_command_and_an_observer_may_nothing(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    hire(street, "hoa", name="Hoa")
    hire(street, "sep", role="leader")
    hire(street, "quan", role="observer")
    first = street.person("Lan").greeted().files()

    def told(*words: str) -> Namespace:
        found = _parser().parse_args(list(words))
        found.text = "Mai tới"
        return found

    def arranged(*words: str) -> None:
        street.store.run(team.perform, told("team", *words))

    arranged("put", "Đô thị", "hoa", "--as", "sep")
    arranged("rule", "--team", "Đô thị", "--officer", "hoa", "--as", "sep")
    second = street.person("Tu").greeted().files()
    arranged("list", "--as", "hoa")
    assert "Đô thị: 1 members" in capsys.readouterr().out
    by = Reader(hire(street, "xem"), "officer")
    assert (case_of(street, second, by).team, case_of(street, second, by).officer) == ("Đô thị", "Hoa")
    many = ("bulk", "assign", first, second, "--to", "xem", "--as", "sep")
    assert all(each.done for each in street.store.run(bulk.perform, street.ward, told(*many)))
    assert case_of(street, first, by).officer_id is None  # without --yes it only looks
    street.store.run(bulk.perform, street.ward, told(*many, "--yes"))
    assert case_of(street, first, by).officer_id == case_of(street, second, by).officer_id == by.staff_id
    by_command(street, "team", first, "Đô thị", "--as", "hoa")
    by_command(street, "assign", first, "--as", "hoa")
    assert (case_of(street, first, by).team, case_of(street, first, by).officer) == ("Đô thị", "")
    for refused in (
        ("put", "Riêng", "--as", "hoa"),
        ("retire", "Đô thị", "--as", "quan"),
        ("rule", "--team", "Đô thị", "--as", "hoa"),
    ):
        with pytest.raises(NotAllowedError):
            arranged(*refused)
    for words in (
        ("take",), ("assign",), ("team",), ("word",), ("ask",), ("answer",), ("move", "forwarded", "--where", BODY),
        ("forward", BODY), ("note",), ("drop", "spam"), ("snooze", "2026-11-26"), ("wake",), ("link", second),
    ):  # fmt: skip
        act, *rest = words
        with pytest.raises(NotAllowedError):
            by_command(street, act, first, *rest, "--as", "quan", types="Mai tới")


async def test_the_console_says_which_acts_came_by_command(street: Street, tmp_path: Path) -> None:
    hire(street, "hoa")
    code = street.person().greeted().files()
    by_command(street, "take", code, "--as", "hoa")
    client = await console(street, tmp_path)
    page = (await client.get(f"/console/cases/{code}")).text
    await client.aclose()
    assert "Hoa (bằng lệnh)" in page


def test_a_sealed_case_is_there_only_for_a_named_reader(street: Street) -> None:
    hire(street, "hoa")
    hire(street, "lan", reads_sealed=True)
    filed = street.store.run(cases.file, Filing(kind="to_cao", text="Ông X nhận tiền", origin="desk"))
    with pytest.raises(NotFoundError):
        by_command(street, "take", filed.code, "--as", "hoa")
    by_command(street, "take", filed.code, "--as", "lan")
    found = case_of(street, filed.code, Reader(_id(street, "lan"), "officer", reads_sealed=True))
    assert (found.state, found.officer) == ("taken", "Lan")


def _id(street: Street, login: str) -> int:
    return next(each.id for each in street.store.look(staff.everyone) if each.login == login)


# --- as a shell calls it ---

Run = Callable[..., int]


@pytest.fixture
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ward in a folder with an officer, an observer and one case; returns the case's code."""
    made = migrated(tmp_path / "ward.sqlite3")
    monkeypatch.chdir(tmp_path)
    for name, value in (("DATABASE_URL", made), ("FILES_DIR", str(tmp_path / "files")), ("SECRET_KEY", "k" * 40)):
        monkeypatch.setenv(name, value)
    database = Database(made, seal=Seal("k" * 40), threads=1)
    for login, role in (("hoa", "officer"), ("quan", "observer"), ("cu", "officer")):
        database.run(staff.add, login, name=login.title(), password="x", role=role)
    database.run(staff.disable, database.look(staff.everyone)[0].id, disabled=True)  # Cu, first by name
    filed = database.run(cases.file, Filing(kind="phan_anh", text="Đèn hỏng", origin="desk"))
    database.close()
    return filed.code


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `danban case …`; returns its exit code."""

    def started(*words: str, types: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(types))
        with pytest.raises(SystemExit) as ended:
            main(["case", *words])
        return int(ended.value.code or 0)

    return started


def test_a_shell_acts_on_a_case_and_says_what_was_done(ward: str, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("take", ward, "--as", "hoa") == 0
    assert capsys.readouterr().out == f"{ward}: done in the name of hoa.\n"
    assert run("answer", ward, "--as", "HOA", types="Mai sửa\n") == 0
    assert run("close", ward, "--as", "hoa") == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("take", "LS-26-999999", "--as", "hoa"), "There is no such case"),
        (("take", "{code}", "--as", "nobody"), "There is no account nobody"),
        (("take", "{code}", "--as", "cu"), "The account cu is closed"),
        (("take", "{code}", "--as", "quan"), "An observer changes nothing"),
        (("close", "{code}", "--as", "hoa"), "A case that is new cannot become closed"),
        (("move", "{code}", "nowhere", "--as", "hoa"), "There is no such state"),
        (("move", "{code}", "forwarded", "--as", "hoa"), "say which"),
        (("answer", "{code}", "--as", "hoa"), "Nothing was written"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_exit_code_1(
    ward: str, run: Run, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert run(*(each.format(code=ward) for each in words)) == 1
    told = capsys.readouterr().err
    assert told.startswith("danban: ")
    assert says in told
