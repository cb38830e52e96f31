import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, queryOf, withChange, without } from "../../static/js/desk/changes.js";

test("changes stand in the address in their order", () => {
  assert.equal(queryOf(["stang,1,grocery", "norm,a,1,90"]), "?c=stang%2C1%2Cgrocery&c=norm%2Ca%2C1%2C90");
  assert.equal(queryOf([]), "");
  assert.equal(queryOf([], "de"), "?lang=de");
});

test("dragging changes only the position", () => {
  assert.equal(changed("oppna,grocery,16.6,59.0", "17.00000,58.90000"), "oppna,grocery,17.00000,58.90000");
});

test("a change takes the place of the one it replaces", () => {
  assert.deepEqual(withChange(["a", "b"], "a", "c"), ["c", "b"]);
  assert.deepEqual(withChange(["a"], null, "a"), ["a"]);
  assert.deepEqual(withChange(["a"], "gone", "b"), ["a", "b"]);
  assert.deepEqual(without(["a", "b"], "a"), ["b"]);
});
