"""What the bot asks and says, and the keyboards it shows."""
