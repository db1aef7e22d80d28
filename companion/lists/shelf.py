"""Keeping a fetched list: one file in the home folder, replaced as a whole."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final

import msgspec

from companion.paths import private_folder, sync_folder
from companion.recipients import Recipient

FILE: Final = "whotracksme.json"


class Shelf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list with where it came from and when (ms since 1970); one without a date holds nothing."""

    address: str = ""
    at: float = 0.0
    recipients: dict[str, Recipient] = {}


def take(home: Path) -> Shelf:
    """Read the list that was kept; an empty one where there is none, or one that is damaged: fetching mends both."""
    with suppress(FileNotFoundError, msgspec.MsgspecError):
        return msgspec.json.decode((home / FILE).read_bytes(), type=Shelf)
    return Shelf()


def known(home: Path) -> Mapping[str, Recipient]:
    """Read the recipients that the person's list knows, for `recipients.recipient_of`."""
    return take(home).recipients


def put(home: Path, shelf: Shelf) -> None:
    """Keep a list in the place of the one before; a crash leaves one or the other.

    Raises:
        OSError: the folder cannot be used.
    """
    private_folder(home)
    handle, path = mkstemp(dir=home, prefix=FILE)  # for its owner alone
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - a handle
            file.write(msgspec.json.encode(shelf))
            file.flush()
            os.fsync(handle)
        Path(path).replace(home / FILE)
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    sync_folder(home)
