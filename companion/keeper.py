"""Keeps the vault's door: made, locked or opened, and what arrives while it is locked."""

import asyncio
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from companion import profiles, sealed
from companion.errors import BadOrigin, KeyringAbsent, Refused, WrongKey
from companion.events import Gap
from companion.keyrings import Keyring
from companion.log import Log, entry_of
from companion.protocol import Record
from companion.seal import Keys, KeySlots
from companion.sqlcipher import Database
from companion.store import FILE, open_store
from companion.vault import Vault

FREE_TRIES: Final = 5
WAIT_S: Final = 2.0
"""After so many wrong tries in a row, each further one has to wait, twice as long each time, up to ten minutes."""
LONGEST_WAIT_S: Final = 600.0


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """The vault while it is open."""

    db: Database
    vault: Vault
    log: Log


class SealedRecord(msgspec.Struct, frozen=True):
    """Events that came while the vault was locked, and the key of the profile that sent them."""

    profile: str
    record: Record


class Keeper:
    """The door of the vault in `home`."""

    def __init__(self, home: Path, keyring: Keyring) -> None:
        self.home = home
        self.opened: Opened | None = None
        self.slots: KeySlots | None = None
        self._note = ""
        if KeySlots.exist(home):
            self.slots, self._note = KeySlots.load(home)
        self._keyring = keyring
        self._wrong = 0
        self._not_before = 0.0
        # Two argon2 computations at once take OpenSSL's few threads from each other and wait for ever; and many tries
        # at once would get around the waiting.
        self._one_at_a_time = asyncio.Lock()

    def open(self) -> Opened:
        """Hand out the open vault.

        Raises:
            Refused: "no-vault" or "locked".
        """
        if self.opened:
            return self.opened
        if self.slots is None:
            raise Refused("no-vault", "There is no vault yet: `meum unlock` makes one.")
        raise Refused("locked", "The vault is locked: `meum unlock` opens it.")

    @property
    def waiting(self) -> int:
        """How many messages from browsers wait for the vault to be opened."""
        return sealed.count(self.home)

    async def create(self, passphrase: str) -> tuple[str, bool]:
        """Make the vault and leave it open.

        Returns:
            The recovery code, to be shown once, and whether the system's keyring opens the vault, too.

        Raises:
            Refused: "vault-exists", or "bad-value" for a poor passphrase.
        """
        async with self._one_at_a_time:
            if (self.home / FILE).exists():
                raise Refused("vault-exists", f"{FILE} is there already: a new vault never replaces one.")
            slots, keys, code = await asyncio.to_thread(KeySlots.create, self.home, passphrase, self._keyring)
            self.slots = slots
            self._open_with(keys, create=True)
        return code, slots.keyring is not None

    async def unlock(self, *, passphrase: str = "", recovery_code: str = "") -> None:
        """Open the vault; nothing happens when it is open.

        Raises:
            Refused: "wrong-passphrase", "too-many-tries", or "no-vault".
        """
        async with self._one_at_a_time:
            if self.slots is None:
                self.open()
            elif not self.opened:
                self._open_with(await self._keys(self.slots, passphrase, recovery_code), create=False)

    async def renew(self, recovery_code: str, passphrase: str) -> None:
        """Replace a forgotten passphrase by means of the recovery code, and leave the vault open.

        Raises:
            Refused: "wrong-passphrase", "too-many-tries", "bad-value" for a poor passphrase, or "no-vault".
        """
        async with self._one_at_a_time:
            if self.slots is None:
                self.open()
                return
            keys = await self._keys(self.slots, "", recovery_code)
            self.slots = await asyncio.to_thread(self.slots.with_passphrase, keys, passphrase)
            self.slots.save(self.home)
            if not self.opened:
                self._open_with(keys, create=False)

    def unlock_by_keyring(self) -> bool:
        """Open the vault with the system's keyring, if it can; says whether it did."""
        if self.slots is None:
            return False
        with suppress(KeyringAbsent, WrongKey):
            self._open_with(self.slots.open_with_keyring(self._keyring), create=False)
        return self.opened is not None

    def lock(self) -> None:
        """Close the vault."""
        if self.opened:
            self.opened.db.close()
        self.opened = None

    def seal(self, profile: str, record: Record) -> None:
        """Keep events for later: nobody can read them until the vault is opened.

        Raises:
            Refused: "no-vault": there is nothing that they could belong to.
            BadOrigin: the log would not take them, now or later.
        """
        if self.slots is None:
            raise Refused("no-vault", "There is no vault yet.")
        for event in record.events:
            entry_of(event)
        sealed.append(self.home, self.slots.log_public_key, msgspec.json.encode(SealedRecord(profile, record)))

    async def _keys(self, slots: KeySlots, passphrase: str, recovery_code: str) -> Keys:
        if time.monotonic() < self._not_before:
            raise Refused("too-many-tries", "Too many wrong tries: wait a while.")
        try:
            if recovery_code:
                keys = slots.open_with_recovery(recovery_code)
            else:
                keys = await asyncio.to_thread(slots.open_with_passphrase, passphrase)
        except WrongKey as wrong:
            self._wrong += 1
            if self._wrong >= FREE_TRIES:
                wait = min(LONGEST_WAIT_S, WAIT_S * 2 ** (self._wrong - FREE_TRIES))
                self._not_before = time.monotonic() + wait
            raise Refused("wrong-passphrase", f"{wrong}.") from None
        self._wrong = 0
        return keys

    def _open_with(self, keys: Keys, *, create: bool) -> None:
        db = open_store(self.home / FILE, keys.database, create=create)
        opened = Opened(db, Vault(db, keys.alias), Log(db))
        self._import_sealed(opened, keys)
        self.opened = opened
        if self._note and self.slots:
            self.slots.save(self.home)  # one of the two copies was damaged
            self._note = ""

    def _import_sealed(self, opened: Opened, keys: Keys) -> None:
        payloads, damaged = sealed.read(self.home, keys.log_private)
        for payload in payloads:
            try:
                kept = msgspec.json.decode(payload, type=SealedRecord)
                profile = profiles.find(opened.db, kept.profile)
                # Whoever was never approved cannot write into the log, not even by waiting for a locked vault.
                if profile and profile.state == "approved":
                    opened.log.record(kept.record.events)
            except (msgspec.MsgspecError, BadOrigin):
                damaged += 1  # whatever it is, it must not keep the vault shut
        if damaged:
            now = time.time() * 1000
            opened.log.record([Gap(str(uuid.uuid4()), now, now, "sealed-damaged")])
        if payloads or damaged:
            sealed.clear(self.home)
