"""What site an origin or a host belongs to: the registrable domain by the public suffix list, private part included.

The browser makes names canonical, once; what reaches Python in any other spelling is refused, never repaired.
The list is a dated copy (`data/README.md`), renewed only with a release and never fetched.
"""

import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from pathlib import Path
from typing import Final

from companion.errors import BadOrigin

_LIST: Final = Path(__file__).resolve().parent / "data" / "public_suffix_list.dat"
_PORTS: Final = {"http": 80, "https": 443}
_ORIGIN: Final = re.compile(r"(https?)://(\[[0-9a-f:]+\]|[^:\[\]]+)(?::([1-9][0-9]{0,4}))?")
_LABEL: Final = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_MAX_NAME: Final = 253
_MAX_PORT: Final = 65535
_SCRIPTS: Final = frozenset(
    {"ARABIC", "CJK", "CYRILLIC", "DEVANAGARI", "GREEK", "HANGUL", "HEBREW", "HIRAGANA", "KATAKANA", "LATIN", "THAI"}
)
"""Scripts (first words of Unicode character names) that are shown; others hold too many look-alikes of Latin."""
_LATIN_END: Final = "\u017f"
_LOOKALIKES: Final = frozenset(
    "абвгдеёзіїйкмнопрстухъьѕјѡѵґһӏԁԛԝүұҽӓӧӱαβγεηικνορστυχωάέήίόύϊϋϳ\u0131\u0138\u0140\u0149"
)
"""Cyrillic and Greek letters that pass for Latin ones, and Latin letters that pass for plainer ones."""


@dataclass(frozen=True, slots=True)
class Site:
    """An origin and its parts. `site` is the registrable domain, or the host where there is none."""

    origin: str
    scheme: str
    host: str
    port: int
    site: str


def site_of(origin: str) -> Site:
    """Take an origin apart.

    Raises `BadOrigin` for all that is not an origin of the web (http or https) in exactly the spelling of a browser.
    """
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        raise _bad()
    scheme, host, written = match.groups()
    port = int(written or _PORTS[scheme])
    if port > _MAX_PORT or written == str(_PORTS[scheme]):
        raise _bad()
    return Site(origin, scheme, host, port, registrable(host))


def registrable(host: str) -> str:
    """Return the registrable domain of `host`, without a final dot.

    Public suffixes, single labels and addresses are their own site. Raises `BadOrigin` for what no browser writes.
    """
    if host.startswith("["):
        return _checked_ipv6(host)
    name = host.removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _checked_ipv4(host)
    if len(name) > _MAX_NAME or not all(_is_label(label) for label in labels):
        raise _bad()
    # A suffix of 0 labels: a top level that is not listed, which gets the list's default rule "*".
    size = (_suffix_size(name) or 1) + 1
    return ".".join(labels[-size:])


def same_site(a: str, b: str) -> bool:
    """Tell whether two origins belong to one site, whatever their schemes and ports. Raises `BadOrigin`."""
    return site_of(a).site == site_of(b).site


def display(site: str) -> str:
    """Return `site` for people's eyes: a label is shown in its own script if it is of one script and no look-alike."""
    return ".".join(_shown(label) if label.startswith("xn--") else label for label in site.split("."))


def _bad() -> BadOrigin:
    return BadOrigin("not an origin of the web as a browser writes it")


def _checked_ipv4(host: str) -> str:
    try:
        return str(IPv4Address(host))
    except AddressValueError:
        raise _bad() from None


def _checked_ipv6(host: str) -> str:
    try:
        address = IPv6Address(host[1:-1])
    except AddressValueError:
        raise _bad() from None
    mapped = address.ipv4_mapped
    # Python 3.13 writes the tail of a mapped address with dots, browsers never do.
    written = str(address) if mapped is None else f"::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}"
    if address.scope_id or host != f"[{written}]":
        raise _bad()
    return host


def _is_label(label: str) -> bool:
    return bool(_LABEL.fullmatch(label)) and (not label.startswith("xn--") or bool(_unicode(label)))


def _unicode(label: str) -> str:
    """Return the Unicode form of an A-label, or nothing if no browser would have made that A-label (UTS #46)."""
    import idna  # noqa: PLC0415 - 20 ms that only names beyond ASCII need

    try:
        text = label.removeprefix("xn--").encode("ascii").decode("punycode")
        valid = not text.isascii() and idna.uts46_remap(text, std3_rules=False) == text
        again = "xn--" + text.encode("punycode").decode("ascii")
    except (ValueError, OverflowError):
        return ""
    return text if valid and again == label else ""


def _shown(label: str) -> str:
    text = _unicode(label)
    letters = [char for char in text if not (char.isascii() and (char.isdigit() or char == "-"))]
    scripts = {unicodedata.name(char, "?").split()[0] for char in letters if unicodedata.category(char)[0] in "LM"}
    all_letters = all(unicodedata.category(char)[0] in "LM" for char in letters)
    if not (letters and all_letters and len(scripts) == 1 and scripts <= _SCRIPTS):
        return label
    if scripts == {"LATIN"}:
        return label if any(char > _LATIN_END or char in _LOOKALIKES for char in letters) else text
    return label if _LOOKALIKES.issuperset(letters) else text


def _suffix_size(name: str) -> int:
    suffix = _suffix_of()(name)
    return suffix.count(".") + 1 if suffix else 0


@cache
def _suffix_of() -> Callable[[str], str]:
    """Return the function from a host to its public suffix ("" if unlisted); reading the list costs 83 ms."""
    import tldextract  # noqa: PLC0415 - it pulls in requests: 147 ms that a start need not pay

    extract = tldextract.TLDExtract(
        cache_dir=None,
        suffix_list_urls=(_LIST.as_uri(),),
        fallback_to_snapshot=False,
        include_psl_private_domains=True,
    )
    with warnings.catch_warnings():
        # The library's reader leaves the file to the interpreter to close.
        warnings.simplefilter("ignore", ResourceWarning)
        extract.extract_str("")
    return lambda host: extract.extract_str(host).suffix
