import re
from itertools import pairwise
from pathlib import Path

import pytest

from companion.errors import Refused
from companion.kinds import KINDS
from companion.log import Entry, Log
from companion.sqlcipher import Database
from companion.store import open_store
from companion.vault import COMPOSED, MAX_VALUE, AliasMode, Value, Vault
from tests.builders import CANARY, uuid

ALIAS_KEY = b"a" * 32
EMAIL = "ann.lee@example.org"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """An open store."""
    return open_store(tmp_path / "meum.db", bytes(32), create=True)


@pytest.fixture
def vault(db: Database) -> Vault:
    """An empty vault."""
    return Vault(db, ALIAS_KEY)


def refused(call: object, *arguments: str) -> str:
    """The code that a call is refused with, without a value in its text."""
    assert callable(call)
    with pytest.raises(Refused) as caught:
        call(*arguments)
    assert CANARY not in str(caught.value)
    return caught.value.code


# --- items and versions ---


def test_an_item_comes_back(vault: Vault) -> None:
    """What is kept is listed with its kind, label and persona, and found by kind."""
    first = vault.add("tel", "  +49 30 123 ", label="Work phone", persona="work")
    second = vault.add("given-name", "Ann")
    assert (1, "tel", "Work phone", "work", "+49 30 123", False) == (
        first.version,
        first.kind,
        first.label,
        first.persona,
        first.text,
        first.alias,
    )
    assert ("first name", "me") == (second.label, second.persona)
    assert [first, second] == vault.items()
    assert [first] == vault.candidates("tel")
    assert frozenset({"tel", "given-name"}) == vault.kinds()


def test_candidates_come_the_oldest_first(vault: Vault) -> None:
    """The item that was there first is the one that is offered, until the person says otherwise."""
    added = [vault.add("tel", f"+49 {number}") for number in range(5)]
    assert added == vault.candidates("tel")
    vault.change(added[0].item, "+49 99")
    assert ["+49 99", "+49 1"] == [value.text for value in vault.candidates("tel")][:2]


def test_a_change_is_a_new_version(vault: Vault) -> None:
    """A new value leaves the old one in the past, where the log can still refer to it."""
    old = vault.add("tel", "+49 30 1")
    new = vault.change(old.item, "+49 30 2")
    assert (old.item, 2, "+49 30 2") == (new.item, new.version, new.text)
    assert [new] == vault.items()
    assert [new, old] == vault.texts([(new.item, 2), (old.item, 1)])
    assert [] == vault.texts([(old.item, 3), ("nobody", 1)])


def test_a_value_given_once_is_offered_to_nobody(vault: Vault) -> None:
    """What was typed for one site is kept for the person to read, and proposed nowhere else."""
    once = vault.once("tel", "+49 30 3", "shop.example")
    assert "given once at shop.example" == once.label
    assert ([], [], frozenset()) == (vault.items(), vault.candidates("tel"), vault.kinds())
    assert [once] == vault.texts([(once.item, once.version)])


@pytest.mark.parametrize(
    "kind", [*sorted(name for name, kind in KINDS.items() if not kind.storable), "x-none", "", "Email"]
)
def test_some_kinds_are_never_kept(vault: Vault, kind: str) -> None:
    """Passwords, card numbers, codes, statements and kinds that nobody knows do not get into a vault."""
    assert "bad-value" == refused(vault.add, kind, CANARY)
    assert "bad-value" == refused(vault.once, kind, CANARY, "shop.example")
    assert [] == vault.items()


@pytest.mark.parametrize("text", ["", "   ", "\n", CANARY * MAX_VALUE])
def test_a_value_has_a_length(vault: Vault, text: str) -> None:
    """Nothing is no value, and neither is what no message could carry."""
    assert "bad-value" == refused(vault.add, "tel", text)
    item = vault.add("tel", "x" * MAX_VALUE).item
    assert "bad-value" == refused(vault.change, item, text)


def test_what_is_not_there_is_refused(vault: Vault) -> None:
    """Changing or removing an item that is none says so."""
    assert "unknown-item" == refused(vault.change, "nobody", "x")
    assert "unknown-item" == refused(vault.remove, "nobody")


