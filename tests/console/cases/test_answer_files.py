"""Files that go with an answer, as staff send them and as the browser of a resident gets them."""

import json
from io import BytesIO

import httpx
from PIL import Image
from sqlalchemy import insert, update

from console.frame.visitor import COOKIE, chat_of, new_cookie
from core.message import Outgoing, outgoing_from_json
from storage.across import restored
from storage.bulletins import files as bulletin_files
from storage.bulletins.files import BulletinFile
from storage.cases.sealing import seal_case
from storage.database.unit import UnitOfWork
from storage.media import canned_files, keeping
from storage.media.attachments import files_of
from storage.media.file_rows import in_use
from storage.messages import webchat
from storage.tables.bulletins import bulletins
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.ward import ward
from tests.console.cases.casework import PDF, Casework, at, jpeg
from tests.console.cases.test_answering import work
from tests.console.conftest import Desk

__all__ = ["work"]  # fixtures


def _in_browser(desk: Desk, chat_id: int, browser: httpx.AsyncClient) -> str:
    """Let the chat be the one of this browser; gives its name there."""
    cookie = new_cookie()
    browser.cookies.set(COOKIE, cookie)
    desk.database.run(
        lambda unit: unit.conn.execute(update(chats).where(chats.c.id == chat_id).values(chat=chat_of(cookie)))
    )
    return chat_of(cookie)


