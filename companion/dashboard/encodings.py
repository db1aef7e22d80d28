"""Encoding chains in words: what was made of a value, step by step, before it was seen in a request."""

from typing import Final

_STEPS: Final = {
    "plain": "as it is",
    # normal forms
    "lower": "in lower case",
    "upper": "in capitals",
    "title": "with capital initials",
    "joined": "run together",
    "one-line": "on one line",
    "crlf": "on several lines",
    "first-line": "its first line",
    "unaccented": "without accents",
    "umlauts": "with umlauts written out",
    "latin-1": "in Latin-1",
    "nfd": "with accents taken apart",
    "mojibake": "garbled by a wrong character set",
    "gmail": "without dots and tag",
    "untagged": "without its tag",
    "local": "the part before the @",
    "idna": "with its domain in ASCII",
    "digits": "as digits alone",
    "e164": "in international form",
    "e164-digits": "in international form without +",
    "international": "in international form, spaced",
    "spaced": "in international form, spaced",
    "00": "in international form with 00",
    "national": "in national form",
    "national-spaced": "in national form, spaced",
    "significant": "in national form without its first 0",
    "given+family": "with the other name",
    "first+last": "its first and last word",
    "first": "its first word",
    "last": "its last word",
    "family-first": "family name first",
    "iso": "as year, month, day",
    "ymd": "as year, month, day",
    "dmy": "as day, month, year",
    "mdy": "as month, day, year",
    "datetime": "as a moment in time",
    "epoch": "as seconds since 1970",
    # encodings
    "percent": "percent-encoded",
    "hex": "hexadecimal",
    "base64": "in Base64",
    "base64url": "in Base64",
    "base32": "in Base32",
    "json": "with JSON escapes",
    "html": "with HTML escapes",
    "quoted-printable": "quoted-printable",
    "utf-16": "in UTF-16",
    "gzip": "compressed",
    "zlib": "compressed",
    "lz-string": "compressed",
    "deflate": "compressed",
    "rot13": "with its letters exchanged (ROT13)",
    "letter-map": "with its letters exchanged",
    "reversed": "backwards",
    # digests
    "md5": "as an MD5 hash",
    "sha1": "as a SHA-1 hash",
    "sha224": "as a SHA-224 hash",
    "sha256": "as a SHA-256 hash",
    "sha384": "as a SHA-384 hash",
    "sha512": "as a SHA-512 hash",
    "sha3_256": "as a SHA-3 hash",
    "ripemd160": "as a RIPEMD-160 hash",
    "blake2b": "as a BLAKE2b hash",
    "blake2s": "as a BLAKE2s hash",
    "raw": "as raw bytes",
    "salted": "with a known salt",
}


def encoding(chain: str) -> str:
    """Say what a chain does, inside out; a step of a later Meum goes by its name."""
    return ", ".join(map(_step, chain.split(">")))


def _step(step: str) -> str:
    """Say one step; "dmy by ." names the mark between its parts."""
    name, by, mark = step.partition(" by ")
    return f"{_STEPS.get(name, name)}{f' with “{mark}”' if by else ''}"
