"""Clean traffic: what pages send all day that is about nobody of the vault, made by rule and the same each time.

It has what detectors trip over: ids of every length, time stamps, time zones named after towns, digests of other
things, other people's addresses and numbers, first names and towns in titles, words of program text, pictures.
"""

import base64
import hashlib
import json
import random
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

_HOSTS: Final = ("stats.example", "cdn.shop.example", "px.ads.example", "api.news.example", "metrics.video.example")
_ZONES: Final = (
    *("Europe/Berlin", "Europe/Paris", "Europe/London", "Europe/Madrid", "Europe/Rome", "Europe/Stockholm"),
    *("Europe/Warsaw", "Europe/Athens", "Asia/Tokyo", "America/Chicago", "America/New_York", "America/Los_Angeles"),
)
_LANGUAGES: Final = ("de-DE", "en-US", "fr-FR", "es-ES", "en-GB", "pl-PL", "sv-SE", "it-IT", "el-GR", "ja-JP")
_FIRST: Final = (
    *("Jürgen", "Maybelle", "Étienne", "Begoña", "Imogen", "Zbigniew", "Torbjörn", "Ludovica", "Παναγιώτης", "健太郎"),
    *("Anna", "Paul", "Maria", "Lukas", "Emma", "Noah", "Sofia", "Hugo", "Ida", "Leo"),
)
_LAST: Final = ("Anders", "Bauer", "Castillo", "Dubois", "Eriksen", "Fontana", "Grabowski", "Holt", "Ivanova", "Jansen")
_TOWNS: Final = ("Berlin", "Paris", "London", "Madrid", "Chicago", "Kraków", "Stockholm", "Milano", "Αθήνα", "Bristol")
_PROSE: Final = """
the of and shop price offer summer shoes review video player league score weather travel hotel recipe garden
music camera phone laptop winter jacket delivery returns basket checkout account privacy cookies settings news
sport market street road school doctor health insurance money energy train ticket museum festival book author
"""
_PROGRAM: Final = """
function return const let var this length push prototype call apply undefined null true false new class
extends import export default async await promise then catch window document location href getElementById
query
"""
_WORDS: Final = tuple(_PROSE.split())
_CODE: Final = tuple(_PROGRAM.split())
_MAIL: Final = ("mail.example", "post.example", "gmail.com", "web.example", "outlook.example")


@dataclass(frozen=True, slots=True)
class Request:
    """One clean request."""

    url: str
    body: bytes = b""

    def row(self) -> dict[str, object]:
        """Write it as JSON can: the body in base64."""
        return {"url": self.url, "body": base64.b64encode(self.body).decode()}


def clean(megabytes: float, seed: int = 11) -> Iterator[Request]:
    """Stream requests until their addresses and bodies are so many million bytes."""
    rng = random.Random(seed)  # noqa: S311 - the same traffic each time
    makers = (_pageview, _pixel, _resource, _telemetry, _page_text, _other_people, _script, _picture, _packed)
    left = megabytes * 1e6
    while left > 0:
        request = rng.choices(makers, (6, 6, 4, 4, 2, 2, 1, 1, 1))[0](rng)
        left -= len(request.url) + len(request.body)
        yield request


def _pageview(rng: random.Random) -> Request:
    return _to(
        rng,
        "collect",
        {
            "v": 2,
            "tid": f"G-{_token(rng, 10).upper()}",
            "cid": f"{rng.randrange(10**9)}.{_time(rng)}",
            "_p": rng.randrange(10**9),
            "ul": rng.choice(_LANGUAGES).lower(),
            "sr": rng.choice(("1920x1080", "1366x768", "390x844")),
            "dl": f"https://www.news.example/{_slug(rng)}-{rng.randrange(10**6)}.html?utm_source=feed&r={_hex(rng, 8)}",
            "dt": _title(rng),
            "tz": rng.choice(_ZONES),
            "sid": _time(rng),
            "en": rng.choice(("page_view", "scroll", "click", "user_engagement")),
            "_et": rng.randrange(10**5),
        },
    )


def _pixel(rng: random.Random) -> Request:
    return _to(
        rng,
        f"tr/{rng.randrange(10**4)}",
        {
            "id": rng.randrange(10**15),
            "ev": "PageView",
            "ts": _time(rng) * 1000 + rng.randrange(1000),
            "sw": rng.choice((1920, 1366, 390)),
            "fbp": f"fb.1.{_time(rng) * 1000}.{rng.randrange(10**9)}",
            "ec": rng.randrange(9),
            "eid": str(_uuid(rng)),
            "h": _hash(rng, rng.choice(("md5", "sha1", "sha256"))),
            "price": f"{rng.randrange(500)}.{rng.randrange(100):02}",
            "sku": f"{rng.choice('ABCDEF')}{rng.randrange(10**6):06}",
            "store": f"{rng.randrange(10**5):05}",
        },
    )


def _resource(rng: random.Random) -> Request:
    kind = rng.choice(("js", "css", "woff2", "webp"))
    name = rng.choice((f"{_slug(rng)}.{_hex(rng, 8)}", str(_uuid(rng)), f"{rng.randrange(10**8)}_{_hex(rng, 40)}"))
    return Request(f"https://{rng.choice(_HOSTS)}/static/{rng.randrange(10**4)}/{name}.{kind}?v={rng.randrange(10**5)}")


