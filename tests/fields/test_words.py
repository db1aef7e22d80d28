# ruff: noqa: RUF001 - words of other alphabets
"""Tests for companion/fields/words.py and its files."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from companion.fields.words import Lexicon, label_tokens, name_tokens, words
from companion.kinds import KINDS


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in (files("companion.fields") / "languages").iterdir():
        yield file.name.removesuffix(".json"), json.loads(file.read_text("utf-8"))


def test_tables_use_known_kinds() -> None:
    """Every kind that has words is in the one table of kinds."""
    for _, table in _tables():
        assert set() == {*table["kinds"], *table["boxes"], *table.get("choices", {})} - KINDS.keys()


def test_no_word_stands_for_two_kinds() -> None:
    """A word in labels belongs to one kind, in whatever language."""
    for part in ("kinds", "boxes"):
        seen: dict[tuple[str, ...], str] = {}
        for language, table in _tables():
            for kind, entry in table[part].items() if language != "names" else ():
                for phrase in (*entry.get("label", []), *entry.get("alone", [])):
                    assert kind == seen.setdefault(label_tokens(phrase), kind), (language, phrase)


def test_words_are_read_once() -> None:
    """The tables are compiled once."""
    assert words() is words()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Numéro & RUE *", ("numero", "rue")),
        ("Straße", ("strasse",)),
        ("Płeć", ("plec",)),
        ("メール address", ("メ", "ー", "ル", "address")),
        ("", ()),
        ("***", ()),
    ],
)
def test_label_tokens(text: str, tokens: tuple[str, ...]) -> None:
    """Labels are compared without case, accents and punctuation; where there are no spaces, letter by letter."""
    assert tokens == label_tokens(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("billing[firstName2]", ("billing", "first", "name", "2")),
        ("post-code_XMLField", ("post", "code", "xml", "field")),
        ("txtEMail", ("txt", "e", "mail")),
    ],
)
def test_name_tokens(text: str, tokens: tuple[str, ...]) -> None:
    """Names are split at case, digits, hyphens, underscores and brackets."""
    assert tokens == name_tokens(text)


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("it", ("Nome", "Cognome *", "Indirizzo e-mail", "Numero di cellulare", "CAP", "Città", "Provincia")),
        ("pt", ("Primeiro nome", "Sobrenome", "E-mail", "Telemóvel", "CEP", "Cidade", "Estado")),
        ("nl", ("Voornaam", "Achternaam", "E-mailadres", "Telefoonnummer", "Postcode", "Woonplaats", "Provincie")),
        ("pl", ("Imię", "Nazwisko", "Adres e-mail", "Numer telefonu", "Kod pocztowy", "Miasto", "Województwo")),
        ("tr", ("Ad", "Soyadınız", "E-posta adresi", "Cep telefonu", "Posta kodu", "Şehir", "Bölge")),
        ("ru", ("Имя", "Фамилия", "Электронная почта", "Номер телефона", "Почтовый индекс", "Город", "Область")),
        ("ja", ("名", "姓", "メールアドレス（必須）", "電話番号", "郵便番号", "市区町村", "都道府県")),
        ("zh", ("名", "姓氏", "电子邮箱", "手机号码", "邮政编码", "城市", "省份")),
        ("cs", ("Jméno", "Příjmení", "E-mailová adresa", "Telefonní číslo", "PSČ", "Město", "Kraj")),
        ("da", ("Fornavn", "Efternavn", "E-mailadresse", "Telefonnummer", "Postnummer", "By", "Region")),
        ("sv", ("Förnamn", "Efternamn", "E-postadress", "Mobilnummer", "Postnummer", "Ort", "Län")),
        ("fi", ("Etunimi", "Sukunimi", "Sähköpostiosoite", "Puhelinnumero", "Postinumero", "Kaupunki", "Maakunta")),
        ("hu", ("Keresztnév", "Vezetéknév", "E-mail cím", "Telefonszám", "Irányítószám", "Város", "Megye")),
        ("ro", ("Prenume", "Nume de familie", "Adresă de e-mail", "Telefon", "Cod poștal", "Localitate", "Județ")),
        ("el", ("Όνομα", "Επώνυμο", "Διεύθυνση email", "Τηλέφωνο", "Ταχυδρομικός κώδικας", "Πόλη", "Νομός")),
    ],
)
def test_languages(language: str, labels: tuple[str, ...]) -> None:
    """Each language names the parts of a delivery address, without the page saying which language it is."""
    kinds = ("given-name", "family-name", "email", "tel", "postal-code", "address-level2", "address-level1")
    found = words().labels
    for label, kind in zip(labels, kinds, strict=True):
        hits = found.find(label_tokens(label)).hits
        names = {"name"} if kind == "given-name" else set()
        meant = {"country-name", "address-level1"} if label == "Kraj" else {kind} | names
        assert {hit.meaning for hit in hits} <= meant, (language, label)
        assert hits, (language, label)


def test_beginnings_of_words() -> None:
    """A phrase with "*" is met by each word that begins so, be it one of several; a whole word counts before it."""
    lexicon = Lexicon(
        [("uutiskirj*", "news", False), ("polit* prywat*", "privacy", False), ("uutiskirja", "no", False)]
    )
    found = {text: lexicon.meanings(label_tokens(text)) for text in ("Haluan uutiskirjeen", "uutiskirja", "uutinen")}
    assert {"Haluan uutiskirjeen": {"news"}, "uutiskirja": {"no"}, "uutinen": set()} == found
    assert [2] == [hit.size for hit in lexicon.find(label_tokens("z polityką prywatności")).hits]
    assert not lexicon.find(label_tokens("polityka"))
