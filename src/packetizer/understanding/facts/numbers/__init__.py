"""Identifiers and codes."""
