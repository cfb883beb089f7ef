"""What a machine can see of a page: axe's findings."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def wrong_with(page: Page) -> list[str]:
    """What axe finds on the page as it stands; what fades in is there, for half a colour has no contrast."""
    page.evaluate("for (const each of document.getAnimations()) each.cancel()")
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]
