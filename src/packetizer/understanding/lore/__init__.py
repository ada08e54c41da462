"""What the room knows: the data files, their shapes, and the fitted models of words."""
