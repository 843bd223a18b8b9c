"""The review page: a site on this machine, or one file that works from disk."""
