"""A reminder that falls due is told once, by a link, to who stands in; a sealed one to the readers of its case only."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from civics.cases.moves import CaseState
from civics.days.calendar import day_of
from core.errors import NotAllowedError, NotFoundError
from handlers.cases import desk, reminding, sorting
from handlers.cases.desk import Act
from storage.cases import handovers, reminders
from storage.tables.people import staff as rows
from storage.ward.sight import Reader
from tests.handlers.staff.test_ringing import officer
from tests.handlers.street import Street


def _tell(street: Street) -> int:
    told = street.store.run(reminding.tell, street.ward)
    street.send()
    return told


def _mine(street: Street, who: Reader) -> list[str]:
    found = street.store.look(lambda work: reminders.mine(work, reader=who, ahead=timedelta(days=7)))
    return [each.text for each in found]


def test_what_falls_due_is_told_once_to_whom_it_concerns_and_never_to_the_resident(street: Street) -> None:
    ha, nam = officer(street, "Ha"), officer(street, "Nam")
    lan = street.person("Lan").greeted()
    code = lan.files()
    by, other = Reader(ha.id, "officer"), Reader(nam.id, "officer")
    heard = len(lan.all())
    today = day_of(street.now())

    def remind(on: date, text: str, *, with_case: bool = False) -> int:
        return street.store.run(
            lambda work: reminding.remind(
                Act.on(work, street.ward, code, by=by), on=on, text=text, whom=None, with_case=with_case
            )
        )

    def act(does: object, who: Reader = by, **values: object) -> None:
        street.store.run(lambda work: does(Act.on(work, street.ward, code, by=who), **values))  # type: ignore[operator]

    tell, mine = partial(_tell, street), partial(_mine, street)

    first = remind(today + timedelta(days=1), "Gọi điện lực")
    remind(today + timedelta(days=1), "Xem lại cột", with_case=True)
    remind(today + timedelta(days=60), "Chưa tới")
    assert tell() == 0
    street.now.pass_(days=1)
    assert [tell(), tell()] == [1, 0], "two that fall due are one notice"
    assert ha.chat.saw("đến ngày một việc anh/chị được nhắc")
    assert ha.chat.saw("/console/today#reminders")
    assert not ha.chat.saw("Gọi điện lực")
    assert not ha.chat.saw(code)
    act(reminding.move, reminder_id=first, to=today + timedelta(days=3))
    assert mine(other) == []
    until = today + timedelta(days=5)
    street.store.run(handovers.begin, ha.id, to_id=nam.id, until=until, by=ha.id)
    street.now.pass_(days=2)
    assert tell() == 1
    assert nam.chat.saw("được nhắc")
    assert mine(other) == ["Xem lại cột", "Gọi điện lực"]
    act(desk.move, to=CaseState.DROPPED)
    assert mine(other) == ["Gọi điện lực"], "one of them goes with the case"
    (left,) = street.store.look(lambda work: reminders.mine(work, reader=by, ahead=timedelta(days=7)))
    assert left.over
    act(desk.move, to=CaseState.REOPENED)
    assert len(mine(other)) == 2
    ending = next(each.id for each in street.store.look(handovers.running))
    street.store.run(handovers.end, ending, by=None)
    assert mine(other) == []
    assert not lan.saw("Gọi điện lực")
    assert all("nhắc" not in each.outgoing.text for each in lan.all()[heard:])


def test_an_observer_makes_no_reminder(street: Street) -> None:
    ha = officer(street, "Ha")
    code = street.person("Lan").greeted().files()
    by, today = Reader(ha.id, "observer"), day_of(street.now())
    with pytest.raises(NotAllowedError):
        street.store.run(
            lambda work: reminding.remind(
                Act.on(work, street.ward, code, by=by), on=today, text="Xem", whom=None, with_case=False
            )
        )


def test_a_sealed_case_seals_its_reminders_and_only_its_readers_are_reminded(street: Street) -> None:
    ha, vy = officer(street, "Ha"), officer(street, "Vy", role="leader")
    street.store.run(lambda work: work.conn.execute(update(rows).where(rows.c.id == vy.id).values(reads_sealed=True)))
    code = street.person("Lan").greeted().files()
    by, reader = Reader(ha.id, "officer"), Reader(vy.id, "leader", reads_sealed=True)
    tomorrow = day_of(street.now()) + timedelta(days=1)
    for who in (by, reader):
        street.store.run(
            lambda work, who: reminding.remind(Act.on(work, street.ward, code, by=who), on=tomorrow, text="Hỏi ông X"),
            who,
        )
    street.store.run(lambda work: sorting.kind(Act.on(work, street.ward, code, by=reader), to="to_cao", seal_ok=True))
    assert all("ông" not in str(each["text"]) for each in street.rows("reminders"))
    street.now.pass_(days=1)
    assert street.store.run(reminding.tell, street.ward) == 1
    street.send()
    assert vy.chat.saw("được nhắc")
    assert not ha.chat.saw("được nhắc")
    assert street.store.look(lambda work: reminders.mine(work, reader=by, ahead=timedelta(days=7))) == []
    (mine,) = street.store.look(lambda work: reminders.mine(work, reader=reader, ahead=timedelta(days=7)))
    assert mine.text == "Hỏi ông X"
    number = int(str(street.rows("reminders")[0]["id"]))
    with pytest.raises(NotFoundError):
        street.store.run(lambda work: reminding.done(Act.on(work, street.ward, code, by=by), reminder_id=number))
    with pytest.raises(NotAllowedError):
        street.store.run(
            lambda work: reminding.remind(
                Act.on(work, street.ward, code, by=reader), on=tomorrow, text="Xem", whom=ha.id
            )
        )
