"""Methods that send and fetch files: single media, albums, downloads."""

import secrets
from collections.abc import Callable

from sandbox import files, messages
from sandbox.api.call import Call, formatted, reply_content, send, target_chat
from sandbox.errors import Refused, bad_request
from sandbox.files import StoredFile
from sandbox.media import CAPTIONED, details_of, media_fields, settle_kind
from sandbox.params import Params, Upload
from sandbox.store import Json
from sandbox.text import caption_content, checked_caption

_ALBUM_SIZE = range(2, 11)
_ALBUM_KINDS = frozenset({"photo", "video", "document", "audio"})
_UNMIXED_KINDS = frozenset({"document", "audio"})


def sender(kind: str) -> Callable[[Call], Json]:
    """The method that sends one file of a kind: sendPhoto, sendVoice and so on."""

    def send_media(call: Call) -> Json:
        content = _media_content(call, kind, call.params.text(kind) or kind, call.params)
        if kind in CAPTIONED:
            content |= caption_content(checked_caption(formatted(call.params, "caption", "caption_entities")))
        return send(call, content)

    return send_media


def send_media_group(call: Call) -> list[Json]:
    """Two to ten messages that share a `media_group_id`; any refusal refuses all."""
    chat = target_chat(call)
    items = call.params.json_objects("media")
    _check_album(items)
    group = {"media_group_id": str(secrets.randbits(53))}
    reply = reply_content(call, chat["id"])
    contents = [_album_part(call, item) for item in items]
    return [
        messages.add(call.world, call.bot, chat, call.bot.user, {**content, **group, **reply})
        for content in contents
    ]


def _check_album(items: list[Json]) -> None:
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > _ALBUM_SIZE.stop - 1:
        raise bad_request("too many messages to send as an album")
    if len(items) < _ALBUM_SIZE.start:
        raise bad_request("media group must include 2-10 items")
    kinds = {str(item.get("type")) for item in items}
    if kinds - _ALBUM_KINDS:
        raise bad_request("can't use the media of the specified type in the album")
    for kind in kinds & _UNMIXED_KINDS:
        if len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")


def _album_part(call: Call, item: Json) -> Json:
    kind = str(item["type"])
    params = Params(item, call.params.uploads)
    content = _media_content(call, kind, params.text("media"), params)
    return content | caption_content(checked_caption(formatted(params, "caption", "caption_entities")))


def _media_content(call: Call, kind: str, source: str, params: Params) -> Json:
    upload = call.params.upload(source)
    if upload is not None:
        kind, stored = _keep(call, kind, upload)
    else:
        stored = _named_file(call, kind, source)
    return media_fields(call.world, call.bot.id, kind, stored, details_of(params))


def _keep(call: Call, kind: str, upload: Upload) -> tuple[str, StoredFile]:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > files.UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    kind = settle_kind(kind, upload.data)
    return kind, files.keep(call.world, kind, upload.name, upload.mime, upload.data)


def _named_file(call: Call, kind: str, source: str) -> StoredFile:
    if source in ("", kind):
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if "://" in source:
        # Nothing here ever reaches out to another host.
        raise bad_request("failed to get HTTP URL content")
    return files.by_file_id(call.world, call.bot.id, source)


def get_file(call: Call) -> Json:
    stored = files.by_file_id(call.world, call.bot.id, call.params.text("file_id"))
    if stored.size_bytes > files.DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**files.reference(call.bot.id, stored), "file_path": stored.path}
