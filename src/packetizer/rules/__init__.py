"""The insurer's checklist (YAML) against the case. Pure, but for loading the files."""
