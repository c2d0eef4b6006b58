"""What one job may be doing, narrowed by every answer."""
