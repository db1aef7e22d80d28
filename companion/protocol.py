"""What browser and companion say to each other: the only definition; `extension/src/protocol.gen.ts` comes from it.

A frame is four bytes of length (native order) and UTF-8 JSON, an *envelope*: ``{"id": 7, "body": {…}}`` asks,
``{"re": 7, "body": {…}}`` answers, ``{"body": {…}}`` tells. The first frame on every connection is the companion's
`Challenge`.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from companion.events import Event, Host
from companion.verdicts import Allow, AskKinds, Correct, PossibleKinds, Protect, Sites
from companion.wire import Line, LinkState, Message, Millis, Origin, Outcome, Part, Required, Text, Uuid, Word


class Refusal(Message, frozen=True):
    """No, with a code of `errors.WIRE_CODES` and a sentence for the person."""

    code: Word
    text: Text


class Done(Message, frozen=True):
    """Yes; it is committed."""


# --- meeting ---


class Challenge(Message, frozen=True):
    """The companion's first frame: a nonce (base64, 32 bytes) to sign, and what it speaks."""

    nonce: Word
    protocol: int
    companion: Word


class Hello(Message, frozen=True):
    """Who is there: the profile's public key (SPKI, base64) and its ECDSA P-256/SHA-256 signature over the nonce.

    `since`: when this background began to watch; the companion writes a gap for the time before it.
    """

    protocol: int
    extension: Word
    browser: Line
    key: Line
    signature: Line
    since: Millis


class State(Message, frozen=True):
    """How things stand for this profile; answers `Hello` and `Unlock`, and is told whenever it changes.

    `code` is there while pending: the six digits to compare. When ready, `Patterns` follow.
    """

    state: LinkState
    code: Word = ""


# --- what to look for in requests ---


class Guard(Part, frozen=True):
    """How a value that a document holds is kept from others.

    `filters` are Chromium's `urlFilter` strings: the value in each encoding that fits into an address. `exempt` are
    the registrable domains that may get it. It holds until the form is submitted, or as long as the document is there;
    `rule` names the term that says so.
    """

    filters: Annotated[list[Line], Meta(max_length=40)]
    exempt: list[Host]
    until: Literal["submit", "gone"]
    rule: Word


class PatternValue(Part, frozen=True):
    """A value that patterns stand for; `item` is empty for one that was typed by hand. `kind_text` is for people."""

    item: Word
    version: int
    kind: Word
    kind_text: Line
    guard: Guard | None = None


class KindKeys(Part, frozen=True):
    """The key names that tell a short value's kind, such as "zip" and "plz": lower case letters and digits only."""

    kind: Word
    names: list[Word]


class Patterns(Message, frozen=True):
    """Fingerprints of all that requests may carry because of some values, one page of `pages`.

    No value can be read from them; `companion.patterns.fingerprints` says how `table` (base64) is laid out. The pages
    of one `generation` replace all before them.
    """

    generation: int
    page: int
    pages: int
    prime: int
    values: list[PatternValue]
    chains: list[Line]
    keys: list[KindKeys]
    table: str


class Unlock(Message, frozen=True):
    """The passphrase, typed in the popup; kept by nobody."""

    passphrase: Text


# --- a form, as seen: no values ---


class Choice(Part, frozen=True):
    """One option of a select, or one radio button."""

    value: Line
    text: Line


class Field(Part, frozen=True):
    """One form control, described without its value.

    `key` is the page script's name for it. `label` is the best text a person sees; `hints` are further texts with
    their route ("placeholder: …", "legend: …"). `hidden` says why the control cannot be seen, or is empty.
    `holds` tells whether the control already holds something (a box: whether it is ticked).
    """

    key: Word
    tag: Literal["input", "select", "textarea"]
    input_type: Word = ""
    name: Line = ""
    id: Line = ""
    autocomplete: Line = ""
    label: Line = ""
    hints: Annotated[list[Line], Meta(max_length=20)] = []
    required: bool = False
    max_length: int = 0
    choices: Annotated[list[Choice], Meta(max_length=300)] = []
    hidden: Line = ""
    holds: bool = False


class Form(Part, frozen=True):
    """A form, or the controls of a page that has none. `target` is the origin that it submits to."""

    key: Word
    heading: Line = ""
    language: Word = ""
    method: Word = ""
    target: Origin = ""
    action: Line = ""
    buttons: Annotated[list[Line], Meta(max_length=12)] = []
    fields: Annotated[list[Field], Meta(max_length=500)] = []


class Document(Part, frozen=True):
    """Where a form is: taken by the background from the browser, never from the page.

    `id` is the browser's `documentId`; `top` the origin of the tab's main frame.
    """

    id: Line
    tab: int
    frame: int
    origin: Origin
    top: Origin
    secure: bool


class FormSeen(Message, frozen=True):
    """A form is there (or has changed)."""

    document: Document
    form: Form


class OfferLine(Part, frozen=True):
    """What happens to one field, and why.

    `rule` names the term that decided; `missing` means not in the vault; `ticked` tells how a box stands in the page.
    What is typed into a `watched` field is looked for in requests. `corrected` is what the person has said something
    of, `correctable` what they may. `section` is what the field's part of the form is called, where several parts ask
    for the same.
    """

    key: Word
    label: Line
    kind: Word
    kind_text: Line
    required: Required
    outcome: Outcome
    reason: Line
    rule: Word
    missing: bool = False
    is_box: bool = False
    ticked: bool = False
    changeable: bool = True
    watched: bool = False
    corrected: bool = False
    correctable: bool = False
    section: Line = ""


