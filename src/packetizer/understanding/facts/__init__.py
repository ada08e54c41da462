"""Facts: every date, amount, identifier and reason on a page. One module a family."""
