"""A board of supervision in its own chat: it proposes by a word, hears its term, the ward's answer, and of silence."""

from datetime import timedelta

from civics.days.calendar import day_of
from core.message import Address
from handlers.registers import acts, board_chat
from handlers.registers.acts import Act
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.notices import ways
from storage.people import staff
from storage.registers import entries
from storage.registers.entries import Asked, Entry, Links
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street


def _hire(work: UnitOfWork, /, login: str, role: str) -> Reader:
    return Reader(staff.add(work, login, name=login, password="x", role=role, demo=True), role)


def _board(work: UnitOfWork, /, name: str, owner: int | None) -> int:
    said = {"name": name, "sort": "ttnd", "document": "3/QĐ-MTTQ", "recognised_on": "2026-01-05"}
    return entries.add(work, "board", said, by=None, state="active", links=Links(owner_id=owner)).id


def _tie(work: UnitOfWork, /, owner: int, one: Citizen) -> None:
    chat = chats.find(work, Address(one.channel, one.channel, one.chat))
    assert chat is not None
    ways.tie(work, owner, chat)


def _moves(street: Street, by: Reader, entry_id: int, name: str, said: dict[str, str]) -> None:
    street.store.run(lambda work: acts.move(Act(work, by, entry_id, ward=street.ward), name, said))
    street.send()


def _proposals(street: Street, reader: Reader | None = None) -> list[Entry]:
    return street.store.look(entries.some, Asked("proposal"), reader=reader, first=True)


def _letters(street: Street, reader: Reader | None = None) -> list[Entry]:
    return street.store.look(entries.some, Asked("letter"), reader=reader, first=True)


def test_a_member_proposes_by_a_word_and_hears_the_answer_and_of_silence(street: Street) -> None:
    lan = street.person("Lan", channel="telegram").greeted()
    other = street.person("Tám", channel="zalo-bot").greeted()
    lan.say("kiến nghị của ban")
    assert "chưa gắn với tài khoản của ban nào" in lan.sees()
    member, officer = street.store.run(_hire, "mai", "inspector"), street.store.run(_hire, "hoa", "officer")
    stranger = street.store.run(_hire, "binh", "inspector")
    street.store.run(_board, "Ban Thanh tra nhân dân", member.staff_id)
    street.store.run(_board, "Ban khác", stranger.staff_id)
    street.store.run(_tie, member.staff_id, lan)
    lan.say("kiến nghị của ban")
    lan.say("Đo lại độ dày mặt đường tổ 5")
    lan.say("Khoan ba điểm, mời ban cùng đo & ghi <biên bản>")
    assert "Khoan ba điểm, mời ban cùng đo & ghi <biên bản>" in lan.sees()
    assert _proposals(street) == []  # nothing begins before it is sent
    lan.press("Gửi đi")
    (made,) = _proposals(street, member)
    due = day_of(street.now.at) + timedelta(days=15)
    assert (made.state, made.due_on, made.title) == ("sent", due, "Đo lại độ dày mặt đường tổ 5")
    assert f"kiến nghị số {made.called}" in lan.sees()
    assert f"chậm nhất ngày {due:%d/%m/%Y}" in lan.sees()
    assert _proposals(street, stranger) == []  # another board sees nothing of it
    assert not lan.saw("đã gửi kiến nghị số")  # the chat that wrote it is not told twice
    lan.say("ban kiến nghị")
    assert f"Số {made.called}: Đo lại độ dày mặt đường tổ 5. Chờ trả lời, hạn {due:%d/%m/%Y}." in lan.sees()
    lan.say("hủy")
    assert street.store.run(board_chat.late, street.ward) == 0
    street.now.pass_(days=16)
    assert [street.store.run(board_chat.late, street.ward) for _ in range(2)] == [1, 0]
    street.send()
    assert f"hạn là ngày {due:%d/%m/%Y}" in lan.sees()
    answer = {"answer": "Sẽ khoan ba điểm", "answered_on": due.isoformat(), "carried_by": "2026-12-30"}
    _moves(street, officer, made.id, "answer", answer)
    assert "Sẽ khoan ba điểm" in lan.sees()
    assert "trước hết ngày 30/12/2026" in lan.sees()
    _moves(street, officer, made.id, "carry_out", {"carried_on": "2026-12-20"})
    assert "đã làm xong ngày 20/12/2026" in lan.sees()
    assert not other.saw("Đo lại")


