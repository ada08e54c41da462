"""Amounts, and what each is."""
