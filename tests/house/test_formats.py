"""Values go into fields as these take them: lists, phone numbers and dates in parts, in both browsers."""

from datetime import date
from typing import Final

import pytest

from companion.control import ListItems, Table
from tests.browsers import Name
from tests.house.stage import Stage, accept, made_up_person, wait_for_offer, wait_until
from tests.practice.found import submitted_fields

FEMALE: Final = {"honorific-prefix": "Ms", "address-level1": "Bavaria", "country": "Allemagne"}
BIRTH: Final = ("bday-day", "bday-month", "bday-year")
DRAWN: Final = {
    **dict.fromkeys(BIRTH, "bday"),
    "tel-country-code": "tel",
    "x-street-name": "street-address",
    "x-house-number": "street-address",
    "country-name": "country",
}
GIVE: Final = """(kind) => {
  const choice = document.querySelector(`[data-kind="${kind}"] select`);
  choice.value = choice.options[0].value;
  choice.dispatchEvent(new Event("change", {bubbles: true}));
}"""


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_values_take_the_shape_that_fields_want(name: Name) -> None:
    """A German form gets title, date, number and address as its lists and fields say; the log names the items."""
    with Stage(made_up_person() | FEMALE) as stage:
        browser = stage.browser(name)
        page = browser.open(stage.site.url("shop", "/mitglied"))
        page.wait_for("document.querySelector('form') !== null")
        popup = browser.open_popup()
        wait_for_offer(popup)
        for kind in BIRTH:
            popup.evaluate(f"({GIVE})('{kind}')")
            popup.wait_for(f"document.querySelector('[data-kind={kind}].out') !== null")
        accept(popup)
        popup.close()
        page.click("button[type=submit]")
        sent = stage.site.wait_for(lambda request: request.method == "POST" and request.path == "/mitglied")
        assert expected(stage.person) == {field: texts[0] for field, texts in submitted_fields(sent).items()}
        items = stage.say(ListItems(reveal=False), Table).tables["items"]
        kinds = {item["item"]: item["kind"] for item in items}
        (disclosure,) = stage.tables("shop.localhost")["disclosures"]
        rows = stage.tables(disclosure=disclosure["disclosure"])["fields"]
        assert {row["kind"]: DRAWN.get(row["kind"], row["kind"]) for row in rows} == {
            row["kind"]: kinds[row["item"]] for row in rows
        }
        number = next(item["item"] for item in items if item["kind"] == "tel")
        wait_until(lambda: number in {row["item"] for row in stage.tables("shop.localhost")["transmissions"]} or None)


def expected(person: dict[str, str]) -> dict[str, str]:
    """What the practice site must receive of a person."""
    born = date.fromisoformat(person["bday"])
    street, _, house = person["street-address"].rpartition(" ")
    return {
        "anrede": "2",
        "vorname": person["given-name"],
        "nachname": person["family-name"],
        "tag": str(born.day),
        "monat": str(born.month - 1),
        "jahr": str(born.year),
        "vorwahl": "49",
        "telefon": person["tel"].removeprefix("+49").replace(" ", ""),
        "strasse": street,
        "hausnummer": house,
        "plz": person["postal-code"],
        "ort": person["address-level2"],
        "bundesland": "r2",
        "land": "14",
    }
