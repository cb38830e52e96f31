// Straight distances on the globe, and how they are said. Pure.
import { fill, gettext, language } from "../i18n.js";

const EARTH_RADIUS_M = 6_371_008.8;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Great-circle metres between two `{lon, lat}`. */
export function metresBetween(a, b) {
  const dLat = radians(b.lat - a.lat);
  const dLon = radians(b.lon - a.lon);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** `850 m`, `5,8 km`, `14 km`: no more digits than a straight line deserves. */
export function sayDistance(metres, locale = language()) {
  if (!Number.isFinite(metres)) return gettext("not known");
  if (metres < 995) {
    return fill(gettext("%(number)s m"), { number: Math.max(10, Math.round(metres / 10) * 10) });
  }
  const km = metres / 1000;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: km < 9.95 ? 1 : 0 }).format(km);
  return fill(gettext("%(number)s km"), { number });
}
