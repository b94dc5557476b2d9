"""A report in words and in JSON."""
