// Natural Earth rings are stitched for a sphere: some cross 180° and one goes round the pole. Tiled as they are they
// draw bands across the Pacific. Each ring is unwrapped, closed over the pole if it goes round it, then cut at ±180°.
// Method: unwrap, close, clip to the world and its two copies; checked by points known to be land or sea.

/** Adds or takes whole turns so that no step is longer than 180°. */
export function unwrap(ring) {
  let turn = 0;
  let last = ring[0][0];
  return ring.map(([lon, lat]) => {
    if (lon - last > 180) turn -= 360;
    else if (lon - last < -180) turn += 360;
    last = lon;
    return [lon + turn, lat];
  });
}

/** Closes a ring that goes once round a pole by way of the pole. */
export function closeOverPole(ring) {
  const first = ring[0];
  const last = ring[ring.length - 1];
  if (Math.abs(last[0] - first[0]) < 180) return ring;
  const mean = ring.reduce((sum, point) => sum + point[1], 0) / ring.length;
  const pole = mean < 0 ? -90 : 90;
  return [...ring, [last[0], pole], [first[0], pole], first];
}

/** Sutherland–Hodgman against two meridians; a ring out of a ring, possibly empty. */
function clipRing(ring, west, east) {
  return clipSide(clipSide(ring, (p) => p[0] >= west, west), (p) => p[0] <= east, east);
}

function clipSide(ring, inside, lon) {
  const out = [];
  for (let i = 0; i < ring.length; i += 1) {
    const here = ring[i];
    const before = ring[(i + ring.length - 1) % ring.length];
    const crossing = () => {
      const f = (lon - before[0]) / (here[0] - before[0]);
      return [lon, before[1] + f * (here[1] - before[1])];
    };
    if (inside(here)) {
      if (!inside(before)) out.push(crossing());
      out.push(here);
    } else if (inside(before)) out.push(crossing());
  }
  return out;
}

/** A polygon (outer ring first) as one or more polygons inside [-180, 180]. */
export function repairPolygon(rings) {
  const flat = rings.map((ring) => closeOverPole(unwrap(ring)));
  const parts = [];
  for (const shift of [-360, 0, 360]) {
    const cut = [];
    for (const [index, ring] of flat.entries()) {
      // A hole is laid on the same copy of the world as the ring around it.
      const aligned = index === 0 ? ring : alignTo(ring, flat[0]);
      const part = clipRing(aligned.slice(0, -1), -180 + shift, 180 + shift);
      if (part.length >= 3 && area(part) > 1e-9) cut.push(close(part.map(([x, y]) => [x - shift, y])));
      else if (index === 0) break;
    }
    if (cut.length > 0) parts.push(cut);
  }
  return parts;
}

function alignTo(hole, outer) {
  const middle = (ring) => ring.reduce((sum, p) => sum + p[0], 0) / ring.length;
  const turn = Math.round((middle(outer) - middle(hole)) / 360) * 360;
  return hole.map(([x, y]) => [x + turn, y]);
}

function close(ring) {
  return [...ring, ring[0]];
}

function area(ring) {
  let twice = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [x0, y0] = ring[i];
    const [x1, y1] = ring[(i + 1) % ring.length];
    twice += x0 * y1 - x1 * y0;
  }
  return Math.abs(twice) / 2;
}

/** Coast lines of one arc: never along 180°, never over the pole. */
export function repairLine(line) {
  const parts = [];
  let part = [line[0]];
  for (let i = 1; i < line.length; i += 1) {
    const [a, b] = [line[i - 1], line[i]];
    const seam = Math.abs(Math.abs(a[0]) - 180) < 1e-6 && Math.abs(Math.abs(b[0]) - 180) < 1e-6;
    const jump = Math.abs(a[0] - b[0]) > 180;
    const pole = Math.min(a[1], b[1]) < -89.9;
    if (seam || jump || pole) {
      if (part.length > 1) parts.push(part);
      part = [];
    }
    part.push(b);
  }
  if (part.length > 1) parts.push(part);
  return parts;
}

/** Even-odd test over all polygons: is this place land? Used by the point tests. */
export function isLand(polygons, [x, y]) {
  return polygons.some((rings) => rings.filter((ring) => insideRing(ring, x, y)).length % 2 === 1);
}

function insideRing(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
