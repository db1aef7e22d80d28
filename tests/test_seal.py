import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion.errors import KeyringAbsent, Refused, StoreError, WrongKey
from companion.keyrings import Keyring
from companion.seal import FILE, SECOND_COPY, Keys, KeySlots
from companion.slots import PassphraseSlot

PASSPHRASE = "correct horse battery"


class MemoryKeyring:
    """A keyring that keeps what it is given, as a system's would."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def get(self, account: str) -> str | None:
        """The secret of an account."""
        return self.secrets.get(account)

    def put(self, account: str, secret: str) -> None:
        """Keep the secret of an account."""
        self.secrets[account] = secret


class NoKeyring:
    """A system without a keyring."""

    def get(self, account: str) -> str | None:
        """There is none."""
        raise KeyringAbsent(account)

    def put(self, account: str, secret: str) -> None:
        """There is none."""
        raise KeyringAbsent(f"{account} {len(secret)}")


@pytest.fixture
def ring() -> MemoryKeyring:
    """A working keyring."""
    return MemoryKeyring()


def make(home: Path, ring: Keyring | None = None) -> tuple[KeySlots, Keys, str]:
    """A new vault's slots."""
    return KeySlots.create(home, PASSPHRASE, ring or NoKeyring())


def damage(path: Path) -> None:
    """Change one letter in the middle of a wrapped key, as a bad disk would."""
    text = path.read_bytes()
    at = text.index(b'"sealed": "') + 20
    path.write_bytes(text[:at] + (b"A" if text[at : at + 1] != b"A" else b"B") + text[at + 1 :])


# --- the ways in ---


def test_every_way_leads_to_the_same_keys(tmp_path: Path, ring: MemoryKeyring) -> None:
    """Passphrase, recovery code and keyring open the same vault."""
    _, keys, code = make(tmp_path, ring)
    slots, note = KeySlots.load(tmp_path)
    assert note == ""
    assert keys == slots.open_with_passphrase(PASSPHRASE)
    assert keys == slots.open_with_recovery(code)
    assert keys == slots.open_with_keyring(ring)


def test_without_a_keyring_two_ways_remain(tmp_path: Path) -> None:
    """A system without a keyring costs only that slot: passphrase and code open the vault."""
    _, keys, code = make(tmp_path)
    slots, _ = KeySlots.load(tmp_path)
    assert slots.keyring is None
    assert keys == slots.open_with_passphrase(PASSPHRASE) == slots.open_with_recovery(code)
    with pytest.raises(KeyringAbsent):
        slots.open_with_keyring(MemoryKeyring())


def test_a_file_with_one_way_in_is_refused(tmp_path: Path) -> None:
    """A slots file that lost its recovery slot is damaged: there are always two ways in."""
    make(tmp_path)
    for name in (FILE, SECOND_COPY):
        path = tmp_path / name
        path.write_text(path.read_text().replace('"recovery": {', '"other": {'))
    with pytest.raises(StoreError, match="damaged"):
        KeySlots.load(tmp_path)


def test_a_wrong_passphrase_is_a_wrong_key(tmp_path: Path) -> None:
    """What does not open is a wrong key, and is not repeated."""
    slots, _, _ = make(tmp_path)
    with pytest.raises(WrongKey) as caught:
        slots.open_with_passphrase("incorrect horse")
    assert "incorrect" not in str(caught.value)


def test_a_typing_error_in_the_code_is_said(tmp_path: Path) -> None:
    """A recovery code with one wrong character is called a typing error."""
    slots, _, code = make(tmp_path)
    typo = ("3" if code[0] == "2" else "2") + code[1:]
    with pytest.raises(WrongKey, match="typing error"):
        slots.open_with_recovery(typo)


def test_the_code_of_another_vault_is_a_wrong_key(tmp_path: Path) -> None:
    """A genuine code of another vault does not open this one."""
    slots, _, _ = make(tmp_path / "a")
    _, _, code = make(tmp_path / "b")
    with pytest.raises(WrongKey, match="another vault"):
        slots.open_with_recovery(code)


