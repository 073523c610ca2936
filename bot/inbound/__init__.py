"""What comes from Telegram: updates are stored, decoded, and read as messages of ours; files are fetched."""
