// Vessel symbols as triangles, north up, one unit high. Shape tells the type, an added mark tells the source, so that
// a colour-blind officer, a red night screen and a black-and-white print all keep the meaning.
// The same shapes draw the legend and the list, as SVG.
import { KINDS, SOURCES } from "./frame";
import { GROUPS, MARK_EVENT, MARK_RANKED, MARK_SILENT } from "./instance";

type Point = readonly [number, number];
type Shape = readonly (readonly Point[])[];

const arrow: Shape = [[[0, 0.9], [0.45, -0.6], [-0.45, -0.6]]];
/** Fish: arrow with a tail, after the two cones of a vessel fishing. */
const fishing: Shape = [[[0, 0.95], [0.5, -0.25], [-0.5, -0.25]], [[0, -0.15], [0.45, -0.85], [-0.45, -0.85]]];
/** Broad hull with square stern: carriers and bunkers. */
const carrier: Shape = [[[0, 0.95], [0.55, 0.35], [0.55, -0.8], [-0.55, -0.8], [-0.55, 0.35]]];
const cargo: Shape = [[[0, 0.95], [0.32, 0.4], [0.32, -0.8], [-0.32, -0.8], [-0.32, 0.4]]];
const tanker: Shape = [[[0, 0.95], [0.34, 0.5], [0.34, -0.5], [0, -0.9], [-0.34, -0.5], [-0.34, 0.5]]];
const passenger: Shape = [[[0, 0.95], [0.4, 0.1], [-0.4, 0.1]], [[-0.4, -0.05], [0.4, -0.05], [0.4, -0.8], [-0.4, -0.8]]];
/** Chevron: patrol and law enforcement. */
const patrol: Shape = [[[0, 0.95], [0.6, -0.8], [0, -0.3]], [[0, 0.95], [0, -0.3], [-0.6, -0.8]]];
const service: Shape = [[[-0.22, 0.6], [0.22, 0.6], [0.5, -0.6], [-0.5, -0.6]]];
const pleasure: Shape = [[[0, 0.8], [0.28, -0.6], [-0.28, -0.6]]];
const rescue: Shape = [[[-0.2, 0.8], [0.2, 0.8], [0.2, -0.8], [-0.2, -0.8]], [[-0.8, 0.2], [0.8, 0.2], [0.8, -0.2], [-0.8, -0.2]]];
const aid: Shape = [[[0, 0.7], [0.55, 0], [0, -0.7], [-0.55, 0]]];
const base: Shape = [[[-0.5, 0.5], [0.5, 0.5], [0.5, -0.5], [-0.5, -0.5]]];
const other: Shape = [[0, 1, 2, 3, 4, 5, 6, 7].map((i): Point => [0.55 * Math.sin(((i + 0.5) * Math.PI) / 4), 0.55 * Math.cos(((i + 0.5) * Math.PI) / 4)])];

const BY_KIND: readonly Shape[] = [arrow, fishing, carrier, cargo, tanker, passenger, patrol, service, pleasure, rescue, aid, base, other];

function scaled(shape: Shape, by: number): Shape {
  return shape.map((polygon) => polygon.map(([x, y]): Point => [x * by, y * by]));
}

/** A closed band: the outline of a square or circle. */
function band(corners: number, outer: number, inner: number, turn: number, skip: (i: number) => boolean = () => false): Shape {
  const at = (i: number, r: number): Point => [r * Math.sin((i / corners) * 2 * Math.PI + turn), r * Math.cos((i / corners) * 2 * Math.PI + turn)];
  return Array.from({ length: corners }, (_, i) => i).filter((i) => !skip(i))
    .map((i) => [at(i, outer), at(i + 1, outer), at(i + 1, inner), at(i, inner)]);
}

/** AIS has no mark; VMS a bar at the stern; a satellite detection a frame; a sighting a ring. */
function withSource(shape: Shape, source: number): Shape {
  if (source === 1) return [...shape, [[-0.6, -1.0], [0.6, -1.0], [0.6, -1.22], [-0.6, -1.22]]];
  if (source === 2) return [...scaled(shape, 0.62), ...band(4, 1.45, 1.2, Math.PI / 4)];
  if (source === 3) return [...scaled(shape, 0.62), ...band(16, 1.1, 0.92, 0)];
  return shape;
}

const MARKS: Record<number, Shape> = {
  [MARK_SILENT]: band(16, 1.75, 1.5, 0, (i) => i % 2 === 0),
  [MARK_EVENT]: [[[0.9, 1.5], [1.7, 1.5], [1.3, 0.8]]],
  [MARK_RANKED]: band(24, 1.72, 1.52, 0),
};

/** Polygons of one symbol; any kind or source the frame can name has one, and an unknown one gets the arrow. */
export function symbol(kind: number, source: number): Shape {
  return withSource(BY_KIND[kind] ?? arrow, source < SOURCES ? source : 0);
}

function shapeOf(group: number): Shape {
  return MARKS[group] ?? symbol(Math.floor(group / SOURCES), group % SOURCES);
}

/** Fans of triangles of every symbol in one buffer, with where each group begins. */
export function meshes(): { corners: Float32Array; starts: number[] } {
  const out: number[] = [];
  const starts: number[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    starts.push(out.length / 2);
    for (const polygon of shapeOf(group)) {
      for (let i = 1; i + 1 < polygon.length; i += 1) {
        for (const p of [polygon[0], polygon[i], polygon[i + 1]]) if (p) out.push(p[0], p[1]);
      }
    }
  }
  starts.push(out.length / 2);
  return { corners: new Float32Array(out), starts };
}

/** The same symbol as an SVG path in a box from -1.8 to 1.8. */
export function path(kind: number, source: number): string {
  return symbol(kind, source).map((polygon) => `M${polygon.map(([x, y]) => `${x.toFixed(2)} ${(-y).toFixed(2)}`).join("L")}Z`).join("");
}

/** A mark as an SVG path. */
export function markPath(group: number): string {
  return (MARKS[group] ?? []).map((polygon) => `M${polygon.map(([x, y]) => `${x.toFixed(2)} ${(-y).toFixed(2)}`).join("L")}Z`).join("");
}

export const KIND_CODES = [
  "unknown", "fishing", "carrier", "cargo", "tanker", "passenger", "patrol", "service", "pleasure", "rescue", "aid", "base", "other",
] as const;
export const SOURCE_CODES = ["ais", "vms", "detection", "sighting"] as const;

/** Kind of the position frame from an AIS ship type and a gear, for the list, which has no frame. */
export function kindOf(shipType: number | null | undefined, gear: string | null | undefined): number {
  const g = gear ?? "";
  if (/carrier|reefer|bunker/.test(g)) return 2;
  if (g && !/cargo|tanker|passenger|patrol|tug/.test(g)) return 1;
  const type = shipType ?? 0;
  if (type === 30) return 1;
  if (type === 35 || type === 55) return 6;
  if (type === 36 || type === 37) return 8;
  if (type === 51) return 9;
  if (type === 31 || type === 32 || type === 33 || type === 34 || (type >= 50 && type <= 54)) return 7;
  if (type >= 60 && type <= 69) return 5;
  if (type >= 70 && type <= 79) return 3;
  if (type >= 80 && type <= 89) return 4;
  return type === 0 ? 0 : 12;
}

export { KINDS, SOURCES };
