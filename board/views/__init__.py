"""Every read of the desk: plain functions over a session, answering in the shapes the API speaks."""
