"""The Bot API face: `/bot{token}/{method}` and `/file/bot{token}/{path}`."""
