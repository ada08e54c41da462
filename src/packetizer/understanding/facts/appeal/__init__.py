"""Where and how to appeal, as the letter prints it."""
