"""An account is told what it has chosen, once, without a word of the case; and nothing that it has not chosen."""

from handlers.cases import approving, desk
from handlers.cases.desk import Act
from handlers.staff import chosen, mornings
from storage.cases import cases
from storage.database.unit import UnitOfWork
from storage.notices import choices
from storage.notices.choices import Choice
from storage.ward.sight import Reader
from tests.handlers.staff.test_ringing import officer
from tests.handlers.street import Street


def tell(street: Street) -> int:
    """Let a minute pass."""
    street.now.pass_(minutes=1)
    told = street.store.run(chosen.tell, street.ward)
    told += street.store.run(mornings.tell, street.ward, approving.kinds_of(street.ward))
    street.send()
    return told


def test_what_an_account_has_chosen_is_told_once_and_nothing_else(street: Street) -> None:
    street.now.pass_(days=1)  # the day of the other tests is a day off
    ha, nam = officer(street, "Ha"), officer(street, "Nam")
    code = street.person("Lan").greeted().files()
    by = Reader(nam.id, "officer")

    def give(work: UnitOfWork, to: int) -> None:
        desk.assign(Act.on(work, street.ward, code, by=by), officer_id=to)

    street.store.run(give, ha.id)
    assert tell(street) == 0, "nothing was chosen"
    street.store.run(choices.choose, ha.id, {"telegram": list(Choice)})
    street.store.run(choices.choose, nam.id, {"telegram": [Choice.ASSIGNED]})
    assert tell(street) == 2, "the case, and the day: it is Wednesday, 9 o'clock"
    assert ha.chat.saw("vừa được giao một hồ sơ")
    assert ha.chat.saw("việc hôm nay")
    assert ha.chat.saw(f"/console/cases/{code}")
    assert tell(street) == 0
    (case,) = street.rows("cases")
    for _ in range(2):
        street.store.run(cases.append, int(str(case["id"])), text="cột đèn số 5, gần nhà văn hóa")
    assert tell(street) == 1, "two messages, one notice in an hour"
    assert not ha.chat.saw("cột đèn")
    street.store.run(give, nam.id)
    assert tell(street) == 0, "who takes it over themselves is not told"
    assert not nam.chat.saw("được giao")
    street.now.pass_(days=20)
    street.store.run(choices.choose, nam.id, {"telegram": [Choice.DUE]})
    assert tell(street) == 1
    assert nam.chat.saw("quá hạn")
    assert not nam.chat.saw("được giao")
    street.now.pass_(days=4, hours=9)
    assert tell(street) == 0, "it is evening"
