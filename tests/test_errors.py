from companion import errors
from companion.errors import WIRE_CODES, MeumError, Refused

RELEASED = (
    "bad-frame",
    "bad-message",
    "wrong-version",
    "not-paired",
    "locked",
    "no-vault",
    "wrong-passphrase",
    "bad-origin",
    "unknown-offer",
    "unknown-line",
    "needs-second-yes",
    "not-secure",
    "not-fillable",
    "other-site",
    "duplicate",
    "bad-value",
    "unknown-item",
    "no-browser",
    "internal",
    "vault-exists",
    "wrong-code",
    "too-many-tries",
)


def test_codes_are_append_only() -> None:
    """Extensions out there know these codes in this order: new ones come at the end."""
    assert RELEASED == WIRE_CODES[: len(RELEASED)]
    assert len(WIRE_CODES) == len(set(WIRE_CODES))


def test_a_refusal_says_both() -> None:
    """A refusal carries its code and its sentence, and shows both."""
    refused = Refused("locked", "Unlock it.")
    assert ("locked", "Unlock it.", "locked: Unlock it.") == (refused.code, refused.text, str(refused))


def test_there_is_one_tree() -> None:
    """Whoever catches the base catches everything that the companion raises on purpose."""
    for kind in vars(errors).values():
        if isinstance(kind, type):
            assert issubclass(kind, MeumError)
