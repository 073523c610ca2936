"""A package, so that its desk stops before tests elsewhere need the database."""
