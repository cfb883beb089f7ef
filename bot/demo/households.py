"""The demo ward's roll of households, some of which answer in the chat, and a consultation that counts households."""

import random
from collections.abc import Callable
from datetime import timedelta

from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import CountedBy, PollKind
from civics.ward.roll import Entry
from storage.database.database import Database
from storage.database.outside import OutsideKeys
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import roll_import
from storage.messages.chats import Chat
from storage.people import residents, staff
from storage.polls import ballots, polls
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.ballots import Voter
from storage.polls.openings import Plan
from storage.ward import ward

_MakeChat = Callable[[UnitOfWork, str, str], Chat]
_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đỗ",
    "Bùi",
    "Dương",
    "Ngô",
    "Nông",
    "Lý",
    "Ma",
    "Triệu",
    "Hà",
    "Lường",
    "Bế",
    "Đặng",
]
_MIDDLES = {
    "m": ["Văn", "Đức", "Hữu", "Quang", "Xuân", "Ngọc", "Minh"],
    "f": ["Thị", "Thu", "Ngọc", "Thanh", "Kim", "Bích"],
}
_NAMES = {
    "m": [
        "Sơn",
        "Bình",
        "Hưng",
        "Thắng",
        "Khôi",
        "Vượng",
        "Tú",
        "Hải",
        "Dũng",
        "Cường",
        "Lâm",
        "Quân",
        "Toàn",
        "Nghĩa",
    ],
    "f": ["Hà", "Lan", "Mai", "Thơm", "Phượng", "Ngân", "Hương", "Yến", "Loan", "Hạnh", "Nhung", "Oanh", "Tuyết"],
}
_UNIT, _CLAIMED, _ANSWERED = "tdp-5", 26, 19
_TITLE = "Sửa nhà văn hóa tổ dân phố 5"
_TEXT = """Điều 1. Việc làm trước
Lợp lại mái và chống dột trước mùa mưa, xong mới lát sân.

Điều 2. Giờ mở cửa
Nhà văn hóa mở từ 6 giờ đến 21 giờ, cuối tuần mở thêm buổi trưa cho các cháu đọc sách.

Điều 3. Người trông nom
Các ngõ thay nhau trông nom, mỗi ngõ một tháng, lịch dán ở cửa.
"""


def hold(database: Database, keys: OutsideKeys, *, chat: _MakeChat) -> None:
    """Fill the roll, connect some households to the chat, and open the consultation."""
    dice = random.Random(2026)  # noqa: S311  # invented people, not a secret
    database.run(_fill, dice)
    people = database.run(_claim, chat)
    key = database.run(_open, keys)
    database.run(_answer, key, people, keys, dice)


def _fill(work: UnitOfWork, dice: random.Random) -> None:
    entries = []
    for at, unit in enumerate(ward.units_now(work), 1):
        for number in range(1, dice.randint(34, 58)):
            phone = f"09000{at:02}{number:03}" if dice.random() < 0.4 else ""
            entries.append(Entry(unit.id, f"{_letters(unit, at)}-{number:03}", _person(dice), phone))
    roll_import.put(work, entries, whole=True, staff_id=_by(work))


def _letters(unit: ward.Unit, at: int) -> str:
    """The beginning of a unit's codes: 05 for tổ dân phố 5, X21 for a hamlet."""
    number = unit.code.rpartition("-")[2]
    return f"{int(number):02}" if number.isdecimal() else f"X{at:02}"


def _person(dice: random.Random) -> str:
    sex = "m" if dice.random() < 0.62 else "f"
    middle = "Thị" if sex == "f" and dice.random() < 0.7 else dice.choice(_MIDDLES[sex])
    return f"{dice.choice(_FAMILIES)} {middle} {dice.choice(_NAMES[sex])}"


def _claim(work: UnitOfWork, chat: _MakeChat) -> list[tuple[int, int, int]]:
    """The first households of a unit claim their slips in the chat. Returns household, resident and chat of each."""
    slips = household_claims.print_slips(work, _unit(work), again=False, staff_id=_by(work))
    found = []
    for each in slips[:_CLAIMED]:
        where = chat(work, f"demo-household-{each.household.code}", "vi")
        resident = residents.of_person(work, where, where.chat, name=each.household.representative)
        household_claims.claim(work, each.code, resident.id)
        found.append((each.household.id, resident.id, where.id))
    return found


def _open(work: UnitOfWork, keys: OutsideKeys) -> str:
    key = poll_drafts.add(work, _TITLE, draft=parse(plain_paragraphs(_TEXT)), source=_TEXT, staff_id=_by(work))
    plan = Plan(
        title=_TITLE, kind=PollKind.INFORMAL, counted_by=CountedBy.HOUSEHOLD, units=(_unit(work),),
        opens_at=work.now - timedelta(days=3), closes_at=work.now + timedelta(days=11),
    )  # fmt: skip
    poll_openings.set_up(work, key, plan)
    poll_keys.make(keys, key)  # inside a body only here: no other process uses a new ward's database yet
    poll_openings.open_it(work, key, staff_id=_by(work))
    return key


def _answer(
    work: UnitOfWork, key: str, people: list[tuple[int, int, int]], keys: OutsideKeys, dice: random.Random
) -> None:
    poll = polls.get(work, key)
    for household, resident, chat in people[:_ANSWERED]:
        choices = {code: (dice.choice(("yes", "yes", "yes", "no", "blank")), "") for code in ("a1", "a2", "a3")}
        mark = poll_keys.household_mark(keys, key, household)
        ballots.cast(work, poll, Voter(resident, chat, mark, household), choices=choices)


def _unit(work: UnitOfWork) -> int:
    known = ward.units_now(work)
    return next((each.id for each in known if each.code.lower() == _UNIT), known[0].id)


def _by(work: UnitOfWork) -> int:
    found = staff.for_login(work, "canbo")
    assert found is not None
    return found[0].id
