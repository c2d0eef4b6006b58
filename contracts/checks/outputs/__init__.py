"""What a check came to, as files: JSON, JUnit XML, SARIF, and one HTML page."""