class KeptFields(Part, frozen=True):
    """Watched fields of a form: what is typed into them is kept from all but `exempt`, as a `Guard` says.

    `counts` says when a text of their kind is known for theirs: by itself, if it is more than one word, or only beside
    another value.
    """

    keys: Annotated[list[Word], Meta(max_length=500)]
    exempt: list[Host]
    counts: Literal["alone", "words", "beside"]


class Offer(Message, frozen=True):
    """The plan for one form, before anything is filled.

    `refusal` says why nothing can be filled at all (empty when it can). `target_site` is set when the form submits to
    another site, which needs a second yes. `collects` is false for log-ins, searches and the like: no offer is shown;
    `left` then says why, if the person may say otherwise, and `claimed` tells that they have said so.
    `kept` says what is kept of that which is typed, from the first character on.
    """

    offer: Word
    form: Word
    heading: Line
    site: Line
    origin: Origin
    form_kind: Word
    purpose: Word
    lines: list[OfferLine]
    target_site: Line = ""
    warnings: list[Line] = []
    refusal: Line = ""
    collects: bool = True
    left: Line = ""
    claimed: bool = False
    kept: list[KeptFields] = []


class Preview(Message, frozen=True):
    """The popup is open: what could go into each line, masked."""

    offer: Word


class Candidate(Part, frozen=True):
    """A value that may go into a line: `masked` is all that the popup gets of it.

    `item` is a vault item's id, or ``alias`` for the alias that accepting would make.
    """

    item: Word
    outcome: Outcome
    label: Line
    masked: Line


class LinePreview(Part, frozen=True):
    """The candidates of one line, the one that the terms chose first."""

    key: Word
    candidates: list[Candidate]


class Previews(Message, frozen=True):
    """Answers `Preview`."""

    lines: list[LinePreview]


class LineChoice(Part, frozen=True):
    """The person's word on one line.

    `text` is a value typed in the popup for a missing item; `keep` puts it into the vault, else it is for once.
    """

    key: Word
    outcome: Outcome
    item: Word = ""
    text: Text = ""
    keep: bool = False


class Accept(Message, frozen=True):
    """The person's yes. `disclosure` is made by the background, so that asking twice is harmless.

    `lines` holds only what the person changed. `other_site` is the second yes for a form that submits elsewhere.
    """

    offer: Word
    disclosure: Uuid
    lines: Annotated[list[LineChoice], Meta(max_length=500)] = []
    other_site: bool = False


class FieldPlan(Part, frozen=True):
    """What to do with one control: write `text`, or set a box to `checked`. `over` allows replacing what it holds."""

    key: Word
    text: Text = ""
    checked: bool | None = None
    over: bool = False


class FillPlan(Message, frozen=True):
    """Answers `Accept`, after the disclosure's row is committed: what to write into which form.

    `patterns` are those of the values that go out, with their guards.
    """

    disclosure: Uuid
    document: Line
    form: Word
    target: Origin
    fields: list[FieldPlan]
    patterns: Patterns


class Typed(Message, frozen=True):
    """What a field of a known kind holds now because the person typed it; answered by its patterns, which nobody keeps.

    `offer` is the one whose line says what the field asks for.
    """

    offer: Word
    key: Word
    text: Text


# --- what happened ---


class Record(Message, frozen=True):
    """Events to be kept; answered by `Done` only when they are. Sending them twice is harmless."""

    events: Annotated[list[Event], Meta(max_length=500)]


class OpenDashboard(Message, frozen=True):
    """The person wants the dashboard: at its start, at a site, or at one disclosure."""

    site: Line = ""
    disclosure: Uuid | None = None


class DashboardUrl(Message, frozen=True):
    """A URL with a one-time code, good for 30 s and one use. Answers `OpenDashboard`; told to open a tab on request."""

    url: Line


Ask = (
    Hello | Unlock | FormSeen | Preview | Accept | Typed | AskKinds | Correct | Record | Protect | Allow | OpenDashboard
)
"""What a browser may say."""
Answer = Refusal | Done | State | Offer | Previews | FillPlan | Patterns | PossibleKinds | Sites | DashboardUrl
Tell = Challenge | State | Patterns | Sites | DashboardUrl
"""What the companion may say unasked."""

REPLIES: Final[dict[type[Message], tuple[type[Message], ...]]] = {
    Hello: (State, Refusal),
    Unlock: (State, Refusal),
    FormSeen: (Offer, Refusal),
    Preview: (Previews, Refusal),
    Accept: (FillPlan, Refusal),
    Typed: (Patterns, Refusal),
    AskKinds: (PossibleKinds, Refusal),
    Correct: (Done, Refusal),
    Record: (Done, Refusal),
    Protect: (Sites, Refusal),
    Allow: (Done, Refusal),
    OpenDashboard: (DashboardUrl, Refusal),
}


class AskEnvelope(Struct, frozen=True, forbid_unknown_fields=True):
    """One frame from a browser."""

    body: Ask
    id: Annotated[int, Meta(ge=0, le=2**53)]


class AnswerEnvelope(Struct, frozen=True, omit_defaults=True):
    """One frame to a browser: an answer (`re`) or something told."""

    body: Answer | Tell
    re: int | None = None
