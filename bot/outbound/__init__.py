"""What goes to Telegram: messages that must arrive, hints that may, and what became of each."""