def test_a_value_hides_itself() -> None:
    """Wherever a value is turned into text, its own text does not show."""
    assert CANARY not in repr(Value("item", 1, "tel", "label", "me", CANARY))


def test_a_full_name_follows_its_parts(vault: Vault) -> None:
    """Whoever changes their last name has changed their full name, unless they had written that in their own way."""
    first, last = vault.add("given-name", "Ada"), vault.add("family-name", "Byron")
    composed, own = vault.add("name", "Ada Byron"), vault.add("name", "A. Byron")
    vault.change(last.item, "King")
    assert {composed.item: "Ada King", own.item: "A. Byron"} == {
        value.item: value.text for value in vault.candidates("name")
    }
    vault.change(first.item, "Augusta")
    assert "Augusta King" in {value.text for value in vault.candidates("name")}


def test_a_full_name_goes_with_its_parts(vault: Vault) -> None:
    """Whoever deletes their last name has deleted the full name that Meum made of it, and none that they wrote."""
    vault.add("given-name", "Ada")
    last, other = vault.add("family-name", "Byron"), vault.add("family-name", "King")
    vault.add("name", "Ada Byron", source=COMPOSED)
    own = vault.add("name", "Ada Byron")
    vault.remove(other.item)
    assert ["Ada Byron", "Ada Byron"] == [value.text for value in vault.candidates("name")]
    vault.remove(last.item)
    assert [own] == vault.candidates("name")
    assert () == vault.name_parts()


# --- removing ---


def test_removing_destroys_value_and_fingerprint_key(vault: Vault, db: Database) -> None:
    """After removal no version's value is left, nor the key that could tell whether a guess was right."""
    value = vault.add("tel", CANARY)
    vault.change(value.item, f"{CANARY} too")
    vault.remove(value.item)
    assert [(None, None)] * 2 == db.execute("SELECT value, fingerprint_key FROM versions").fetchall()
    assert ([], []) == (vault.items(), vault.texts([(value.item, 1), (value.item, 2)]))
    vault.remove(value.item)


def test_removing_an_address_takes_its_aliases_along(vault: Vault) -> None:
    """An alias nearly shows the address that it was made of."""
    own = vault.add("email", "ada@example.org")
    alias = vault.alias(own, "shop.example")
    assert alias
    vault.remove(own.item)
    assert [] == vault.texts([(own.item, 1), (alias.item, 1)])


def test_removing_leaves_the_log_as_it_was(vault: Vault, db: Database) -> None:
    """The log still says that something was given, and its chain still holds."""
    log = Log(db)
    value = vault.add("tel", CANARY)
    row = {"key": "a", "kind": "tel", "item": value.item, "version": 1, "fingerprint": vault.fingerprint(value)}
    log.append([Entry(uuid(1), 1.0, "disclosure", {"site": "shop.example", "fields": [row]})])
    vault.remove(value.item)
    assert [value.item] == [field["item"] for field in log.fields(uuid(1))]
    assert (1, None) == (log.verify().events, log.verify().broken_at)


def test_fingerprints_tell_versions_apart(vault: Vault) -> None:
    """A version has one fingerprint; the same text in another item or version has another, so none can be compared."""
    one, other = vault.add("tel", CANARY), vault.add("tel", CANARY)
    again = vault.change(one.item, CANARY)
    prints = [vault.fingerprint(value) for value in (one, other, again)]
    assert prints == [vault.fingerprint(value) for value in (one, other, again)]
    assert 3 == len(set(prints))
    assert all(re.fullmatch("[0-9a-f]{64}", text) for text in prints)


# --- aliases ---


@pytest.mark.parametrize(
    ("mode", "domain", "pattern"),
    [
        ("plus", "", r"ann\.lee\+shop-[a-z2-7]{6}@example\.org"),
        ("catch-all", "mine.example", r"shop-[a-z2-7]{6}@mine\.example"),
    ],
)
def test_an_alias_is_made(vault: Vault, mode: AliasMode, domain: str, pattern: str) -> None:
    """A site gets an address that shows whose it is, and gets the same one each time."""
    own = vault.add("email", EMAIL)
    vault.set_aliases(mode, domain)
    alias = vault.alias(own, "shop.example")
    assert alias is not None
    assert re.fullmatch(pattern, alias.text)
    assert ("email", True, alias.text) == (alias.kind, alias.alias, vault.alias_text(own, "shop.example"))
    assert alias == vault.alias(own, "shop.example")
    assert [alias] == vault.texts([(alias.item, 1)])
    assert [own] == vault.items()


