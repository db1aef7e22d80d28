"""Tests of the dashboard, with a store and a log as they are in life."""
