"""Lists of recipients that the person fetched: downloaded, read, and kept beneath our own map.

The command line does all of this by itself: the daemon, which holds the vault, never opens a connection for it, and a
list holds nothing of the person, so it is a file beside the store and not a part of it.
"""

from typing import Final

from companion.errors import MeumError

SOURCE: Final = "whotracksme"
"""How a recipient says that it comes from WhoTracks.Me."""
ATTRIBUTION: Final = "WhoTracks.Me, https://whotracks.me, CC BY 4.0 (an extract)"
"""Stands wherever the list's data is shown: its licence asks for that."""


class ListError(MeumError):
    """A list cannot be had or read; the text says why and what to do. The list that is there stays."""
