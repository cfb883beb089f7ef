"""An admin sets from which numbers on alerts sound; the trail says from what to what."""

import pytest

from storage.households import code_misses
from storage.ward import alerts, audit, ward
from tests.console.conftest import Desk

KEYS = ("zalo.silent_hours", "telegram.silent_hours", "polls.burst", "codes.misses", "codes.alone")


async def test_each_number_can_be_set_and_an_empty_field_means_the_usual(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    page = (await client.get("/console/settings")).text
    for key, usual in zip(KEYS, ("24", "24", "10", "60", "40"), strict=True):
        assert f'name="{key}" type="number" value="{usual}"' in page, key
    said = dict(zip(KEYS, ("12", "", "7", "3", "5"), strict=True))
    answer = await client.post("/console/settings/alarms", data=said)
    assert answer.headers["location"] == "/console/settings?done=saved#alarms"
    kept = desk.database.look(ward.settings)
    assert {key: kept.get(key) for key in KEYS} == dict(zip(KEYS, (12, None, 7, 3, 5), strict=True))
    (changed,) = [each for each in desk.database.look(audit.page) if each.act == "settings.changed"]
    assert changed.detail["before"] == {
        "zalo.silent_hours": 24,
        "polls.burst": 10,
        "codes.misses": 60,
        "codes.alone": 40,
    }
    assert changed.detail["after"] == {"zalo.silent_hours": 12, "polls.burst": 7, "codes.misses": 3, "codes.alone": 5}
    for _ in range(3):
        desk.database.run(code_misses.count)
    assert "code_misses" in {each.kind for each in desk.database.look(alerts.latest)}
    await client.post("/console/settings/alarms", data=dict.fromkeys(KEYS, ""))
    assert desk.database.look(ward.settings)["codes.misses"] == 60


@pytest.mark.parametrize("said", ["0", "-1", "many", "10001", "9" * 40])
async def test_a_number_out_of_bounds_is_refused_with_what_was_typed(desk: Desk, said: str) -> None:
    client = await desk.sign_in("hoa", role="admin")
    answer = await client.post("/console/settings/alarms", data={"polls.burst": said, "codes.misses": "17"})
    assert answer.status_code == 422
    assert "Từ 1 đến 10000." in answer.text
    assert 'value="17"' in answer.text
    assert "polls.burst" not in desk.database.look(ward.settings)


async def test_only_admins_set_them(desk: Desk) -> None:
    officer = await desk.sign_in("lan", role="officer")
    assert (await officer.post("/console/settings/alarms", data={"polls.burst": "5"})).status_code == 403
