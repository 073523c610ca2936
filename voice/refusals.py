"""Why a recording gets no words, for ever or at present. Both the child process and the desk use these."""


class Unhearable(Exception):
    """This recording will never have words; the text is a sentence for an agent."""


class FileUnreadable(Exception):
    """Its file can't be read at present; the text is a sentence for an agent."""
