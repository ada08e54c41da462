"""Why the insurer said no: reasons with their words, and codes."""
