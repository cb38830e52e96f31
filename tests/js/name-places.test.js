import assert from "node:assert/strict";
import test from "node:test";

import { placeNames } from "../../static/js/map/name-places.js";

const box = (x, y, size) => ({ left: x - size / 2, right: x + size / 2, top: y - size / 2, bottom: y + size / 2 });
const boxOf = (name, { x, y }) => ({ left: name.x + x - name.width / 2, right: name.x + x + name.width / 2, top: name.y + y - 8, bottom: name.y + y + 8 });
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

test("a_name_without_marks_stands_under_its_village", () => {
  const found = placeNames([{ id: "a", x: 100, y: 100, width: 60 }], []);
  assert.deepEqual(found.get("a"), { x: 0, y: 16 });
});

test("a_name_steps_out_from_under_clusters_and_other_names", () => {
  const names = [
    { id: "flen", x: 100, y: 100, width: 50 },
    { id: "orrhammar", x: 96, y: 104, width: 80 },
  ];
  const marks = [box(100, 100, 46), box(100, 140, 34)];
  const found = placeNames(names, marks);
  const placed = names.map((name) => boxOf(name, found.get(name.id)));
  for (const one of placed) for (const mark of marks) assert.equal(meet(one, mark), false);
  assert.equal(meet(placed[0], placed[1]), false);
});

test("a_name_with_no_room_at_all_is_left_out", () => {
  const found = placeNames([{ id: "a", x: 100, y: 100, width: 60 }], [box(100, 100, 400)]);
  assert.equal(found.get("a"), null);
});
