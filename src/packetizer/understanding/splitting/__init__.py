"""Where one paper ends and the next begins."""
