"""What leaks look like, and what does not: vectors made by rule, clean traffic, and people who do not exist."""

from tests.leaks.clean import clean
from tests.leaks.families import GROUPS
from tests.leaks.people import data, vault
from tests.leaks.vectors import Vector, vectors

__all__ = ["GROUPS", "Vector", "clean", "data", "vault", "vectors"]
