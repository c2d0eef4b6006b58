"""Holds any server at a URL to a vendor's contract. Speaks HTTP only."""
