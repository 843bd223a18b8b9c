"""The host's side of running code nobody has read: only this package starts such processes."""
