"""Judges a client by the journal of what it did, rule by rule."""
