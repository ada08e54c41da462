"""Whole invented cases with their truth: as `Page` values, or drawn as files in a folder."""
