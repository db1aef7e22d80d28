import secrets
from itertools import pairwise

import msgspec
import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec.structs import replace

from companion import slots
from companion.errors import Refused, StoreError, WrongKey
from companion.slots import KeyringSlot, PassphraseSlot, RecoverySlot, Slot, check_passphrase, new_recovery_code

VAULT = b"this vault's id."
OTHER = b"other vault's id"
DATA = bytes(range(32))


class SlotConformance:
    """What must hold for every kind of slot; a kind's class names it, its secret and a wrong one."""

    kind: type[Slot]
    secret: str
    wrong: str

    @pytest.fixture(scope="class")
    @classmethod
    def slot(cls) -> Slot:
        """A slot of this kind."""
        return cls.kind.make(cls.secret, VAULT, DATA)

    def test_it_opens_with_its_secret(self, slot: Slot) -> None:
        """The secret gives back exactly the key that was wrapped."""
        assert slot.open(self.secret, VAULT) == DATA

    def test_it_survives_the_file(self, slot: Slot) -> None:
        """Written and read again, a slot opens as before."""
        read = msgspec.json.decode(msgspec.json.encode(slot), type=self.kind)
        assert read.open(self.secret, VAULT) == DATA

    def test_another_secret_is_a_wrong_key(self, slot: Slot) -> None:
        """Another secret is refused, and the refusal repeats none of it."""
        with pytest.raises(WrongKey) as caught:
            slot.open(self.wrong, VAULT)
        assert self.wrong not in str(caught.value)

    def test_it_is_bound_to_its_vault(self, slot: Slot) -> None:
        """A slot put into another vault's file does not open there."""
        with pytest.raises(WrongKey):
            slot.open(self.secret, OTHER)

    @pytest.mark.parametrize("part", ["salt", "nonce", "sealed"])
    def test_it_notices_every_change(self, slot: Slot, part: str) -> None:
        """One flipped bit in any part is refused."""
        before = getattr(slot, part)
        changed = replace(slot, **{part: bytes([before[0] ^ 1]) + before[1:]})
        with pytest.raises(WrongKey):
            changed.open(self.secret, VAULT)

    def test_no_two_slots_are_alike(self, slot: Slot) -> None:
        """The same secret and key never give the same slot."""
        again = self.kind.make(self.secret, VAULT, DATA)
        assert {slot.salt, slot.nonce, slot.sealed}.isdisjoint({again.salt, again.nonce, again.sealed})

    def test_its_repr_tells_nothing(self, slot: Slot) -> None:
        """A slot in a traceback shows its kind alone."""
        assert repr(slot) == f"<{self.kind.__name__}>"

    def test_it_is_bound_to_its_kind(self, slot: Slot) -> None:
        """A slot relabelled as another kind is refused when read."""
        for other in {PassphraseSlot, RecoverySlot, KeyringSlot} - {self.kind}:
            with pytest.raises(msgspec.ValidationError, match="kind"):
                msgspec.json.decode(msgspec.json.encode(slot), type=other)


class TestPassphrase(SlotConformance):
    """The passphrase."""

    kind = PassphraseSlot
    secret = "correct horse battery"
    wrong = "correct horse batter"


class TestRecovery(SlotConformance):
    """The printed code."""

    kind = RecoverySlot
    secret = new_recovery_code()
    wrong = new_recovery_code()


class TestKeyring(SlotConformance):
    """The secret in the system's keyring."""

    kind = KeyringSlot
    secret = "ab" * 32
    wrong = "cd" * 32


# --- passphrases ---


def test_a_passphrase_is_the_same_from_any_keyboard() -> None:
    """Composed and decomposed letters, and full-width forms, are one passphrase."""
    slot = PassphraseSlot.make("Caf\u00e9 am See", VAULT, DATA)
    assert slot.open("Cafe\u0301 \uff41m See", VAULT) == DATA


@pytest.mark.parametrize("text", ["", "1234567", " " * 20, "  short  ", "\ufb03\ufb03x"[:2]])
def test_a_poor_passphrase_is_refused(text: str) -> None:
    """Fewer than eight characters make no passphrase, however many blanks there are."""
    with pytest.raises(Refused, match="at least 8") as caught:
        check_passphrase(text)
    assert caught.value.code == "bad-value"


@pytest.mark.parametrize("text", ["12345678", "ünï çødé 日本", "\udcff" * 8])
def test_any_eight_characters_are_a_passphrase(text: str) -> None:
    """Length is the only rule: no class of characters is asked for, and none breaks."""
    check_passphrase(text)
    assert PassphraseSlot.make(text, VAULT, DATA).open(text, VAULT) == DATA


