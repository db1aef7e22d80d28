"""The one table of kinds: what a datum can be.

Names are the WHATWG autofill tokens (HTML standard, "Autofill"); Meum's own begin with ``x-``.
"""

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["contact", "name", "address", "identity", "work", "consent", "secret", "trap", "other"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: `text` is for people, `sensitive` data is asked for each time, the vault keeps what is `storable`."""

    name: str
    text: str
    group: Group
    sensitive: bool = False
    storable: bool = True


_ROWS: Final = (
    Kind("email", "e-mail address", "contact"),
    Kind("x-email-confirm", "e-mail address, again", "contact", storable=False),
    Kind("tel", "phone number", "contact"),
    Kind("x-fax", "fax number", "contact"),
    Kind("url", "web address", "contact"),
    Kind("language", "preferred language", "contact"),
    Kind("name", "full name", "name"),
    Kind("honorific-prefix", "title", "name"),
    Kind("given-name", "first name", "name"),
    Kind("additional-name", "middle name", "name"),
    Kind("family-name", "last name", "name"),
    Kind("x-second-family-name", "second last name", "name"),
    Kind("x-phonetic-name", "name, as it sounds", "name"),
    Kind("nickname", "nickname", "name"),
    Kind("username", "user name", "name"),
    Kind("organization", "company", "work"),
    Kind("organization-title", "job title", "work"),
    Kind("x-vat-id", "VAT number", "work"),
    Kind("street-address", "street and number", "address"),
    Kind("address-line1", "street and number", "address"),
    Kind("address-line2", "address, second line", "address"),
    Kind("address-line3", "address, third line", "address"),
    Kind("x-street-name", "street", "address"),
    Kind("x-house-number", "house number", "address"),
    Kind("x-apartment", "apartment", "address"),
    Kind("postal-code", "postcode", "address"),
    Kind("address-level2", "city", "address"),
    Kind("address-level1", "state or region", "address"),
    Kind("country", "country", "address"),
    Kind("country-name", "country", "address"),
    Kind("bday", "birth date", "identity", sensitive=True),
    Kind("bday-day", "birth day", "identity", sensitive=True),
    Kind("bday-month", "birth month", "identity", sensitive=True),
    Kind("bday-year", "birth year", "identity", sensitive=True),
    Kind("sex", "gender", "identity", sensitive=True),
    Kind("x-national-id", "national id number", "identity", sensitive=True),
    Kind("x-tax-id", "tax number", "identity", sensitive=True),
    Kind("x-passport", "passport number", "identity", sensitive=True),
    Kind("x-nationality", "nationality", "identity", sensitive=True),
    Kind("x-iban", "bank account (IBAN)", "identity", sensitive=True),
    Kind("x-health", "health", "identity", sensitive=True),
    Kind("x-income", "income", "identity", sensitive=True),
    Kind("x-consent-marketing", "advertising", "consent", storable=False),
    Kind("x-decline-marketing", "no advertising", "consent", storable=False),
    Kind("x-consent-profiling", "profiling or sharing", "consent", storable=False),
    Kind("x-decline-profiling", "no profiling or sharing", "consent", storable=False),
    Kind("x-consent-terms", "terms of service", "consent", storable=False),
    Kind("x-consent-privacy", "privacy notice", "consent", storable=False),
    Kind("x-consent-age", "age statement", "consent", storable=False),
    Kind("x-consent-other", "a statement", "consent", storable=False),
    Kind("x-remember-me", "stay signed in", "consent", storable=False),
    Kind("x-password", "password", "secret", storable=False),
    Kind("x-username-or-email", "user name or e-mail address", "secret", storable=False),
    Kind("one-time-code", "one-time code", "secret", storable=False),
    Kind("cc-number", "card number", "secret", storable=False),
    Kind("cc-csc", "card security code", "secret", storable=False),
    Kind("cc-exp", "card expiry", "secret", storable=False),
    Kind("cc-name", "name on card", "secret", storable=False),
    Kind("x-honeypot", "a trap for robots", "trap", storable=False),
    Kind("x-captcha", "a test for robots", "trap", storable=False),
    Kind("x-coupon", "coupon code", "other", storable=False),
    Kind("x-invite-code", "invitation code", "other", storable=False),
    Kind("x-security-question", "security question", "other", storable=False),
    Kind("x-security-answer", "answer to a security question", "other", storable=False),
    Kind("x-subject", "subject", "other", storable=False),
    Kind("x-same-address", "same address as above", "other", storable=False),
    Kind("x-other-person", "about somebody else", "other", storable=False),
    Kind("tel-country-code", "dialling code", "contact"),
    Kind("tel-area-code", "area code", "contact"),
    Kind("tel-local", "phone number without area code", "contact"),
    Kind("tel-local-prefix", "phone number, first part", "contact"),
    Kind("tel-local-suffix", "phone number, last part", "contact"),
    Kind("x-search", "search", "other", storable=False),
    Kind("x-comment", "message", "other", storable=False),
    Kind("x-unknown", "unknown", "other", storable=False),
    Kind("address-level3", "district", "other", storable=False),
    Kind("honorific-suffix", "name suffix", "other", storable=False),
    Kind("x-age", "age", "other", storable=False),
    Kind("x-marital-status", "marital status", "other", storable=False),
    Kind("x-ethnicity", "ethnic origin", "other", storable=False),
    Kind("x-religion", "religion", "other", storable=False),
    Kind("x-sexual-orientation", "sexual orientation", "other", storable=False),
    Kind("x-military-status", "military service", "other", storable=False),
    Kind("x-insurance-id", "insurance number", "other", storable=False),
    Kind("x-driver-licence", "driving licence number", "other", storable=False),
    Kind("x-vehicle-plate", "number plate", "other", storable=False),
    Kind("x-loyalty-id", "customer number", "other", storable=False),
    Kind("tel-extension", "extension", "other", storable=False),
)

KINDS: Final = {kind.name: kind for kind in _ROWS}
UNKNOWN: Final = KINDS["x-unknown"]
