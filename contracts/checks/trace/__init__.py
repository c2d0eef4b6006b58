"""Judges a recorded trace: our journal, an HTTP Archive, or evidence."""
