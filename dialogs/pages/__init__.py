"""Builds the Documents that people read: sentences come from words.yaml, facts from the session and the deal."""