@pytest.mark.parametrize(
    ("part", "value"), [("iterations", 2), ("memory_kib", 1 << 15), ("lanes", 1), ("memory_kib", 1 << 40)]
)
def test_weaker_parameters_are_refused(part: str, value: int) -> None:
    """A slot edited to cheaper parameters, or to absurd ones, is refused before any passphrase is tried."""
    edited = replace(PassphraseSlot.make("correct horse", VAULT, DATA), **{part: value})
    with pytest.raises(msgspec.ValidationError, match=part):
        msgspec.json.decode(msgspec.json.encode(edited), type=PassphraseSlot)


def test_other_parameters_do_not_open() -> None:
    """Parameters are bound to the slot: stronger ones, too, are a change."""
    slot = PassphraseSlot.make("correct horse", VAULT, DATA)
    with pytest.raises(WrongKey):
        replace(slot, iterations=4).open("correct horse", VAULT)


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """When argon2 gets no memory, the person learns that, and is not told that the passphrase is wrong."""

    class Starved:
        def __init__(self, **_parameters: object) -> None:
            """Takes what `Argon2id` takes."""

        def derive(self, _secret: bytes) -> bytes:
            """Find no memory."""
            raise MemoryError

    slot = PassphraseSlot.make("correct horse", VAULT, DATA)
    monkeypatch.setattr(slots, "Argon2id", Starved)
    with pytest.raises(StoreError, match="64 MiB") as caught:
        slot.open("correct horse", VAULT)
    assert not isinstance(caught.value, WrongKey)


# --- known answers: vaults made today must open with tomorrow's libraries ---


def test_argon2id_gives_the_answer_of_its_rfc() -> None:
    """The library's argon2id agrees with RFC 9106, section 5.3."""
    kdf = Argon2id(salt=b"\2" * 16, length=32, iterations=3, lanes=4, memory_cost=32, secret=b"\3" * 8, ad=b"\4" * 12)
    assert kdf.derive(b"\1" * 32).hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_hkdf_gives_the_answer_of_its_rfc() -> None:
    """Sub-keys come from HKDF-SHA256 as in RFC 5869, appendix A.1 (its first 32 bytes)."""
    found = slots.derive(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)))
    assert found.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


# --- recovery codes ---


def test_a_code_has_six_groups_that_can_be_read_aloud() -> None:
    """A code is six groups of five, without letters that look like digits."""
    code = new_recovery_code()
    assert [5] * 6 == [len(group) for group in code.split("-")]
    assert set("ILO").isdisjoint(code)


def test_codes_are_random() -> None:
    """No two codes are alike."""
    assert len({new_recovery_code() for _ in range(200)}) == 200


def test_a_code_may_be_typed_as_one_likes() -> None:
    """Case, spaces and dashes do not matter, and look-alikes are understood."""
    code = new_recovery_code()
    sloppy = f"  {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')}\n"
    assert slots._code_bytes(code) == slots._code_bytes(sloppy)
    assert slots._code_bytes(code) == slots._code_bytes(code.replace("-", ""))


def test_the_check_symbol_finds_every_single_error() -> None:
    """A wrong character anywhere is called a typing error, not a wrong code."""
    code = new_recovery_code()
    for at, sign in enumerate(code[:-1]):
        if sign != "-":
            with pytest.raises(WrongKey, match="typing error"):
                slots._code_bytes(code[:at] + ("3" if sign == "2" else "2") + code[at + 1 :])


def test_the_check_symbol_finds_swapped_neighbours() -> None:
    """Two neighbours typed in the wrong order are called a typing error."""
    digits = new_recovery_code().replace("-", "")
    for at, (one, two) in enumerate(pairwise(digits[:-1])):
        if one != two:
            with pytest.raises(WrongKey, match="typing error"):
                slots._code_bytes(digits[:at] + two + one + digits[at + 2 :])


@pytest.mark.parametrize("text", ["", "hello", "U" * 30, "é" * 30, "2" * 29, "2" * 31])
def test_what_is_no_code_is_said_to_be_none(text: str) -> None:
    """A text of another form is not even tried."""
    with pytest.raises(WrongKey, match="six groups of five"):
        slots._code_bytes(text)


def test_the_code_of_zero_and_the_last_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ends of the range are written and read like all others."""
    for number, text in (
        (0, "00000-00000-00000-00000-00000-00000"),
        (2**145 - 1, "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZ"),
    ):
        monkeypatch.setattr(secrets, "randbits", lambda _bits, number=number: number)
        code = new_recovery_code()
        assert code.startswith(text)
        assert number == int.from_bytes(slots._code_bytes(code))
