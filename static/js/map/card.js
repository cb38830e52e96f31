// What is said of one place: in the map's popup and in the list. Built from nodes, never from markup.
import { gettext } from "../i18n.js";
import { sayDistance } from "./distance.js";
import { classWord, drawIcon, iconName } from "./marks.js";

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

const OPENING_WORDS = {
  open: () => gettext("open"),
  by_arrangement: () => gettext("by arrangement: call first"),
  unknown: () => gettext("opening hours not known"),
};

function tags(place) {
  const words = [];
  if (OPENING_WORDS[place.opening]) words.push(["tag", OPENING_WORDS[place.opening]()]);
  if (place.isExample) words.push(["tag tag--example", gettext("Example")]);
  if (place.isUnconfirmed) words.push(["tag tag--unconfirmed", gettext("unconfirmed")]);
  if (place.precision === "approximate") words.push(["tag", gettext("approximate position")]);
  if (place.precision === "locality") words.push(["tag", gettext("position: the locality only")]);
  return words.map(([className, word]) => element("span", { class: className }, word));
}

function badge(place, sprite) {
  if (!place.gapClass) return null;
  const className = place.gapClass.replaceAll("_", "-");
  return element("span", { class: `badge badge--${className}` }, drawIcon(sprite, iconName(place)), classWord(place.gapClass));
}

/** One line of plain facts: what it is, where. */
function meta(place) {
  return [place.kind, place.locality !== place.name ? place.locality : ""].filter(Boolean).join(" · ");
}

/** A popup: name as link, facts, doubts. */
export function popup(place, { sprite }) {
  const name = place.name || gettext("without a name");
  const head = place.url ? element("a", { class: "popup__name", href: place.url }, name) : element("strong", { class: "popup__name" }, name);
  const facts = meta(place);
  return element(
    "div",
    { class: "popup", dir: "auto" },
    head,
    facts ? element("p", { class: "soft small" }, facts) : null,
    place.says ? element("p", {}, place.says) : null,
    element("p", { class: "row" }, ...[badge(place, sprite), ...tags(place)].filter(Boolean)),
  );
}

/** Several places on one spot: a list of their names. */
export function popupOfMany(places) {
  const items = places.map((place) => element("li", {}, place.url ? element("a", { href: place.url }, place.name) : place.name));
  return element("div", { class: "popup" }, element("strong", { class: "popup__name" }, gettext("On this spot")), element("ul", {}, ...items));
}

/** One row of the list. */
export function row(place, { sprite }) {
  const name = place.name || gettext("without a name");
  const icon = drawIcon(sprite, iconName(place));
  icon.classList.add("icon--tile");
  return element(
    "li",
    { "data-place": place.id },
    element(
      "div",
      { class: "place" },
      icon,
      element(
        "div",
        {},
        place.url ? element("a", { class: "place__name", href: place.url, dir: "auto" }, name) : element("span", { class: "place__name", dir: "auto" }, name),
        element("div", { class: "place__meta row" }, meta(place), ...[badge(place, sprite), ...tags(place)].filter(Boolean)),
      ),
      place.metres === null
        ? element("span", {})
        : element("span", { class: "place__distance", title: gettext("straight line") }, sayDistance(place.metres)),
    ),
  );
}
