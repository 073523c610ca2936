"""Recordings become words: what is to be heard, the process that listens, and what it listens with."""
