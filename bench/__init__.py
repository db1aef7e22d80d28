"""Benchmarks: each module prints a table for people, or one JSON object with ``--json``."""
