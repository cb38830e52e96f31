// Features as places: positions, filters, counts and the order of the list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { metresBetween, sayDistance } from "../../static/js/map/distance.js";
import { counts, fold, isWanted, listed, middleOf, openingOf, placeOf, villageAt } from "../../static/js/map/places.js";
import { parse } from "../../static/js/map/url-state.js";

const feature = (id, lon, lat, properties = {}) => ({
  type: "Feature",
  id,
  geometry: { type: "Point", coordinates: [lon, lat] },
  properties: { name: `Plats ${id}`, ...properties },
});
const state = (search) => parse(search, "");
const collator = new Intl.Collator("sv");

test("a_feature_without_position_is_no_place", () => {
  assert.equal(placeOf("services", { type: "Feature", id: 1, geometry: null, properties: {} }), null);
  assert.equal(placeOf("services", { type: "Feature", id: 1, geometry: { type: "Point", coordinates: [] } }), null);
  assert.equal(placeOf("services", feature(1, NaN, 59)), null);
});

test("the_middle_of_a_line_is_the_middle_of_its_extent", () => {
  assert.deepEqual(middleOf({ type: "LineString", coordinates: [[16, 58], [18, 60], [17, 62]] }), [17, 60]);
});

test("both_words_for_too_close_mean_the_same_class", () => {
  for (const word of ["too_close", "too_close_to_call"]) {
    assert.equal(placeOf("gaps", feature("a", 16, 59, { gap_class: word })).gapClass, "too_close");
  }
  assert.equal(placeOf("gaps", feature("a", 16, 59, { gap_class: "zero" })).gapClass, "");
});

test("categories_narrow_services_and_nothing_else", () => {
  const shop = placeOf("services", feature(1, 16, 59, { categories: ["grocery", "parcels"] }));
  const bath = placeOf("services", feature(2, 16, 59, { categories: ["bathing-place"] }));
  const fort = placeOf("attractions", feature(3, 16, 59));
  const chosen = state("?category=parcels");
  assert.deepEqual([shop, bath, fort].map((place) => isWanted(place, chosen)), [true, false, true]);
});

test("classes_show_for_the_chosen_standard_only", () => {
  const gap = placeOf("gaps", feature("b", 16, 59, { standard: "fuel-20-km", gap_class: "not_assessed" }));
  assert.equal(isWanted(gap, state("?layer=gaps&standard=fuel-20-km")), true);
  assert.equal(isWanted(gap, state("?layer=gaps&standard=grocery-10-km")), false);
  assert.equal(isWanted(gap, state("")), false);
});

test("counts_add_up_over_layers", () => {
  const places = [1, 2, 3].map((id) => placeOf("services", feature(id, 16, 59, { categories: id < 3 ? ["grocery"] : ["fuel"] })));
  const answer = counts(places, state("?category=fuel"));
  assert.deepEqual(answer.layers.services, { shown: 1, total: 3 });
  assert.deepEqual(answer.categories, { grocery: 2, fuel: 1 });
  assert.deepEqual([answer.shown, answer.total], [1, 3]);
});

test("the_list_holds_what_the_map_shows_nearest_first", () => {
  const places = [[1, 16.0], [2, 16.2], [3, 16.1], [4, 20]].map(([id, lon]) => placeOf("services", feature(id, lon, 59)));
  const wish = { bbox: [15, 58, 17, 60], from: { lon: 16.21, lat: 59 }, limit: 2, distance: metresBetween, collator };
  const answer = listed(places, wish);
  assert.deepEqual(answer.rows.map((row) => row.id), ["services.2", "services.3"]);
  assert.equal(answer.found, 3);
});

test("without_a_position_the_list_is_in_swedish_order", () => {
  const places = ["Österby", "Ängstorp", "Årdala", "Zinkgruvan"].map((name, id) => placeOf("services", feature(id, 16, 59, { name })));
  const answer = listed(places, { bbox: null, from: null, limit: 9, distance: metresBetween, collator });
  assert.deepEqual(answer.rows.map((row) => row.name), ["Zinkgruvan", "Årdala", "Ängstorp", "Österby"]);
});

