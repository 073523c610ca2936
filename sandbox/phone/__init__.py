"""The phone face: `/phone/api`, JSON for the web phone, for scripted customers and for tests."""
