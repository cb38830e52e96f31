"""Residents by how far they have, drawn as columns with the limit between them."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.safestring import SafeString

from portal.drawing.matrix import shown_cost
from portal.drawing.plots import distribution
from services.queries.bands import Band


def band_plot(bands: Sequence[Band], metric: str, title: str) -> SafeString:
    """Draw the bands of one area; a hidden count has no column."""
    counts = [0.0 if one.is_hidden else one.residents for one in bands]
    # The unit stands at the first column alone: with it at each, the figures run into each other.
    edges = ["∞" if one.from_cost is None else bare_cost(one.from_cost, metric) for one in bands]
    edges[0] = shown_cost(0.0, metric)
    within = sum(1 for one in bands if one.to_cost is not None and one.from_cost is not None) / 2
    return distribution(counts, edges, title, within / len(bands))


def bare_cost(cost: float, metric: str) -> str:
    """Write minutes or kilometres without their unit, and without a decimal that is nought."""
    figure = round(cost / (60 if metric == "time" else 1000), 1)
    return number_format(int(figure) if figure == int(figure) else figure)
