"""Templates to pages: one Jinja2 environment per language; everything is escaped."""

import re
from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime
from functools import partial
from types import CodeType
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from civics.cases.petitions import Topic
from civics.days.calendar import SHIPPED
from console.frame import cookies, moments
from console.frame.access import Login, may
from console.frame.codes import whole_codes
from console.frame.context import Context, context_of
from console.frame.reading import done_reading, look
from console.frame.statics import Statics
from core.clock import in_vietnam
from core.settings import Settings
from core.words import FIRST, LANGUAGES
from storage.across.seconds import waiting
from storage.cases import duty
from storage.media.kinds import ACCEPT
from storage.ward import alerts, audit, days, own_topics

LANGUAGE_COOKIE = "danban_lang"
STAFF_LANGUAGES = ("vi", "en")


class Stock:
    """What the pages of several wards share: our files, and the compiled templates, which know neither words nor ward.

    What a template means is bound when it is loaded: each ward and language has its own environment.
    """

    def __init__(self) -> None:
        self.statics = Statics()
        self.templates = _Templates("console")


class _Templates(PackageLoader):
    """Compiles each template once. Environments of one sort (`Pages` makes no other) share the code.

    Compiled for no environment's own filters: Jinja works out at once what is constant, so a template must not give a
    constant to a filter of the language (a test makes sure of it).
    """

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self._code: dict[str, CodeType] = {}

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """The template, bound to this environment. Raises TemplateNotFound."""
        code = self._code.get(name)
        if code is None:
            source, filename, _ = self.get_source(environment, name)
            code = self._code[name] = environment.compile(source, name, filename)
        return environment.template_class.from_code(environment, code, globals if globals is not None else {})


# An address of this service in an attribute. What people wrote has no plain quotation mark left when it is in a page.
_ADDRESS = re.compile(
    r"""(\s(?:href|src|action|formaction|data-(?:refresh|wait|events|here|original|worker))=")/(?!/)"""
)


