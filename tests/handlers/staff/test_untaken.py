"""An urgent case that nobody takes climbs the roster, one person at a time; what is taken or sealed does not."""

from handlers.cases import desk, sorting, untaken
from handlers.cases.desk import Act
from storage.cases import finding
from storage.cases.sealing import seal_case
from storage.ward.sight import Reader
from tests.handlers.staff.test_ringing import officer, roster
from tests.handlers.street import Street


def tell(street: Street, *, minutes: int = 1) -> int:
    """Let time pass, and one round of the timer come."""
    street.now.pass_(minutes=minutes)
    told = street.store.run(untaken.tell, street.ward)
    street.send()
    return told


def mark(street: Street, code: str, *, by: Reader) -> None:
    """Staff say that the case is urgent."""
    street.store.run(lambda work: sorting.urgent(Act.on(work, street.ward, code, by=by), is_urgent=True))


def test_it_climbs_the_roster_until_somebody_takes_it(street: Street) -> None:
    ha, nam = officer(street, "Ha"), officer(street, "Nam")
    roster(street, ha, nam)
    first, second = (street.person(name).greeted().files() for name in ("Lan", "Mai"))
    by = Reader(nam.id, "officer")
    assert tell(street) == 0, "nothing is urgent"
    mark(street, first, by=by)
    mark(street, second, by=by)
    street.store.run(lambda work: seal_case(work, finding.id_of(work, second, reader=by)))
    assert tell(street) == 1
    assert "hồ sơ khẩn chưa ai nhận" in ha.chat.sees()
    assert f"/console/cases/{first}" in ha.chat.sees()
    assert not ha.chat.saw(f"/console/cases/{second}")
    assert tell(street, minutes=28) == 0
    assert not nam.chat.saw("chưa ai nhận")
    assert tell(street, minutes=2) == 1
    assert nam.chat.saw("hồ sơ khẩn chưa ai nhận")
    assert tell(street, minutes=40) == 0, "everybody knows"
    third = street.person("Thu").greeted().files()
    mark(street, third, by=by)
    on_duty = Reader(ha.id, "officer")  # it is a day off: the case was given to them
    street.store.run(lambda work: desk.take(Act.on(work, street.ward, third, by=on_duty)))
    assert tell(street) == 0, "somebody has taken it"