def test_a_keyring_that_lost_the_secret_leaves_the_passphrase(tmp_path: Path, ring: MemoryKeyring) -> None:
    """A reset keyring, or another desktop's, is absence; one that holds another secret is a wrong key."""
    slots, keys, _ = make(tmp_path, ring)
    with pytest.raises(KeyringAbsent, match="use the passphrase"):
        slots.open_with_keyring(MemoryKeyring())
    ring.secrets = dict.fromkeys(ring.secrets, "00" * 32)
    with pytest.raises(WrongKey, match="use the passphrase"):
        slots.open_with_keyring(ring)
    assert keys == slots.open_with_passphrase(PASSPHRASE)


def test_a_keyring_that_forgets_gets_no_slot(tmp_path: Path) -> None:
    """A keyring that does not keep what it is given is as good as none."""

    class Forgetful(MemoryKeyring):
        def get(self, account: str) -> str | None:
            """Forget."""
            return self.secrets.pop(account) and None

    slots, keys, _ = make(tmp_path, Forgetful())
    assert slots.keyring is None
    with pytest.raises(KeyringAbsent, match="does not keep"):
        slots.with_keyring(keys, Forgetful())


# --- changing them ---


def test_a_changed_passphrase_replaces_the_old_one_everywhere(tmp_path: Path, ring: MemoryKeyring) -> None:
    """After a change the old passphrase opens nothing, not even the second copy; all else still opens."""
    slots, keys, code = make(tmp_path, ring)
    slots.with_passphrase(keys, "another passphrase").save(tmp_path)
    for gone in (None, FILE):
        if gone:
            tmp_path.joinpath(gone).unlink()
        found, _ = KeySlots.load(tmp_path)
        assert keys == found.open_with_passphrase("another passphrase")
        with pytest.raises(WrongKey):
            found.open_with_passphrase(PASSPHRASE)
    assert keys == found.open_with_recovery(code) == found.open_with_keyring(ring)


def test_a_new_recovery_code_replaces_the_old_one(tmp_path: Path) -> None:
    """After a new code was printed the old one opens nothing."""
    slots, keys, old = make(tmp_path)
    changed, new = slots.with_recovery(keys)
    assert keys == changed.open_with_recovery(new)
    with pytest.raises(WrongKey, match="replaced"):
        changed.open_with_recovery(old)


def test_a_keyring_can_be_added_later(tmp_path: Path, ring: MemoryKeyring) -> None:
    """A vault that was made without a keyring gets its slot when there is one."""
    slots, keys, _ = make(tmp_path)
    slots.with_keyring(keys, ring).save(tmp_path)
    assert keys == KeySlots.load(tmp_path)[0].open_with_keyring(ring)


def test_a_poor_passphrase_changes_nothing(tmp_path: Path) -> None:
    """A passphrase that is too short makes no vault and changes none."""
    with pytest.raises(Refused, match="bad-value"):
        KeySlots.create(tmp_path / "new", "short", NoKeyring())
    assert not KeySlots.exist(tmp_path / "new")
    slots, keys, _ = make(tmp_path)
    with pytest.raises(Refused, match="bad-value"):
        slots.with_passphrase(keys, "")


def test_a_vault_is_never_made_over_another(tmp_path: Path) -> None:
    """Where slots lie, damaged or not, no new vault begins: the old one's data would be lost."""
    make(tmp_path)
    for gone in (None, FILE):
        if gone:
            tmp_path.joinpath(gone).unlink()
        with pytest.raises(Refused, match="vault-exists"):
            make(tmp_path)


# --- the file ---


def test_the_files_are_closed_and_hold_no_secret(tmp_path: Path, ring: MemoryKeyring) -> None:
    """Both copies are 0600 in a 0700 folder, nothing else is left, and no secret stands in them."""
    home = tmp_path / "home"
    _, keys, code = make(home, ring)
    assert home.stat().st_mode & 0o777 == 0o700
    assert {FILE, SECOND_COPY} == {path.name for path in home.iterdir()}
    secrets = [PASSPHRASE, code, code.replace("-", ""), *ring.secrets.values(), keys.data.hex(), keys.database.hex()]
    for path in home.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert not [secret for secret in secrets if secret in path.read_text()]


