"""Plays scenarios with a client: stage, tenant, performer, evidence. It speaks to servers over HTTP only."""
