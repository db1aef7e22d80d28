"""What the command line says to the daemon, over the control socket that only this user can reach.

The same frames as `protocol`, and its `Refusal` and `Done`; browsers cannot send these messages.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from companion.protocol import Done, Refusal
from companion.wire import Line, Message, Part, Text, Uuid, Word


class CreateVault(Message, frozen=True):
    """Make the vault under a passphrase; answered once with the recovery code."""

    passphrase: Text


class Created(Message, frozen=True):
    """The vault is there. `keyring` says whether the system's keyring can open it, too."""

    recovery_code: Line
    keyring: bool


class UnlockVault(Message, frozen=True):
    """Open the vault with the passphrase, or with the recovery code, under which a new passphrase may be set."""

    passphrase: Text = ""
    recovery_code: Line = ""
    new_passphrase: Text = ""


class LockVault(Message, frozen=True):
    """Close the vault: keys and values leave the memory, browsers are told."""


class Stop(Message, frozen=True):
    """End the daemon."""


class Status(Message, frozen=True):
    """Ask how things stand."""


class Profile(Struct, frozen=True):
    """A browser profile that has connected."""

    name: str
    browser: str
    state: Literal["pending", "approved", "revoked"]
    last_seen: float
    connected: bool
    code: str = ""


class StatusReport(Message, frozen=True):
    """How things stand: the vault's state, the profiles (when unlocked), and what waits for unlocking."""

    version: Word
    home: Text
    vault: Literal["no-vault", "locked", "ready"]
    connections: int
    waiting: int
    profiles: list[Profile]


class Pair(Message, frozen=True):
    """Approve the pending profile that shows this code."""

    code: Word


class Revoke(Message, frozen=True):
    """Take a profile's approval back."""

    name: Line


class AddItem(Message, frozen=True):
    """Keep a new item."""

    kind: Word
    value: Text
    label: Line = ""
    persona: Word = "me"


class ChangeItem(Message, frozen=True):
    """Give an item a new value."""

    item: Word
    value: Text


class RemoveItem(Message, frozen=True):
    """Delete an item's values."""

    item: Word


class ListItems(Message, frozen=True):
    """Ask for the items; `reveal` shows their values, else they are masked."""

    reveal: bool = False


class SetAliases(Message, frozen=True):
    """Choose how aliases are made."""

    mode: Literal["plus", "catch-all", "off"]
    domain: Line = ""


class ReadLog(Message, frozen=True):
    """Ask for a part of the log: all sites, one site, or one disclosure."""

    site: Line = ""
    disclosure: Uuid | None = None


class SetException(Message, frozen=True):
    """Pause protection on a site, switch its GPC signal off, or allow a recipient there; false takes it back."""

    site: Line
    what: Literal["pause", "no-gpc", "allow"]
    recipient: Line = ""
    on: bool = True


class ListExceptions(Message, frozen=True):
    """Ask for the exceptions that the person made."""


class FieldCorrection(Part, frozen=True):
    """What a person said of a misread field, without values: by what it is known again, and a kind or "never".

    Of a form ("form" for a control) it is "collects".
    """

    site: Line
    control: Line
    name: Line
    label: Line
    nth: Annotated[int, Meta(ge=1, le=1000)]
    kind: Word


class ListCorrections(Message, frozen=True):
    """Ask for what the person said of fields that were misread."""


class ForgetCorrections(Message, frozen=True):
    """Drop one correction by its number, or all of a site."""

    number: Annotated[int, Meta(ge=0, le=2**53)] = 0
    site: Line = ""


class ImportCorrections(Message, frozen=True):
    """Keep corrections, in place of those of the same fields."""

    corrections: Annotated[list[FieldCorrection], Meta(max_length=500)]


class VerifyLog(Message, frozen=True):
    """Recompute the log's hash chain."""


class Table(Message, frozen=True):
    """Rows for a table or for JSON, by name of the table."""

    tables: dict[str, list[dict[str, Any]]]


class ShowDashboard(Message, frozen=True):
    """Open the dashboard in a connected browser; answered by the URL when none is connected."""

    in_browser: bool = True


class DashboardAt(Message, frozen=True):
    """The dashboard's one-time URL; empty when a browser opened it."""

    url: Annotated[str, Meta(max_length=300)] = ""


ControlAsk = (
    CreateVault
    | UnlockVault
    | LockVault
    | Stop
    | Status
    | Pair
    | Revoke
    | AddItem
    | ChangeItem
    | RemoveItem
    | ListItems
    | SetAliases
    | ReadLog
    | SetException
    | ListExceptions
    | ListCorrections
    | ForgetCorrections
    | ImportCorrections
    | VerifyLog
    | ShowDashboard
)
ControlAnswer = Refusal | Done | Created | StatusReport | Table | DashboardAt


class ControlEnvelope(Struct, frozen=True, forbid_unknown_fields=True):
    """One frame from the command line."""

    body: ControlAsk
    id: int = 0


class ControlReply(Struct, frozen=True):
    """One frame to the command line."""

    body: ControlAnswer
    re: int = 0
