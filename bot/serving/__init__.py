"""One port for all platforms: what serves them, and what they share. It knows none of them."""
