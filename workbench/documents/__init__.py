"""Formats of documents: one file each, with `sniff` and `read`; `base` is what they share."""
