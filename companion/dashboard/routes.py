"""Which address shows which page, and to whom."""

import logging
import time
import uuid
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, Final

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment

from companion import gpc
from companion.dashboard import pages
from companion.dashboard.guard import guard, harden
from companion.dashboard.render import make_environment
from companion.dashboard.sessions import Destination, Session, Sessions
from companion.keeper import Keeper, Opened
from companion.lists import ATTRIBUTION
from companion.lists.shelf import known
from companion.log import Entry
from companion.recipients import Recipient, recipient_of

KEEPER: Final = web.AppKey("KEEPER", Keeper)
SESSIONS: Final = web.AppKey("SESSIONS", Sessions)
TEMPLATES: Final = web.AppKey("TEMPLATES", Environment)
STYLE: Final = "/style.css"
"""The one address without a token: it is the same for everybody, and pages for those without a token use it, too."""
_KEPT_HEADERS: Final = ("Allow", "Retry-After")

log = logging.getLogger("meum")


def make_app(keeper: Keeper, sessions: Sessions) -> web.Application:
    """Put the dashboard together."""
    app = web.Application(middlewares=[_explain, guard, _while_open])
    app[KEEPER], app[SESSIONS], app[TEMPLATES] = keeper, sessions, make_environment()
    app.on_response_prepare.append(harden)
    app.add_routes(
        [
            _get(STYLE, _style),
            _get("/open/{code}", _open),
            _get("/s/{token}/", _page("start", lambda opened, _session, _about: pages.start(opened))),
            _get("/s/{token}/chain", _page("chain", lambda opened, _session, _about: pages.chain(opened))),
            _get("/s/{token}/site/{about}", _page("site", _site)),
            web.post("/s/{token}/site/{about}/gpc", _ask_gpc),
            _get("/s/{token}/disclosure/{about}", _page("disclosure", _disclosure)),
        ]
    )
    return app


def _get(path: str, handler: Handler) -> web.RouteDef:
    return web.get(path, handler, allow_head=False)


@web.middleware
async def _explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors into pages that say what to do, and no error into a log line with its text."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        kept = {name: error.headers[name] for name in _KEPT_HEADERS if name in error.headers}
        return _notice(request, error.status, kept)
    except Exception as error:  # noqa: BLE001 - one broken page must not tell its data to the server's log
        log.error("The dashboard failed: %s", type(error).__name__)  # noqa: TRY400
        return _notice(request, web.HTTPInternalServerError.status_code, {})


@web.middleware
async def _while_open(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer nothing while the vault is locked."""
    if request.app[KEEPER].opened is None and request.path != STYLE:
        raise web.HTTPForbidden
    return await handler(request)


async def _style(_request: web.Request) -> web.Response:
    return web.Response(text=(files("companion.dashboard") / "style.css").read_text("utf-8"), content_type="text/css")


async def _open(request: web.Request) -> web.Response:
    """Exchange a one-time code for a session."""
    _refuse_guessing(request)
    found = request.app[SESSIONS].redeem(request.match_info["code"], request.app[KEEPER].open().log)
    if found is None:
        raise web.HTTPNotFound
    session, destination = found
    return _see(f"/s/{session.token}/{session.path(destination)}")


async def _ask_gpc(request: web.Request) -> web.Response:
    """Ask a site what it does with Global Privacy Control, as the person wants it now, and keep the answer."""
    opened, session = request.app[KEEPER].open(), _session(request)
    site = _site_name(session, request.match_info["about"])
    origin = gpc.origin_of(site, pages.last_origin(opened.log, site))
    support = await gpc.ask(origin)
    if request.app[KEEPER].opened is not opened:
        raise web.HTTPForbidden  # it was locked meanwhile
    body = {"site": site, "origin": origin} | msgspec.to_builtins(support)
    opened.log.append([Entry(str(uuid.uuid4()), time.time() * 1000, "gpcSupport", body)])
    return _see(f"/s/{session.token}/{session.path(Destination('site', site))}#gpc")


def _page(template: str, look: Callable[[Opened, Session, str], Mapping[str, Any]]) -> Handler:
    """Make the handler of a page: `look` collects what its template shows; it is told what the address names."""

    async def handle(request: web.Request) -> web.Response:
        opened, session = request.app[KEEPER].open(), _session(request)
        shown = look(opened, session, request.match_info.get("about", ""))
        base = f"/s/{session.token}/"
        fetched = known(request.app[KEEPER].home)

        def link(page: str, about: str) -> str:
            return base + session.path(Destination(page, about))

        def behind(domain: str) -> Recipient:
            return recipient_of(domain, fetched)

        about = {"behind": behind, "attribution": ATTRIBUTION if fetched else ""}
        page = request.app[TEMPLATES].get_template(f"{template}.html")
        text = page.render(shown, **about, here=template, base=base, link=link)
        return web.Response(text=text, content_type="text/html")

    return handle


def _site(opened: Opened, session: Session, about: str) -> Mapping[str, Any]:
    return pages.site(opened, _site_name(session, about))


def _disclosure(opened: Opened, _session: Session, about: str) -> Mapping[str, Any]:
    shown = pages.disclosure(opened, about)
    if shown is None:
        raise web.HTTPNotFound
    return shown


def _site_name(session: Session, about: str) -> str:
    if about not in session.sites:
        raise web.HTTPNotFound
    return session.sites[about]


def _session(request: web.Request) -> Session:
    _refuse_guessing(request)
    session = request.app[SESSIONS].find(request.match_info["token"])
    if session is None:
        raise web.HTTPNotFound
    if session.log() is not request.app[KEEPER].open().log:
        raise web.HTTPForbidden  # it was locked meanwhile
    return session


def _refuse_guessing(request: web.Request) -> None:
    if request.app[SESSIONS].guessed_at():
        raise web.HTTPTooManyRequests(headers={"Retry-After": "60"})


def _see(location: str) -> web.Response:
    return web.Response(status=web.HTTPSeeOther.status_code, headers={"Location": location})


def _notice(request: web.Request, status: int, headers: Mapping[str, str]) -> web.Response:
    text = request.app[TEMPLATES].get_template("notice.html").render(status=status)
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)
