"""A copy of what is stored about a person: what goes in, how it reads, how it is packed, and who makes it."""
