"""The officer sees followers as a number, and answers all of them with one press."""

import re
from datetime import timedelta

from storage.cases import followers
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk


async def test_followers_are_a_number_and_an_answer_is_sent_to_all_of_them(desk: Desk) -> None:
    work = Casework(desk)
    filed = work.file(topic="duong_sa")
    client = await desk.sign_in("lan", role="officer")
    assert "người theo dõi hồ sơ này" not in (await client.get(at(filed))).text
    for _ in range(2):
        desk.database.run(followers.follow, filed.case_id, work.resident()[1])
    assert "2 người theo dõi hồ sơ này" in (await client.get(at(filed))).text
    await client.post(at(filed, "answer"), data=work.form(filed, text="Tối mai thay bóng."))
    assert "/release" not in (await client.get(at(filed))).text, "within its minute it may still be taken back"
    desk.clock.pass_(timedelta(minutes=2))
    page = (await client.get(at(filed))).text
    button = re.search(r'action="(/console/cases/[^"]+/release)"', page)
    assert button is not None
    assert (await client.post(button[1], data=work.form(filed))).status_code == 303
    assert sum("Tối mai thay bóng" in body for _, body in work.sent()) == 1, "to followers it is a notice of its own"
    assert "case.released" in work.acts(filed)
    page = (await client.get(at(filed))).text
    assert "/release" not in page
    assert "Đã gửi cho người theo dõi" in page
