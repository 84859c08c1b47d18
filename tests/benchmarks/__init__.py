"""How fast, beside the least that the same machine needs for the same work. Nothing here passes or fails."""
