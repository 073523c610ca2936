"""What the bot says and understands, in every language that has a catalog here."""
