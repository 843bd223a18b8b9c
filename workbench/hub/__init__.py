"""The hub of models: what it announces about a GGUF file, and the file itself, checked."""
