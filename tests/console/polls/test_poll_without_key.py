"""The pages of a consultation without its key here: it is not closed by hand either, and says what to do."""

from pathlib import Path

from storage.database.outside import beside
from storage.polls import keys as poll_keys
from storage.polls import polls
from tests.console.conftest import Desk
from tests.console.polls.test_polls import groups, key_of, opened

__all__ = ["groups"]


def lose(desk: Desk, key: str) -> bytes:
    """The key is gone from the folder, as after a restore."""
    place: Path = beside(desk.context.settings.files_dir).place(poll_keys.ring(key))
    secret = place.read_bytes()
    place.unlink()
    return secret


async def test_it_is_not_counted_as_if_nobody_had_answered(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    page = await opened(desk, client)
    key = key_of(page)
    assert "danban keys import" not in (await client.get(page)).text
    secret = lose(desk, key)
    assert "danban keys import" in (await client.get(page)).text
    answer = await client.post(f"{page}/close")
    assert answer.status_code == 409
    assert "danban keys import" in answer.text
    assert desk.database.look(polls.get, key).state.value == "open"
    public = (await client.get(f"/gop-y/{key}")).text
    assert "tạm thời chưa nhận được câu trả lời" in public
    assert "đã kết thúc" not in public
    beside(desk.context.settings.files_dir).place(poll_keys.ring(key)).write_bytes(secret)
    assert "tạm thời chưa nhận" not in (await client.get(f"/gop-y/{key}")).text
    assert (await client.post(f"{page}/close")).status_code == 303
    await desk.agree()
    assert desk.database.look(polls.get, key).state.value == "closed"


async def test_it_can_be_cancelled_with_a_reason_when_the_key_is_lost_for_good(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    page = await opened(desk, client)
    lose(desk, key_of(page))
    assert (await client.post(f"{page}/cancel", data={"why": "Mất khóa khi chuyển máy"})).status_code == 303
    await desk.agree()
    assert desk.database.look(polls.get, key_of(page)).state.value == "cancelled"
