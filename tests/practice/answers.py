"""What the four hosts answer. The page files lie in `pages`, what they load in `assets`."""

import base64
import html
import json
import re
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import web

from tests.practice.found import submitted_fields
from tests.practice.received import Received

_HERE: Final = Path(__file__).parent
_HOSTS: Final = ("shop", "pixels", "news", "cdn")
_PIXEL: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_ABROAD: Final = ("de", "fr", "es", "mitglied")
_PAGES: Final = ("signup", "app", "newsletter", "shadow", "trap", "plain", "search", "login", *_ABROAD)
_ASSETS: Final = {
    ("shop", "/probe.js"): _HERE / "assets" / "probe.js",
    ("shop", "/join-form.js"): _HERE / "assets" / "join-form.js",
    ("shop", "/app.js"): _HERE / "built" / "app.js",
    ("pixels", "/pixel.js"): _HERE / "assets" / "pixel.js",
    ("cdn", "/style.css"): _HERE / "assets" / "style.css",
}
_TYPES: Final = {".js": "text/javascript", ".css": "text/css"}
_REVIEWED: Final = ("first_name", "last_name", "address1", "address2", "postcode", "city", "country")
_APP_REQUIRED: Final = ("email", "first_name", "last_name")

Answer = Callable[[Received], web.Response]


class Answers:
    """Answers requests; remembers only the open orders of the checkout."""

    def __init__(self, port: int) -> None:
        self._origins = {name: f"http://{name}.localhost:{port}" for name in _HOSTS}
        self._orders: dict[str, dict[str, str]] = {}
        self._table = self._routes()
        self._mounted: dict[str, Answer] = {}

    def answer(self, received: Received) -> web.Response:
        """The answer to a request; 404 for what the site does not know."""
        name = received.host.removesuffix(".localhost")
        answer = self._table.get((received.method, name, received.path)) or self._mounted_at(received.path)
        response = answer(received) if answer else web.Response(status=HTTPStatus.NOT_FOUND, text="Not found")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def serve(self, name: str, path: str, text: str, headers: Mapping[str, str], status: int) -> None:
        """Answer with `text` for GET and POST of `path` at the host called `name`, from now on."""

        def answer(_: Received) -> web.Response:
            return web.Response(
                text=text, status=status, headers={"Content-Type": "text/html; charset=utf-8", **headers}
            )

        self._table |= {(method, name, path): answer for method in ("GET", "POST")}

    def mount(self, prefix: str, answer: Answer) -> None:
        """Let `answer` have every request, of any method and host, whose path begins with `prefix`, from now on."""
        self._mounted[prefix] = answer

    def _mounted_at(self, path: str) -> Answer | None:
        return next((answer for prefix, answer in self._mounted.items() if path.startswith(prefix)), None)

    def _routes(self) -> dict[tuple[str, str, str], Answer]:
        pages = {("GET", "shop", f"/{name}"): self._shows(name) for name in _PAGES}
        assets = {("GET", host, path): _sends(file) for (host, path), file in _ASSETS.items()}
        welcomes = {("POST", "shop", f"/{name}"): self._shows("welcome") for name in ("signup", "login", *_ABROAD)}
        return {
            **pages,
            **assets,
            **welcomes,
            ("GET", "shop", "/"): self._shows("index"),
            ("GET", "shop", "/favicon.ico"): lambda _: web.Response(status=HTTPStatus.NO_CONTENT),
            ("POST", "shop", "/trap"): self._trap,
            ("POST", "shop", "/api/signup"): _app_signup,
            ("POST", "shop", "/api/join"): lambda _: web.json_response({"ok": True}),
            ("GET", "shop", "/checkout"): self._checkout_start,
            ("POST", "shop", "/checkout/2"): lambda received: self._checkout_step(received, "checkout-2"),
            ("POST", "shop", "/checkout/3"): lambda received: self._checkout_step(received, "checkout-3"),
            ("POST", "shop", "/checkout/done"): lambda received: self._checkout_step(received, "checkout-done"),
            ("GET", "shop", "/newsletter/thanks"): self._shows("thanks"),
            ("POST", "news", "/subscribe"): self._subscribe,
            ("GET", "pixels", "/view"): _pixel,
            ("GET", "pixels", "/collect"): _pixel,
        }

    def _shows(self, name: str) -> Answer:
        return lambda _: self._page(name, {})

    def _page(self, name: str, texts: dict[str, str]) -> web.Response:
        return web.Response(text=self._filled(name, texts), content_type="text/html", charset="utf-8")

    def _filled(self, name: str, texts: dict[str, str]) -> str:
        """A page file with ``{{name}}`` replaced: an origin, one of `texts`, or another page file."""
        known = texts | self._origins

        def replacement(match: re.Match[str]) -> str:
            word = match[1]
            return html.escape(known[word]) if word in known else self._filled(word, texts)

        return re.sub(r"{{([\w-]+)}}", replacement, (_HERE / "pages" / f"{name}.html").read_text("utf-8"))

    def _trap(self, received: Received) -> web.Response:
        fields = submitted_fields(received)
        caught = any(fields.get("website", [])) or any(fields.get("phone2", []))
        return self._page("robot" if caught else "welcome", {})

    def _subscribe(self, _: Received) -> web.Response:
        thanks = self._origins["shop"] + "/newsletter/thanks"
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": thanks})

    def _checkout_start(self, _: Received) -> web.Response:
        order = secrets.token_hex(8)
        self._orders[order] = dict.fromkeys(_REVIEWED, "") | {"order": order}
        return self._page("checkout-1", self._orders[order])

    def _checkout_step(self, received: Received, page: str) -> web.Response:
        fields = {name: values[-1] for name, values in submitted_fields(received).items()}
        order = fields.get("order", "")
        if order not in self._orders:
            return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": self._origins["shop"] + "/checkout"})
        self._orders[order] |= fields
        return self._page(page, self._orders[order])


def _sends(file: Path) -> Answer:
    def answer(_: Received) -> web.Response:
        if not file.exists():
            return web.Response(status=HTTPStatus.NOT_FOUND, text=f"{file.name} is not built")
        return web.Response(text=file.read_text("utf-8"), content_type=_TYPES[file.suffix], charset="utf-8")

    return answer


def _pixel(_: Received) -> web.Response:
    return web.Response(body=_PIXEL, content_type="image/gif")


def _app_signup(received: Received) -> web.Response:
    """Refuses, as a server should, when the page's state lacks what it asks for, whatever its inputs showed."""
    fields = json.loads(received.body)
    missing = [name for name in _APP_REQUIRED if not fields.get(name)]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if missing else HTTPStatus.OK
    return web.json_response({"missing": missing}, status=status)
