"""Recordings become words: which ones, the process that listens, and the engines and weights it uses."""
