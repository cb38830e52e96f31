"""The nearest services of all junctions, kept beside their network and mapped for quick questions.

One folder for each name, metric and k, holding one folder under the hash of the services' joins:
other services have another hash, so that old answers are never taken for new ones.
"""

import hashlib
import shutil
from pathlib import Path

from geo.analysis.costs import Metric
from geo.analysis.joining import Joins
from geo.analysis.labels import Labels
from geo.analysis.network import Network
from geo.compiled import mapped, write_arrays

# Raise with every change to what a label means.
VERSION = 1
FOLDER = "nearest"


def kept_labels(
    folder: Path, name: str, network: Network, supply: Joins, metric: Metric, k: int
) -> Labels:
    """Load the labels of these services, or search and keep them in place of older ones.

    `folder` is the network's; `name` says whose services they are, such as a category's.
    """
    digest = hashlib.sha256(repr(VERSION).encode())
    for array in (supply.link, supply.fraction, supply.join_m):
        digest.update(array.tobytes())
    target = folder / FOLDER / f"{name}-{metric}-{k}" / digest.hexdigest()
    try:
        cost, service = mapped(target / "cost.npy"), mapped(target / "service.npy")
    except OSError:
        labels = Labels.spread(network, supply, metric, k)
        write_arrays({"cost": labels.cost, "service": labels.service}, target)
        for older in target.parent.iterdir():
            if older != target and not older.name.startswith("draft-"):
                shutil.rmtree(older, ignore_errors=True)
        return labels
    return Labels(network, metric, supply, cost, service)
