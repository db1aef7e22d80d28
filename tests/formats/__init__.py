"""Tests of what goes into a field."""
