"""What is sent to the server that is checked, with what, when; and how it is told."""
