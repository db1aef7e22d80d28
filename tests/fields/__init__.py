"""Tests for companion/fields, module by module; whole forms are in tests/test_fields.py."""
