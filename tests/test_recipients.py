import re
import socket
from typing import Final, get_args

import pytest

from companion import recipients
from companion.recipients import (
    CATEGORIES,
    Category,
    Recipient,
    company_domains,
    countries,
    entries,
    recipient_of,
    same_company,
)
from companion.sites import registrable

_TAWK: Final = "tawk.to"  # codespell:ignore tawk
COLLECTORS: Final = f"""
    2o7.net 33across.com 6sc.co addshoppers.com addthis.com adnxs.com adroll.com adsrvr.org agkn.com
    amplitude.com attentivemobile.com attn.tv awin1.com bing.com bizible.com bluecore.com bluekai.com bm23.com
    bounceexchange.com braze.com bronto.com brontops.com caltat.com clarity.ms clearbit.com contentsquare.net
    cordial.io criteo.com criteo.net crwdcntrl.net customer.io datatrics.com decibelinsight.net demdex.net
    dotomi.com drift.com driftt.com everesttech.net exactag.com exacttarget.com exponea.com facebook.com
    freshrelevance.com fullstory.com funnelytics.io gaconnector.com getdrip.com getelevar.com gigya.com
    glassboxdigital.io heapanalytics.com hotjar.com hsforms.com hubspot.com id5-sync.com inspectlet.com
    intercom.io iterable.com justuno.com klaviyo.com leadid.com liadm.com linkedin.com list-manage.com
    listrakbi.com liveramp.com lr-in.com lr-ingest.io mailchimp.com marketo.com marketo.net mixpanel.com
    ml314.com moatads.com mouseflow.com noibu.com okt.to olark.com ometria.com omnisend.com omtrdc.net
    outbrain.com pardot.com pinterest.com pippio.com privy.com quantummetric.com quora.com reddit.com
    rejoiner.com rezync.com rlcdn.com rudderstack.com salecycle.com securedvisit.com segment.io sendinblue.com
    shop.pe smarterhq.io smartlook.com snapchat.com taboola.com tapad.com thetradedesk.com tiktok.com
    traversedlp.com triggeredmail.appspot.com trustedform.com twitter.com veinteractive.com wunderkind.co x.com
    yandex.com yandex.ru yieldify.com zenaps.com zeotap.com zendesk.com zi-scripts.com zoominfo.com {_TAWK}
"""
"""Whom the literature saw receive what was typed into forms: Leaky Forms (2022) with its published data, and those it
led to."""
EMAIL: Final = re.compile(r"[^@\s]+@[a-z0-9.-]+\.[a-z]+", re.IGNORECASE)
PAGE: Final = re.compile(r"https://\S+")


def test_there_are_enough() -> None:
    """The map has a line for at least the 300 commonest recipients."""
    assert 300 <= len({entry.company for entry in entries()})


def test_domains_are_registrable_and_stand_once() -> None:
    """A domain is looked up as the log names it: the registrable one; and it belongs to one company."""
    domains = [domain for entry in entries() for domain in entry.domains]
    assert [] == [domain for domain in domains if registrable(f"www.{domain}") != domain]
    assert len(domains) == len(set(domains))


def test_lines_are_in_order() -> None:
    """Lines are sorted by company and category, so that each is found, and made, in one place."""
    keys = [(entry.company.casefold(), entry.category) for entry in entries()]
    assert sorted(set(keys)) == keys


def test_words_are_of_the_vocabulary() -> None:
    """Every category is used and explained, every country exists, and a contact is an address or a page."""
    assert {*CATEGORIES, ""} == {entry.category for entry in entries()} == set(get_args(Category))
    assert {entry.country for entry in entries()} <= {*countries(), ""}
    contacts = {entry.contact for entry in entries() if entry.contact}
    assert [] == [contact for contact in contacts if not (EMAIL.fullmatch(contact) or PAGE.fullmatch(contact))]


def test_a_company_has_one_seat_and_one_contact() -> None:
    """What is said of a company does not depend on which of its domains is met."""
    said: dict[str, set[tuple[str, str]]] = {}
    for entry in entries():
        said.setdefault(entry.company, set()).add((entry.country, entry.contact))
    assert [] == [company for company, facts in said.items() if len(facts) > 1]


@pytest.mark.parametrize("domain", COLLECTORS.split())
def test_collectors_of_forms_are_known(domain: str) -> None:
    """Whoever the literature saw collecting what is typed has a name."""
    assert recipient_of(domain).company


def test_what_is_not_known_is_empty() -> None:
    """An unknown domain stands for itself, and nothing is made up about it."""
    unknown = recipient_of("a!b.example")
    assert Recipient("a!b.example") == unknown
    assert "a!b.example" == unknown.name
    assert ("a!b.example",) == company_domains("a!b.example")


def test_our_own_map_wins() -> None:
    """A fetched list adds what our map lacks, and changes nothing that it says."""
    extra = {domain: Recipient(domain, "Somebody", source="list") for domain in ("criteo.com", "somebody.example")}
    assert ("Criteo", "FR", "advertising", "") == (
        recipient_of("criteo.com", extra).company,
        recipient_of("criteo.com", extra).country,
        recipient_of("criteo.com", extra).category,
        recipient_of("criteo.com", extra).source,
    )
    assert extra["somebody.example"] == recipient_of("somebody.example", extra)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("youtube.com", "google.de"),
        ("google.co.uk", "www.googleapis.com"),
        ("instagram.com", "facebook.net"),
        ("live.com", "msauth.net"),
        ("amazon.de", "amazon.com"),
        ("icloud.com", "apple.com"),
        ("venmo.com", "paypal.com"),
        ("shop.example", "shop.example"),
    ],
)
def test_one_company(a: str, b: str) -> None:
    """Domains that log-ins cross are first party to each other, either way."""
    assert same_company(a, b)
    assert same_company(b, a)
    assert {a, b} <= {*company_domains(a)} & {*company_domains(b)}


@pytest.mark.parametrize(
    ("a", "b"),
    [("shop.example", "other.example"), ("shop.example", "google.com"), ("bing.com", "google.com"), ("x.com", "t.me")],
)
def test_two_companies(a: str, b: str) -> None:
    """Everybody else is a third party, either way."""
    assert not same_company(a, b)
    assert not same_company(b, a)


def test_no_company_takes_in_those_that_it_hosts() -> None:
    """What customers of a company run under its domains is not the company: the suffix list parts them."""
    for host, company in (("shop.myshopify.com", "shopify.com"), ("page.web.app", "google.com")):
        assert not same_company(registrable(host), company)


def test_reading_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The map is read once, from the package."""

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for cached in (recipients.entries, recipients._own, recipients._domains):
        cached.cache_clear()
    assert recipient_of("taboola.com") is recipient_of("taboola.com")
    assert 1 == recipients.entries.cache_info().misses
