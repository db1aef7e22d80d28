"""Who may look: one-time codes, the sessions that they are exchanged for, and a limit to guessing."""

import hashlib
import secrets
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from companion.log import Log

CODE_S: Final = 30.0
IDLE_S: Final = 15 * 60.0
SECRET_BYTES: Final = 32
WRONG_TRIES: Final = 50
WRONG_S: Final = 60.0
"""After so many wrong codes or tokens within so many seconds, none is looked at."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Destination:
    """Where a code leads: one of the dashboard's pages, and the site or disclosure that it is about."""

    page: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """A one-time code's destination and end, and the log that was open when it was made."""

    destination: Destination
    end: float
    log: weakref.ref[Log]


@dataclass(slots=True, repr=False)
class Session:
    """One look at the dashboard. It belongs to the log that was open when it began, and holds it but weakly."""

    token: str
    log: weakref.ref[Log]
    used: float
    sites: dict[str, str] = field(default_factory=dict)

    def path(self, destination: Destination) -> str:
        """Write a page's path below the session's own; a site gets an opaque name, for the browser keeps a history."""
        about = destination.about
        if destination.page == "site":
            about = hashlib.blake2b(about.encode(), key=self.token.encode(), digest_size=12).hexdigest()
            self.sites[about] = destination.about
        return f"{destination.page}/{about}" if about else destination.page


class Sessions:
    """All codes and sessions of one dashboard; `clock` tells seconds that never run backwards."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self._sessions: dict[str, Session] = {}
        self._wrong: deque[float] = deque(maxlen=WRONG_TRIES)

    def code(self, destination: Destination, log: Log) -> str:
        """Make a one-time code."""
        code = secrets.token_urlsafe(SECRET_BYTES)
        self._codes[code] = Code(destination, self._clock() + CODE_S, weakref.ref(log))
        return code

    def redeem(self, given: str, log: Log) -> tuple[Session, Destination] | None:
        """Exchange a code for a session; None for a wrong, used or old one, or one of before the vault was locked."""
        code = _match(self._codes, given)
        if code is None:
            self._wrong.append(self._clock())
            return None
        del self._codes[given]
        if self._clock() >= code.end or code.log() is not log:
            return None
        session = Session(secrets.token_urlsafe(SECRET_BYTES), code.log, self._clock())
        self._sessions[session.token] = session
        return session, code.destination

    def find(self, given: str) -> Session | None:
        """Find the session of a token and count this as a use of it; None for a wrong token, or one idle too long."""
        session = _match(self._sessions, given)
        if session is None:
            self._wrong.append(self._clock())
            return None
        if self._clock() - session.used >= IDLE_S:
            return None
        session.used = self._clock()
        return session

    def guessed_at(self) -> bool:
        """Say whether there were too many wrong codes and tokens just now."""
        return len(self._wrong) == WRONG_TRIES and self._clock() - self._wrong[0] < WRONG_S

    def sweep(self) -> bool:
        """Forget what time has ended; says whether anything is left."""
        now = self._clock()
        self._codes = {secret: code for secret, code in self._codes.items() if now < code.end}
        self._sessions = {secret: session for secret, session in self._sessions.items() if now - session.used < IDLE_S}
        return bool(self._codes or self._sessions)

    def clear(self) -> None:
        """End all of them."""
        self._codes.clear()
        self._sessions.clear()


def _match(known: Mapping[str, T], given: str) -> T | None:
    """Look a secret up in a time that does not tell how much of it was right."""
    found = None
    for secret, held in known.items():
        if secrets.compare_digest(secret.encode(), given.encode()):
            found = held
    return found
