"""What goes out unasked: what is due when, what waits, and how it is carried."""
