"""How an official corrects a parsed draft before a consultation opens. Each edit returns a new draft; ids stay.

A merge keeps the first id. A split keeps the id for the first half and gives the second half a new number.
"""

from dataclasses import replace

from civics.polls.clauses import clauses
from civics.polls.draft import Article, Draft, build, heading
from civics.polls.why import DraftWhy
from core.errors import ConflictError
from core.text import normal


def merge(draft: Draft, article_id: str) -> Draft:
    """Join the article with the next one. Raises ConflictError when it is the last, KeyError when it is unknown."""
    at = _at(draft, article_id)
    if at + 1 >= len(draft.articles):
        raise ConflictError("There is no article after this one to join it with.", why=DraftWhy.MERGE)
    first, second = draft.articles[at : at + 2]
    text = "\n".join(each for each in (first.text, heading(second) if second.label else "", second.text) if each)
    whole = replace(first, text=text, clauses=clauses(text), plain=first.plain or second.plain)
    return replace(draft, articles=(*draft.articles[:at], whole, *draft.articles[at + 2 :]))


def split(draft: Draft, article_id: str, *, line: int, label: str = "", title: str = "") -> Draft:
    """Cut the article before a line of its text (from 1). Raises ConflictError when one half would be empty."""
    at = _at(draft, article_id)
    article = draft.articles[at]
    lines = article.text.split("\n")
    if not 1 <= line < len(lines):
        raise ConflictError("An article is cut between two of its lines.", why=DraftWhy.SPLIT)
    upper, lower = "\n".join(lines[:line]), "\n".join(lines[line:])
    first = replace(article, text=upper, clauses=clauses(upper))
    second = build(f"a{draft.next_id}", label, title=title or lines[line][:80], text=lower, chapter=article.chapter)
    halves = (first, replace(second, asked=article.asked))
    return replace(
        draft, articles=(*draft.articles[:at], *halves, *draft.articles[at + 1 :]), next_id=draft.next_id + 1
    )


def correct(
    draft: Draft, article_id: str, *, label: str | None = None, title: str | None = None, text: str | None = None
) -> Draft:
    """Correct an article's number, title or text; None leaves a field as it is.

    Raises ConflictError when the article would have neither a number nor a title.
    """
    old = draft.article(article_id)
    words = old.text if text is None else normal(text).strip()
    new = replace(
        old,
        label=old.label if label is None else normal(label).strip(),
        title=old.title if title is None else normal(title).strip(),
        text=words,
        clauses=clauses(words),
    )
    if not heading(new):
        raise ConflictError("An article is called by its number or its title.", why=DraftWhy.CORRECT)
    return _put(draft, new)


def ask(draft: Draft, article_id: str, *, asked: bool) -> Draft:
    """Choose whether people are asked about an article. Raises ConflictError when no article would be left."""
    new = _put(draft, replace(draft.article(article_id), asked=asked))
    if not new.asked:
        raise ConflictError("A consultation asks about at least one article.", why=DraftWhy.NONE_ASKED)
    return new


def explain(draft: Draft, article_id: str, *, plain: str) -> Draft:
    """Set an article's line in plain words; an empty one removes it."""
    return _put(draft, replace(draft.article(article_id), plain=" ".join(normal(plain).split())))


def _put(draft: Draft, article: Article) -> Draft:
    return replace(draft, articles=tuple(article if each.id == article.id else each for each in draft.articles))


def _at(draft: Draft, article_id: str) -> int:
    return draft.articles.index(draft.article(article_id))
