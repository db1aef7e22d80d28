import pytest

from companion.kinds import KINDS
from companion.masks import mask


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        ("email", "ann.lee@example.org", "a…@example.org"),
        ("email", "ann+shop-k3x2ab@example.org", "a…+shop-k3x2ab@example.org"),
        ("email", "shop-k3x2ab@catch.example", "s…@catch.example"),
        ("email", '"a@b"@example.org', '"…@example.org'),
        ("email", "hunter2", "h…"),
        ("tel", "+49 30 1234567", "…67"),
        ("x-iban", "DE89 3704 0044 0532 0130 00", "…00"),
        ("postal-code", "10115", "…5"),
        ("country", "DE", "DE"),
        ("given-name", "Ada", "A…"),
        ("bday", "1985-12-10", "1…"),
        ("x-national-id", "12345678", "1…"),
        ("given-name", "", "…"),
    ],
)
def test_what_is_shown(kind: str, text: str, masked: str) -> None:
    """The owner can tell values apart by what is left of them."""
    assert masked == mask(kind, text)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"country"}))
def test_a_mask_hides(kind: str) -> None:
    """No kind shows more than two characters of a value in a row, whatever was typed into it."""
    secret = "hunter2-correct-horse"
    shown = mask(kind, secret).replace("…", "")
    assert len(shown) <= 2
