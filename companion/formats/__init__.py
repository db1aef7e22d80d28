"""What a field accepts, and how a value of the vault is turned into it. Pure functions."""
