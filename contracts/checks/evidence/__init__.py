"""What was seen at a real vendor: redacted, restored, compared with the contract."""
