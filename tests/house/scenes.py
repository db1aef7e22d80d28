"""The practice pages as scenes: what a person does on each, and what its site must then have received."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.browsers import Page

GIVEN: Final = {"email": "alias", "first_name": "given-name", "last_name": "family-name"}


@dataclass(frozen=True, slots=True)
class Step:
    """One form: `given` maps its fields to the kinds they must get, `empty` must arrive empty, `absent` not at all.

    `before_sending` is what the person does by hand; `other_site` names where the form sends to, if elsewhere.
    """

    given: Mapping[str, str]
    post: str
    empty: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    before_sending: Callable[[Page], None] = lambda _page: None
    other_site: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A page of the practice site and the forms that a person meets there, one after the other."""

    name: str
    path: str
    steps: tuple[Step, ...]
    ready: str = "document.querySelector('form') !== null"
    extra: dict[str, str] = field(default_factory=dict)


def _accept_terms(page: Page) -> None:
    page.click("[name=terms]")


SCENES: Final = (
    Scene(
        "a-sign-up",
        "/signup",
        (
            Step(
                GIVEN,
                "/signup",
                empty=("phone", "birth_date", "company"),
                absent=("newsletter",),
                before_sending=_accept_terms,
            ),
        ),
    ),
    Scene("b-react", "/app", (Step(GIVEN, "/api/signup", empty=("phone",)),)),
    Scene(
        "c-checkout",
        "/checkout",
        (
            Step(GIVEN, "/checkout/2", empty=("phone",)),
            Step(
                {
                    "address1": "street-address",
                    "postcode": "postal-code",
                    "city": "address-level2",
                    "country": "country",
                },
                "/checkout/3",
                empty=("address2",),
            ),
            Step(
                {},
                "/checkout/done",
                empty=("company", "notes"),
                absent=("partner_offers",),
                before_sending=_accept_terms,
            ),
        ),
    ),
    Scene(
        "d-newsletter",
        "/newsletter",
        (Step({"email": "alias"}, "/subscribe", empty=("first_name",), other_site="news.localhost"),),
    ),
    Scene(
        "e-shadow",
        "/shadow",
        (Step(GIVEN, "/api/join", empty=("company",)),),
        ready="document.querySelector('join-form')?.shadowRoot?.querySelector('form') != null",
    ),
    Scene(
        "f-honeypot",
        "/trap",
        (
            Step(
                {"email": "alias", "vorname": "given-name", "nachname": "family-name"},
                "/trap",
                empty=("website", "phone2"),
            ),
        ),
    ),
)
