"""Which tests run, and in which order: what `--quick` and `--deep` choose, and which files go first."""

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# A shared machine is slow at times, so no example has a deadline. `--deep` tries many more examples.
settings.register_profile("house", deadline=None, max_examples=40)
settings.register_profile("deep", deadline=None, max_examples=2_000)
settings.load_profile("house")

gc.disable()  # until all is collected: nothing that imports make is garbage, and looking for it is a sixth of the time

# whole services, browsers and a simulated day: few tests that last long, and wait more than they work
_LONG = ("bot", "browser", "storage/households/test_household_day.py")


# What `make quick` runs, on SQLite: what is pure, and of what is stored, handled and shown a file of most sorts.
_QUICK = (
    "answers/",
    "broadcasts/",
    "civics/",
    "console/cases/test_desk.py",
    "console/frame/test_access.py",
    "core/",
    "dialogs/engine/",
    "dialogs/scripts/",
    "handlers/arrivals/test_presses.py",
    "handlers/arrivals/test_steps.py",
    "handlers/cases/test_boundaries.py",
    "handlers/people/test_households.py",
    "handlers/polls/test_polling.py",
    "handlers/replies/",
    "papers/test_document_text.py",
    "papers/test_draft_files.py",
    "papers/test_roll_files.py",
    "papers/test_sheets.py",
    "papers/test_word",
    "storage/across/",
    "storage/answers/",
    "storage/bulletins/test_bulletins.py",
    "storage/cases/test_case_acts.py",
    "storage/cases/test_cases.py",
    "storage/messages/",
    "storage/people/",
    "storage/polls/",
    "storage/ward/",
    "test_architecture.py",
    "test_house.py",
    "test_templates.py",
)

# What `make test` runs on SQLite only, and `make deep` on both. `tests/storage` tests the database functions on both in
# every run. Dialogs, walks and attacks use them, so one file per subject (`_ON_BOTH`) is enough.
_DEEP_ON_POSTGRES = (
    "bot/commands/test_case_command.py",
    "bot/inbound/test_zalo_tokens.py",
    "bot/workers/test_corrections.py",
    "bot/workers/test_worker.py::test_a_chat_that_sends_five_hundred",
    "handlers/",
    "hostile/",
    "storage/households/test_household_day.py",
)
_ON_BOTH = (
    "bot/inbound/test_zalo_tokens.py::test_processes_that_meet",  # locks of rows, between real processes
    "handlers/cases/test_petitions.py",
    "handlers/people/test_households.py",
    "handlers/polls/test_polling.py",
    "handlers/replies/",
    "handlers/staff/",
    "handlers/test_cost.py",
    "hostile/test_sealed_return.py",
    "hostile/test_secret_ballots.py::test_voters_cannot_be_told_apart",  # its rows show more to an attacker
    "hostile/test_uploads.py",
)
# These load the adapter of Telegram, and aiogram takes a process as long as hundreds of tests; or a browser, as long.
# Or they begin with the demo's ward, which takes seconds to fill (the crawl does both). One process gets all of each.
_TOGETHER = {
    "browser/": "browser",
    "bot/channels/test_conformance.py": "aiogram",
    "bot/channels/test_large_bulletin.py": "aiogram",
    "bot/channels/test_telegram": "aiogram",
    "bot/channels/test_tls.py": "aiogram",
    "bot/inbound/test_telegram_conflict.py": "aiogram",
    "bot/commands/test_staff_commands.py": "aiogram",
    "bot/test_crawl.py": "aiogram",
    "bot/test_demo.py": "aiogram",
    "bot/test_every_button.py": "aiogram",
    "bot/test_one_person.py": "aiogram",
    "bot/test_polls_at_the_wire.py": "aiogram",
    "bot/test_service_telegram.py": "aiogram",
    "bot/workers/test_unforeseen.py": "aiogram",
    "bot/test_staff_group_at_the_wire.py": "aiogram",
    "bot/workers/test_floods.py": "aiogram",
    "hostile/test_patterns.py": "aiogram",
}

_DEEP_SECONDS = 1_800

_HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make quick` and `make deep` use these."""
    parser.addoption("--quick", action="store_true", help="a choice for a minute: no PostgreSQL, no browser")
    parser.addoption("--deep", action="store_true", help="only what is marked deep, and properties with many examples")
    parser.addoption("--backwards", action="store_true", help="rows without an order come from the last to the first")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are processors: many tests wait for a server, a browser or a process of theirs.

    Those of `make quick` wait for nothing, and one more process would only load everything once more.
    """
    return (os.cpu_count() or 1) + (0 if config.getoption("quick") else 1)


def pytest_configure(config: pytest.Config) -> None:
    """Deep runs have time."""
    if config.getoption("deep"):
        settings.load_profile("deep")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`make quick` does not even read what it leaves out: to load a whole service takes longer than most tests."""
    if not config.getoption("quick") or not collection_path.is_relative_to(_HERE) or collection_path == _HERE:
        return None
    place = collection_path.relative_to(_HERE).as_posix() + ("/" if collection_path.is_dir() else "")
    return not any(place.startswith(each) or each.startswith(place) for each in _QUICK) or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose what was asked for. Files that last long go first: no process is left alone with them at the end."""
    dropped = [each for each in items if not _is_chosen(each, config)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [each for each in items if _is_chosen(each, config)]
    if config.getoption("deep"):
        _with_time(items)
    items.sort(key=lambda each: (-len(_slow_thing(each.nodeid)), not _stands_in(each, _LONG)))


def _with_time(items: list[pytest.Item]) -> None:
    """What a test says about its time is meant for the small sample that `make test` runs."""
    for each in items:
        for mark in each.iter_markers("timeout"):
            each.add_marker(pytest.mark.timeout(max(_DEEP_SECONDS, *mark.args)), append=False)
            break


def pytest_collection_finish() -> None:
    """The tests and what they imported live to the end: the search for garbage in circles need not look at them."""
    if "aiogram" in sys.modules:
        raise pytest.UsageError("a file of tests loads aiogram at its head; each process would wait for it")
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(10_000, 20, 50)


class _Files(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A process gets whole files, and files that load the same slow thing together."""

    def _split_scope(self, nodeid: str) -> str:
        return _slow_thing(nodeid) or nodeid.partition("::")[0]


def _slow_thing(nodeid: str) -> str:
    place = nodeid.removeprefix("tests/")
    return next((name for begin, name in _TOGETHER.items() if place.startswith(begin)), "")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """For `--dist loadfile` only."""
    return _Files(config, log) if config.getvalue("dist") == "loadfile" else None


def _is_chosen(item: pytest.Item, config: pytest.Config) -> bool:
    there = (
        item.get_closest_marker("postgres") is not None
        and _stands_in(item, _DEEP_ON_POSTGRES)
        and not _stands_in(item, _ON_BOTH)
    )
    deep = there or item.get_closest_marker("deep") is not None
    if config.getoption("deep"):
        return deep or is_hypothesis_test(getattr(item, "obj", None))
    if config.getoption("quick"):
        heavy = any(item.get_closest_marker(name) for name in ("browser", "postgres"))
        return not (deep or heavy)
    return not deep


def _stands_in(item: pytest.Item, places: tuple[str, ...]) -> bool:
    return item.nodeid.removeprefix("tests/").startswith(places)
