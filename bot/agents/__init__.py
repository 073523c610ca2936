"""The agents' side in Telegram."""
