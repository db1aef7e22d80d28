"""The strings by which Chromium's rules know a value in an address: `urlFilter`s, matched whatever the case."""

import base64
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import quote, quote_plus

from companion.patterns.build import spelled
from companion.patterns.digests import COMMON
from companion.patterns.normal import Form, normal_forms
from companion.patterns.strength import is_weak, says_nothing

MAX_FILTERS: Final = 40
_LONGEST: Final = 200
"""Characters of a filter; the start of a longer one stops the same addresses."""
_SHORTEST: Final = 8
"""Characters below which a piece of base64, or a rarer form, stands in addresses by chance."""
_SPECIAL: Final = re.compile(r"[*|^]")
_COMPONENT: Final = "!*'()~"
_IN_ADDRESS: Final = "!$%&'()*+,-./:;=?@[\\]^_`{|}~"
"""What a browser leaves as it is in an address."""
_HASHED: Final = 4
_DIGESTS: Final = ("sha256", "md5", "sha1")
_ENCODED: Final = 2
"""How many spellings get filters of their own: hashed, and in base64 and hex."""


def url_filters(kind: str, text: str, region: str = "") -> list[str]:
    """List filters that stop a value in an address, at most `MAX_FILTERS`; none that its brevity makes match others.

    A value holding a filter's special characters (``*``, ``|``, ``^``) is stopped by its encodings alone.
    """
    if says_nothing(text):
        return []
    forms = normal_forms(kind, text, region)
    strong = [form for form in forms if not is_weak(form.kind, form.text)]
    found = (one[:_LONGEST] for one in _candidates(forms, strong) if not _SPECIAL.search(one))
    return list(islice(dict.fromkeys(found), MAX_FILTERS))


def _candidates(forms: list[Form], strong: list[Form]) -> Iterator[str]:
    for form in strong:
        if form.rank == "main":
            yield from _in_addresses(form.text)
    hashed = [data for data, _chain, _form in islice(spelled(forms), _HASHED)]
    for data in hashed:
        yield from (COMMON[name](data).hex() for name in _DIGESTS)
    for data, _chain, _form in islice(spelled(strong), _ENCODED):
        yield from _in_base64(data)
        yield data.hex()
    for data in hashed[:_ENCODED]:
        for name in _DIGESTS:
            yield from _spelled_base64(base64.b64encode(COMMON[name](data)).decode().rstrip("="))
    for form in strong:
        if len(form.text) >= _SHORTEST:
            yield from _in_addresses(form.text)


def _in_addresses(text: str) -> Iterator[str]:
    component = quote(text, safe=_COMPONENT)
    yield quote(text, safe=_IN_ADDRESS)
    yield component
    yield component.replace("'", "%27")
    yield quote_plus(text, safe="*")
    yield quote(component, safe=_COMPONENT)


def _in_base64(data: bytes) -> Iterator[str]:
    """Write bytes in base64 as they would be at each of three places: without the characters that neighbours change."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + data).decode().rstrip("=")
        end = len(whole) - ((shift + len(data)) % 3 > 0)
        core = whole[(0, 2, 3)[shift] : end]
        if len(core) >= _SHORTEST:
            yield from _spelled_base64(core)


def _spelled_base64(text: str) -> Iterator[str]:
    yield text
    yield text.replace("+", "-").replace("/", "_")
    yield quote(text, safe="")
