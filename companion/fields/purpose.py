"""What a form is for: by what it asks, and by the words on its buttons, in its heading and in its action."""

from typing import Final, Literal

from companion.fields.guess import PERSONAL
from companion.fields.hints import section_of
from companion.fields.words import Words, label_tokens, name_tokens
from companion.kinds import KINDS
from companion.protocol import Form

FormKind = Literal[
    "registration", "login", "newsletter", "checkout", "contact", "booking", "search", "survey", "payment", "other"
]
Purpose = Literal["account", "purchase", "delivery", "newsletter", "enquiry", "booking", "other"]

_IDS: Final = frozenset({"email", "username", "tel", "x-username-or-email"})
_PLACE: Final = frozenset({"address-line1", "street-address", "x-street-name", "postal-code", "address-level2"})
_SUBSCRIBER: Final = frozenset({"honorific-prefix", "given-name", "family-name", "name", "nickname", "sex", "email"})
_BIRTHDAY: Final = frozenset({"bday", "bday-day", "bday-month", "bday-year", "x-age"})
_CHOOSING: Final = _SUBSCRIBER | _BIRTHDAY | {"country", "country-name", "postal-code", "address-level2"}
"""What a newsletter that calls itself one asks for besides, to choose what it sends."""
_PLAIN: Final[dict[str, FormKind]] = {"survey": "survey", "booking": "booking", "purchase": "checkout"}
"""What a form for personal data is that says so."""
_TOLD_BY_SECTIONS: Final = frozenset({"newsletter", "booking", "survey"})
_JOINING: Final = frozenset({"registration", "joining", "newsletter"})
_PURPOSES: Final[dict[FormKind, Purpose]] = {
    "registration": "account",
    "newsletter": "newsletter",
    "checkout": "purchase",
    "payment": "purchase",
    "contact": "enquiry",
    "booking": "booking",
}


def form_purpose(form: Form, kinds: list[str], words: Words) -> tuple[FormKind, Purpose, bool]:
    """Return the form's kind, its purpose, and whether it collects personal data; `kinds` are those of its fields."""
    buttons = _meanings(words, *form.buttons)
    said = buttons | _meanings(words, form.heading) | words.forms.meanings(name_tokens(form.action))
    sections = _meanings(words, *{section_of(field) for field in form.fields})
    personal = {kind for kind in kinds if KINDS[kind].group in PERSONAL or kind == "x-username-or-email"}
    form_kind = _with_secrets(form, kinds, personal, buttons, said)
    form_kind = form_kind or _without_secrets(kinds, personal, buttons, said | (sections & _TOLD_BY_SECTIONS))
    purpose: Purpose = _PURPOSES.get(form_kind, "other")
    if form_kind == "checkout" and "cc-number" not in kinds and "purchase" not in buttons:
        purpose = "delivery"
    return form_kind, purpose, bool(personal) and form_kind not in {"login", "search"}


def _meanings(words: Words, *texts: str) -> set[str]:
    return set().union(*(words.forms.meanings(label_tokens(text)) for text in texts))


def _with_secrets(
    form: Form, kinds: list[str], personal: set[str], buttons: set[str], said: set[str]
) -> FormKind | Literal[""]:
    """Judge forms with card fields or passwords, and log-ins that ask for the name first."""
    is_order = len(_PLACE & personal) > 1 and ("cc-number" in kinds or bool(said & {"purchase", "delivery"}))
    if is_order:
        return "checkout"
    if "cc-number" in kinds:
        return "payment"
    passwords = kinds.count("x-password")
    if passwords and not personal:
        return "login" if passwords == 1 and "login" in said else "other"
    if passwords:
        return "registration" if _signs_up(form, kinds, personal, buttons, said) else "login"
    asks_id_alone = bool(personal) and personal <= _IDS and "x-comment" not in kinds
    return "login" if asks_id_alone and "login" in said and not said & _JOINING else ""


def _signs_up(form: Form, kinds: list[str], personal: set[str], buttons: set[str], said: set[str]) -> bool:
    if kinds.count("x-password") > 1 or "x-consent-terms" in kinds:
        return True
    if any("new-password" in field.autocomplete for field in form.fields):
        return True
    told = _whether_to_join(buttons) or _whether_to_join(said)
    if len(told) == 1 and len(personal) == 1:
        return told == {"registration"}
    return "x-remember-me" not in kinds and not (personal <= _IDS and len(personal) == 1)


def _whether_to_join(said: set[str]) -> set[str]:
    return {"registration" if one == "joining" else one for one in said & {"login", "registration", "joining"}}


def _without_secrets(kinds: list[str], personal: set[str], buttons: set[str], said: set[str]) -> FormKind:
    groups = {KINDS[kind].group for kind in personal}
    searches = "search" in said and groups <= {"address"} and not said & _JOINING
    if searches or ("x-search" in kinds and not personal):
        return "search"
    for kind in _PLAIN if personal else ():
        if kind in (buttons if kind == "purchase" else said):
            return _PLAIN[kind]
    if not personal:
        return "survey" if "survey" in said else "other"
    if _subscribes(kinds, personal, said):
        return "newsletter"
    # Who asks where somebody lives wants more than to be written to.
    writes = "x-comment" in kinds and len(_PLACE & personal) < len(("town", "street"))
    if (writes and "signing" not in said) or "contact" in said:
        return "contact"
    return "registration" if said & {"registration", "joining"} else "other"


def _subscribes(kinds: list[str], personal: set[str], said: set[str]) -> bool:
    if "email" not in personal:
        return False
    # Nobody makes an account of an address alone; a name beside it is asked for by many others, too.
    joins = "registration" not in said and (personal == {"email"} or "joining" in said)
    if personal <= _SUBSCRIBER and "x-comment" not in kinds and ("newsletter" in said or joins):
        return True
    wishes = "newsletter" in said or "x-consent-marketing" in kinds
    return personal <= _CHOOSING and "x-comment" not in kinds and wishes and "registration" not in said
