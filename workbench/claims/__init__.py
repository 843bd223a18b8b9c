"""Claim kinds, one file each: what the arguments are, what must be measured, how to judge."""
