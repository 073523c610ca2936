"""An engine's packages: for a processor alone, and noticed when they are lost or broken later."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from tools import voice
from tools.voice import FullDisk, Report, cpu_torch

pytestmark = pytest.mark.fast

CPU = ("torch 2.13.0+cpu", "fsspec 2026.9.0", "networkx 3.6.1", "sympy 1.14.0", "Jinja2 3.1.6")
CUDA = ("torch 2.14.1", "nvidia-cudnn-cu13 9.24.0.43", "cuda-bindings 13.5.0", "triton 3.8.0", "sympy 1.14.0")
MAC = ("torch 2.13.0", "fsspec 2026.9.0", "networkx 3.6.1", "sympy 1.14.0", "Jinja2 3.1.6")
ROCM = ("torch 2.13.0+rocm7.1", "pytorch-triton-rocm 3.8.0", "sympy 1.14.0")
BARE_CUDA = ("torch 2.13.0+cu130", "sympy 1.14.0")
TRITON = ("torch 2.13.0", "triton 3.8.0")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which the engine faster is one package with one library."""
    lock = tmp_path / "voice.lock"
    lock.write_text(
        "colorama==0.4.6 ; sys_platform == 'win32'\ntorchless==1.0 \\\n    --hash=sha256:c0ffee\n"
    )
    monkeypatch.setattr(voice, "LOCKS", {"faster": lock})
    site = tmp_path / "site"
    _install(site)
    monkeypatch.setattr(sys, "path", [str(site)])
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    voice._note("faster")
    return site


@pytest.mark.parametrize("packages", [CPU, MAC])
def test_a_torch_for_a_processor_is_taken_with_its_hash(packages: tuple[str, ...]) -> None:
    assert cpu_torch(_report(packages)) == "torch @ file:///wheels/torch.whl#sha256=c0ffee"


def test_a_torch_from_an_index_without_hashes_is_taken_too() -> None:
    report = _report(CPU)
    for entry in report["install"]:
        entry["download_info"]["archive_info"] = {}
    assert cpu_torch(report) == "torch @ file:///wheels/torch.whl"


@pytest.mark.parametrize("packages", [CUDA, ROCM, BARE_CUDA, TRITON, ("sympy 1.14.0",)])
def test_any_other_torch_is_refused(packages: tuple[str, ...]) -> None:
    assert cpu_torch(_report(packages)) is None


def test_what_was_installed_is_there(site: Path) -> None:
    assert voice._is_current("faster")


@pytest.mark.parametrize(
    "lost", ["torchless/__init__.py", "torchless/_ext.cpython.so", "torchless-1.0.dist-info/INSTALLER"]
)
def test_a_package_that_lost_a_file_is_noticed(site: Path, lost: str) -> None:
    (site / lost).unlink()
    assert not voice._is_current("faster")


def test_a_library_that_was_cut_is_noticed(site: Path) -> None:
    (site / "torchless" / "_ext.cpython.so").write_bytes(b"half")
    assert not voice._is_current("faster")


def test_a_package_that_was_removed_is_noticed(site: Path) -> None:
    for file in (site / "torchless-1.0.dist-info").iterdir():
        file.unlink()
    (site / "torchless-1.0.dist-info").rmdir()
    assert not voice._is_current("faster")


def test_only_what_is_broken_is_installed_by_force(site: Path) -> None:
    assert not voice._force("faster")
    (site / "torchless" / "_ext.cpython.so").write_bytes(b"half")
    assert voice._force("faster")


def test_a_disk_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # For root, too, and otherwise than by permissions: as a read-only disk.
    (tmp_path / "prefix").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
    with pytest.raises(voice.NoWords, match=r"^No engine can be installed: .*prefix can't be written"):
        voice.install_engine("faster")


def test_a_disk_that_is_full_is_said() -> None:
    words = f"import sys; sys.exit({os.strerror(errno.ENOSPC)!r})"
    with pytest.raises(FullDisk, match=r"The disk is full: .* needs more space"):
        voice._succeeds([sys.executable, "-c", words], seconds=30)


def _install(site: Path) -> None:
    """A package as an installer leaves it."""
    (site / "torchless").mkdir(parents=True)
    (site / "torchless" / "__init__.py").touch()
    (site / "torchless" / "_ext.cpython.so").write_bytes(b"library")
    notes = site / "torchless-1.0.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text("Metadata-Version: 2.1\nName: torchless\nVersion: 1.0\n")
    (notes / "INSTALLER").write_text("uv")
    (notes / "RECORD").write_text(
        "torchless/__init__.py,sha256=c0ffee,0\ntorchless/_ext.cpython.so,sha256=c0ffee,7\n"
        "torchless-1.0.dist-info/RECORD,,\n"
    )


def _report(packages: tuple[str, ...]) -> Report:
    """A report of pip, shortened."""
    named = [package.split() for package in packages]
    return {
        "install": [
            {
                "metadata": {"name": name, "version": version},
                "download_info": {
                    "url": "file:///wheels/torch.whl",
                    "archive_info": {"hashes": {"sha256": "c0ffee"}},
                },
            }
            for name, version in named
        ]
    }
