"""workbench measures what language models say about programs, claim by claim."""

__version__ = "0.1.0"