@pytest.mark.parametrize("how", ["bit", "cut", "empty", "missing"])
def test_the_second_copy_serves_when_the_first_is_damaged(tmp_path: Path, how: str) -> None:
    """A damaged or missing slots file does not lock the person out; a note says so, and saving repairs it."""
    _, keys, _ = make(tmp_path)
    path = tmp_path / FILE
    if how == "bit":
        damage(path)
    elif how == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: 100 if how == "cut" else 0])
    slots, note = KeySlots.load(tmp_path)
    assert note.endswith("Its second copy is in use.")
    assert keys == slots.open_with_passphrase(PASSPHRASE)
    slots.save(tmp_path)
    assert KeySlots.load(tmp_path)[1] == ""


def test_damage_is_not_called_a_wrong_passphrase(tmp_path: Path) -> None:
    """With both copies damaged the person is sent to the backup, not made to doubt the passphrase."""
    make(tmp_path)
    damage(tmp_path / FILE)
    damage(tmp_path / SECOND_COPY)
    with pytest.raises(StoreError, match=r"digest differs.*from a backup") as caught:
        KeySlots.load(tmp_path)
    assert not isinstance(caught.value, WrongKey)


def test_no_vault_is_said(tmp_path: Path) -> None:
    """An empty home has no vault, and the error says what can be done."""
    assert not KeySlots.exist(tmp_path)
    with pytest.raises(StoreError, match="missing: make a vault"):
        KeySlots.load(tmp_path)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A slots file in whose place something else lies is an error with the system's reason."""
    tmp_path.joinpath(FILE).mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        KeySlots.load(tmp_path)


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
def test_a_vault_opens_whenever_saving_breaks_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    """If saving fails at its k-th write to the disk, for every k, the old or the new passphrase opens the vault."""
    slots, keys, _ = make(tmp_path)
    changed = slots.with_passphrase(keys, "another passphrase")
    calls = 0
    sync = os.fsync

    def fail_once(file: int) -> None:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(28, "No space left on device")
        sync(file)

    monkeypatch.setattr(os, "fsync", fail_once)
    with pytest.raises(OSError, match="No space"):
        changed.save(tmp_path)
    found, _ = KeySlots.load(tmp_path)
    assert keys == found.open_with_passphrase(PASSPHRASE if fails_at == 1 else "another passphrase")


def test_a_half_written_temporary_file_does_no_harm(tmp_path: Path) -> None:
    """What an interrupted save left behind is replaced by the next one."""
    slots, _, _ = make(tmp_path)
    tmp_path.joinpath(f"{FILE}.new").write_bytes(b"{")
    slots.save(tmp_path)
    assert {FILE, SECOND_COPY} == {path.name for path in tmp_path.iterdir()}


# --- malice ---


def test_a_slot_of_another_vault_does_not_open(tmp_path: Path) -> None:
    """Somebody who swaps in a slot whose passphrase they know opens nothing with it."""
    mine, _, _ = make(tmp_path / "mine")
    theirs, _, _ = KeySlots.create(tmp_path / "theirs", "their passphrase", NoKeyring())
    replace(mine, passphrase=theirs.passphrase).save(tmp_path / "mine")
    found, _ = KeySlots.load(tmp_path / "mine")
    with pytest.raises(WrongKey):
        found.open_with_passphrase("their passphrase")


def test_weaker_parameters_in_the_file_are_refused(tmp_path: Path) -> None:
    """A file whose argon2 parameters were lowered, digest and all, is not used."""
    slots, _, _ = make(tmp_path)
    weak = PassphraseSlot(salt=slots.passphrase.salt, nonce=slots.passphrase.nonce, iterations=1)
    replace(slots, passphrase=replace(weak, sealed=slots.passphrase.sealed)).save(tmp_path)
    with pytest.raises(StoreError, match="iterations"):
        KeySlots.load(tmp_path)


