"""Map layers an operator sets: XYZ or WMS, as a background or on top; read once, at the start."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.environment import SettingError

MOST_LAYERS = 12
KINDS = {"xyz", "wms"}
PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class MapLayer:
    """One layer: where it is fetched, whose it is, and what it is called."""

    slug: str
    name: str
    url: str
    attribution: str
    kind: str = "xyz"
    layers: str = ""
    is_background: bool = True
    opacity: float = 1.0
    max_zoom: int = 19

    @property
    def host(self) -> str:
        """The host that images may come from; ``{s}`` stands for any subdomain."""
        parts = urlsplit(self.url.replace("{s}", "*"))
        return f"{parts.scheme}://{parts.netloc}"


def read_layers(text: str, tile_url: str = "", tile_attribution: str = "") -> tuple[MapLayer, ...]:
    """Read ``MAP_LAYERS``, a JSON list, after the one background of ``MAP_TILE_URL`` if any."""
    rows: list[Any] = []
    if tile_url:
        name = urlsplit(tile_url).hostname or "Map"
        rows.append({"name": name, "url": tile_url, "attribution": tile_attribution})
    if text.strip():
        try:
            more = json.loads(text)
        except json.JSONDecodeError as error:
            raise SettingError(f"MAP_LAYERS is no JSON: {error}.") from None
        if not isinstance(more, list):
            raise SettingError("MAP_LAYERS must be a JSON list of layers, [{…}, …].")
        rows += more
    if len(rows) > MOST_LAYERS:
        raise SettingError(f"MAP_LAYERS holds {len(rows)} layers; at most {MOST_LAYERS} fit.")
    layers = [_layer(row, number) for number, row in enumerate(rows, start=1)]
    if len({one.slug for one in layers}) < len(layers):
        raise SettingError("MAP_LAYERS: two layers share a name. Give each its own.")
    return tuple(layers)


def _layer(row: Any, number: int) -> MapLayer:
    where = f"MAP_LAYERS, layer {number}"
    if not isinstance(row, dict):
        raise SettingError(f"{where}: write an object with name, url and attribution.")
    unknown = row.keys() - {*MapLayer.__dataclass_fields__} | row.keys() & {"slug"}
    if unknown:
        raise SettingError(f"{where}: {', '.join(sorted(unknown))} is not known.")
    for key in ("name", "url", "attribution"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise SettingError(f"{where}: {key} is missing. Whose map it is must be said.")
    kind, url = row.get("kind", "xyz"), row["url"]
    if kind not in KINDS:
        raise SettingError(f"{where}: kind is xyz or wms, not {kind!r}.")
    if urlsplit(url).scheme != "https" or not urlsplit(url.replace("{s}", "a")).hostname:
        raise SettingError(f"{where}: url must begin with https://.")
    if kind == "xyz" and not all(place in url for place in PLACES):
        raise SettingError(f"{where}: an xyz address holds {{z}}, {{x}} and {{y}}.")
    if kind == "wms" and not row.get("layers"):
        raise SettingError(f"{where}: a wms needs layers, the names of what is asked for.")
    slug = re.sub(r"[^a-z0-9]+", "-", row["name"].casefold()).strip("-") or f"layer-{number}"
    try:
        opacity, zoom = float(row.get("opacity", 1)), int(row.get("max_zoom", 19))
    except (TypeError, ValueError):
        raise SettingError(f"{where}: opacity and max_zoom are numbers.") from None
    fields = row | {"opacity": min(max(opacity, 0.05), 1), "max_zoom": min(max(zoom, 1), 22)}
    return MapLayer(**fields | {"slug": slug[:40]})


def for_map(layers: tuple[MapLayer, ...]) -> str:
    """Write the layers as the map's own element carries them."""
    return json.dumps([asdict(one) for one in layers])