def _telemetry(rng: random.Random) -> Request:
    events = [
        {
            "id": str(_uuid(rng)),
            "ts": _time(rng) * 1000,
            "type": rng.choice(("click", "view", "timing", "error")),
            "target": f"#{rng.choice(_WORDS)}-{rng.randrange(10**4)} > div.{_token(rng, 6)}",
            "ms": rng.randrange(10**5) / 10,
            "trace": _hex(rng, 32),
            "build": f"{rng.randrange(20)}.{rng.randrange(20)}.{rng.randrange(10**4)}",
            "date": f"20{rng.randrange(20, 27)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
            "session": base64.b64encode(rng.randbytes(24)).decode(),
        }
        for _ in range(rng.randrange(1, 12))
    ]
    body = {"app": "web", "zone": rng.choice(_ZONES), "locale": rng.choice(_LANGUAGES), "events": events}
    return Request(f"https://{rng.choice(_HOSTS)}/v1/batch", json.dumps(body).encode())


def _page_text(rng: random.Random) -> Request:
    text = " ".join(_title(rng) for _ in range(rng.randrange(3, 40)))
    body = {"query": "mutation($text:String!){check(text:$text){ok}}", "variables": {"text": text}}
    escaped = rng.random() < 0.5
    return Request(f"https://{rng.choice(_HOSTS)}/graphql", json.dumps(body, ensure_ascii=escaped).encode())


def _other_people(rng: random.Random) -> Request:
    people = []
    for _ in range(rng.randrange(1, 8)):
        last, number = rng.choice(_LAST), rng.randrange(10**3)
        mail = f"{_token(rng, 5)}.{last.lower()}{number}@{rng.choice(_MAIL)}"
        people.append(
            {
                "mail": mail,
                "hash": hashlib.sha256(mail.encode()).hexdigest(),
                "call": f"+{rng.choice((49, 44, 33, 1, 46))}{rng.randrange(2 * 10**9, 10**10)}",
                "name": f"{_token(rng, 6).title()} {last}",
                "day": f"{rng.randrange(2006, 2020)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
            }
        )
    if rng.random() < 0.5:
        return Request(f"https://{rng.choice(_HOSTS)}/contacts", json.dumps(people).encode())
    return _to(rng, "share", people[0])


def _script(rng: random.Random) -> Request:
    marks = ("(", ")", "{", "}", ";", ",", "=", "&&", "||", "=>", ".", "!")
    code = "".join(
        rng.choice((*_CODE, _token(rng, rng.randrange(1, 4)), str(rng.randrange(10**4)))) + rng.choice(marks)
        for _ in range(rng.randrange(100, 1500))
    )
    return Request(
        f"https://{rng.choice(_HOSTS)}/report", urlencode({"stack": code, "line": rng.randrange(9999)}).encode()
    )


def _picture(rng: random.Random) -> Request:
    picture = base64.b64encode(rng.randbytes(rng.randrange(500, 20_000))).decode()
    if rng.random() < 0.5:
        return Request(f"https://{rng.choice(_HOSTS)}/upload", f"data:image/png;base64,{picture}".encode())
    return Request(f"https://{rng.choice(_HOSTS)}/upload", json.dumps({"thumb": picture}).encode())


def _packed(rng: random.Random) -> Request:
    inner = json.loads(_telemetry(rng).body)
    text = json.dumps(inner).encode()
    packed: tuple[Callable[[], bytes], ...] = (
        lambda: zlib.compress(text),
        lambda: b"data=" + quote(base64.b64encode(text), safe="").encode(),
        lambda: b"payload=" + quote(quote(text)).encode(),
        lambda: json.dumps({"d": text.decode()}).encode(),
        lambda: rng.randbytes(rng.randrange(100, 5_000)),
    )
    return Request(f"https://{rng.choice(_HOSTS)}/p", rng.choice(packed)())


def _to(rng: random.Random, path: str, parameters: Mapping[str, object]) -> Request:
    return Request(f"https://{rng.choice(_HOSTS)}/{path}?{urlencode(parameters)}")


def _title(rng: random.Random) -> str:
    words = " ".join(rng.choice(_WORDS) for _ in range(rng.randrange(3, 9))).capitalize()
    return rng.choice(
        (
            words,
            f"{words} | {rng.choice(_TOWNS)} Times",
            f"{rng.choice(_FIRST)} {rng.choice(_LAST)}: {words}",
            f"{words} in {rng.choice(_TOWNS)}",
            f"{words} - {rng.randrange(1900, 2030)}",
        )
    )


def _slug(rng: random.Random) -> str:
    return "-".join(rng.choice(_WORDS) for _ in range(rng.randrange(2, 6)))


def _time(rng: random.Random) -> int:
    return rng.randrange(1_700_000_000, 1_800_000_000)


def _hex(rng: random.Random, length: int) -> str:
    return f"{rng.getrandbits(4 * length):0{length}x}"


def _uuid(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def _token(rng: random.Random, length: int) -> str:
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=length))


def _hash(rng: random.Random, name: str) -> str:
    return hashlib.new(name, rng.randbytes(8), usedforsecurity=False).hexdigest()