def test_another_log_key_is_noticed_at_unlock(tmp_path: Path) -> None:
    """A file that makes Meum seal events for somebody else is found out as soon as the vault opens."""
    slots, _, _ = make(tmp_path)
    replace(slots, log_public_key=bytes(32)).save(tmp_path)
    found, _ = KeySlots.load(tmp_path)
    with pytest.raises(StoreError, match="log key") as caught:
        found.open_with_passphrase(PASSPHRASE)
    assert not isinstance(caught.value, WrongKey)


def test_no_repr_shows_a_key(tmp_path: Path) -> None:
    """Keys and slots in a traceback show nothing."""
    slots, keys, _ = make(tmp_path)
    assert ("<KeySlots>", "<Keys>", "<PassphraseSlot>") == (repr(slots), repr(keys), repr(slots.passphrase))


def test_the_derived_keys_differ(tmp_path: Path) -> None:
    """Database, log and aliases have keys of their own, other ones in each vault."""
    _, keys, _ = make(tmp_path)
    again = Keys.derive(keys.data, bytes(16))
    parts = (keys.data, keys.database, keys.log_private, keys.alias, again.database, again.log_private, again.alias)
    assert len({*parts}) == 7
    assert {32} == {len(part) for part in parts}


# --- a vault of the first release ---

FIRST_RELEASE = """{
  "format": 1,
  "vault": "bhP8+zfKue7/s6nF9KGVxA==",
  "log_public_key": "tSVGLuL2lZH9Ujr07/gErgMpXQh4VxLXy7kVJosg700=",
  "passphrase": {
    "kind": "passphrase",
    "iterations": 3,
    "memory_kib": 65536,
    "lanes": 4,
    "salt": "5N+usIs38oayY4qAIUoGOw==",
    "nonce": "WlNg/NX9+EfJChac",
    "sealed": "NWZenc3OR126CWtW0If3luLSnNeLB1qCh6bhrm+t6Rd2yhUevtcimOmgvvL7sZPM"
  },
  "recovery": {
    "kind": "recovery",
    "salt": "jzQiPtvqAHYV6O8hpeFkHA==",
    "nonce": "TYMQ5ibBpSNb5Yj6",
    "sealed": "ZSXg5xuuQs/bzjj0Lgys3zZ5VwOM68dPLppcaPRHohNL2ucaTocF+PFYsfIR+V9O"
  },
  "keyring": {
    "kind": "keyring",
    "salt": "AlJ+IX56uqxPQrMBP1fYJA==",
    "nonce": "xCiVQZ+ORwKCZ02Z",
    "sealed": "fyB+ylkqVGnAupWhKUzHNc+1+agfFpN+2NHEI16Frh8lifpJ5kkB5d6nBu4N6S0s"
  },
  "digest": "dhdfV+CdMeNrTLnhDgsq96bk+NSmFVUoX6tSC78rhn8="
}"""


def test_the_first_releases_file_opens_for_ever(tmp_path: Path, ring: MemoryKeyring) -> None:
    """A slots file as first released opens with all three secrets and gives the keys that it gave then."""
    tmp_path.joinpath(FILE).write_text(FIRST_RELEASE)
    ring.put("6e13fcfb37cab9eeffb3a9c5f4a195c4", "a3c57fa547a1c50f7a184b0aac1781fe208fa024d356185fc8b8f4ae88af322d")
    slots, _ = KeySlots.load(tmp_path)
    keys = slots.open_with_passphrase(PASSPHRASE)
    assert keys.database.hex() == "f55c957b948db3805459cec9c7a12ce2a7ef842adaed94c226ead62f7aa594a3"
    assert keys.alias.hex() == "1101e0c38cf5a290678f8f20d755eb6beb3003604f5febfab5248968533bfc37"
    assert keys == slots.open_with_recovery("591WP-DN89E-DSNS1-FX4T0-ZRR49-CYZDW") == slots.open_with_keyring(ring)