def test_plus_addresses_are_the_custom(vault: Vault) -> None:
    """Where nothing was chosen, aliases are plus-addresses."""
    assert "plus" == vault.alias_mode()


def test_no_alias_can_be_made(vault: Vault) -> None:
    """Switched off, or of something that is no address, there is no alias, and nothing is kept."""
    own = vault.add("email", EMAIL)
    others = [vault.add("email", "no address"), vault.add("email", "+@example.org"), vault.add("url", "https://a@b/")]
    assert [None] * 3 == [vault.alias(other, "shop.example") for other in others]
    vault.set_aliases("off")
    assert "off" == vault.alias_mode()
    assert vault.alias(own, "shop.example") is None
    assert [own, *others] == vault.items()


def test_a_catch_all_needs_its_domain(vault: Vault) -> None:
    """Without a domain no address could be made, so the choice is refused and the old one stays."""
    vault.set_aliases("catch-all", "mine.example")
    with pytest.raises(Refused, match="bad-value"):
        vault.set_aliases("catch-all")
    assert "catch-all" == vault.alias_mode()


def test_a_changed_mode_makes_another_alias(vault: Vault) -> None:
    """A site that knows one alias gets the new sort from now on, and the old one stays in the vault."""
    own = vault.add("email", EMAIL)
    plus = vault.alias(own, "shop.example")
    vault.set_aliases("catch-all", "mine.example")
    caught = vault.alias(own, "shop.example")
    assert plus is not None
    assert caught is not None
    assert plus.item != caught.item
    assert [plus, caught] == vault.texts([(plus.item, 1), (caught.item, 1)])


def test_nobody_guesses_an_alias(db: Database) -> None:
    """It depends on the vault's key, the address and the site, all of it: no site can make another's."""
    vault, other_key = Vault(db, ALIAS_KEY), Vault(db, b"b" * 32)
    own, other = vault.add("email", EMAIL), vault.add("email", EMAIL)
    aliases = [
        vault.alias_text(own, "shop.example"),
        vault.alias_text(own, "shop.test"),
        vault.alias_text(other, "shop.example"),
        other_key.alias_text(own, "shop.example"),
    ]
    assert 4 == len(set(aliases))


@pytest.mark.parametrize("mode", ["plus", "catch-all"])
def test_an_alias_is_an_address(vault: Vault, mode: AliasMode) -> None:
    """Whatever the site and the address, the local part has at most 64 plain characters, as mail servers want it."""
    vault.set_aliases(mode, "mine.example" if mode == "catch-all" else "")
    sites = ["a" * 60 + ".example", "xn--mnchen-3ya.example", "127.0.0.1", "[::1]", "_-_.example", "localhost"]
    for local in ("a", "a" * 64, "ann+tag", "a" * 63 + "+b"):
        own = vault.add("email", f"{local}@example.org")
        for site in sites:
            alias = vault.alias_text(own, site)
            assert alias is not None
            made, _, domain = alias.rpartition("@")
            assert re.fullmatch(r"[a-z0-9+-]{1,64}", made), alias
            assert not made.startswith("+"), alias
            assert domain in ("example.org", "mine.example")


def test_aliases_do_not_collide(vault: Vault) -> None:
    """A thousand sites with one name get a thousand addresses."""
    own = vault.add("email", EMAIL)
    made = [vault.alias_text(own, f"shop.{number}.example") for number in range(1000)]
    assert 1000 == len(set(made))


# --- anything at all ---


def test_texts_are_kept_as_they_are(vault: Vault) -> None:
    """Any text comes back, in any script, with quotes, zeros and line breaks."""
    texts = [
        "x'; DROP TABLE items; --",
        "a\0b",
        "Łódź \U0001f40c",
        "\u0627\u202e",
        '{"a": 1}',
        "%_?",
        "a\r\nb",
        "\x1b[2J",
    ]
    kept = [vault.add("street-address", text) for text in texts]
    assert texts == [value.text for value in vault.items()]
    assert all(one.item != two.item for one, two in pairwise(kept))
