from typing import Any

from companion import corrections
from companion.fields.corrected import NEVER, Correction, Sign
from companion.lists.shelf import Shelf, put
from companion.log import Entry
from companion.recipients import Recipient
from companion.vault import Value
from tests.dashboard import story
from tests.dashboard.house import House, Page, Reading, live

TAGS = {
    *("html", "head", "meta", "title", "link", "body", "a", "header", "span", "nav", "main", "footer", "p", "h1", "h2"),
    *(
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "small",
        "time",
        "bdi",
        "br",
        "wbr",
        "dl",
        "dt",
        "dd",
    ),
    *("details", "summary", "strong", "code", "form", "button"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "rel", "href", "class", "id", "scope", "role", "tabindex", "open", "title"),
    *("datetime", "aria-label", "aria-labelledby", "aria-current", "aria-hidden", "method", "action"),
}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</td></table><iframe src=javascript:alert(1)></iframe>",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt;&#60;b&#62;",
    "<!--<style>@import 'http://evil.example'</style>",
    "\u202egnp.exe\u2066\u200b\u2028\x00\x1b[31m",
    "x" * 5000,
)


async def all_pages(house: House) -> list[Page]:
    """Open the start, and from there every page that is linked, and so on."""
    start = await house.enter()
    pages, waiting = {str(start.url.path): start}, [start]
    while waiting:
        for link in Reading(waiting.pop()).links:
            if link.startswith("/s/") and link not in pages:
                pages[link] = await house.ask(f"{start.url.origin()}{link}")
                waiting.append(pages[link])
    return list(pages.values())


async def words(house: House, path: str = "") -> str:
    """Read a page."""
    page = await house.enter(path)
    assert page.status == 200
    return Reading(page).words.replace("\u00d7", "x").replace("\u2013", "-")


# --- what every page keeps to ---


@live
async def test_every_page_can_be_reached_by_links(house: House) -> None:
    """From the start links lead to the chain, four sites and their four disclosures; none leads elsewhere."""
    story.tell(house.opened)
    pages = await all_pages(house)
    assert [200] * 10 == [page.status for page in pages]
    links = {link for page in pages for link in Reading(page).links}
    base = f"/s/{pages[0].url.parts[2]}/"
    assert {"/style.css", "#main"} == {link for link in links if not link.startswith(base)}
    actions = [action for page in pages for action in Reading(page).actions]
    assert 4 == len([action for action in actions if action.startswith(f"{base}site/") and action.endswith("/gpc")])
    assert 4 == len(actions)


@live
async def test_no_value_is_shown(house: House) -> None:
    """Values are masked on every page, and no page has a script, a field, or another title than "Meum"."""
    values = story.tell(house.opened)
    texts = [value.text for value in (values.email, values.alias, values.first, values.last, values.phone)]
    for page in await all_pages(house):
        reading = Reading(page)
        assert not [text for text in [*texts, "lovelace", "7946"] if text in page.text]
        assert set() == reading.tags - TAGS
        assert set() == reading.attributes - ATTRIBUTES
        assert 1 == page.text.count("<title>Meum</title>")
        assert page.text.count("<table>") == page.text.count("<caption id=")


@live
async def test_what_sites_chose_is_text(house: House) -> None:
    """No string in any column of the log becomes a tag, an attribute or a link (L36, L38, L41)."""
    for number, text in enumerate(HOSTILE):
        tell_hostile(house, number * 10 + 100, text)
    pages = await all_pages(house)
    assert [200] * len(pages) == [page.status for page in pages]
    assert len(pages) == 2 + 2 * len(HOSTILE)
    for page in pages:
        reading = Reading(page)
        assert set() == reading.tags - TAGS
        assert set() == reading.attributes - ATTRIBUTES
        assert {link[:3] for link in [*reading.links, *reading.actions]} <= {"/s/", "/st", "#ma"}
        assert not [text for text in HOSTILE[:5] if text in page.text]
        assert "49" not in reading.text
        assert not [character for character in "\u202e\u2066\u200b\u2028\0\x1b" if character in page.text]
    assert 1 <= sum("<script>alert(1)</script>" in Reading(page).text for page in pages)


