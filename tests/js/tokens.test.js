// The colour tokens: dark stands twice and must be the same; every text is readable on its ground.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");

function tokensOf(selector) {
  const start = css.indexOf(selector);
  assert.notEqual(start, -1, `${selector} is missing`);
  const open = css.indexOf("{", start + selector.length - 1);
  const body = css.slice(open + 1, css.indexOf("}", open));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]),
  );
}

function luminance(hex) {
  const channels = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const light = tokensOf(":root {");
const darkBySystem = tokensOf(':root:not([data-theme="light"]) {');
const darkByChoice = tokensOf(':root[data-theme="dark"] {');

test("dark_by_system_and_by_choice_are_the_same", () => {
  assert.deepEqual(darkBySystem, darkByChoice);
});

const TEXT_ON_GROUND = [
  ...["paper", "surface", "surface-sunk", "brand-wash"].flatMap((ground) =>
    ["ink", "ink-soft", "link"].map((text) => [text, ground]),
  ),
  ...["met", "gap", "possible-gap", "not-assessed", "too-close", "note", "example"].flatMap((name) => [
    [name, `${name}-wash`],
    [name, "surface"],
    ["ink", `${name}-wash`],
  ]),
  ["on-brand", "brand"],
  ["on-brand", "brand-strong"],
  ["on-brand-soft", "brand-strong"],
  ["map-label", "map-land"],
  ["map-label", "map-outside"],
  ["road", "surface"],
];
const SHAPE_ON_GROUND = [
  ["line-strong", "surface"],
  ["line-strong", "paper"],
  ["focus", "paper"],
  ["focus", "surface"],
  ["map-boundary", "map-outside"],
  ["road", "map-land"],
];

for (const [theme, tokens] of [["light", light], ["dark", { ...light, ...darkBySystem }]]) {
  for (const [text, ground] of TEXT_ON_GROUND) {
    test(`${theme}_${text}_on_${ground}_is_readable`, () => {
      assert.ok(contrast(tokens[text], tokens[ground]) >= 4.5, `${contrast(tokens[text], tokens[ground])}`);
    });
  }
  for (const [shape, ground] of SHAPE_ON_GROUND) {
    test(`${theme}_${shape}_on_${ground}_is_seen`, () => {
      const least = shape === "map-boundary" ? 2 : 3;
      assert.ok(contrast(tokens[shape], tokens[ground]) >= least, `${contrast(tokens[shape], tokens[ground])}`);
    });
  }
}
