"""`danban read draft`: the articles of a draft with their numbers, and what was left out or converted."""

from civics.polls.clauses import Clause
from civics.polls.draft import Article, Draft, RefusedDraftError
from civics.polls.draft_reading import parse
from core.message import Json
from core.settings import Settings
from core.words import Words
from papers import draft_files


def read(settings: Settings, name: str, content: bytes) -> dict[str, Json]:
    """The draft as a poll would hold it; `refused` with its sentence when it is not accepted."""
    del settings
    words = Words.load()
    try:
        draft = parse(draft_files.read_apart(name, content))
    except RefusedDraftError as error:
        return {"refused": error.reason, "says": words.say("vi", f"polls.file.{error.reason}")}
    return _shown(draft, words)


def _shown(draft: Draft, words: Words) -> dict[str, Json]:
    chapters = {each.id: f"{each.name}. {each.title}".rstrip(". ") for each in draft.chapters}
    return {
        "preamble": draft.preamble,
        "articles": [_article(each, chapters.get(each.chapter, "")) for each in draft.articles],
        "tail": draft.tail,
        "by_paragraph": draft.by_paragraph,
        "notes": [_note(what, about, words) for what, about in draft.notes],
        "converted": [{"was": was, "now": now} for was, now in draft.converted],
    }


def _note(what: str, about: str, words: Words) -> Json:
    says = words.say("vi", f"polls.note.{what}", about=about, labels=about)
    return {"what": what, "about": about, "says": says}


def _article(article: Article, chapter: str) -> Json:
    return {
        "number": article.label,
        "title": article.title,
        "chapter": chapter,
        "text": article.text,
        "clauses": [_clause(each) for each in article.clauses],
    }


def _clause(clause: Clause) -> Json:
    points: list[Json] = [{"letter": each.label, "text": each.text} for each in clause.points]
    return {"number": clause.label, "text": clause.text, "points": points}
