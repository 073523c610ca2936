"""Multipart forms read as Telegram's server reads them (tdlib's HttpReader), with its words for broken ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from sandbox.errors import Refused, bad_request

_LONGEST_BOUNDARY = 70
_LONGEST_HEADERS = 1 << 18


@dataclass(frozen=True)
class Part:
    """One field; with a file name it is a file."""

    name: str
    data: bytes
    file_name: str | None = None
    mime: str = "application/octet-stream"


def read_form(content_type: str, body: bytes) -> list[Part]:
    """Every part, in order. Raises ``Refused`` for what Telegram can't read."""
    boundary = b"--" + _boundary(content_type)
    _, found, rest = body.partition(boundary)
    if not found:
        raise _unfinished()
    return list(_parts(rest, b"\r\n" + boundary))


def _boundary(content_type: str) -> bytes:
    _, found, rest = content_type.lower().partition("boundary")
    if not found:
        raise bad_request("boundary not found")
    _, found, value = content_type[len(content_type) - len(rest) :].partition("=")
    if not found:
        raise bad_request("boundary value not found")
    value = value.partition(";")[0]
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if not 0 < len(value) <= _LONGEST_BOUNDARY:
        raise bad_request("boundary too big or empty")
    return value.encode()


def _parts(rest: bytes, boundary: bytes) -> Iterator[Part]:
    while not rest.startswith(b"--"):
        headers, found, content = rest.partition(b"\r\n\r\n")
        if not found:
            raise _unfinished()
        if len(headers) > _LONGEST_HEADERS:
            raise Refused(431, "Request Header Fields Too Large: total headers size exceeded")
        if not headers:
            raise bad_request("headers in multipart/form-data are empty")
        data, found, rest = content.partition(boundary)
        if not found:
            raise _unfinished()
        yield _part(headers.decode("utf-8", "replace"), data)


def _part(headers: str, data: bytes) -> Part:
    said: dict[str, str] = {}
    mime = Part.mime
    for line in headers.replace("\r\n ", " ").replace("\r\n\t", " ").strip("\r\n").split("\r\n"):
        header, found, value = line.partition(":")
        if not found:
            raise bad_request("can't parse form data headers")
        if header.strip().lower() == "content-disposition":
            said = _disposition(value.strip())
        elif header.strip().lower() == "content-type":
            mime = value.strip().partition(";")[0].lower()
    if not said.get("name"):
        raise bad_request("field name in multipart/form-data not found")
    return Part(said["name"], data, said.get("filename"), mime)


def _disposition(value: str) -> dict[str, str]:
    """The parameters, whose values may be quoted or bare, with spaces even."""
    if not value.startswith("form-data;"):
        raise bad_request("expected form-data content disposition")
    said, rest = {}, value.removeprefix("form-data;")
    while "=" in rest:
        key, _, rest = rest.partition("=")
        rest = rest.lstrip()
        if rest.startswith('"'):
            text, rest = _quoted(rest)
        else:
            text, _, rest = rest.partition(";")
        said[key.strip()] = unquote(text.strip())
    return said


def _quoted(rest: str) -> tuple[str, str]:
    """What stands between the quotes, and what follows the next semicolon."""
    text, at = "", 1
    while True:
        if at >= len(rest):
            raise bad_request("unclosed quoted string in Content-Disposition header")
        if rest[at] == '"':
            break
        if rest[at] == "\\":
            at += 1
            if at >= len(rest):
                raise bad_request("wrong escape sequence in Content-Disposition header")
        text, at = text + rest[at], at + 1
    after = rest[at + 1 :].lstrip()
    if after and not after.startswith(";"):
        raise bad_request("expected ';' in Content-Disposition header")
    return text, after[1:]


def _unfinished() -> Refused:
    return bad_request("unexpected end of request content")
