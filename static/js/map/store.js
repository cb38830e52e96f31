// Everything the map knows: fetches collections page by page, filters, clusters and lists. Lives in the worker.
import Supercluster from "../../vendor/supercluster.js";
import { fetchFeatures, readPage } from "./features-api.js";
import { metresBetween } from "./distance.js";
import { counts, isInside, isWanted, listed, openingOf, placeOf, villageAt } from "./places.js";

const CLUSTER = { radius: 52, maxZoom: 15, minPoints: 3 };

// A class is said of a village, one by one: a number of them would say nothing.
const standsInCluster = (place) => place.layer !== "gaps";

export class Store {
  constructor({ api, questions, locale }) {
    this.api = api;
    this.questions = questions;
    this.locale = locale;
    this.collator = new Intl.Collator(locale);
    this.places = new Map();
    this.loaded = new Set();
    this.wanted = [];
    this.index = null;
    this.states = null;
  }

  /** Ask what is open at a moment: hours are read by the server. Without a moment, nobody asks. */
  async openAt({ at }) {
    this.states = at ? await readPage(`${this.questions}/oppet?at=${encodeURIComponent(at)}`) : null;
  }

  /** Read one collection; says after every page, so that the first points stand before the last arrive. */
  async load(layer, { onPage = () => {} } = {}) {
    if (this.loaded.has(layer)) return;
    this.loaded.add(layer);
    try {
      for await (const page of fetchFeatures(`${this.api}/${layer}/items`, `lang=${this.locale}`)) {
        for (const feature of page.features) {
          const place = placeOf(layer, feature);
          if (place) this.places.set(place.id, place);
        }
        onPage({ layer, ...page.progress });
      }
    } catch (error) {
      this.loaded.delete(layer);
      throw error;
    }
  }

  /** Apply the reader's filters and index what is left. */
  filter(state) {
    const all = [...this.places.values()];
    for (const place of all) place.opening = this.states && state.open ? openingOf(place, this.states, state.categories) : "";
    this.wanted = all.filter((place) => isWanted(place, state));
    this.index = new Supercluster(CLUSTER).load(
      this.wanted.filter(standsInCluster).map((place) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [place.lon, place.lat] },
        properties: place,
      })),
    );
    return counts(all, state);
  }

  /** Single places and clusters in a bounding box, ready to draw. */
  marks({ bbox, zoom }) {
    if (!this.index) return [];
    const alone = this.wanted.filter((place) => !standsInCluster(place) && isInside(place, bbox));
    const clustered = this.index.getClusters(bbox, Math.floor(zoom)).map((feature) => {
      const [lon, lat] = feature.geometry.coordinates;
      if (!feature.properties.cluster) return feature.properties;
      const { cluster_id: cluster, point_count: count } = feature.properties;
      const few = this.index.getLeaves(cluster, 4).map((leaf) => leaf.properties.name);
      return { id: `cluster.${lon.toFixed(5)}.${lat.toFixed(5)}.${count}`, cluster, count, lon, lat, few };
    });
    return [...clustered, ...alone];
  }

  /** Where a press on a cluster leads: closer, or, when all stand on one spot, to the list of them. */
  open({ cluster, maxZoom }) {
    const zoom = this.index.getClusterExpansionZoom(cluster);
    return { zoom, places: zoom > maxZoom ? this.index.getLeaves(cluster, 50).map((leaf) => leaf.properties) : [] };
  }

  list({ bbox, from, limit }) {
    return listed(this.wanted, { bbox, from, limit, distance: metresBetween, collator: this.collator });
  }

  place({ id }) {
    return this.places.get(id) ?? null;
  }

  /** The nearest place of each category to a point, and the village whose middle that point is. */
  async nearest({ from }) {
    const village = villageAt(from, await this.#villages());
    if (village && !village.isPlaced) return { nearest: [], village };
    const best = new Map();
    for (const place of this.places.values()) {
      if (place.layer !== "services") continue;
      const metres = metresBetween(from, place);
      for (const slug of place.categories) {
        if (!best.has(slug) || metres < best.get(slug).metres) best.set(slug, { ...place, slug, metres });
      }
    }
    return { nearest: [...best.values()].sort((a, b) => a.metres - b.metres), village };
  }

  /** The villages, read when they are first asked for; unread, a point is only a point. */
  async #villages() {
    this.villages ??= readPage(`${this.api}/localities/items?f=json&limit=1000&lang=${this.locale}`).then(({ features }) => features);
    return this.villages.catch(() => {
      this.villages = null;
      return [];
    });
  }
}