async def test_files_go_with_an_answer_and_a_bad_one_is_refused_with_a_sentence(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    bad = [("files", ("virus.jpg", b"MZ\x00\x01" * 10, "image/jpeg"))]
    refused = await client.post(at(filed, "answer"), data=work.form(filed, text="Ảnh đây"), files=bad)
    assert refused.status_code == 422
    assert "Loại tệp này không được nhận." in refused.text
    assert ">Ảnh đây</textarea>" in refused.text
    good = [("files", ("anh.jpg", jpeg(), "image/jpeg"))]
    assert (await client.post(at(filed, "answer"), data=work.form(filed), files=good)).status_code == 303
    assert '"media":[' in work.sent()[0][1]


async def test_the_residents_browser_gets_the_photo_of_an_answer(desk: Desk, work: Casework) -> None:
    filed, browser = work.file(), await desk.browser()
    here = _in_browser(desk, work.row(filed).chat_id, browser)
    client = await desk.sign_in("hoa", role="officer")
    files = [("files", ("anh.jpg", jpeg(), "image/jpeg")), ("files", ("don.pdf", PDF, "application/pdf"))]
    await client.post(at(filed, "answer"), data=work.form(filed, text="Đây ạ"), files=files)
    outgoing = outgoing_from_json(json.loads(work.sent()[0][1]))
    message = desk.database.run(webchat.say, here, outgoing)
    for small in ("", "?small=1"):
        photo = await browser.get(f"/chat/files/{message}/0{small}")
        assert (photo.status_code, photo.headers["content-type"]) == (200, "image/jpeg")
        with Image.open(BytesIO(photo.content)) as seen:
            assert (seen.size, dict(seen.getexif())) == ((320, 240), {})
    assert (await browser.get(f"/chat/files/{message}/1")).content == PDF
    assert (await (await desk.browser()).get(f"/chat/files/{message}/0")).status_code == 404
    # sealed later: the same photo lies under another name
    desk.database.run(seal_case, filed.case_id)
    for each in desk.database.look(keeping.unclosed):
        desk.database.run(keeping.closed, each, keeping.close(desk.context.files, each))
    assert (await browser.get(f"/chat/files/{message}/0")).status_code == 200
    desk.database.run(lambda unit: unit.conn.execute(update(attachments).values(state="destroyed")))
    assert (await browser.get(f"/chat/files/{message}/0")).status_code == 404


async def test_the_residents_browser_gets_the_picture_of_a_bulletin(desk: Desk, work: Casework) -> None:
    browser = await desk.browser()
    here = _in_browser(desk, work.row(work.file()).chat_id, browser)
    stored, author = desk.context.files.keep(jpeg()).name, desk.hire("lan", role="admin")

    def told(unit: UnitOfWork) -> int:
        blank = {"fills": {}, "keywords": {}, "audience": {}, "choices": [], "made_at": unit.now}
        written = insert(bulletins).values(title="Cắt điện", text="Từ 7 giờ", author_id=author, **blank)
        made = unit.conn.execute(written.returning(bulletins.c.id)).scalar_one()
        picture = BulletinFile(0, "photo", "dien.jpg", "image/jpeg", 1, stored)
        bulletin_files.add(unit, made, [picture])
        return webchat.say(unit, here, Outgoing("Cắt điện", media=(picture.media,)))

    message = desk.database.run(told)
    assert (await browser.get(f"/chat/files/{message}/0")).content == jpeg()


async def test_a_phones_picture_with_further_ones_behind_it_goes_with_an_answer(desk: Desk, work: Casework) -> None:
    made = BytesIO()
    Image.new("RGB", (64, 48), "green").save(made, "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    files = [("files", ("anh.jpg", made.getvalue(), "image/jpeg"))]
    answer = await client.post(at(filed, "answer"), data=work.form(filed, text="Ảnh"), files=files)
    assert answer.status_code == 303
    (kept,) = desk.database.look(files_of, filed.case_id)
    assert (kept.mime, kept.name, kept.width) == ("image/jpeg", "anh.jpg", 64)
    original = await client.get(f"/console/files/{kept.id}/original")
    assert original.content == made.getvalue()


async def test_the_files_of_a_prepared_answer_go_with_it_unless_they_are_taken_away(desk: Desk, work: Casework) -> None:
    filed, client = work.file(), await desk.sign_in("hoa", role="officer")
    said = {"short": "mau", "title": "Mẫu đơn", "text": "Gửi {tên} mẫu.", "verb": "word"}
    upload = [("files", ("mau.pdf", PDF, "application/pdf")), ("files", ("so do.jpg", jpeg(), "image/jpeg"))]
    for name, body, words in (
        ("a.txt", b"chu", "chỉ kèm ảnh hoặc PDF"),
        ("to.pdf", PDF + b"0" * 5_300_000, "lớn nhất 5 MB"),
    ):
        refused = await client.post("/console/canned", data=said, files=[("files", (name, body, "text/plain"))])
        assert refused.status_code == 422
        assert words in refused.text
    assert (await client.post("/console/canned", data=said, files=upload)).status_code == 303
    (mine,) = desk.database.look(ward.canned_answers, own_of=1)
    (pdf, _), (map_, _) = mine.files
    assert [name for _, name in mine.files] == ["mau.pdf", "so do.jpg"]
    many = [("files", (f"{n}.pdf", PDF, "application/pdf")) for n in range(4)]
    full = await client.post("/console/canned", data={**said, "canned_id": str(mine.id)}, files=many)
    assert "nhiều nhất 5 tệp" in full.text
    assert (await client.get(f"/console/canned/files/{pdf}")).content == PDF
    other = await desk.sign_in("nga", role="officer")
    assert (await other.get(f"/console/canned/files/{pdf}")).status_code == 404, "it is somebody's own"

    form = work.form(filed, text="", canned=str(mine.id), insert="yes")
    page = (await client.post(at(filed, "answer"), data=form)).text  # without script: the page comes with its ticks
    assert page.count('name="with_file"') == 2
    assert f'name="with_file" value="{pdf}" checked' in page
    sent = {**work.form(filed, text="Đây ạ"), "verb": "word", "with_file": [str(map_), str(pdf)]}
    assert (await other.post(at(filed, "answer"), data=sent)).status_code == 422
    assert (await client.post(at(filed, "answer"), data=sent)).status_code == 303
    outgoing = outgoing_from_json(json.loads(work.sent()[0][1]))
    assert [(each.kind.value, each.mime) for each in outgoing.media] == [
        ("photo", "image/jpeg"), ("document", "application/pdf"),
    ]  # fmt: skip
    kept = desk.database.look(files_of, filed.case_id)
    await client.post("/console/canned", data={**said, "canned_id": str(mine.id), "drop_file": str(map_)})
    assert len(desk.database.look(ward.canned_answers, own_of=1)[0].files) == 1
    gone = await client.post(at(filed, "answer"), data={**sent, **work.form(filed, text="Nữa")})
    assert "vừa bị bỏ" in gone.text
    await client.post(f"/console/canned/{mine.id}/drop")
    names = {each for file in kept for each in (file.stored, file.shown, file.thumb) if each}
    assert desk.database.look(in_use, names) == names, "the case has them still"


async def test_a_sealed_case_gets_sealed_copies_and_an_unused_file_is_swept(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    upload = [("files", ("mau.pdf", PDF, "application/pdf"))]
    await client.post("/console/canned", data={"short": "mau", "title": "M", "text": "M", "verb": "word"}, files=upload)
    (mine,) = desk.database.look(ward.canned_answers, own_of=1)
    (kept,) = desk.database.look(canned_files.chosen, [mine.files[0][0]], own_of=1)
    copy = keeping.sealed_copy(desk.context.files, kept)
    assert copy.stored != kept.stored
    with desk.context.files.open(copy.stored) as content:
        assert content.read() == PDF
    assert kept.stored in desk.database.look(restored.file_names), "a drill asks for it"
    assert desk.database.look(in_use, {kept.stored}) == {kept.stored}
    await client.post(f"/console/canned/{mine.id}/drop")
    assert desk.database.look(in_use, {kept.stored}) == set()
