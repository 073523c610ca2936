"""The tests, by the package they hold to its word."""