def test_what_the_console_writes_for_a_board_reaches_its_chat_once_and_a_closed_account_hears_nothing(
    street: Street,
) -> None:
    lan = street.person("Lan", channel="telegram").greeted()
    member, officer = street.store.run(_hire, "mai", "inspector"), street.store.run(_hire, "hoa", "officer")
    board = street.store.run(_board, "Ban Giám sát đường tổ 5", member.staff_id)
    street.store.run(_tie, member.staff_id, lan)
    typed = {"name": "Mở nhật ký", "about": "Cho ban xem nhật ký", "to_whom": "UBND", "received_on": "2026-11-20"}

    def add(work: UnitOfWork) -> Entry:
        return acts.add(Act(work, officer, ward=street.ward), "proposal", typed, parent_id=board)

    first = street.store.run(add)
    street.send()
    assert f"Ban Giám sát đường tổ 5 đã gửi kiến nghị số {first.called}: Mở nhật ký" in lan.sees()
    assert "Trả lời chậm nhất ngày 05/12/2026" in lan.sees()
    count = len(lan.all())
    street.store.run(lambda work: staff.disable(work, member.staff_id, disabled=True))
    street.store.run(add)
    street.send()
    assert len(lan.all()) == count
    lan.say("kiến nghị của ban")
    assert "chưa gắn với tài khoản của ban nào" in lan.sees()


def test_a_resident_writes_to_a_board_and_is_answered_in_the_same_chat(street: Street) -> None:
    tam, mai = street.person("Tám", channel="zalo-bot").greeted(), street.person("Mai", channel="telegram").greeted()
    tam.say("gửi ban thanh tra")
    assert "chưa ghi ban nào đang hoạt động" in tam.sees()
    member = street.store.run(_hire, "mai", "inspector")
    street.store.run(_board, "Ban Thanh tra nhân dân", member.staff_id)
    street.store.run(_tie, member.staff_id, mai)
    tam.say("gửi ban thanh tra")
    tam.say("Số của tôi 019087001234, công trình làm ẩu")
    assert _letters(street) == []  # no identity number in a chat
    tam.say("Kè đầu xóm vừa xây đã nứt, mong ban xem giúp")
    tam.press("Gửi đi")
    (made,) = _letters(street, member)
    assert f"số {made.called}" in tam.sees()
    assert "Kè đầu xóm vừa xây đã nứt" in mai.sees()
    assert "Tám" not in mai.sees()
    _moves(street, member, made.id, "answer", {"answer": "Ban xem ngày 30/11", "answered_on": "2026-11-24"})
    assert f"Ban Thanh tra nhân dân trả lời thư số {made.called}" in tam.sees()
    assert "Ban xem ngày 30/11" in tam.sees()


def test_a_denunciation_to_a_board_goes_the_sealed_way_and_leaves_no_word_in_the_register(street: Street) -> None:
    lan, mai = street.person("Lan").greeted(), street.person("Mai", channel="telegram").greeted()
    member = street.store.run(_hire, "mai", "inspector")
    street.store.run(_board, "Ban Thanh tra nhân dân", member.staff_id)
    street.store.run(_tie, member.staff_id, mai)
    lan.say("gửi ban thanh tra")
    lan.say("Tôi tố cáo ông cán bộ nhận hối lộ của bà Năm")
    lan.press("Gửi đi")
    assert _letters(street) == []
    assert not mai.saw("hối lộ")
    assert "tố cáo" in lan.sees().lower()
    assert [each["dialog"] for each in street.rows("runs") if each["state"] == "open"] == ["petition"]
