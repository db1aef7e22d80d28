"""What requests may carry because of a value: patterns, their fingerprints for the scanner, and filters for Chromium.

All pure functions over values: `build` makes the patterns, `pages` their fingerprints, `url_filters` the strings by
which Chromium stops an address that carries a value.
"""

from companion.patterns.build import Known, Pattern, build, home_region
from companion.patterns.filters import url_filters
from companion.patterns.fingerprints import new_prime, pages
from companion.patterns.strength import Counts, counts

__all__ = ["Counts", "Known", "Pattern", "build", "counts", "home_region", "new_prime", "pages", "url_filters"]
