"""The share kit: made of the bulletin, taken by the address of a group's head, counted, and void once changed."""

import re
from dataclasses import replace
from pathlib import Path

from httpx import Response

from storage.bulletins import bulletins
from storage.bulletins import kits as bulletin_kits
from storage.database.unit import UnitOfWork
from storage.ward import audit, ward
from tests.broadcasts.speaking_program import program
from tests.console.conftest import Desk


def sent(desk: Desk) -> int:
    """A bulletin that goes out, and a group."""

    def body(work: UnitOfWork) -> int:
        ward.add_unit(work, "TDP-5", kind="to_dan_pho", name="Tổ dân phố số 5")
        made = bulletins.write(work, 1, title="Họp tổ & <b>bàn</b> việc", text="**UBND** mời họp lúc 18:30 ngày 9/12.")
        bulletins.ask(work, made, 1)
        bulletins.approve(work, made, 1, typed=0, count=0, alone=True)
        bulletins.start_due(work)
        return made

    return desk.database.run(body)


async def test_a_bulletin_that_is_not_there_has_no_kit(desk: Desk) -> None:
    staff = await desk.sign_in("hoa", role="admin")
    assert (await staff.post("/console/bulletins/7/kit", data={"text": "…"})).status_code == 404


async def test_a_head_takes_the_kit_without_an_account_and_it_is_counted(desk: Desk) -> None:
    staff = await desk.sign_in("hoa", role="admin")
    made = sent(desk)
    at = f"/console/bulletins/{made}/kit"
    page = (await staff.get(at)).text
    assert "Ủy ban nhân dân mời họp lúc 18 giờ 30 ngày 9 tháng 12." in page
    assert "<b>bàn</b>" not in page
    (unit,) = desk.database.look(ward.units_now)
    await staff.post(f"{at}/link", data={"unit": str(unit.id)})
    found = re.search(r"/chia-se/([\w-]+)/", (await staff.get(at)).text)
    assert found is not None
    head, word = await desk.browser(address="192.0.2.9"), found[1]
    assert "Họp tổ" in (await head.get(f"/chia-se/{word}")).text
    shown = (await head.get(f"/chia-se/{word}/{made}")).text
    assert f"/ban-tin/{made}" in shown
    for _ in range(2):
        assert (await head.post(f"/chia-se/{word}/{made}/lay", data={"part": "text"})).status_code == 303
    assert (await head.get(f"/chia-se/{word}/{made}/to-roi")).status_code == 200, "a preview of the link"
    assert (await head.post(f"/chia-se/{word}/{made}/lay", data={"part": "all"})).status_code == 404
    (taken,) = desk.database.look(bulletin_kits.taken, made)
    assert dict(taken.parts) == {"text": 1}
    leaf = await head.post(f"/chia-se/{word}/{made}/lay", data={"part": "leaf"})
    assert leaf.headers["location"] == f"/chia-se/{word}/{made}/to-roi"
    (taken,) = desk.database.look(bulletin_kits.taken, made)
    assert (taken.unit, dict(taken.parts)) == ("Tổ dân phố số 5", {"leaf": 1, "text": 1})
    await staff.post(f"{at}/link", data={"unit": str(unit.id)})
    assert (await head.get(f"/chia-se/{word}/{made}")).status_code == 404


async def test_words_of_ones_own_stand_in_place_of_those_made(desk: Desk) -> None:
    staff = await desk.sign_in("hoa", role="admin")
    made = sent(desk)
    await staff.post(f"/console/bulletins/{made}/kit", data={"text": "Lời của tổ", "spoken": ""})
    page = (await staff.get(f"/console/bulletins/{made}/kit")).text
    assert f"Lời của tổ\nhttp://linhson.test/ban-tin/{made}" in page
    long = await staff.post(f"/console/bulletins/{made}/kit", data={"text": "x" * 1001})
    assert long.headers["location"].endswith("did=long")


