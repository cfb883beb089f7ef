"""Proof before done: a photo of the result or a reason, before and after side by side, and parts that nobody sees."""

import io
import json

from PIL import Image

from storage.media import attachments
from storage.media.file_rows import FileView
from tests.console.cases.casework import Casework, at, jpeg
from tests.console.conftest import Desk


def pixels(desk: Desk, stored: str) -> Image.Image:
    with desk.context.files.open(stored) as content:
        return Image.open(io.BytesIO(content.read())).convert("RGB")


def striped() -> bytes:
    """A picture of thin stripes, in which a hidden part is seen at once."""
    image = Image.new("RGB", (400, 300), "white")
    for x in range(0, 400, 4):
        image.paste("black", (x, 0, x + 2, 300))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def contrast(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    low, high = image.crop(box).convert("L").getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    return high - low


def files(desk: Desk, case_id: int) -> list[FileView]:
    return desk.database.look(attachments.files_of, case_id)


async def test_a_result_of_a_marked_topic_needs_a_photo_or_a_reason(desk: Desk) -> None:
    work = Casework(desk)
    officer, admin = await desk.sign_in("hong", role="officer"), await desk.sign_in("lan", role="admin")
    assert (await officer.get("/console/settings/proof")).status_code == 403
    await admin.post("/console/settings/proof", data={"topic": ["rac_thai", "khong-co"]})
    marked = (await admin.get("/console/settings/proof")).text
    assert marked.count(" checked") == 1
    filed, other = work.file("Rác đổ đầu ngõ"), work.file("Đèn hỏng", topic="khac")
    assert 'name="no_photo"' in (await officer.get(at(filed))).text
    refused = await officer.post(at(filed, "answer"), data=work.form(filed, text="Đã dọn sạch.", verb="answer"))
    assert refused.status_code == 422
    assert "cần ảnh sau khi làm xong" in refused.text
    assert "Đã dọn sạch." in refused.text  # what was typed is not lost
    for verb, case in (("word", filed), ("answer", other)):
        said = await officer.post(at(case, "answer"), data=work.form(case, text="Đang làm.", verb=verb))
        assert said.status_code == 303
    reason = {"text": "Đã dọn sạch.", "verb": "answer", "no_photo": "dọn lúc nửa đêm, tối quá"}
    assert (await officer.post(at(filed, "answer"), data=work.form(filed, **reason))).status_code == 303
    assert "dọn lúc nửa đêm" in (await officer.get(at(filed))).text
    assert not any("nửa đêm" in each for each in work.all_sent())


async def test_the_resident_gets_before_and_after_as_one_picture_without_what_is_hidden(desk: Desk) -> None:
    work = Casework(desk)
    officer = await desk.sign_in("hong", role="officer")
    filed = work.file("Rác đổ đầu ngõ")
    before = work.keep(filed, striped(), name="truoc.png")
    admin = await desk.sign_in("lan", role="admin")
    await admin.post("/console/settings/proof", data={"topic": "rac_thai"})
    page = await officer.get(f"/console/hide/{before}")
    assert page.status_code == 200
    assert filed.code in page.text
    for odd in ("[[0, 0, 0.5", "[[0, 0, 0.5]]", '{"0": []}'):  # what cannot be read is not taken for "nothing"
        assert (await officer.post(f"/console/hide/{before}", data={"boxes": odd})).status_code == 409
        form = work.form(filed, text="Lời.", verb="word", boxes=f"{odd}x")
        assert (await officer.post(at(filed, "answer"), data=form)).status_code == 422
    left = json.dumps([[0, 0, 0.5, 1], [2, 2, 1, 1]])
    hidden = await officer.post(f"/console/hide/{before}", data={"boxes": left})
    assert hidden.status_code == 303
    (first,) = files(desk, filed.case_id)
    shown = pixels(desk, first.shown)
    assert contrast(shown, (20, 20, 180, 280)) < 60  # grey cells are left
    assert contrast(shown, (220, 20, 380, 280)) > 150
    assert contrast(pixels(desk, first.stored), (20, 20, 180, 280)) > 150  # the original is as it was
    after = {"files": ("sau.jpg", jpeg("#3b6", (600, 400)), "image/jpeg")}
    drawn = json.dumps({"0": [[0.5, 0.5, 0.2, 0.2]]})
    form = work.form(filed, text="Đã dọn sạch.", verb="answer", boxes=drawn)
    sent = await officer.post(at(filed, "answer"), data=form, files=after)
    assert sent.status_code == 303
    (message,) = [body for body in work.all_sent() if "Đã dọn sạch." in body]
    assert "bên trái là trước" in message
    (media,) = json.loads(message)["media"]
    assert media["name"] == "truoc-sau.jpg"
    pair = pixels(desk, media["ref"])
    assert pair.width > pair.height
    assert contrast(pair, (40, 40, 400, 600)) < 60  # what is hidden before is hidden in the pair too
    names = {each.name for each in files(desk, filed.case_id)}
    assert names == {"truoc.png", "sau.jpg", "truoc-sau.jpg"}
    whole = await officer.post(f"/console/hide/{before}", data={"side": ["", "", "", ""]})
    assert whole.status_code == 303
    first = next(each for each in files(desk, filed.case_id) if each.id == before)
    assert contrast(pixels(desk, first.shown), (20, 20, 180, 280)) > 150
    assert [each for each in work.acts(filed) if each in {"file.hidden", "file.shown"}] == ["file.hidden", "file.shown"]
    watcher = await desk.sign_in("quan", role="observer")
    assert (await watcher.get(f"/console/hide/{before}")).status_code in {403, 404}
