"""One request, as its recipient got it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Received:
    """A request, or one frame of a WebSocket; the `repr` hides everything that may hold a person's value.

    `at` is `time.time()` when the head had arrived. `host` is the name in the Host header, lower case and without the
    port. `target` is path and query as they came over the wire. `body` is as sent: never decompressed, and what had
    come so far when the sender broke off. A `frame` has its content as `body` and everything else of its handshake.
    """

    at: float
    method: str
    host: str
    target: str = field(repr=False)
    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    body: bytes = field(repr=False)
    frame: bool = False

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The target after its question mark."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """The first header called `name` (any case), or an empty text."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == wanted), "")
