"""From where one service is reached within a limit."""

from geo.analysis.costs import Floats, Metric
from geo.analysis.joining import Joins
from geo.analysis.labels import Labels
from geo.analysis.network import Network


def catchment(
    network: Network, service: Joins, metric: Metric, limit: float
) -> tuple[Floats, Floats]:
    """Find the nodes from which a service is reached within the limit.

    Parameters
    ----------
    network : Network
    service : Joins of the one service
    metric : {"distance", "time"}
    limit : metres or seconds; the search goes no farther

    Returns
    -------
    xy (n, 2) EPSG:3006 metres, cost (n,) metres or seconds

    Raises
    ------
    ValueError
        If there is not exactly one service.

    Examples
    --------
    >>> import numpy as np
    >>> from geo.analysis.compiling import compile_network
    >>> from geo.analysis.joining import join
    >>> from geo.analysis.links import Links
    >>> line = Links(np.array([[0.0, 0], [100, 0], [100, 0], [300, 0]]), np.array([0, 2, 4]),
    ...     np.array([100.0, 200.0]), np.ones(2), np.ones(2), np.ones(2, bool))
    >>> network = compile_network(line)
    >>> xy, cost = catchment(network, join(network, [(0, 0)], np.ones(1, bool)), "distance", 150)
    >>> sorted(zip(xy.tolist(), cost.tolist()))
    [([0.0, 0.0], 0.0), ([100.0, 0.0], 100.0)]
    """
    if len(service) != 1:
        raise ValueError("a catchment belongs to one service")
    cost = Labels.spread(network, service, metric, 1, limit).at_nodes().cost[:, 0]
    reached = cost <= limit
    return network.nodes_xy()[reached], cost[reached]
