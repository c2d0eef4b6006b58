"""Servers that stand in for the vendors: documented statuses on a clock you control, failures on request."""