def tell_hostile(house: House, number: int, text: str) -> None:
    """Put a string into every column of the log that holds text, as a damaged or malicious sender might."""
    name = story.uuid(number)
    item = house.opened.vault.add("email", "h@hostile.example", label=text)
    row = dict.fromkeys(("label", "kind", "required", "outcome", "rule", "reason"), text) | {"key": "k"}
    withheld = row | {"outcome": "withhold", "key": "w"}
    about: dict[str, Any] = dict.fromkeys(
        ("heading", "formKind", "purpose", "persona", "targetSite", "terms", "origin"), text
    )
    given = row | {"item": item.item, "version": 1}
    at = story.MORNING
    events: dict[str, dict[str, Any]] = {
        "filled": {"results": [{"key": "k", "fate": text}, {"key": "w", "fate": text}]},
        "submitted": {"fields": [{"key": "k", "state": text}, {"key": "w", "state": text}]},
        "transmission": dict.fromkeys(("channel", "encoding", "method", "request"), text)
        | {"item": item.item, "version": 1},
        "contact": {"counts": {text: 2}, "document": text},
        "unreadable": {"request": text, "why": text},
        "gap": {"until": at + 1, "why": text},
        "gpcSupport": {"answer": text, "why": text, "lastUpdate": text},
    }
    place = {"disclosure": name, "site": text, "host": text, "recipient": f"r{text}", "thirdParty": True}
    entries = [story.disclosure(name, text, at, [given, withheld], **about)]
    entries += [
        Entry(story.uuid(number + n), at, kind, place | body) for n, (kind, body) in enumerate(events.items(), 1)
    ]
    house.opened.log.append(entries)


@live
async def test_what_cannot_be_seen_gets_a_mark(house: House) -> None:
    """Characters that turn or hide text are shown by their number."""
    field = story.field("k", "email", "withhold", label="Your \u202eliam-e\u200b")
    house.opened.log.append(
        [story.disclosure(story.BROKEN, story.SHOP, story.MORNING, [field], heading="\u2067Offer\x07")]
    )
    text = await words(house, f"disclosure/{story.BROKEN}")
    assert "Your U+202Eliam-eU+200B" in text
    assert "U+2067OfferU+0007" in text


# --- the start ---


@live
async def test_the_start_teaches_while_it_is_empty(house: House) -> None:
    """With nothing in the log the page says how to begin, and what a gap would be."""
    text = await words(house)
    assert "No site has received anything through Meum yet. Open a page with a form" in text
    assert "No gap is known. A gap is a time when the vault was locked" in text


@live
async def test_the_start_lists_sites_and_gaps(house: House) -> None:
    """Sites with what they hold and how many others received something, the latest first; gaps in words."""
    story.tell(house.opened)
    text = await words(house)
    sites = [story.SHOP, story.NEWSLETTER, story.CLINIC, "press.example"]
    assert sites == sorted(sites, key=text.index)
    assert "1 e-mail address, first name, last name 1 news.example" in text
    assert "1 1 not filled nothing seen none seen press.example" in text
    assert "1 1 unconfirmed nothing seen none seen" in text
    assert "48 min the vault was locked" in text
    assert "8 h 36 min the browser was closed, or Meum was off in it" in text


@live
async def test_a_site_that_was_never_filled_is_listed_when_a_value_went_there(house: House) -> None:
    """A known value typed by hand on a new site is seen leaving, so the site is on the start; a stopped one not."""
    values = story.tell(house.opened)
    new = {"origin": "https://typed.example"}
    stopped = {"origin": "https://stopped.example"}
    house.opened.log.record(
        [
            story.sent(200, story.MORNING, "typed.example", values.email, None, **new),
            story.sent(201, story.MORNING, "stopped.example", values.email, None, **stopped),
        ]
    )
    house.opened.log.append(
        [Entry(story.uuid(202), 1.0, "transmissionFailed", {"transmissions": [story.uuid(201)], "outcome": "stopped"})]
    )
    text = await words(house)
    assert "typed.example" in text
    assert "stopped.example" not in text
    text = await words(house, "site/typed.example")
    assert "e-mail address a…@mail.example your own seen leaving" in text


