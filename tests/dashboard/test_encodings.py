import pytest

from companion.dashboard.encodings import encoding


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ("plain", "as it is"),
        ("percent", "percent-encoded"),
        ("sha256>hex", "as a SHA-256 hash, hexadecimal"),
        ("gmail>md5>sha256>base64", "without dots and tag, as an MD5 hash, as a SHA-256 hash, in Base64"),
        ("dmy by .>percent", "as day, month, year with “.”, percent-encoded"),
        ("later>hex", "later, hexadecimal"),
    ],
)
def test_a_chain_in_words(chain: str, words: str) -> None:
    """Each step is said in its order; one that this Meum does not know goes by its name."""
    assert words == encoding(chain)
