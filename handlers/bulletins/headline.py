"""A bulletin's headline as people read it."""

from storage.bulletins.talk import Current


def headline(found: Current) -> str:
    """The headline with its placeholders filled."""
    text = found.title
    for name, value in found.fills.items():
        text = text.replace(f"{{{name}}}", value)
    return text
