"""Figures: what each of them counts, said once, each by one statement."""
