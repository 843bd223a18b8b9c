"""Forms in which claims arrive: one file each, with `extract(document) -> claims`."""
