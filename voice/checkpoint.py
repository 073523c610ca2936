"""Converts Whisper's weights from CTranslate2's format to the checkpoint that openai-whisper loads."""

from __future__ import annotations

import struct
from itertools import count, takewhile
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch

from board.errors import Invalid

Arrays = dict[str, np.ndarray]

_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
_HEAD_SIZE = 64
"""The size of an attention head, the same in every Whisper model; the number of heads follows from it."""


def convert(model: Path, checkpoint: Path) -> None:
    """Write a checkpoint for `whisper.load_model` from a model.bin that is not quantized.

    Raises ``OSError`` if it can't be written, for example on a full disk.
    """
    with model.open("rb") as stream:
        arrays = _read(stream)
    state = _encoder(arrays) | _decoder(arrays)
    tensors = {name: torch.from_numpy(array.astype(np.float16)) for name, array in state.items()}
    try:
        with checkpoint.open("wb") as stream:
            torch.save({"dims": _dimensions(state), "model_state_dict": tensors}, stream)
    except RuntimeError as error:
        if isinstance(error.__context__, OSError):  # torch still closes what could not be written
            raise error.__context__ from None
        raise


def _read(stream: BinaryIO) -> Arrays:
    """A header, named arrays, then second names for some of them (model_spec.py of CTranslate2, version 6)."""
    stream.seek(4)
    kind = _name(stream)
    _revision, length = _numbers(stream, "II")
    if kind != "WhisperSpec":
        raise Invalid("refused.voice.other_model", kind=kind)
    arrays: Arrays = {}
    for _ in range(length):
        name = _name(stream)
        (rank,) = _numbers(stream, "B")
        shape = _numbers(stream, "I" * rank)
        element, size = _numbers(stream, "BI")
        arrays[name] = np.frombuffer(stream.read(size), _TYPES[element]).reshape(shape)
    for _ in range(*_numbers(stream, "I")):
        second_name = _name(stream)
        arrays[second_name] = arrays[_name(stream)]
    return arrays


def _name(stream: BinaryIO) -> str:
    (length,) = _numbers(stream, "H")
    return stream.read(length).rstrip(b"\0").decode()


def _numbers(stream: BinaryIO, kinds: str) -> tuple[int, ...]:
    layout = struct.Struct(f"<{kinds}")
    return layout.unpack(stream.read(layout.size))


def _encoder(arrays: Arrays) -> Arrays:
    state = {
        "encoder.positional_embedding": arrays["encoder/position_encodings/encodings"],
        **_linear(arrays, "encoder.conv1", "encoder/conv1"),
        **_linear(arrays, "encoder.conv2", "encoder/conv2"),
        **_norm(arrays, "encoder.ln_post", "encoder/layer_norm"),
    }
    for index in range(_layers(arrays, "encoder")):
        state |= _block(arrays, f"encoder.blocks.{index}", f"encoder/layer_{index}")
    return state


def _decoder(arrays: Arrays) -> Arrays:
    state = {
        "decoder.positional_embedding": arrays["decoder/position_encodings/encodings"],
        "decoder.token_embedding.weight": arrays["decoder/embeddings/weight"],
        **_norm(arrays, "decoder.ln", "decoder/layer_norm"),
    }
    for index in range(_layers(arrays, "decoder")):
        block, layer = f"decoder.blocks.{index}", f"decoder/layer_{index}"
        state |= _block(arrays, block, layer)
        state |= _cross_attention(arrays, f"{block}.cross_attn", f"{layer}/attention")
    return state


def _block(arrays: Arrays, block: str, layer: str) -> Arrays:
    return {
        **_self_attention(arrays, f"{block}.attn", f"{layer}/self_attention"),
        **_norm(arrays, f"{block}.mlp_ln", f"{layer}/ffn/layer_norm"),
        **_linear(arrays, f"{block}.mlp.0", f"{layer}/ffn/linear_0"),
        **_linear(arrays, f"{block}.mlp.2", f"{layer}/ffn/linear_1"),
    }


def _self_attention(arrays: Arrays, attention: str, source: str) -> Arrays:
    """CTranslate2 keeps query, key and value in one matrix; keys have no bias, so it stores zeros."""
    query, key, value = np.split(arrays[f"{source}/linear_0/weight"], 3)
    query_bias, _, value_bias = np.split(arrays[f"{source}/linear_0/bias"], 3)
    return {
        f"{attention}.query.weight": query,
        f"{attention}.query.bias": query_bias,
        f"{attention}.key.weight": key,
        f"{attention}.value.weight": value,
        f"{attention}.value.bias": value_bias,
        **_linear(arrays, f"{attention}.out", f"{source}/linear_1"),
        **_norm(arrays, f"{attention}_ln", f"{source}/layer_norm"),
    }


def _cross_attention(arrays: Arrays, attention: str, source: str) -> Arrays:
    """As above, but the query, from the words, is stored apart from key and value, from the sound."""
    key, value = np.split(arrays[f"{source}/linear_1/weight"], 2)
    _, value_bias = np.split(arrays[f"{source}/linear_1/bias"], 2)
    return {
        **_linear(arrays, f"{attention}.query", f"{source}/linear_0"),
        f"{attention}.key.weight": key,
        f"{attention}.value.weight": value,
        f"{attention}.value.bias": value_bias,
        **_linear(arrays, f"{attention}.out", f"{source}/linear_2"),
        **_norm(arrays, f"{attention}_ln", f"{source}/layer_norm"),
    }


def _linear(arrays: Arrays, name: str, source: str) -> Arrays:
    return {f"{name}.weight": arrays[f"{source}/weight"], f"{name}.bias": arrays[f"{source}/bias"]}


def _norm(arrays: Arrays, name: str, source: str) -> Arrays:
    return {f"{name}.weight": arrays[f"{source}/gamma"], f"{name}.bias": arrays[f"{source}/beta"]}


def _layers(arrays: Arrays, side: str) -> int:
    return len(list(takewhile(lambda index: f"{side}/layer_{index}/ffn/linear_0/bias" in arrays, count())))


def _dimensions(state: Arrays) -> dict[str, int]:
    """ModelDimensions of openai-whisper, from the shapes of the arrays."""
    tokens, width = state["decoder.token_embedding.weight"].shape
    heads = width // _HEAD_SIZE
    return {
        "n_mels": state["encoder.conv1.weight"].shape[1],
        "n_audio_ctx": state["encoder.positional_embedding"].shape[0],
        "n_audio_state": width,
        "n_audio_head": heads,
        "n_audio_layer": _blocks(state, "encoder"),
        "n_vocab": tokens,
        "n_text_ctx": state["decoder.positional_embedding"].shape[0],
        "n_text_state": width,
        "n_text_head": heads,
        "n_text_layer": _blocks(state, "decoder"),
    }


def _blocks(state: Arrays, side: str) -> int:
    return sum(name.startswith(f"{side}.blocks.") and name.endswith(".mlp.0.bias") for name in state)
