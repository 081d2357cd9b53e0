"""A flow in a terminal: typed by hand, or played from a file of answers."""
