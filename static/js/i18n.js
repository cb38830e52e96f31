// Words in the reader's language, from Django's JavaScript catalogue; without it the English ids stand.

const catalogue = () => globalThis.django ?? {};

export function gettext(id) {
  return catalogue().gettext?.(id) ?? id;
}

export function ngettext(one, many, count) {
  return catalogue().ngettext?.(one, many, count) ?? (count === 1 ? one : many);
}

export function pgettext(context, id) {
  return catalogue().pgettext?.(context, id) ?? id;
}

/** Put named values into a text: `fill("%(shown)s of %(total)s", {shown: 3, total: 9})`. */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function language() {
  return globalThis.document?.documentElement.lang || "sv";
}
