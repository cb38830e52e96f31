// A scenario's changes as short texts, and as an address. Pure.

/** The query of changes, `""` for none. */
export function queryOf(texts, language = "") {
  const query = new URLSearchParams(texts.map((text) => ["c", text]));
  if (language) query.set("lang", language);
  return query.size ? `?${query}` : "";
}

/** The same change at another position: its last two parts are longitude and latitude. */
export function changed(text, at) {
  return [...text.split(",").slice(0, -2), at].join(",");
}

export const without = (texts, text) => texts.filter((one) => one !== text);

/** Put a change in the place of an old one, or last; a change that is there already is not repeated. */
export function withChange(texts, old, text) {
  if (old && texts.includes(old)) return texts.map((one) => (one === old ? text : one));
  return texts.includes(text) ? texts : [...texts, text];
}
