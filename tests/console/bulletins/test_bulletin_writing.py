"""How people may answer a bulletin, as its author sets it and as it leaves on each channel; and a trial of it."""

import re
from datetime import timedelta

from core.legacy_text import Legacy
from core.message import Outgoing
from storage.bulletins import bulletins
from storage.bulletins import talk as bulletin_talk
from storage.people import topics
from tests.console.bulletins.test_bulletin_fix import subscribed
from tests.console.conftest import Desk
from tests.core.test_legacy_text import old
from tests.real_files.media import ultra_hdr

TYPED = {
    "title": "Họp tổ", "text": "Mời bà con.", "topic": "chung", "groups": "yes", "when": "now", "act": "save",
    "question": "Nhà mình có đi họp không?", "choice0": "Có", "choice1": "Không",
    "keyword0": "Quy ước", "target0": "menu.poll", "keyword1": "HOP12", "target1": "q", "channels": "zalo",
}  # fmt: skip


def presses(parts: list[Outgoing]) -> list[str]:
    """What the buttons bring."""
    return [each.value for part in parts for row in part.rows for each in row]


async def test_a_trial_brings_the_question_and_keywords_as_each_channel_shows_them(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    author = await desk.sign_in("hoa", role="officer")
    made = (await author.post("/console/bulletins/new", data=TYPED)).headers["location"].split("?")[0]
    bulletin_id = int(made.rsplit("/", 1)[1])
    kept = desk.database.look(bulletins.get, bulletin_id)
    assert kept.keywords == {"QUYUOC": "menu.poll", "HOP12": "q"}
    assert kept.audience["channels"] == ["zalo"]
    assert (await author.post(f"{made}/try")).status_code == 303
    found = re.search(r"XEM\w{5}", (await author.get(made)).text)
    assert found is not None
    seen = {
        channel: desk.database.look(bulletin_talk.on_trial, found[0], channel)
        for channel in ("telegram", "zalo", "zalo-bot", "web")
    }
    asked = [f"bul.{bulletin_id}.q.0", f"bul.{bulletin_id}.q.1"]
    reply = f"bul.{bulletin_id}.a"
    assert presses(seen["telegram"]) == presses(seen["web"]) == [*asked, "menu.poll", reply]
    assert presses(seen["zalo"]) == [*asked, reply]
    assert "Nhắn QUYUOC: Góp ý dự thảo" in seen["zalo"][-1].text
    assert presses(seen["zalo-bot"]) == []
    assert "1. Có\n2. Không\nNhắn số từ 1 đến 2" in seen["zalo-bot"][-1].text
    assert "<b>Nhà mình có đi họp không?</b>" in seen["telegram"][-1].text


async def test_a_question_without_choices_and_a_word_of_ours_come_back_with_a_sentence(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    author = await desk.sign_in("hoa", role="officer")
    tries = (({"choice1": ""}, "2 đến 4 lựa chọn"), ({"question": ""}, "2 đến 4"),
             ({"keyword0": "tin"}, "không phải TIN"),
             ({"choice1": "TỐI MẬT"}, "bí mật nhà nước"))  # fmt: skip
    for changed, sentence in tries:
        answer = await author.post("/console/bulletins/new", data={**TYPED, **changed})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert desk.database.look(bulletins.latest) == []


async def test_what_waits_for_approval_can_be_given_back_and_changed(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    author = await desk.sign_in("hoa", role="officer")
    made = (await author.post("/console/bulletins/new", data=TYPED)).headers["location"].split("?")[0]
    await author.post(f"{made}/ask")
    assert (await author.post(f"{made}/rewrite")).status_code == 303
    await author.post(made, data={**TYPED, "title": "Họp tổ 5"})
    assert desk.database.look(bulletins.get, int(made.rsplit("/", 1)[1])).title == "Họp tổ 5"


async def test_who_approves_sees_whose_it_is_and_when_it_leaves_and_gives_it_back_with_a_reason(desk: Desk) -> None:
    desk.database.run(topics.add, "canh-bao", "Cảnh báo")
    subscribed(desk.database)
    author, other = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    fresh = (await author.get("/console/bulletins/new")).text
    assert re.search(r'<option value="chung" selected>', fresh)  # never a warning by chance
    desk.clock.pass_(timedelta(hours=14))  # midnight
    author, other = await desk.sign_in("hoa"), await desk.sign_in("nam")
    typed = {"title": "Cắt điện", "text": "Tối mai **cắt điện**.", "topic": "chung", "groups": "yes", "when": "now"}
    photo = [("files", ("ngo-12.jpg", ultra_hdr(), "image/jpeg"))]
    saved = await author.post("/console/bulletins/new", data={**typed, "act": "save"}, files=photo)
    made = saved.headers["location"].split("?")[0]
    await author.post(f"{made}/ask")
    page = (await other.get(made)).text
    for told in (
        "hoa",
        "Tin chung",
        "Cả phường",
        "06:30",
        'alt="ngo-12.jpg"',
        '<strong class="reach__number">3</strong>',
    ):
        assert told in page, told
    (picture,) = re.findall(r'<img class="approve__photo" src="([^"]+)"', page)
    assert (await other.get(picture)).headers["content-type"] == "image/jpeg"
    assert "06:30" in (await other.get("/console/bulletins")).text
    refused = await other.post(f"{made}/rewrite")
    assert refused.status_code == 409
    assert "cần sửa gì" in refused.text
    assert (await other.post(f"{made}/rewrite", data={"why": "Thiếu giờ cắt điện"})).status_code == 303
    assert "Thiếu giờ cắt điện" in (await author.get(made)).text
    await author.post(f"{made}/ask")
    assert (await author.post(f"{made}/rewrite")).status_code == 303  # their own they take back without one
    assert "Thiếu giờ" not in (await author.get(made)).text


async def test_what_is_typed_is_kept_when_it_is_asked_for_or_tried_at_once(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    client = await desk.sign_in("hoa", role="officer")
    typed = {**TYPED, "title": "Họp ngày {ngay}", "text": "Mời bà con."}
    made = (
        (await client.post("/console/bulletins/new", data={**typed, "act": "save"})).headers["location"].split("?")[0]
    )
    refused = await client.post(made, data={**typed, "act": "ask"})
    assert "chưa điền" in refused.text
    assert f'action="{made}"' in refused.text, "the form does not go on to where it came from"
    filled = {**typed, "fill_ngay": "9/11", "text": "Mời bà con lúc **19 giờ**."}
    tried = await client.post(made, data={**filled, "act": "try"})
    assert tried.status_code == 303
    number = int(made.rpartition("/")[2])
    assert desk.database.look(bulletins.get, number).fills == {"ngay": "9/11"}
    assert (await client.post(made, data={**filled, "act": "ask"})).status_code == 303
    found = desk.database.look(bulletins.get, number)
    assert (found.state, found.text) == ("asked", "Mời bà con lúc **19 giờ**.")


async def test_buttons_for_bold_and_links_wait_for_their_script(desk: Desk) -> None:
    author = await desk.sign_in("hoa", role="officer")
    page = (await author.get("/console/bulletins/new")).text
    (buttons,) = re.findall(r'<div class="signs" data-signs="(f-text)"[^>]* hidden>', page)
    assert f'id="{buttons}"' in page
    (script,) = re.findall(r'src="([^"]*/signs\.js)"', page)
    assert "setRangeText" in (await author.get(script)).text


async def test_a_text_typed_in_an_old_font_is_kept_in_unicode_and_shown_beside(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    author = await desk.sign_in("hoa", role="officer")
    text, title = "Mời bà con đến họp.\nĐường ngõ 5 ngập nước.", "Thông báo họp"
    typed = {**TYPED, "title": old(title, Legacy.TCVN3), "text": old(text, Legacy.TCVN3)}
    for act in ("preview", "save"):
        answer = await author.post("/console/bulletins/new", data={**typed, "act": act})
        assert answer.status_code == 200
        assert "phông cũ (TCVN3" in answer.text
        for was, now in zip(typed["text"].split("\n"), text.split("\n"), strict=True):
            assert f'<span lang="und">{was}</span> → {now}' in answer.text
    (kept,) = desk.database.look(bulletins.latest)
    assert (kept.title, kept.text) == (title, text)
    stopped = await author.post("/console/bulletins/new", data={**typed, "text": old("Tối mật", Legacy.VNI)})
    assert stopped.status_code == 422
    assert "bí mật nhà nước" in stopped.text
