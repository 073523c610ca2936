"""What the owner decides, over HTTP: a module for each family of it, with its endpoints."""