# --- a site ---


@live
async def test_a_site_shows_what_it_got(house: House) -> None:
    """Each datum masked, alias or own, how far it got; also what was typed and ticked by hand."""
    story.tell(house.opened)
    text = await words(house, f"site/{story.SHOP}")
    assert "e-mail address a…+shop-" in text
    assert "@mail.example alias seen leaving" in text
    assert "first name A… your own seen leaving" in text
    assert "phone number typed by hand, not kept submitted" in text
    assert "terms of service box sent ticked submitted" in text
    assert "birth date" not in text.partition("What Meum did not give")[0]


@live
async def test_a_site_shows_what_was_kept_back(house: House) -> None:
    """What was withheld and refused, with the rule's reason, and where it was sent all the same."""
    story.tell(house.opened)
    text = await words(house, f"site/{story.SHOP}")
    assert "company withhold optional: the form works without it 1 x no" in text
    assert "advertising refuse your terms refuse advertising: will be unticked 1 x no" in text
    assert "phone number withhold optional: the form works without it 1 x 1 x, not by Meum" in text


@live
async def test_a_site_shows_who_else_was_there(house: House) -> None:
    """Recipients of values with when, how and what became of it; contacts without; requests that nobody could read."""
    story.tell(house.opened)
    text = await words(house, f"site/{story.SHOP}")
    assert "metrics.example collect.metrics.example e-mail address before submit, after submit" in text
    assert "in the web address, percent-encoded → gone 2 x" in text
    assert "in the request's body, as it is ✕ stopped 1 x" in text
    assert "pixel.example tags.pixel.example 4" in text
    assert "fonts.example beacon the browser did not show its body 1" in text
    assert "shop.example www.shop.example" not in text


@live
async def test_what_may_have_got_there_is_said(house: House) -> None:
    """Without a report a value counts as possibly received; one skipped as not received; undone as taken back."""
    story.tell(house.opened)
    assert "a…@mail.example your own may have entered the page" in await words(house, "site/press.example")
    text = await words(house, f"site/{story.CLINIC}")
    assert "Meum has not seen this site get anything of yours." in text
    assert "phone number give the page did not take it 1 x no" in text
    assert "your own entered the page, then taken back" in await words(house, f"site/{story.NEWSLETTER}")


@live
async def test_a_site_without_anything_teaches(house: House) -> None:
    """A site that the log knows nothing of has a page that says so."""
    text = await words(house, "site/nobody.example")
    assert "Meum has not seen this site get anything of yours." in text
    assert "You have not filled a form here with Meum." in text


# --- a disclosure ---


@live
async def test_a_disclosure_shows_each_field(house: House) -> None:
    """The page's label, kind, outcome and reason, masked value, and what became of it."""
    story.tell(house.opened)
    text = await words(house, f"disclosure/{story.BOUGHT}")
    assert "● filled At least one value entered the page" in text
    assert "Sufficient The site has not agreed to them." in text
    assert "First name first name, required give the form requires it A… entered the page sent as filled" in text
    assert "optional: the form works without it - left alone sent as typed by hand" in text
    assert "will be unticked - box unticked box sent unticked" in text


@live
async def test_a_disclosure_shows_each_transmission(house: House) -> None:
    """Recipient and party, what, how, when and what became of it, in order; then contacts and what was unreadable."""
    story.tell(house.opened)
    text = await words(house, f"disclosure/{story.BOUGHT}")
    assert "watcher.example replay.watcher.example, third party first name A… in the request's body" in text
    assert "as it is, background request before submit" in text
    assert "✕ stopped shop.example www.shop.example, first party" in text
    assert "www.shop.example first party 29" in text
    assert "cdn.fonts.example beacon the browser did not show its body" in text


