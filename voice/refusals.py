"""What keeps a recording from its words for good, or just now; the child process and the desk both say so."""


class Unhearable(Exception):
    """This recording will never have words; the text is a sentence for an agent."""


class FileUnreadable(Exception):
    """Its bytes can't be had at present; the text is a sentence for an agent."""
