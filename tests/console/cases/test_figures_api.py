"""Figures for a program: the token of an account, with its rights, its limit and its end."""

import re

from console.cases.figures_api import PER_HOUR
from tests.console.cases.casework import Casework
from tests.console.conftest import Desk

API = "/api/figures.json"


async def test_a_token_reads_the_figures_of_its_account_until_it_ends(desk: Desk) -> None:
    work, program = Casework(desk), await desk.browser()
    work.file("Ổ gà", topic="duong_sa")
    officer, leader = await desk.sign_in("hoa", role="officer"), await desk.sign_in("lanh.dao", role="leader")
    heads = {}
    for name, client in (("officer", officer), ("leader", leader)):
        made = await client.post("/console/me/token")
        token = re.findall(r"danban_[0-9a-f]{48}", made.text)[0]
        assert token not in (await client.get("/console/me/token")).text, "shown once"
        heads[name] = {"Authorization": f"Bearer {token}"}
    told = {name: await program.get(API, headers=head) for name, head in heads.items()}
    for each in told.values():
        assert (each.status_code, each.headers["cache-control"]) == (200, "no-store")
        whole = each.json()["whole"]
        assert whole["received"] == sum(whole[part] for part in ("on_time", "late", "open", "overdue", "ended")) == 1
        assert [line["key"] for line in each.json()["by"]["topic"]] == ["duong_sa"]
    assert not {"team", "officer"} & set(told["officer"].json()["by"])
    assert {"team", "officer"} <= set(told["leader"].json()["by"]), "as in the console"
    assert (await program.get(f"{API}?until=2020-01-01", headers=heads["officer"])).json()["whole"]["received"] == 0
    for bad in ({}, {"Authorization": "Bearer danban_x"}, {"Authorization": "Basic x"}):
        refused = await program.get(API, headers=bad)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    for _ in range(PER_HOUR - 2):
        await program.get(API, headers=heads["officer"])
    late = await program.get(API, headers=heads["officer"])
    assert (late.status_code, late.headers["retry-after"]) == (429, "3600")
    assert (await program.get(API, headers=heads["leader"])).status_code == 200, "each account has its own"
    assert "Thôi dùng mã" in (await leader.get("/console/me/token")).text
    await leader.post("/console/me/token/end")
    assert (await program.get(API, headers=heads["leader"])).status_code == 401
    await officer.post("/console/me/sessions", data={"which": "all"})
    assert (await program.get(API, headers=heads["officer"])).status_code == 401, "it ends with the sessions"
