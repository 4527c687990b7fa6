// Makes coast.bin, the coarse coast inside the program, from Natural Earth's land at 1:10,000,000.
//
//   npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
//   node data/make-coast.mjs package/land-10m.json data/coast.bin
//
// Lines are thinned (Douglas and Peucker 1973) so that no dropped point lies further than TOLERANCE_KM
// from the line kept; an island too small for that stays as a triangle.
//
// Layout: "VGCO", version byte 1, then unsigned LEB128 numbers: polygons; for each its rings; for each
// ring its points, then for each point longitude and latitude in thousandths of a degree as zigzag
// differences from the point before (the first of a ring from 0, 0). The first ring of a polygon is
// its outer one. Rings are not closed by a repeated point and are kept as the source stitches them:
// the reader unwraps them at 180 degrees and closes Antarctica over the pole.
import { readFileSync, writeFileSync } from 'node:fs';

const [from, to] = process.argv.slice(2);
if (!from || !to) {
  console.error('usage: node make-coast.mjs land-10m.json coast.bin');
  process.exit(2);
}
const topology = JSON.parse(readFileSync(from, 'utf8'));
const { scale, translate } = topology.transform;

const arcs = topology.arcs.map((arc) => {
  let x = 0;
  let y = 0;
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
});

/** Joins arcs to a ring; ~n means arc n backwards; each arc begins where the one before ended. */
function ringOf(numbers) {
  const points = [];
  for (const n of numbers) {
    const arc = n < 0 ? [...arcs[~n]].reverse() : arcs[n];
    points.push(...(points.length ? arc.slice(1) : arc));
  }
  return points;
}

const TOLERANCE_KM = 0.25;
const KM_PER_DEG = 111.195;

/** Distance of p from the segment a to b, km, on a plane scaled at p. */
function offKm(p, a, b) {
  const wide = Math.max(Math.cos((p[1] * Math.PI) / 180), 1e-3) * KM_PER_DEG;
  const short = (degrees) => degrees - 360 * Math.round(degrees / 360);
  const [ax, ay] = [short(a[0] - p[0]) * wide, (a[1] - p[1]) * KM_PER_DEG];
  const [bx, by] = [short(b[0] - p[0]) * wide, (b[1] - p[1]) * KM_PER_DEG];
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const t = length2 > 0 ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length2)) : 0;
  return Math.hypot(ax + t * dx, ay + t * dy);
}

/** Keeps the points of an open line that are needed; the ends always are. */
function thinned(points) {
  const keep = new Set([0, points.length - 1]);
  const todo = [[0, points.length - 1]];
  while (todo.length) {
    const [first, last] = todo.pop();
    let [worst, at] = [TOLERANCE_KM, -1];
    for (let n = first + 1; n < last; n += 1) {
      const off = offKm(points[n], points[first], points[last]);
      if (off > worst) [worst, at] = [off, n];
    }
    if (at >= 0) {
      keep.add(at);
      todo.push([first, at], [at, last]);
    }
  }
  return points.filter((_, n) => keep.has(n));
}

/** Thins a closed ring (last point = first) between its first point, the farthest one, and a third. */
function thinnedRing(points) {
  const far = (from) => points.reduce((best, p, n) => (offKm(p, from, from) > offKm(points[best], from, from) ? n : best), 0);
  const turn = far(points[0]);
  if (turn === 0) return points;
  const ring = [...thinned(points.slice(0, turn + 1)).slice(0, -1), ...thinned(points.slice(turn))];
  if (ring.length >= 4) return ring;
  let third = 0;
  for (let n = 0; n < points.length; n += 1) {
    if (offKm(points[n], points[0], points[turn]) > offKm(points[third], points[0], points[turn])) third = n;
  }
  return [...new Set([0, turn, third])].sort((a, b) => a - b).map((n) => points[n]);
}

/** Thousandths of a degree, without repeated points. */
function thousandths(points) {
  const kept = [];
  for (const [lon, lat] of points) {
    const point = [Math.round(lon * 1000), Math.round(lat * 1000)];
    const last = kept.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) kept.push(point);
  }
  while (kept.length > 1 && kept[0][0] === kept.at(-1)[0] && kept[0][1] === kept.at(-1)[1]) kept.pop();
  return kept;
}

const polygons = [];
for (const geometry of topology.objects.land.geometries) {
  const parts = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs;
  for (const part of parts) {
    const rings = part.map((numbers) => thousandths(thinnedRing(ringOf(numbers))));
    // Natural Earth places an imaginary island of a metre at 0, 0 to find faulty data.
    if (rings[0].some(([lon, lat]) => Math.abs(lon) < 100 && Math.abs(lat) < 100)) continue;
    if (rings[0].length >= 3) polygons.push(rings.filter((ring) => ring.length >= 3));
  }
}

const bytes = [...Buffer.from('VGCO'), 1];
function put(number) {
  let rest = number;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
const zigzag = (number) => (number < 0 ? -2 * number - 1 : 2 * number);

put(polygons.length);
let count = 0;
for (const rings of polygons) {
  put(rings.length);
  for (const ring of rings) {
    put(ring.length);
    let [x, y] = [0, 0];
    for (const [lon, lat] of ring) {
      put(zigzag(lon - x));
      put(zigzag(lat - y));
      [x, y] = [lon, lat];
      count += 1;
    }
  }
}
writeFileSync(to, Buffer.from(bytes));
console.log(`${polygons.length} polygons, ${count} points, ${bytes.length} bytes`);
