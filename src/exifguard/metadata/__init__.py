"""One file a metadata standard."""
