"""The ways by name, where each is tried, and what is known of each in either browser.

`pages/*.js` says how each is done. "Not sent" was seen in Chromium 156 and Firefox ESR 153, headless, with plain HTTP
on this machine. Whether a browser sends something is always what the servers received; this table is checked by it.
"""

from dataclasses import dataclass
from typing import Final, Literal

from tests.browsers import Name

Party = Literal["first", "third"]
BOTH: Final[tuple[Party, ...]] = ("first", "third")
BROWSERS: Final[tuple[Name, ...]] = ("chromium", "firefox")

NOT_TESTED: Final = {
    "WebTransport": "needs HTTP/3 with a certificate that the browser knows",
    "WebRTC": "needs a peer that speaks ICE and DTLS; no extension sees its packets",
    "DNS": "names are resolved before any recording server is asked; *.localhost never leaves the browser",
    "Push, background sync and background fetch": "need a push service, or the browser's own choice of time",
}
"""Ways that this machine cannot record, and why."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of sending. `leaves`: it leaves its document, so it gets a tab to itself.

    `same_origin`: it works with the page's own origin alone, else each try has a host of its own below its party's.
    `not_sent`: the browsers that do not do it.
    """

    name: str
    leaves: bool = False
    same_origin: bool = False
    parties: tuple[Party, ...] = BOTH
    not_sent: frozenset[Name] = frozenset()


@dataclass(frozen=True, slots=True)
class Try:
    """One way, tried at one place for one party."""

    way: Way
    place: str
    party: Party

    def not_sent(self) -> frozenset[Name]:
        """The browsers in which nothing arrives."""
        to_third = _NOT_TO_THIRD.get(self.way.name, frozenset()) if self.party == "third" else frozenset()
        return self.way.not_sent | to_third

    def passes(self, browser: Name) -> str:
        """Say by the README's words why a browser stops it at no first sighting; empty where it does."""
        name = self.way.name
        if self.place == "page":
            return PASSING.get(name, "") if browser == "chromium" else ""
        if browser == "firefox":
            in_worker = name == "fetch-form-file" and "worker" in self.place
            return FILES if in_worker else MESSAGES if name.startswith("socket-") else ""
        if name in _IN_ADDRESS or self.place in _OF_ONE_SITE.split():
            return ""
        return FRAMES if self.place in _FRAMES.split() else WORKERS

    def arrives(self) -> frozenset[Name]:
        """The browsers in which it arrives although its page holds what it carries: at the site, or unstopped."""
        sent = (_CHROMIUM | _FIREFOX) - self.not_sent()
        return sent if self.party == "first" else frozenset(name for name in sent if self.passes(name))

    def not_shown(self) -> frozenset[Name]:
        """The browsers that show an extension nothing of it, not even that it is: sockets of shared workers."""
        hidden = self.way.name.startswith("socket-") and self.place in {"shared-worker", "service-worker"}
        return _CHROMIUM if hidden else frozenset()


_CHROMIUM: Final[frozenset[Name]] = frozenset({"chromium"})
_FIREFOX: Final[frozenset[Name]] = frozenset({"firefox"})
_NEITHER: Final = _CHROMIUM | _FIREFOX

_FETCH: Final = """
    fetch-get fetch-path fetch-nested-address fetch-base64-address fetch-hex-address fetch-sha256-address fetch-request
    fetch-string fetch-text fetch-json fetch-json-escapes fetch-buffer fetch-view fetch-utf16 fetch-parameters
    fetch-form fetch-form-around-file fetch-form-file fetch-form-file-name fetch-blob fetch-blob-in-pieces fetch-stream
    fetch-gzip fetch-gzip-unnamed fetch-deflate fetch-base64 fetch-hex fetch-sha256 fetch-keepalive fetch-no-cors
    fetch-put fetch-patch fetch-delete fetch-header fetch-authorization fetch-referrer fetch-302 fetch-302-twice
    fetch-307-body fetch-later fetch-40-mb fetch-40-mb-at-end
"""
_XHR: Final = """
    xhr-get xhr-string xhr-json xhr-buffer xhr-form xhr-form-file xhr-parameters xhr-blob xhr-put xhr-header
    xhr-sync-get xhr-sync-string xhr-sync-form xhr-sync-blob
"""
_SOCKETS: Final = """
    event-source socket-address socket-protocol socket-text socket-base64 socket-buffer socket-view socket-blob
"""
_ELEMENTS: Final = """
    image image-set image-picture image-lazy image-button image-302 body-background svg-image script
    script-module import-module import-json style-sheet style-sheet-print style-background style-selector style-mask
    style-cursor style-variable style-import style-font font-face video video-poster video-source video-track audio
    object embed frame frame-lazy frame-sandbox frame-srcdoc-image frame-data-image frame-blob-image frame-blank-image
    frame-location link-preload link-preload-fetch link-prefetch link-module link-dictionary
    speculation-prefetch speculation-prerender a-ping a-click area-ping svg-a-click audio-worklet paint-worklet
"""
_FORMS: Final = """
    form-get form-post form-multipart form-text form-utf16-asked form-request-submit form-click form-action-of-button
    form-value-of-button form-data-event form-file form-fields-and-file form-307
"""
_OTHERS: Final = """
    beacon-string beacon-buffer beacon-form beacon-form-file beacon-parameters beacon-blob beacon-address policy-report
    policy-report-to referer-image referer-fetch referer-form
"""
_OF_THE_SITE: Final = "cookie-of-parent"
_OF_THE_ORIGIN: Final = """
    cookie svg-use worker-address worker-module-address shared-worker-address service-worker-address
"""
_OF_THIRD_PARTIES: Final = "cookie-in-frame cookie-in-frame-partitioned"
_LEAVING: Final = """
    location location-replace location-302 meta-refresh top-form-get top-form-post top-form-multipart top-form-text
    top-form-307 top-form-new-tab top-link top-link-new-tab top-link-download window-open window-open-blank referer-link
    pagehide-beacon pagehide-beacon-blob pagehide-keepalive pagehide-image visibility-beacon unload-image
    link-icon link-manifest beforeunload-beacon fetch-later-at-the-end
"""
_NOT_SENT: Final[dict[str, frozenset[Name]]] = {
    **dict.fromkeys(("fetch-stream", "policy-report-to"), _NEITHER),
    **dict.fromkeys(
        ("fetch-later", "fetch-later-at-the-end", "paint-worklet", "a-ping", "area-ping", "link-prefetch"), _FIREFOX
    ),
    **dict.fromkeys(("link-manifest", "speculation-prefetch", "speculation-prerender"), _FIREFOX),
    "cookie-in-frame": _CHROMIUM,
}
_NOT_TO_THIRD: Final[dict[str, frozenset[Name]]] = {
    **dict.fromkeys(("fetch-referrer", "referer-image", "referer-fetch", "referer-form"), _FIREFOX),
}

