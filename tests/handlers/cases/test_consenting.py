"""Under the answer, its resident is asked once whether their case may be shown, and may take it back at any time."""

from datetime import timedelta

import pytest

from civics.cases.opening import OpenWhy, Told
from core.errors import ConflictError
from handlers.cases import desk, releasing
from handlers.cases.desk import Act
from storage.cases import opened
from storage.people import staff
from storage.ward import ward
from storage.ward.sight import Reader
from tests.handlers.street import Street

CHIP = "Đăng việc này lên trang phường, không nêu tên"


def answer(street: Street, number: int, *, by: Reader, text: str) -> None:
    street.store.run(lambda work: desk.answer(Act(work, street.ward, number, by), text=text))


def show(street: Street, number: int, *, by: Reader, told: Told) -> None:
    street.store.run(lambda work: releasing.release(Act(work, street.ward, number, by), told))


def test_a_resident_agrees_once_and_takes_it_back(street: Street) -> None:
    by = Reader(street.store.run(staff.add, "ha", name="Hà", password="x", role="officer"), "officer")
    lan = street.person("Lan").greeted()
    code = lan.files()
    number = int(str(street.rows("cases")[-1]["id"]))
    for words in ("Tối mai thay bóng", "Đã thay bóng"):
        answer(street, number, by=by, text=words)
        street.now.at += timedelta(minutes=3)
        street.send()
    asked = [each for each in lan.all() if each.button(CHIP)]
    assert len(asked) == 1, "asked once"
    assert "[Đăng" not in lan.sees()
    lan.press(CHIP)
    assert code in lan.sees()
    assert "không tên, không số nhà" in lan.sees()
    show(street, number, by=by, told=Told("Đèn hỏng", "Tối lắm", "Đã thay bóng"))
    public = street.store.look(opened.of_case, number)
    assert public is not None
    assert (public.ground, public.told.title) == ("consent", "Đèn hỏng")
    nam = street.person("Nam").greeted()
    nam.press_value(f"open.no.{number}")
    assert street.store.look(opened.of_case, number) == public, "nobody else may"
    lan.press("Thôi, đừng đăng")
    gone = street.store.look(opened.of_case, number)
    assert gone is not None
    assert (gone.released_at, gone.agreed_at, gone.told.title, gone.key) == (None, None, "", public.key)
    assert "Đèn hỏng" not in street.everything().replace("Đèn đường", "")
    lan.press_value(f"open.yes.{number}")
    assert street.store.look(opened.of_case, number).agreed_at is not None  # type: ignore[union-attr]  # it is there


def test_who_was_not_asked_is_told_and_may_take_it_down(street: Street) -> None:
    by = Reader(street.store.run(staff.add, "ha", name="Hà", password="x", role="officer"), "officer")
    lan = street.person("Lan").greeted()
    code = lan.files()
    row = street.rows("cases")[-1]
    number = int(str(row["id"]))
    street.store.run(ward.put_settings, {releasing.TOPICS: [str(row["topic"])]})
    for title in ("Đèn hỏng", "Đèn ngõ hỏng"):
        show(street, number, by=by, told=Told(title))
    street.send()
    assert code in lan.sees()
    assert sum(bool(each.button("Thôi, đừng đăng")) for each in lan.all()) == 1, "told once"
    lan.press("Thôi, đừng đăng")
    gone = street.store.look(opened.of_case, number)
    assert gone is not None
    assert gone.released_at is None
    with pytest.raises(ConflictError) as caught:
        show(street, number, by=by, told=Told("Đèn hỏng"))
    assert caught.value.why is OpenWhy.CONSENT, "a no holds"
