"""Wait until something is true in a page, whatever its content-security policy forbids."""

from playwright.sync_api import Page

_TRIES, _PAUSE = 1200, 50  # ms between two looks


def until(page: Page, expression: str) -> None:
    """Look again and again until the expression holds. Raises AssertionError when it never does.

    Playwright's own `wait_for_function` evaluates a string inside the page, which our policy forbids from the second
    look on.
    """
    for _ in range(_TRIES):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(_PAUSE)
    raise AssertionError(f"it never came to be: {expression}")
