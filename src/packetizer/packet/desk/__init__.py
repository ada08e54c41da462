"""The advocate's desk: what the worksheet shows, section by section, as plain values for its template."""
