import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer
from keyring.core import load_keyring

from companion.errors import KeyringAbsent
from companion.keyrings import SystemKeyring


class Backend(KeyringBackend):
    """A keyring backend that works; tests say which module it claims to come from."""

    # Below all that is real: keyring registers each subclass, and a chain must not pick this one up.
    priority = -9

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The secret."""
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""
        self.secrets[service, username] = password


def backend_from(module: str) -> Backend:
    """A backend whose class comes from that module."""

    class Claiming(Backend):
        """A backend under a false flag."""

    Claiming.__module__ = module
    return Claiming()


@pytest.mark.parametrize("name", ["SecretService", "kwallet", "macOS", "Windows"])
def test_a_systems_own_keyring_may_hold_a_key(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The four keyrings of desktops and systems are used, under Meum's name."""
    backend = backend_from(f"keyring.backends.{name}")
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    SystemKeyring().put("a", "b")
    assert SystemKeyring().get("a") == "b"
    assert {("meum", "a"): "b"} == backend.secrets


@pytest.mark.parametrize(
    "backend",
    [
        load_keyring("keyring.backends.fail.Keyring"),
        load_keyring("keyring.backends.null.Keyring"),
        backend_from("keyrings.alt.file"),
        backend_from("my.keyring.backends.macOS"),
    ],
    ids=["fail", "null", "alt", "lookalike"],
)
def test_any_other_keyring_is_none(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend) -> None:
    """A backend that fails, forgets or may write plain text holds no key."""
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    with pytest.raises(KeyringAbsent, match="no keyring that may hold a key"):
        SystemKeyring().get("a")
    with pytest.raises(KeyringAbsent, match="no keyring that may hold a key"):
        SystemKeyring().put("a", "secret")


def test_of_several_keyrings_only_a_good_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where keyring chains backends, a poor one gets nothing, whatever its place."""
    poor, good = backend_from("keyrings.alt.file"), backend_from("keyring.backends.kwallet")
    chain = load_keyring("keyring.backends.chainer.ChainerBackend")
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [poor, good])
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    SystemKeyring().put("a", "b")
    assert ({}, {("meum", "a"): "b"}) == (poor.secrets, good.secrets)


def test_a_keyring_that_breaks_is_absent_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a backend raises becomes absence, and none of its text, which may hold the secret, is repeated."""
    backend = backend_from("keyring.backends.SecretService")

    def refuse(_service: str, _account: str, secret: str) -> None:
        raise ValueError(secret)

    monkeypatch.setattr(backend, "set_password", refuse)
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    with pytest.raises(KeyringAbsent, match=r"does not answer \(ValueError\)") as caught:
        SystemKeyring().put("a", "the secret")
    assert "the secret" not in str(caught.value)


def test_a_broken_installation_of_keyring_is_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring module that cannot be imported leaves the passphrase."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(KeyringAbsent, match="does not answer"):
        SystemKeyring().get("a")
