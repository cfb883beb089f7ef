"""What was spoken or shown in a consultation: heard by an official, written down by them, and named in the papers."""

import io

import docx

from core.message import Address, Incoming, Kind, Media, MediaKind
from storage.database.unit import UnitOfWork
from storage.media import attachments, keeping
from storage.messages import chats
from storage.people import residents
from storage.polls import ballots, polls
from storage.polls.ballots import Voter
from tests.console.cases.casework import jpeg
from tests.console.conftest import Desk
from tests.console.polls.test_polls import groups, key_of, opened
from tests.console.polls.test_results import Ended

__all__ = ["groups"]  # a fixture
OGG = b"OggS" + bytes(24) + b"OpusHead" + bytes(60)


def cast(desk: Desk, key: str, number: int, *, words: str = "", **files: bytes) -> list[int]:
    """A resident's answer to the second article, with their voice note or photo; returns the ids of its files."""
    kept = [(kind, keeping.keep(desk.context.files, content, sealed=True)) for kind, content in files.items()]

    def body(work: UnitOfWork) -> list[int]:
        address = Address("web", "web", f"c{number}")
        chat = chats.meet(work, Incoming(address, f"e{number}", Kind.MESSAGE, work.now, person=f"{number}"))
        resident = residents.of_person(work, chat, f"{number}", name="")
        ids = []
        for part, (kind, each) in enumerate(kept):
            media = Media(MediaKind(kind), f"ref{number}.{part}")
            ids.append(attachments.want(work, media, part=part, message_id="m", chat_id=chat.id, sealed=True))
            attachments.kept(work, ids[-1], each)
        voter = Voter(resident.id, chat.id, f"{number:064d}")
        ballots.cast(work, polls.get(work, key), voter, choices={"a2": ("other", words)}, files={"a2": ids})
        return ids

    return desk.database.run(body)


async def ended(desk: Desk) -> tuple[Ended, list[int]]:
    """Two people sent voice notes, one a text with a photo; then it was closed and compared."""
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client, secrecy="named")
    ids = cast(desk, key_of(page), 1, voice=OGG)
    ids += cast(desk, key_of(page), 2, voice=OGG)
    ids += cast(desk, key_of(page), 3, words="Cống ở đây", photo=jpeg())
    at = f"{page}/opinions/files/{ids[2]}"
    assert (await client.get(f"{at}/shown")).status_code == 404, "not before the close"
    await client.post(f"{page}/close")
    await desk.agree()
    found = Ended(desk, client, page)
    await found.work()
    return found, ids


async def test_each_spoken_opinion_stands_alone_and_is_heard_where_it_is_answered(desk: Desk) -> None:
    found, ids = await ended(desk)
    assert sorted((each.text, each.size) for each in found.groups()) == [("", 1), ("", 1), ("Cống ở đây", 1)]
    base = f"{found.page}/opinions"
    text = (await found.client.get(base)).text
    for each in ids[:2]:
        assert f'<audio controls preload="none" src="{base}/files/{each}/original">' in text
    assert f'href="{base}/files/{ids[2]}/shown"' in text
    assert text.count("ghi lại điều bà con muốn nói") == 2
    heard = await found.client.get(f"{base}/files/{ids[0]}/original", headers={"Range": "bytes=0-3"})
    assert (heard.status_code, heard.content) == (206, b"OggS")
    assert heard.headers["cache-control"] == "no-store"
    seen = await found.client.get(f"{base}/files/{ids[2]}/shown")
    assert seen.status_code == 200
    assert b"2026:11:20" not in seen.content


async def test_nobody_else_is_served_what_was_said(desk: Desk) -> None:
    found, ids = await ended(desk)
    at = f"{found.page}/opinions/files/{ids[0]}/original"
    observer = await desk.sign_in("nam", role="observer")
    assert (await observer.get(at)).status_code == 403
    assert (await (await desk.browser()).get(at)).status_code == 303
    assert (await found.client.get(f"/console/files/{ids[0]}/original")).status_code == 404, "it is of no case"
    other = await opened(desk, found.client, secrecy="named")
    assert (await found.client.get(f"{other}/opinions/files/{ids[0]}/original")).status_code == 404


async def test_what_has_no_words_is_written_down_before_it_is_answered_and_papers_say_that_it_was_spoken(
    desk: Desk,
) -> None:
    found, _ = await ended(desk)
    base = f"{found.page}/opinions"
    spoken = next(each for each in found.groups() if not each.text)
    answer = {"answered": "accepted", "reply": "Sẽ sửa."}
    told = await found.client.post(f"{base}/{spoken.id}/answer", data=answer)
    assert told.status_code == 409
    assert "xin ghi lại điều bà con nói" in told.text
    told = await found.client.post(f"{base}/{spoken.id}/answer", data={**answer, "text": "Mở loa muộn quá"})
    assert told.status_code == 303
    await found.client.post(f"{found.page}/papers", data={"what": "summary"})
    await found.work()
    made = await found.client.get(f"{found.page}/papers/summary/0")
    cells = [cell.text for each in docx.Document(io.BytesIO(made.content)).tables for cell in each._cells]
    assert "Mở loa muộn quá [1 ghi âm]" in cells
    assert "Cống ở đây [1 ảnh]" in cells
    assert "[1 ghi âm]" in cells
