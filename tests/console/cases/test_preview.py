"""A look at a document of a case: pages of a .pdf as pictures, the words of a Word file, nothing of what is closed."""

import io

import pypdfium2
from docx import Document
from PIL import Image

from tests.console.cases.casework import PDF, Casework, at
from tests.console.conftest import Desk


def paged(*sizes: tuple[int, int]) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for size in sizes:
        document.new_page(*size)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def worded(*lines: str) -> bytes:
    document = Document()
    for each in lines:
        document.add_paragraph(each)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


async def test_documents_are_seen_beside_the_case_by_who_may_read_it(desk: Desk) -> None:
    work = Casework(desk)
    desk.hire("lan", role="admin", reads_sealed=True)
    officer, reader = await desk.sign_in("hoa", role="officer"), await desk.sign_in("lan")
    watcher = await desk.sign_in("quan", role="observer")
    filed, secret = work.file("Đơn đây ạ"), work.file("Ông X", kind="to_cao")
    two = work.keep(filed, paged((595, 842), (842, 595)), name="don.pdf", kind="document")
    word = work.keep(filed, worded("Kính gửi phường", "Tôi <xin> đổi"), name="don.docx", kind="document")
    broken = work.keep(filed, PDF, name="hong.pdf", kind="document")
    closed = work.keep(secret, paged((595, 842)), name="kin.pdf", kind="document")
    page = (await officer.get(at(filed))).text
    for each in (two, word):
        assert f"/console/files/{each}/preview" in page
    seen = await officer.get(f"/console/files/{two}/preview")
    assert seen.headers["cache-control"] == "no-store"
    assert f"/console/files/{two}/page/2" in seen.text
    assert "Trang 2/2" in seen.text
    drawn = await officer.get(f"/console/files/{two}/page/2")
    assert drawn.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(drawn.content)).size == (1000, 707)
    for number in ("0", "3", "31", "-1"):
        assert (await officer.get(f"/console/files/{two}/page/{number}")).status_code == 404
    words = (await officer.get(f"/console/files/{word}/preview")).text
    assert "Tôi &lt;xin&gt; đổi" in words
    assert (await officer.get(f"/console/files/{word}/page/1")).status_code == 404
    assert "không xem trước được" in (await officer.get(f"/console/files/{broken}/preview")).text
    for who, file in ((officer, closed), (watcher, two), (watcher, word)):
        for end in ("preview", "page/1"):
            assert (await who.get(f"/console/files/{file}/{end}")).status_code in {403, 404}
    kept = await reader.get(f"/console/files/{closed}/page/1")
    assert (kept.status_code, kept.headers["cache-control"]) == (200, "no-store")
