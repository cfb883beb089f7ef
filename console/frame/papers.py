"""The words of official papers, as the office of this ward wants them."""

from functools import partial

from starlette.requests import Request

from console.frame.context import context_of
from core.words import FIRST
from papers.parts import Say, official


def words_of_papers(request: Request) -> Say:
    """Gives the Vietnamese sentence of a key; remarks of the machine only where PAPER_REMARKS wants them."""
    context = context_of(request)
    about = context.settings
    return official(partial(context.words.say, FIRST), remarks=about.paper_remarks == "yes", font=about.paper_font)


def font_of_papers(request: Request) -> str:
    """The font family of workbooks (PAPER_FONT)."""
    return context_of(request).settings.paper_font