class Pages:
    """Renders templates in a language. Filters and words are bound when the application is built.

    Templates write addresses from the ward's root. Where that is below another one (`PUBLIC_URL` with a path), they get
    its path in front.
    """

    def __init__(self, context: Context, stock: Stock | None = None) -> None:
        self._context = context
        self._loader = stock.templates if stock is not None else PackageLoader("console")
        self.base = urlsplit(context.settings.public_url).path.rstrip("/")
        self.days = SHIPPED  # the ward's own days, as the last page read them
        self.own_topics: Mapping[str, str] = {}  # the titles of the ward's own topics, read in the same way
        self.statics = stock.statics if stock is not None else Statics()
        self._by_language: dict[str, Environment] = {}

    def render(self, language: str, template: str, /, **values: object) -> str:
        """The filled template. Where a language lacks a key, the default language's words are used."""
        environment = self._by_language.get(language)
        if environment is None:
            environment = self._by_language[language] = self._environment(language)
        found = environment.get_template(template).render(**values)
        return _ADDRESS.sub(rf"\1{self.base}/", found) if self.base else found

    def static(self, name: str) -> str:
        """The address of one of our files, with its version, so that browsers may keep it for ever."""
        return self.statics.address(name)

    def _environment(self, language: str) -> Environment:
        clock = self._context.clock
        say = partial(self._context.words.say, language)
        found = Environment(
            loader=self._loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip

        def moment(value: datetime) -> Markup:
            return Markup('<time datetime="{}" title="{}">{}</time>').format(
                value.isoformat(), moments.full(value, say), moments.told(value, clock(), say=say)
            )

        def due(value: datetime) -> moments.Due:
            return moments.due(value, clock(), self.days, say=say)

        def due_short(value: datetime) -> moments.Due:
            return moments.due(value, clock(), self.days, say=lambda key, **values: say(f"desk{key[7:]}", **values))

        found.filters.update(
            due_short=due_short,
            moment=moment,
            due=due,
            number=moments.number,
            age=lambda value: moments.age(value, clock(), say=say),
            ago=lambda value: moments.ago(value, clock(), say=say),
            until=lambda value: moments.until(value, clock(), say=say),
            full=lambda value: moments.full(value, say),
            capfirst=_capfirst,
            initials=_initials,
            **self._topics(say),
            browser=_browser,
            bytes=moments.size,
            whole_codes=whole_codes,
            written=_written,
            camera=moments.camera,
            day=lambda value: in_vietnam(value).date().isoformat(),
            short_day=_short_day,
            id_and_title=lambda value: (value.id, value.title),
            wall_day=lambda value: f"{in_vietnam(value):%d/%m}",
            wall=lambda value: in_vietnam(value).strftime("%Y-%m-%dT%H:%M"),
        )
        found.globals.update(
            t=say, has_word=lambda key: self._context.words.has(FIRST, key), language=language,
            ward=self._context.settings.ward_name, public_url=self._context.settings.public_url,
            static=self.static, may=may, accept=ACCEPT, openid=_openid(self._context.settings),
        )  # fmt: skip
        return found

    def _topics(self, say: Callable[..., str]) -> dict[str, Callable[[str], str]]:
        """Filters: a topic that the service knows, one that staff may choose, and its words."""
        return {
            "topic": Topic.of,
            "topic_key": lambda key: key if key in self.own_topics else Topic.of(key),
            "topic_word": lambda key: self.own_topics.get(key) or say(f"civics.topic.{Topic.of(key)}"),
        }


def statics_of(request: Request) -> Statics:
    """Our own files, for a route that answers one under an address of its own."""
    pages = request.app.state.pages
    assert isinstance(pages, Pages)
    return pages.statics


def language_of(request: Request) -> str:
    """The language of a visitor: their account's, else the one they chose, else Vietnamese."""
    login: Login | None = getattr(request.state, "login", None)
    if login is not None:
        return login.language
    chosen = request.query_params.get("lang") or cookies.read(request, LANGUAGE_COOKIE, former=True)
    return chosen if chosen in LANGUAGES else FIRST


def _openid(settings: Settings) -> str:
    """What the account at an OpenID provider is called on the page of the login; empty where there is none."""
    return settings.oidc_name or urlsplit(settings.oidc_issuer).hostname or "" if settings.oidc_issuer else ""


def page(
    request: Request, template: str, /, *, status: int = 200, language: str = "", **values: object
) -> HTMLResponse:
    """The page in the visitor's language. Templates always have `login` (or None), `path`, and the given values."""
    pages = request.app.state.pages
    assert isinstance(pages, Pages)
    login: Login | None = getattr(request.state, "login", None)
    known: dict[str, object] = {
        "login": login,
        "path": request.url.path,
        "view": "",
        "counts": {},
        "alerts_waiting": _alerts_for(request, login),
        "duty_waiting": look(request, duty.waiting_for, login.staff_id) if login else 0,
        "seconds_waiting": _seconds_for(request, login),
        "own_topics": (),
        "last_event": look(request, audit.latest) if login else 0,
        "done": _done(request),
    }
    if login:
        pages.days = look(request, days.known)
        pages.own_topics = look(request, own_topics.titles)
        known["own_topics"] = tuple(pages.own_topics)
    done_reading(request)  # all that templates show is read
    return HTMLResponse(
        pages.render(language or language_of(request), template, **{**known, **values}), status_code=status
    )


def _done(request: Request) -> str:
    """What the form that was sent just now did, in words. Pages redirect with `?done=<word of console.done>`."""
    key = f"console.done.{request.query_params.get('done', '')}"
    words = context_of(request).words
    return words.say(language_of(request), key) if words.has(FIRST, key) else ""


def _alerts_for(request: Request, login: Login | None) -> int:
    manages = login is not None and may(login, "alerts.read")
    return look(request, alerts.waiting) if manages else 0


def _seconds_for(request: Request, login: Login | None) -> int:
    works = login is not None and may(login, "work")
    return look(request, waiting.count, reader=login.reader) if login and works else 0


def say(request: Request, key: str, /, **values: object) -> str:
    """A sentence in the visitor's language."""
    return context_of(request).words.say(language_of(request), key, **values)


def _written(found: object, name: str) -> str:
    """A field of a value as one line: lists are joined; an empty one is a dash."""
    value = getattr(found, name, None)
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or "–"
    return str(value or "–")


def _short_day(value: object) -> str:
    """A date, or one as it is stored, as people write it: 05/12/2026."""
    year, month, day = str(value)[:10].split("-")
    return f"{day}/{month}/{year}"


def _capfirst(text: str) -> str:
    return text[:1].upper() + text[1:]


def _initials(name: str) -> str:
    """Vietnamese names are told apart by their last word: Nguyễn Thị Hoa is NH."""
    words = name.split()
    return "".join(word[:1] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def _browser(agent: str) -> str:
    """The part of a browser's name that a person recognises: "Chrome, Windows"; empty when there is none."""
    name = next((word for mark, word in _BROWSERS if mark in agent), "")
    system = next((word for mark, word in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (name, system) if part)


_BROWSERS = (
    ("CocCoc", "Cốc Cốc"),
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
