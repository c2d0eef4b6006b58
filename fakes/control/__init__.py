"""The control port: HTTP of ours, around what may be done to one tenant from outside."""
