"""The page of roles, drawn from the table of rights and the routes of the console.

`python -m tests.console.frame.roles_page > docs/roles.md`
"""

import sys
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from civics.ward import roles
from console.frame.access import Requires, entering, signed_in
from console.frame.door import LateRoute
from tests.parts import shared

HEAD = """# Roles

Who may do what: the one table `civics/ward/roles.py`, and the pages that ask for each act. Drawn by
`python -m tests.console.frame.roles_page > docs/roles.md`; a test holds it true and asks every page as every role.
To read denunciations is no role: an admin marks an account for it, another of the named list agrees
([operating](operating.md)). A command acts in the name of an account and may do what its role may.
"""


def console_routes() -> Iterator[APIRoute]:
    """Every page and form of the console."""
    for router in shared().pages:
        for each in router.routes:
            if isinstance(each, LateRoute) and each.path.startswith("/console"):
                yield each.whole()


def acts_of(route: APIRoute) -> frozenset[str]:
    """The acts that a route asks for; "signed in" where that is enough, nothing where nobody is asked."""
    calls = list(_calls(route.dependant))
    acts = {each.act for each in calls if isinstance(each, Requires)}
    enters = any(each in (signed_in, entering) for each in calls)
    return frozenset(acts or ({"signed in"} if enters else ()))


def _calls(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)


def drawn() -> str:
    """The page."""
    by_act: dict[str, dict[str, None]] = {}
    for route in console_routes():
        for act in acts_of(route):
            by_act.setdefault(act, {})[f"`{'/'.join(route.path.split('/')[:3]).partition('.')[0]}`"] = None
    order = [*(act for act in roles.TABLE if act in by_act), "signed in"]
    rows = [f"| {f'`{act}`' if act in roles.TABLE else act} | {', '.join(sorted(by_act[act]))} |" for act in order]
    pages = ["| Act | Where pages and forms ask for it |", "|---|---|", *rows]
    return "\n\n".join([HEAD.strip(), roles.printed(), "## Pages", "\n".join(pages)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(drawn())
