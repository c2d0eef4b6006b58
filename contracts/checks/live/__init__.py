"""A real vendor, visited gently."""
