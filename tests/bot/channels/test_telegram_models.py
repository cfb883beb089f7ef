"""aiogram's models are built when they are needed, and are then what aiogram makes of them."""

import re
import subprocess
import sys

import pytest

from tests.pages import HOUSE

_EVERY = """
from pydantic import BaseModel
from aiogram import methods, types
named = [getattr(package, name) for package in (types, methods) for name in package.__all__]
every = [each for each in named if isinstance(each, type) and issubclass(each, BaseModel)]
"""
_BUILT = f"import bot.channels.telegram{_EVERY}print(len(every), sum(each.__pydantic_complete__ for each in every))"
_FIELDS = f"""{_EVERY}
for each in every:
    each.model_rebuild()
    asked = {{name: value for name, value in sorted(each.model_config.items()) if name != "defer_build"}}
    print(each.__module__, each.__name__, asked, each.__pydantic_complete__)
    for name, field in each.model_fields.items():
        print(" ", name, field)
"""
_ADDRESS = re.compile(" at 0x[0-9a-f]+")


def _said(program: str) -> str:
    """What a process of its own prints: aiogram is loaded only once in each."""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=HOUSE)
    return ran.stdout


def test_only_the_models_in_use_are_built() -> None:
    from bot.channels import telegram_models  # noqa: PLC0415  # aiogram is slow to load

    every, built = map(int, _said(_BUILT).split())
    assert every > 500
    assert len(telegram_models.USED) <= built <= len(telegram_models.USED) + 10


def test_each_model_that_the_adapter_names_is_built_at_the_start() -> None:
    from pydantic import BaseModel  # noqa: PLC0415

    from bot.channels import telegram_models  # noqa: PLC0415

    named = {each for each in vars(telegram_models).values() if isinstance(each, type) and issubclass(each, BaseModel)}
    assert named - {BaseModel, telegram_models.TelegramMethod} == set(telegram_models.USED)
    assert all(each.__pydantic_complete__ for each in telegram_models.USED)
    assert BaseModel.model_config == {}
    assert BaseModel.model_rebuild.__module__ == "pydantic.main"


def test_nothing_else_imports_aiogram() -> None:
    found = {
        str(each.relative_to(HOUSE))
        for each in (HOUSE / "bot").rglob("*.py")
        if re.search(r"^\s*(from|import) aiogram\b", each.read_text("utf-8"), re.MULTILINE)
    }
    assert found == {"bot/channels/telegram_models.py"}


@pytest.mark.deep
def test_every_model_is_what_aiogram_builds_itself() -> None:
    ours, theirs = (_said(first + _FIELDS) for first in ("import bot.channels.telegram_models", ""))
    assert len(ours.splitlines()) > 3_000
    assert _ADDRESS.sub("", ours) == _ADDRESS.sub("", theirs)
