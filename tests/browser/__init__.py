"""A package, so that its desk stops turning before tests elsewhere want the database."""
