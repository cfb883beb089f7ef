"""Residents ask in a chat what the ward has made public; a complaint that something is hidden stays a complaint."""

from civics.days.calendar import day_of
from civics.registers.values import Value
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.ward import ward
from tests.handlers.street import Street


def _made_public(work: UnitOfWork) -> None:
    unit = ward.add_unit(work, "tdp-5", kind="to_dan_pho", name="Tổ dân phố 5", aliases=("tổ 5",))
    today = day_of(work.now).isoformat()
    named: tuple[tuple[str, dict[str, Value]], ...] = (
        ("Dự án sửa đường tổ 5", {"unit": unit}), ("Mức thu phí vệ sinh", {}),
    )  # fmt: skip
    for name, extra in named:
        said: dict[str, Value] = {
            "item": "3", "name": name, "document": "1/QĐ", "document_on": today, "public_on": today, **extra,
        }  # fmt: skip
        entries.add(work, "disclosure", said, by=None, state="public")
    entries.add(work, "disclosure", {"item": "3", "name": "Đường chưa công bố"}, by=None, state="planned")


def test_who_asks_what_is_public_gets_the_items_and_the_address(street: Street) -> None:
    street.store.run(_made_public)
    lan = street.person().greeted()
    lan.say("công khai gì về đường tổ 5")
    assert "Dự án sửa đường tổ 5" in lan.sees()
    assert "https://linhson.example/cong-khai/1" in lan.sees()
    assert "phí vệ sinh" not in lan.sees()
    assert "chưa công bố" not in lan.sees()
    lan.say("xem cong khai phi ve sinh")
    assert "Mức thu phí vệ sinh" in lan.sees()
    lan.say("phường có công khai gì về tàu vũ trụ không")
    assert "Chưa thấy" in lan.sees()
    assert street.rows("cases") == []
    lan.say("Tổ trưởng không công khai quỹ thu của bà con, xem công khai ở đâu cũng không có")
    assert not lan.saw("Mức thu phí vệ sinh (") or "Phường đã công khai" not in lan.sees()
