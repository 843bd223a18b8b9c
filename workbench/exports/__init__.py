"""Output formats: a member renders records as text; nothing is measured, judged or written here."""
