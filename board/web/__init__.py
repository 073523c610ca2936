"""The desk over HTTP: the API, the live stream, sign-in and the page's files."""
