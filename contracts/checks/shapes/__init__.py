"""Requests made up of the vendor's document."""
