"""A code given at the desk: by admins, after looking at the person's papers, on the trail."""

import re

import pytest

from storage.people import move_codes
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def test_an_admin_gives_a_code_that_works_once(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("lan", role="admin")
    answer = await client.post(at(filed, "move-code"), data={"checked": "yes"})
    match = re.search(r"CK-\w{4}-\w{4}", answer.text)
    assert match is not None
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.database.look(move_codes.owner, match[0]) == work.row(filed).resident_id
    assert "move.code_given" in work.acts(filed)
    assert match[0] not in (await client.get(at(filed))).text


async def test_without_a_look_at_the_papers_no_code_is_given(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("lan", role="admin")
    answer = await client.post(at(filed, "move-code"))
    assert answer.status_code == 422
    assert "đối chiếu giấy tờ" in answer.text
    assert "move.code_given" not in work.acts(filed)


async def test_an_officer_gives_no_code_and_sees_no_button(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    assert (await client.post(at(filed, "move-code"), data={"checked": "yes"})).status_code == 403
    assert "move-code" not in (await client.get(at(filed))).text


@pytest.mark.parametrize("values", [{"group": "TDP 5"}, {"kind": "to_cao"}])
async def test_cases_of_a_group_and_denunciations_do_not_move(
    desk: Desk, work: Casework, values: dict[str, str]
) -> None:
    filed = work.file(**values)
    desk.hire("lan", role="admin", reads_sealed=True)
    client = await desk.sign_in("lan")
    assert (await client.post(at(filed, "move-code"), data={"checked": "yes"})).status_code == 404
    assert "move-code" not in (await client.get(at(filed))).text
