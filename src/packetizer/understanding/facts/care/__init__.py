"""Treatment: drugs, doses, what became of them, totals of rating scales."""