@live
async def test_a_status_is_explained(house: House) -> None:
    """Not filled and unconfirmed say what they mean, and an undone fill that what was sent stays sent."""
    story.tell(house.opened)
    assert "○ not filled By the page script's report nothing entered" in await words(house, f"disclosure/{story.ASKED}")
    text = await words(house, f"disclosure/{story.BROKEN}")
    assert "◐ unconfirmed You said yes, and no report came back." in text
    assert "may have entered the page not seen being sent" in text
    text = await words(house, f"disclosure/{story.SUBSCRIBED}")
    assert "What was sent before stays sent." in text
    assert "mailer.example another site; you said yes to that, too" in text


@live
async def test_a_deleted_value_is_called_deleted(house: House) -> None:
    """Rows outlive their values, and say that these are gone."""
    values = story.tell(house.opened)
    house.opened.vault.remove(values.first.item)
    assert "the form requires it deleted entered the page" in await words(house, f"disclosure/{story.BOUGHT}")
    assert "first name deleted your own seen leaving" in await words(house, f"site/{story.SHOP}")


@live
async def test_an_unknown_disclosure_is_nothing(house: House) -> None:
    """A name that no disclosure has gets the page that says so."""
    page = await house.enter(f"disclosure/{story.BOUGHT}")
    assert (404, "There is nothing here") == (page.status, Reading(page).words.removeprefix("Meum ")[:21])


# --- who is behind a recipient ---


@live
async def test_a_recipient_is_named(house: House) -> None:
    """Company, country and what it does stand with the domain; a fetched list names more, and its licence is told."""
    values = story.tell(house.opened)
    house.opened.log.record(
        [
            story.sent(200, story.MORNING, "gum.criteo.com", values.email, story.BOUGHT, encoding="sha256>hex"),
            story.sent(201, story.MORNING, "x.fetched.example", values.email, story.BOUGHT, channel="cookie"),
        ]
    )
    for path in (f"site/{story.SHOP}", f"disclosure/{story.BOUGHT}"):
        text = await words(house, path)
        assert "criteo.com Criteo, France: sells, buys, places or measures advertisements" in text
        assert "as a SHA-256 hash, hexadecimal" in text
        assert "in a cookie" in text
        assert "WhoTracks.Me" not in text
    put(house.keeper.home, Shelf("", 1.0, {"fetched.example": Recipient("fetched.example", "Fetched", "DE")}))
    for path in (f"site/{story.SHOP}", f"disclosure/{story.BOUGHT}"):
        text = await words(house, path)
        assert "fetched.example Fetched, Germany" in text
        assert "WhoTracks.Me" in text


@live
async def test_what_was_typed_by_hand_is_called_so(house: House) -> None:
    """A value that the vault does not hold is known by its kind alone."""
    values = story.tell(house.opened)
    typed = Value("", 0, "tel", "", "me", "")
    house.opened.log.record([story.sent(200, story.MORNING, "www.shop.example", typed, story.BOUGHT)])
    assert values
    assert "phone number typed by hand in the request's body" in await words(house, f"disclosure/{story.BOUGHT}")


@live
async def test_a_site_shows_what_was_said_of_its_fields(house: House) -> None:
    """Each with what it asks for by the person's word; the site's text is text, and other sites show nothing of it."""
    said = {"Wibble": "address-level2", HOSTILE[0]: NEVER}
    kept = [Correction(story.SHOP, Sign("input text", "wib", label), kind) for label, kind in said.items()]
    corrections.put(house.opened.db, kept)
    text = await words(house, f"site/{story.SHOP}")
    assert "Wibble city" in text
    assert "<script>alert(1)</script> nothing, ever" in text
    assert "What you said of its fields" not in await words(house, f"site/{story.CLINIC}")


# --- the chain ---


@live
async def test_the_chain_is_checked(house: House) -> None:
    """Empty, whole, with deleted events, and changed: each is said in words."""

    async def checked() -> str:
        start = await house.enter()
        return Reading(await house.ask(f"{start.url}chain")).words

    assert "The log is empty" in await checked()
    story.tell(house.opened)
    assert "The log is whole It has 23 events" in await checked()
    house.opened.log.delete(3)
    assert "1 of them was deleted on purpose" in await checked()
    house.opened.db.execute("UPDATE events SET at = at + 1 WHERE seq = 5")
    assert "The log was changed Event number 5 is not as Meum wrote it" in await checked()
