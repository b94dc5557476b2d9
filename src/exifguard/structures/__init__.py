"""Framings that several formats share."""
