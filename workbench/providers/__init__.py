"""One file per way to reach a model; `base` says what each of them offers."""
