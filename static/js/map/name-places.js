// Where the names of villages stand, so that neither marks nor other names lie over them. Pure.

const GAP = 3;
const LINE = 20;

const overlap = (a, b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/** The box of a name of a width whose middle stands at a point. */
const boxAt = (x, y, width) => ({ left: x - width / 2, right: x + width / 2, top: y - LINE / 2, bottom: y + LINE / 2 });

/** The middles a name may have beside its village, the best first: under, over, beside, then farther. */
function* spots({ x, y, width }) {
  for (const away of [16, 30, 44]) {
    yield [x, y + away];
    yield [x, y - away];
    yield [x + width / 2 + away, y];
    yield [x - width / 2 - away, y];
    yield [x + width / 2 + away / 2, y + away];
    yield [x - width / 2 - away / 2, y + away];
    yield [x + width / 2 + away / 2, y - away];
    yield [x - width / 2 - away / 2, y - away];
  }
}

/**
 * Find a spot for each name, the greater village first. `names` are `{id, x, y, width}` in pixels, `marks`
 * boxes. A name for which no free spot is near takes the one least covered, or `null` when it would be
 * covered by more than half.
 */
export function placeNames(names, marks) {
  const taken = [...marks];
  const found = new Map();
  for (const name of names) {
    let best = null;
    let least = Infinity;
    for (const [x, y] of spots(name)) {
      const box = boxAt(x, y, name.width + 2 * GAP);
      const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
      if (covered < least) {
        least = covered;
        best = { x: x - name.x, y: y - name.y, box };
      }
      if (covered === 0) break;
    }
    const isLegible = best && least <= (name.width * LINE) / 2;
    if (isLegible) taken.push(best.box);
    found.set(name.id, isLegible ? { x: Math.round(best.x), y: Math.round(best.y) } : null);
  }
  return found;
}
