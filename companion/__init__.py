"""Meum's companion: judges forms by the person's terms, keeps the vault and the log, and shows them."""

__version__ = "0.1.0"
