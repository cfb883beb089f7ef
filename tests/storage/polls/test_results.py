"""After the close: groups of opinions with answers, meetings typed in twice, heavy tasks, publishing."""

from typing import Any

import pytest

from civics.polls.opinions import Answered
from civics.polls.rules import PollState
from core.errors import ConflictError, NotFoundError
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.polls import ballots, opinion_answers, opinions, polls, publishing
from storage.polls import keys as poll_keys
from storage.polls import results as poll_results
from storage.polls import tasks as poll_tasks
from storage.polls.ballots import Voter
from storage.polls.opinions import Filter
from storage.polls.tasks import What
from tests.databases import Now
from tests.storage.polls.test_ballots import begin


def ended(store: Database, now: Now, said: list[dict[str, tuple[str, str]]]) -> str:
    """A closed consultation with these ballots; returns its key."""
    key, known = store.run(begin, len(said))
    store.seal.keys.make(poll_keys.ring(key))

    def cast(work: UnitOfWork) -> None:
        for at, (resident, chat) in enumerate(known):
            ballots.cast(work, polls.get(work, key), Voter(resident, chat, f"{at:064d}"), choices=said[at])

    store.run(cast)
    now.pass_(hours=1)
    store.run(ballots.close, key)
    return key


def compare(store: Database, key: str) -> None:
    """What the child process does, here at once."""
    task = store.run(poll_tasks.claim)
    assert task is not None
    assert (task.what, task.key) == (What.COMPARE, key)
    found: dict[str, list[int]] = {}
    for number, article, text in store.look(opinions.uncompared, task.poll_id):
        found.setdefault(f"{article} {text.casefold().strip('.')}", []).append(number)
    store.run(opinions.gather, task.poll_id, list(found.values()))
    store.run(poll_tasks.end, task.id, poll_tasks.DONE)


def groups(store: Database, key: str, wanted: Filter = Filter()) -> list[opinions.Group]:  # noqa: B008  # frozen
    """The groups of a filter, over all pages of two."""
    poll_id = store.look(polls.get, key).id
    found: list[opinions.Group] = []
    after = ""
    while True:
        page = store.look(opinions.page, poll_id, wanted, after=after, limit=2)
        found += page.groups
        if not (after := page.next):
            return found


SAID = [
    {"a1": ("other", "Thêm thùng rác")},
    {"a1": ("other", "thêm thùng rác.")},
    {"a1": ("other", "Gọi tôi 0912 345 678 nhé"), "a2": ("no", "Bỏ điều này")},
]


def test_opinions_stand_apart_from_ballots_and_tell_no_order(store: Database, now: Now) -> None:
    key = ended(store, now, SAID)
    compare(store, key)
    poll = store.look(polls.get, key)
    kept = store.look(lambda work: opinions.members(work, [each.id for each in opinions.every(work, poll.id)]))
    assert {said.text for several in kept.values() for _, said in several} == {
        "Thêm thùng rác", "thêm thùng rác.", "Gọi tôi 0912 345 678 nhé", "Bỏ điều này",
    }  # fmt: skip
    assert "Thêm" not in str(poll.result)
    assert [(each.article, each.size) for each in groups(store, key)] == [("a1", 2), ("a1", 1), ("a2", 1)]
    assert groups(store, key)[1].text == "Gọi tôi … nhé"  # the published text
    result = store.look(poll_results.of, poll)
    assert result is not None
    assert [(each.yes, each.no, each.other, each.blank) for each in result.lines[:2]] == [(0, 0, 3, 0), (0, 1, 0, 2)]


def test_an_official_answers_tags_parts_and_joins_until_it_is_published(store: Database, now: Now) -> None:
    key = ended(store, now, SAID)
    compare(store, key)
    first, second, third = groups(store, key)
    how: dict[str, Any] = {"reply": "Đã thêm ở Điều 1.", "tags": "rác,  môi   trường", "text": "", "staff_id": 1}
    with pytest.raises(ConflictError, match="no_reply"):
        store.run(opinion_answers.answer, key, first.id, answered=Answered.ACCEPTED, **{**how, "reply": " "})
    store.run(opinion_answers.answer, key, first.id, answered=Answered.ACCEPTED, **how)
    assert [each.id for each in groups(store, key, Filter(state="open"))] == [second.id, third.id]
    assert [each.id for each in groups(store, key, Filter(tag="môi trường"))] == [first.id]
    assert [each.id for each in groups(store, key, Filter(state="accepted", article="a1"))] == [first.id]
    members = store.look(opinions.members, [first.id])[first.id]
    new = store.run(opinion_answers.apart, key, members[0][0], staff_id=1)
    assert [each.size for each in groups(store, key)] == [1, 1, 1, 1]
    with pytest.raises(ConflictError, match="alone"):
        store.run(opinion_answers.apart, key, members[0][0], staff_id=1)
    with pytest.raises(ConflictError, match="other_article"):
        store.run(opinion_answers.join, key, new, third.id, staff_id=1)
    store.run(opinion_answers.join, key, new, first.id, staff_id=1)
    assert groups(store, key)[0].size == 2
    store.run(publishing.publish, key, staff_id=1)  # informal: no law asks for an answer to each opinion
    assert store.look(polls.get, key).state is PollState.PUBLISHED
    with pytest.raises(ConflictError, match="published"):
        store.run(opinion_answers.answer, key, second.id, answered=Answered.EXPLAINED, **how)
    with pytest.raises(NotFoundError):
        store.run(opinion_answers.answer, "nowhere", second.id, answered=None, **how)


def test_a_result_is_told_once_to_each_and_to_groups_in_batches(store: Database, now: Now) -> None:
    key = ended(store, now, SAID)
    found = store.run(publishing.next_batch, limit=2)
    assert found is not None
    told = [each.id for each in found.chats]
    while (found := store.run(publishing.next_batch, limit=2)) is not None:
        told += [each.id for each in found.chats]
    assert len(told) == len(set(told)) == 3
    with pytest.raises(publishing.UnreadyError) as error:
        store.run(publishing.publish, key, staff_id=1)
    assert error.value.reasons == ("comparing",)
    compare(store, key)
    store.run(publishing.publish, key, staff_id=1)
    found = store.run(publishing.next_batch, limit=9)
    assert found is not None
    assert (found.what, len(found.chats)) == ("published", 3)
    assert store.run(publishing.next_batch, limit=9) is None
    now.pass_(days=8)
    assert store.run(publishing.next_batch, limit=9) is None


def test_work_is_claimed_once_survives_a_kill_and_gives_up_in_the_end(store: Database, now: Now) -> None:
    key, _ = store.run(begin, 0)
    poll_id = store.look(polls.get, key).id
    for _ in range(2):
        store.run(poll_tasks.want, poll_id, What.SUMMARY, staff_id=1)
    for _ in range(poll_tasks.MOST_TRIES):  # each time the process is killed
        assert store.run(poll_tasks.claim) is not None
        assert store.run(poll_tasks.claim) is None
        now.pass_(minutes=11)
    assert store.run(poll_tasks.claim) is None
    (task,) = store.look(poll_tasks.of, poll_id)
    assert task.state == poll_tasks.FAILED
    store.run(poll_tasks.want, poll_id, What.SUMMARY, staff_id=1)
    again = store.run(poll_tasks.claim)
    assert again is not None
    with pytest.raises(NotFoundError):
        store.look(poll_tasks.made, poll_id, What.SUMMARY)
    store.run(poll_tasks.end, again.id, poll_tasks.DONE, stored="ab" * 32, size=9)
    assert store.look(poll_tasks.made, poll_id, What.SUMMARY).size == 9
