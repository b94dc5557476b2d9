"""exifguard takes the secrets out of pictures and leaves the picture alone."""
