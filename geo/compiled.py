"""Compiled networks on disk: one folder of arrays under the hash of what they were made from."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.analysis.links import Links
from geo.analysis.network import Network

# Raise with every change to what is compiled, so that no older folder is taken for a newer one.
VERSION = 2
KEPT_NETWORKS = 5
BLOCK = 1 << 20


def file_key(path: Path, *settings: object) -> str:
    """Name the network compiled from one file with these settings."""
    digest = _started(settings)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def key_of(*parts: object) -> str:
    """Name the network compiled from what these parts describe."""
    return _started(parts).hexdigest()


def _started(parts: tuple[object, ...]) -> "hashlib._Hash":
    return hashlib.sha256(repr((VERSION, *parts)).encode())


def load_or_compile(folder: Path, key: str, read: Callable[[], Links]) -> Network:
    """Load the network of this key, compiling and saving it first if it is not there."""
    target = folder / key
    if not (target / "complete").exists():
        # Loaded only where it is used: what is compiled already shall answer at once.
        from geo.analysis.compiling import compile_network

        save(compile_network(read()), target)
        forget_unused(folder)
    with suppress(OSError):  # used just now; a folder that cannot be written to is none of ours
        os.utime(target)
    return load(target)


def forget_unused(folder: Path, kept: int = KEPT_NETWORKS) -> None:
    """Remove all networks but those used last; what has one mapped keeps it until it ends."""
    networks = [one for one in folder.iterdir() if (one / "complete").exists()]
    for old in sorted(networks, key=lambda one: one.stat().st_mtime, reverse=True)[kept:]:
        shutil.rmtree(old, ignore_errors=True)


def save(network: Network, target: Path) -> None:
    """Write all arrays; the folder appears whole or not at all."""
    write_arrays(network.arrays(), target)


def write_arrays(arrays: Mapping[str, NDArray[Any]], target: Path) -> None:
    """Write arrays to a folder that appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix="draft-"))
    try:
        for name, array in arrays.items():
            np.save(draft / f"{name}.npy", array)
        (draft / "complete").touch()
        draft.chmod(0o755)
        os.rename(draft, target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not (target / "complete").exists():  # else another process was faster
            raise


def load(target: Path) -> Network:
    """Map a saved network into memory; its pages are read when they are needed."""
    return Network(**{one.name: mapped(target / f"{one.name}.npy") for one in fields(Network)})


def mapped(file: Path) -> NDArray[Any]:
    """Map one array; copy-on-write maps look like ordinary arrays to compiled kernels."""
    return np.asarray(np.load(file, mmap_mode="c"))
