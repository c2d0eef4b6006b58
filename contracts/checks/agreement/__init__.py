"""Whether one answer is as documented, by itself."""
