"""What a button carries: `run.key=value`, at most 64 bytes. So an old button cannot touch another run."""

from dataclasses import dataclass

from core.press import LIMIT


@dataclass(frozen=True, slots=True)
class Press:
    """The parts of a pressed button."""

    run: str
    key: str
    value: str


def write(run: str, key: str, value: str) -> str:
    """The value for a Button. Raises ValueError when it would not fit into 64 bytes of UTF-8."""
    text = f"{run}.{key}={value}"
    if len(text.encode()) > LIMIT or not run or set(run) & set(".="):
        raise ValueError(f"a button cannot carry {text!r}")
    return text


def read(text: str) -> Press | None:
    """The parts of a pressed value; None when it is not one of a dialog."""
    run, dot, rest = text.partition(".")
    key, mark, value = rest.partition("=")
    return Press(run, key, value) if run and dot and key and mark else None
