"""What a browser will call an unpacked extension, read from its manifest."""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HEX_TO_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


@dataclass(frozen=True)
class Extension:
    """An unpacked extension and its ids in both browsers."""

    folder: Path
    chromium_id: str
    gecko_id: str
    popup: str

    @classmethod
    def read(cls, folder: Path) -> "Extension":
        """Read `manifest.json`; Chromium derives the id from `key`, or without one from the folder's path."""
        folder = folder.resolve()
        manifest = json.loads((folder / "manifest.json").read_text())
        seed = base64.b64decode(manifest["key"]) if "key" in manifest else str(folder).encode()
        return cls(
            folder,
            hashlib.sha256(seed).hexdigest()[:32].translate(HEX_TO_LETTERS),
            manifest["browser_specific_settings"]["gecko"]["id"],
            manifest.get("action", {}).get("default_popup", ""),
        )
