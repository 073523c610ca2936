"""The Telegram side of the desk: intake, handlers, delivery."""
