// The map's address: what goes in comes out, and nonsense is left out without an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_LAYERS, hashOf, isAnchor, isNewStep, parse, searchOf } from "../../static/js/map/url-state.js";

const plain = parse("", "");

test("empty_address_is_the_default_and_is_written_as_nothing", () => {
  assert.deepEqual(plain.layers, DEFAULT_LAYERS);
  assert.equal(searchOf(plain), "");
  assert.equal(hashOf(plain), "");
});

test("a_state_survives_its_own_address", () => {
  const state = {
    layers: ["services", "gaps"],
    categories: ["fuel", "grocery"],
    standard: "grocery-10-km",
    open: "2026-11-24T10:00",
    traits: ["staffed", "stepfree"],
    words: "ica",
    view: { zoom: 11.5, lat: 58.90386, lon: 16.64323 },
    pick: "gaps.bettna.grocery-10-km",
    home: { lon: 16.6, lat: 59.06 },
    showsMap: true,
    ground: ["ortofoto", "fastigheter"],
  };
  assert.deepEqual(parse(searchOf(state), hashOf(state)), state);
});

test("equal_choices_in_another_order_share_one_address", () => {
  const one = { ...plain, layers: ["gaps", "services"], categories: ["library", "fuel"] };
  const other = { ...plain, layers: ["services", "gaps"], categories: ["fuel", "library"] };
  assert.equal(searchOf(one), searchOf(other));
});

test("no_layer_at_all_is_a_choice_that_is_kept", () => {
  const none = { ...plain, layers: [] };
  assert.deepEqual(parse(searchOf(none), "").layers, []);
});

for (const [name, search, hash] of [
  ["a_hash_of_nonsense", "", "#%%%/&&=javascript:alert(1)"],
  ["a_view_outside_the_earth", "", "#map=10/95/16"],
  ["a_view_with_too_few_parts", "", "#map=10/59"],
  ["a_view_with_words", "", "#map=a/b/c"],
  ["an_empty_view", "", "#map=//"],
  ["a_pick_with_markup", "", "#pick=services.<b>"],
  ["unknown_layers_and_bad_slugs", "?layer=nope&category=%3Cscript%3E&standard=A B", ""],
  ["an_opening_time_that_is_none", "?open=soon&staffed=yes&q=%20", ""],
  ["parameters_of_an_old_version", "?lager=service&zoom=9", ""],
]) {
  test(`${name}_opens_the_default_map`, () => assert.deepEqual(parse(search, hash), plain));
}

test("a_skip_link_s_hash_is_told_from_the_map_s", () => {
  assert.deepEqual(["#list", "#category-fuel", "#map=9/59/16", "", "#"].map(isAnchor), [true, true, false, false, false]);
});

test("moving_the_map_is_no_step_but_choosing_is", () => {
  assert.equal(isNewStep(plain, { ...plain, view: { zoom: 9, lat: 59, lon: 16 } }), false);
  assert.equal(isNewStep(plain, { ...plain, pick: "services.1" }), true);
  assert.equal(isNewStep(plain, { ...plain, categories: ["fuel"] }), true);
  assert.equal(isNewStep(plain, { ...plain, showsMap: true }), true);
  assert.equal(isNewStep(plain, { ...plain, home: { lon: 16, lat: 59 } }), true);
});

test("the_reader_s_position_never_stands_in_the_part_a_server_sees", () => {
  const state = { ...plain, home: { lon: 16.6, lat: 59 }, view: { zoom: 9, lat: 59, lon: 16 } };
  assert.equal(searchOf(state), "");
});

test("a_chosen_time_of_the_form_is_the_address_s_own", () => {
  assert.equal(parse("?open=at&at=2026-11-24T16:00", "").open, "2026-11-24T16:00");
  assert.equal(parse("?open=at&at=2026-13-99T16:00", "").open, "");
});
