"""Who is asking, and what they may do: sessions, roles, and where a login may lead."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from civics.ward import roles
from console.frame import cookies
from console.frame.reading import look, run
from core.errors import DanBanError, NotAllowedError
from storage.people import sessions
from storage.people.sessions import Owner
from storage.people.staff import Account
from storage.ward.sight import Reader

COOKIE = "danban_staff"
_WHOLE = {"work": "case.answer"}  # "may work on cases at all", for pages that belong to no single act


@dataclass(frozen=True, slots=True)
class Login:
    """The member of staff who asks. `session` is the digest of their cookie.

    `owes`: what they have to do before they go on: "code", "password", "factor", or nothing.
    """

    staff_id: int
    login: str
    name: str
    role: str
    language: str
    unit_id: int | None
    reads_sealed: bool
    session: str
    owes: str = ""

    @classmethod
    def of(cls, owner: Owner, *, session: str) -> "Login":
        """The account of a session."""
        account = owner.account
        return cls(
            staff_id=account.id,
            login=account.login,
            name=account.name,
            role=account.role,
            language=account.language,
            unit_id=account.unit_id,
            reads_sealed=account.reads_sealed,
            session=session,
            owes="code" if owner.waits else account.owes,
        )

    @classmethod
    def of_account(cls, account: Account) -> "Login":
        """The account of a token: there is no session."""
        return cls.of(Owner(account, stale=False, waits=False), session="")

    @property
    def reader(self) -> Reader:
        """The form in which the stores know who asks."""
        return Reader(self.staff_id, self.role, reads_sealed=self.reads_sealed, unit_id=self.unit_id)


class SignedOutError(DanBanError):
    """Nobody is signed in. `next` is the page to show after the login."""

    def __init__(self, target: str) -> None:
        super().__init__("sign in first")
        self.next = target


class OwingError(SignedOutError):
    """Signed in, but a code, a password of their own or a second factor is still missing."""


def digest_of(cookie: str) -> str:
    """What is stored of a session's cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def find_login(request: Request) -> Login | None:
    """Who asks, or None. It blocks: not for the event loop."""
    cookie = cookies.read(request, COOKIE)
    if not cookie:
        return None
    digest = digest_of(cookie)
    found = look(request, sessions.owner, digest)
    if found is None:
        return None
    if found.stale:
        run(request, sessions.touch, digest)
    return Login.of(found, session=digest)


def entering(request: Request) -> Login:
    """Like `signed_in`, but also for a login that still owes something.

    Only the pages that settle it may depend on this.
    """
    login = find_login(request)
    if login is None:
        raise SignedOutError(_here(request))
    request.state.login = login
    return login


def signed_in(request: Request) -> Login:
    """A page's dependency: who asks. Raises SignedOutError, OwingError, which lead to the page that helps."""
    login = entering(request)
    if login.owes:
        raise OwingError(_here(request))
    return login


@dataclass(frozen=True, slots=True)
class Requires:
    """A page's dependency: who asks, if their role may do `act`. Raises NotAllowedError.

    A test walks all pages by it.
    """

    act: str

    def __call__(self, request: Request) -> Login:
        """Who asks."""
        login = signed_in(request)
        if not may(login, self.act):
            raise NotAllowedError(f"a {login.role} may not {self.act}")
        return login


def require(act: str) -> Requires:
    """A page's dependency for an act of `civics.ward.roles`."""
    return Requires(_WHOLE.get(act, act))


def may(login: Login, act: str) -> bool:
    """Whether this member's role may do `act` (`civics.ward.roles`). Templates use it to hide what would be refused."""
    return roles.may(login.role, _WHOLE.get(act, act))


def _here(request: Request) -> str:
    """Where to go after the login: this page or, for a form, the page that held it."""
    if request.method in {"GET", "HEAD"}:
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    try:
        referer = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return local("")
    return local(referer.path + (f"?{referer.query}" if referer.query else ""))


def local(target: str, *, otherwise: str = "/console/") -> str:
    """The target if it is a path of this console, else `otherwise`: a login never leads to another site."""
    plain = all(0x20 < ord(c) < 0x7F for c in target) and "\\" not in target
    try:
        parts = urlsplit(target) if plain else None
    except ValueError:
        return otherwise
    if parts is None or parts.scheme or parts.netloc or not parts.path.startswith("/console/") or "//" in parts.path:
        return otherwise
    return target
