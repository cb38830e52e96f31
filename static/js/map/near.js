// Where the reader is: asked once, on request, kept in this page only and sent nowhere.
import { gettext } from "../i18n.js";

const PATIENCE_MS = 12_000;

export class PositionError extends Error {}

const REASONS = {
  1: () => gettext("Your position was not shared. Search for a place instead, or move the map."),
  2: () => gettext("Your position cannot be found just now. Search for a place instead, or move the map."),
  3: () => gettext("Finding your position took too long. Try again, or move the map."),
};

/** Ask the browser for the reader's position. */
export function findMe(geolocation = navigator.geolocation) {
  if (!geolocation) return Promise.reject(new PositionError(REASONS[2]()));
  return new Promise((resolve, reject) => {
    geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      ({ code }) => reject(new PositionError((REASONS[code] ?? REASONS[2])())),
      { enableHighAccuracy: false, timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  });
}
