"""Builds the Documents that people read: sentences from words.yaml, facts from the session and the deal."""