test("bettna_to_vrena_is_nearly_six_kilometres", () => {
  const metres = metresBetween({ lon: 16.643233, lat: 58.903855 }, { lon: 16.701212, lat: 58.86165 });
  assert.ok(Math.abs(metres - 5750) < 60, String(metres));
});

test("distances_are_said_without_false_precision", () => {
  assert.deepEqual(
    [4, 847, 994, 996, 5750, 14_400, NaN].map((metres) => sayDistance(metres, "sv")),
    ["10 m", "850 m", "990 m", "1 km", "5,8 km", "14 km", "not known"],
  );
});

test("hours_are_the_best_of_the_chosen_kinds_and_unknown_when_nobody_said", () => {
  const states = { services: { 1: { grocery: "closed", fuel: "open" } }, businesses: { 7: "by_arrangement" } };
  const shop = placeOf("services", feature(1, 16, 59, { categories: ["grocery", "fuel"] }));
  assert.equal(openingOf(shop, states), "open");
  assert.equal(openingOf(shop, states, ["grocery"]), "closed");
  assert.equal(openingOf(placeOf("services", feature(2, 16, 59, { categories: ["fuel"] })), states), "unknown");
  assert.equal(openingOf(placeOf("businesses", feature(7, 16, 59)), states), "by_arrangement");
  assert.equal(openingOf(placeOf("housing", feature(1, 16, 59)), states), "");
});

test("what_is_closed_goes_and_is_counted_and_what_is_unknown_stays", () => {
  const places = ["open", "unknown", "closed"].map((opening, id) => ({ ...placeOf("services", feature(id, 16, 59)), opening }));
  const answer = counts(places, state("?open=now"));
  assert.deepEqual(answer.openings, { open: 1, unknown: 1, closed: 1 });
  assert.deepEqual([answer.shown, answer.total], [2, 3]);
});

test("a_trait_keeps_only_what_is_known_to_have_it", () => {
  const staffed = placeOf("services", feature(1, 16, 59, { forms: ["hybrid"], wheelchair: "yes", delivery: "yes" }));
  const unknown = placeOf("services", feature(2, 16, 59));
  const homes = placeOf("housing", feature(3, 16, 59));
  for (const query of ["?staffed=1", "?selfservice=1", "?stepfree=1", "?delivered=1"]) {
    assert.deepEqual([staffed, unknown, homes].map((place) => isWanted(place, state(query))), [true, false, true], query);
  }
});

test("words_find_names_however_they_are_accented", () => {
  const place = placeOf("services", feature(1, 16, 59, { name: "ICA Nära, Hälleforsnäs", category_name: "dagligvaror" }));
  assert.equal(fold(place.name), "ica nara halleforsnas");
  assert.equal(isWanted(place, state("?q=halleforsnas daglig")), true);
  assert.equal(isWanted(place, state("?q=coop")), false);
});

test("a_point_in_the_middle_of_a_village_is_known_as_that_and_whether_the_middle_is_known", () => {
  const villages = [
    feature("bettna", 16.643233, 58.903855, { name: "Bettna", precision: "exact" }),
    feature("vadsbro", 16.59728, 58.95954, { name: "Vadsbro", precision: "approximate" }),
    { type: "Feature", geometry: null, properties: { name: "Dunker", precision: "none" } },
  ];
  assert.deepEqual(
    [villageAt({ lon: 16.6433, lat: 58.9039 }, villages), villageAt({ lon: 16.5973, lat: 58.9595 }, villages)].map(({ name, isPlaced }) => [name, isPlaced]),
    [["Bettna", true], ["Vadsbro", false]],
  );
  assert.equal(villageAt({ lon: 16.66, lat: 58.9039 }, villages), null);
  assert.equal(villageAt({ lon: 16.66, lat: 58.9039 }, []), null);
});
