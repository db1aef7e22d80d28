"""Asking again until something is so."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from .browser import BrowserError

POLL_SECONDS: Final = 0.03
T = TypeVar("T")


def until(ask: Callable[[], T], seconds: float, wanted: str) -> T:
    """The first truthy answer of `ask`; a `BrowserError` of its own counts as no.

    Raises:
        BrowserError: `wanted` was not so within `seconds`; says what `ask` complained of last.

    """
    deadline = time.monotonic() + seconds
    while True:
        reason = ""
        try:
            if answer := ask():
                return answer
        except BrowserError as error:
            reason = f" ({error})"
        if time.monotonic() > deadline:
            raise BrowserError(f"not within {seconds:g} s: {wanted}{reason}")
        time.sleep(POLL_SECONDS)
