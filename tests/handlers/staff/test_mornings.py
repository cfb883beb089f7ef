"""The numbers of a morning: once per working day at the chosen hour, by the ways chosen, and never a word of a case."""

from handlers.cases import approving, desk
from handlers.cases.desk import Act
from handlers.staff import mornings
from storage.messages import push
from storage.messages.push import Device
from storage.notices import choices, ways
from storage.notices.choices import Choice
from storage.ward.sight import Reader
from tests.handlers.staff.test_ringing import Officer, officer
from tests.handlers.street import Street

BROWSER = Device("https://push.example/one", "p" * 87, "a" * 22)


def tell(street: Street) -> int:
    """One round of the timer."""
    told = street.store.run(mornings.tell, street.ward, approving.kinds_of(street.ward))
    street.send()
    return told


def wants(street: Street, who: Officer, *chosen: Choice, hour: str = "07:30") -> None:
    street.store.run(choices.choose, who.id, {"telegram": chosen, "push": chosen})
    street.store.run(choices.set_hour, who.id, hour)


def test_the_numbers_come_once_at_the_chosen_hour_and_open_their_rows(street: Street) -> None:
    ha, nam = officer(street, "Ha"), officer(street, "Nam", role="leader")
    street.store.run(ways.add_browser, ha.id, BROWSER, language="vi", name="")
    wants(street, ha, Choice.DAY)
    wants(street, nam, Choice.DAY, hour="10:00")
    first, _ = (street.person(name).greeted().files() for name in ("Lan", "Mai"))
    by = Reader(nam.id, "leader")
    street.store.run(lambda work: desk.assign(Act.on(work, street.ward, first, by=by), officer_id=ha.id))
    assert tell(street) == 0, "Tuesday is a day off here"
    street.now.pass_(days=1)  # Wednesday, 9:00
    assert tell(street) == 2, "one chat, and the browsers"
    said = ha.chat.sees()
    assert "Mới, chưa ai nhận: 1" in said
    assert "Người dân chờ anh/chị trả lời: 1" in said
    assert "/console/?mine=yes&spoke=resident" in said
    assert "Hết hạn ngày làm việc tới: 1" in said
    assert "Hết hạn hôm nay" not in said, "what is zero is not named"
    assert first not in said
    (pushed,) = street.store.run(push.claim, 9)
    assert (pushed.says, pushed.opens, pushed.numbers) == ("notice.day", "/console/today", "0,0,1,1,1,0")
    assert tell(street) == 0
    street.now.pass_(hours=1)
    assert tell(street) == 1, "the leader's hour"
    assert "Mới, chưa ai nhận: 1" in nam.chat.sees()
    assert "trả lời" not in nam.chat.sees()
    street.now.pass_(days=1)
    assert tell(street) == 3
    street.now.pass_(days=1, hours=4)
    assert tell(street) == 0, "after noon nobody is told of the morning"


def test_a_morning_without_work_is_silent_and_is_not_made_up_for(street: Street) -> None:
    ha = officer(street, "Ha")
    wants(street, ha, Choice.DAY, Choice.DUE)
    street.now.pass_(days=1)
    assert tell(street) == 0
    street.person("Lan").greeted().files()
    assert tell(street) == 0, "what comes later is no news of the morning"
