"""Fuzzing guided by coverage: what is called, with what it begins, and how long."""