async def test_an_address_of_a_kit_that_no_key_can_be_is_not_found(desk: Desk) -> None:
    client = await desk.browser()
    for path in ("/chia-se/đ", "/chia-se/đ/1", "/chia-se/%00", "/chia-se/x/đ"):
        assert (await client.get(path)).status_code in (404, 422), path


async def test_the_sound_reaches_groups_only_when_a_person_has_heard_exactly_these_words(
    desk: Desk, tmp_path: Path
) -> None:
    staff, head = await desk.sign_in("hoa", role="admin"), await desk.browser(address="192.0.2.9")
    made = sent(desk)
    at = f"/console/bulletins/{made}/kit"
    (unit,) = desk.database.look(ward.units_now)
    theirs = f"/chia-se/{desk.database.run(bulletin_kits.renew, unit.id, 1)}/{made}"
    assert "loa.wav" not in (await staff.get(at)).text, "no program speaks here"
    assert (await staff.get(f"{at}/loa.wav")).status_code == 404
    context = desk.app.state.context
    settings = replace(context.settings, speech_program=program(tmp_path))
    desk.app.state.context = replace(context, ward=replace(context.ward, settings=settings))
    played = await staff.get(f"{at}/loa.wav")
    assert played.headers["content-type"] == "audio/wav"
    assert "Ủy ban nhân dân mời họp lúc 18 giờ 30" in played.text
    assert (await head.get(f"{at}/loa.wav")).status_code in {303, 401, 403}

    async def tick(digest: str, heard: str = "yes") -> str:
        done = await staff.post(f"{at}/heard", data={"digest": digest, "heard": heard})
        return done.headers["location"].rpartition("did=")[2]

    first = digest(await staff.get(at))
    assert await tick(first, heard="") == "unheard"
    assert (await head.get(f"{theirs}/loa.wav")).status_code == 404
    await staff.post(at, data={"text": "", "spoken": "Mời bà con họp."})
    assert await tick(first) == "other", "the page showed earlier words"
    assert "loa.wav" not in (await head.get(theirs)).text
    assert await tick(digest(await staff.get(at))) == "heard"
    assert "hoa đã nghe hết lúc" in (await staff.get(at)).text
    assert "loa.wav?of=" in (await head.get(theirs)).text
    assert "Mời bà con họp." in (await head.get(f"{theirs}/loa.wav")).text
    await staff.post(at, data={"text": "", "spoken": "Mời bà con họp lúc 7 giờ."})
    assert (await head.get(f"{theirs}/loa.wav")).status_code == 404, "nobody has heard these words"

    def acts(work: UnitOfWork) -> int:
        return len(audit.of_acts(work, ("bulletin.kit_heard",), limit=9))

    assert desk.database.look(acts) == 1


def digest(page: Response) -> str:
    """The mark of the words that the page shows."""
    found = re.search(r'name="digest" value="(\w+)"', page.text)
    assert found is not None
    return found[1]


async def test_the_short_text_and_the_leaf_keep_numbers_at_the_begin_of_their_lines(desk: Desk) -> None:
    staff = await desk.sign_in("hoa", role="admin")

    def body(work: UnitOfWork) -> int:
        return bulletins.write(work, 1, title="Lịch", text="1. Tổ 5\n3. Tổ 7\n\t5*4*3 m\n" + "dài " * 200)

    page = (await staff.get(f"/console/bulletins/{desk.database.run(body)}/kit")).text
    assert "1. Tổ 5\n3. Tổ 7\n\t5*4*3 m\ndài" in page


async def test_each_button_for_an_address_says_whose_address_it_makes(desk: Desk) -> None:
    staff = await desk.sign_in("hoa", role="admin")
    made = sent(desk)
    desk.database.run(ward.add_unit, "TDP-6", kind="to_dan_pho", name="Tổ dân phố số 6")
    page = (await staff.get(f"/console/bulletins/{made}/kit")).text
    named = re.findall(r"Tạo địa chỉ<span class=\"unseen\"> (.+?)</span>", page)
    assert named == ["Tổ dân phố số 5", "Tổ dân phố số 6"]
