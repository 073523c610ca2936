"""The tests, in a folder for each package."""