_BY_OTHERS: Final = ("-302", "-302-twice", "-307", "-307-body", "style-selector")
"""Redirects go by a host of the other party; of two equal rules of style only the last one loads anything."""
WORKERS: Final = "bodies and messages of workers"
FRAMES: Final = "bodies, forms and messages of other sites' frames and of sandboxed ones"
MESSAGES: Final = "messages of sockets in frames and workers"
FILES: Final = "contents of files that workers send"
PASSING: Final = {
    **dict.fromkeys(("fetch-307-body", "form-307"), "a body that the site's own server hands on by a redirect"),
    **dict.fromkeys(("speculation-prefetch", "speculation-prerender"), "pages that the browser loads ahead"),
    **dict.fromkeys(("referer-image", "referer-form"), "a page's own address as a `Referer` that it asks to be whole"),
    "cookie-in-frame-partitioned": "cookies of other sites' frames",
}
"""What nothing stops at its first sighting although the page holds it, in the README's words; of pages, in Chromium."""
_OF_ONE_SITE: Final = "same-frame srcdoc-frame blob-frame blank-frame"
"""Frames whose scripts can reach the document that holds something."""
_IN_ADDRESS: Final = frozenset(("fetch-get", "event-source", "image", "import-script", "beacon-string"))
"""Of the ways that are tried in frames and workers those that rules stop; beacons, because they are beacons."""

_IN_FRAMES: Final = "fetch-get fetch-json fetch-blob xhr-form beacon-string socket-text image form-post"
_IN_WORKERS: Final = "fetch-get fetch-json fetch-blob fetch-gzip fetch-form-file xhr-string socket-text event-source"
_FRAMES: Final = "same-frame other-frame sandboxed-frame srcdoc-frame blob-frame data-frame blank-frame"
_WORKERS: Final = "worker blob-worker module-worker nested-worker shared-worker"
_IN_SERVICE_WORKER: Final = "fetch-get fetch-json fetch-blob fetch-gzip socket-text"


def tries() -> list[Try]:
    """Everything that is tried: every way in the page for its parties, a part of them in frames and workers."""
    named = {way.name: way for way in WAYS}
    elsewhere = [
        *((place, name) for place in _FRAMES.split() for name in _IN_FRAMES.split()),
        *((place, name) for place in _WORKERS.split() for name in _IN_WORKERS.split()),
        *(("service-worker", name) for name in _IN_SERVICE_WORKER.split()),
        ("worker", "import-script"),
        ("shared-worker", "import-script"),
    ]
    in_page = [Try(way, "page", party) for way in WAYS for party in way.parties]
    there = [Try(named.get(name, Way(name)), place, "third") for place, name in elsewhere]
    served: list[Try] = [Try(Way("served-by-worker"), "served-frame", party) for party in BOTH]
    return [*in_page, *there, *served]


def stoppable() -> list[Try]:
    """What is tried on a page that holds something: all that stays on it, is small, and has a host to itself."""
    own = [each for each in tries() if not (each.way.leaves or each.way.name.startswith("fetch-40-mb"))]
    direct = [each for each in own if not (each.way.same_origin or each.way.name.endswith(_BY_OTHERS))]
    return [each for each in own if each.party == "third" or each in direct]


def _ways(
    names: str, *, leaves: bool = False, same_origin: bool = False, parties: tuple[Party, ...] = BOTH
) -> list[Way]:
    return [Way(name, leaves, same_origin, parties, _NOT_SENT.get(name, frozenset())) for name in names.split()]


WAYS: Final = (
    *_ways(_FETCH + _XHR + _SOCKETS + _ELEMENTS + _FORMS + _OTHERS),
    *_ways(_OF_THE_SITE, parties=("first",)),
    *_ways(_OF_THE_ORIGIN, parties=("first",), same_origin=True),
    *_ways(_OF_THIRD_PARTIES, parties=("third",)),
    *_ways(_LEAVING, leaves=True),
)
"""All ways that a page has; some more exist only in workers."""
