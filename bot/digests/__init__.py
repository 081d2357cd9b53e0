"""The week's digests, written: facts read, composed, kept until they are sent."""
