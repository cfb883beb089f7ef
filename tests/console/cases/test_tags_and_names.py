"""The ward's own words: tags of cases, cases that belong together, topics and units that are renamed or retired."""

import re
from html import unescape

from storage.ward import ward
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk

_TOPICS, _UNITS = "/console/settings/topics", "/console/settings/units/names"


async def test_tags_and_ties_are_for_staff_and_end_with_a_seal(desk: Desk) -> None:
    work = Casework(desk)
    desk.hire("lan", role="admin", reads_sealed=True)
    officer, reader = await desk.sign_in("hoa", role="officer"), await desk.sign_in("lan")
    one, other, secret = work.file("Rác đầu ngõ"), work.file("Cống tắc"), work.file("Ông X", kind="to_cao")
    await officer.post(at(one, "tag"), data={"tag": "  Mưa  Bão "})
    await officer.post(at(one, "tag"), data={"tag": "mưa bão"})
    page = (await officer.get(at(one))).text
    (href,) = re.findall(r'href="(/console/\?tag=[^"]+)"', page)
    found = (await officer.get(unescape(href))).text
    assert one.code in found
    assert other.code not in found
    assert one.code in (await officer.get("/console/?tag=MƯA BÃO")).text
    assert (await reader.post(at(secret, "tag"), data={"tag": "mưa bão"})).status_code in {409, 422}
    for wrong in ("LS-26-999999", one.code, secret.code):
        assert (await officer.post(at(one, "tie"), data={"other": wrong})).status_code in {409, 422}
    await officer.post(at(one, "tie"), data={"other": other.code})
    await officer.post(at(other, "tie"), data={"other": one.code})
    for mine, theirs in ((one, other), (other, one)):
        assert f'name="other" value="{theirs.code}"' in (await officer.get(at(mine))).text
    await officer.post(at(one, "untag"), data={"tag": "mưa bão"})
    assert "?tag=" not in (await officer.get(at(one))).text
    await officer.post(at(other, "untie"), data={"other": one.code})
    assert 'name="other" value="' not in (await officer.get(at(one))).text
    await officer.post(at(one, "tag"), data={"tag": "kín"})
    await officer.post(at(one, "tie"), data={"other": other.code})
    await reader.post(at(one, "kind"), data=work.form(one, kind="to_cao", seal_ok="yes"))
    assert "LS-" not in (await reader.get("/console/rows?tag=kín")).text
    assert one.code not in (await officer.get(at(other))).text
    acts = [each for each in work.acts(other) if each.startswith(("case.tied", "case.untied"))]
    assert acts == ["case.tied", "case.untied", "case.tied"]


async def test_a_topic_of_the_ward_s_own_is_chosen_renamed_and_retired(desk: Desk) -> None:
    work = Casework(desk)
    admin, officer = await desk.sign_in("lan", role="admin"), await desk.sign_in("hoa", role="officer")
    assert (await officer.post(_TOPICS, data={"title": "Chó thả rông"})).status_code == 403
    for title, status in (("Chó  thả rông", 303), ("cho tha rong", 409), (" ", 409)):
        assert (await admin.post(_TOPICS, data={"title": title})).status_code == status
    filed = work.file("Chó cắn người")
    assert 'value="own-1"' in (await officer.get(at(filed))).text
    assert (await officer.post(at(filed, "topic"), data=work.form(filed, topic="own-9"))).status_code == 422
    assert (await officer.post(at(filed, "topic"), data=work.form(filed, topic="own-1"))).status_code == 303
    await admin.post("/console/settings/approval", data={"topic": "own-1"})
    assert 'id="leader"' in (await officer.get(at(filed))).text
    await admin.post(f"{_TOPICS}/1", data={"title": "Vật nuôi <thả>"})
    await admin.post(f"{_TOPICS}/1/retire")
    page = (await officer.get(at(filed))).text
    assert "Vật nuôi &lt;thả&gt;" in page
    assert filed.code in (await officer.get("/console/?topic=own-1")).text
    assert "Vật nuôi &lt;thả&gt;" in (await officer.get("/console/figures")).text
    other = work.file("Mèo")
    assert (await officer.post(at(other, "topic"), data=work.form(other, topic="own-1"))).status_code == 422
    told = (await admin.get(_TOPICS)).text
    assert "Chó thả rông (đến 24/11/2026)" in told
    assert "thôi dùng từ" in told
    await admin.post(f"{_TOPICS}/1/retire", data={"again": "yes"})
    assert (await officer.post(at(other, "topic"), data=work.form(other, topic="own-1"))).status_code == 303


async def test_a_unit_keeps_its_former_names_and_one_that_ended_keeps_its_cases(desk: Desk) -> None:
    work = Casework(desk)
    admin, officer = await desk.sign_in("lan", role="admin"), await desk.sign_in("hoa", role="officer")
    five, six = work.unit("Tổ dân phố số 5"), work.unit("Tổ dân phố số 6")
    filed = work.file("Rác", unit_id=five)
    assert (await officer.post(f"{_UNITS}/{five}", data={"name": "Tổ Hoa"})).status_code == 403
    assert (await admin.post(f"{_UNITS}/{five}", data={"name": "Tổ dân phố số 6"})).status_code == 409
    assert (await admin.post(f"{_UNITS}/{five}", data={"name": "Tổ Hoa Sen"})).status_code == 303
    assert "Tổ Hoa Sen" in (await officer.get(at(filed))).text
    now = {each.name: each for each in desk.database.look(ward.units_now)}
    assert now["Tổ Hoa Sen"].aliases == ("Tổ dân phố số 5",)
    assert (await admin.post(f"{_UNITS}/{five}/retire", data={"into": str(five)})).status_code == 409
    assert (await admin.post(f"{_UNITS}/{five}/retire", data={"into": str(six)})).status_code == 303
    (left,) = desk.database.look(ward.units_now)
    assert left.aliases == ("Tổ Hoa Sen", "Tổ dân phố số 5")
    assert "Tổ Hoa Sen" in (await officer.get(at(filed))).text
    assert "Tổ Hoa Sen" in (await officer.get("/console/figures")).text
    told = (await admin.get(_UNITS)).text
    assert "nay thuộc Tổ dân phố số 6" in told
    assert (await admin.post(f"{_UNITS}/{five}/retire")).status_code == 409
