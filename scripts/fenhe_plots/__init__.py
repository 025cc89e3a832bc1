"""What the pictures of a run have in common: reading its files, wording, fonts, maps."""
