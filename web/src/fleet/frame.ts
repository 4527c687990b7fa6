// The 24-byte position record of docs/api.md, and the fleet kept as plain arrays: 100,000 vessels cost no object each.

export const RECORD_BYTES = 24;
export const KINDS = 13;
export const SOURCES = 4;
export const FLAG_RANKED = 1;
export const FLAG_EVENT = 2;
export const FLAG_SILENT = 4;
export const FLAG_EXERCISE = 8;
/** Added here: course or speed unknown, so the symbol has no direction and is not dead-reckoned. */
export const FLAG_NO_COURSE = 128;

const ABSENT = 65_535;
const EARTH_M = 40_075_016.686;
const KN_MPS = 1852 / 3600;

/** Mercator y, 0 at the north edge and 1 at the south edge of the web map square. */
export function mercatorY(latDeg: number): number {
  const lat = Math.max(-85.051129, Math.min(85.051129, latDeg)) * (Math.PI / 180);
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + lat / 2)) / (2 * Math.PI);
}

/** Latitude of a Mercator y. */
export function latitude(y: number): number {
  return (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;
}

/** All vessels known, one slot each. */
export class Fleet {
  count = 0;
  /** Event time of the newest frame, Unix seconds. */
  time = 0;
  mmsi = new Uint32Array(0);
  x = new Float64Array(0);
  y = new Float64Array(0);
  vx = new Float32Array(0);
  vy = new Float32Array(0);
  seen = new Uint32Array(0);
  sog = new Uint16Array(0);
  cog = new Uint16Array(0);
  kind = new Uint8Array(0);
  source = new Uint8Array(0);
  flags = new Uint8Array(0);
  /** Track number modulo 256: two ships that share an MMSI are two vessels. */
  track = new Uint8Array(0);
  /** Counts what changed the fleet. */
  version = 0;
  private slots = new Map<number, number>();

  /** Forgets everything: a new snapshot follows. */
  clear(): void {
    this.count = 0;
    this.version += 1;
    this.slots.clear();
  }

  /** Takes records; unknown kinds and sources become 0, never an invisible vessel. */
  take(bytes: DataView, time: number): void {
    this.time = Math.max(this.time, time);
    this.version += 1;
    const records = Math.floor(bytes.byteLength / RECORD_BYTES);
    for (let i = 0; i < records; i += 1) this.record(bytes, i * RECORD_BYTES);
  }

  /** What names the vessel of a slot for as long as the node tells of it. */
  keyOf(slot: number): number {
    return (this.mmsi[slot] ?? 0) * 256 + (this.track[slot] ?? 0);
  }

  /** The slot of a vessel, if it is still known. */
  find(key: number): number | undefined {
    return this.slots.get(key);
  }

  private record(bytes: DataView, at: number): void {
    const mmsi = bytes.getUint32(at, true);
    const track = bytes.getUint8(at + 23);
    const slot = this.slot(mmsi * 256 + track);
    const lat = bytes.getInt32(at + 8, true) / 1e7;
    const sog = bytes.getUint16(at + 12, true);
    const cog = bytes.getUint16(at + 14, true);
    const kind = bytes.getUint8(at + 20);
    const source = bytes.getUint8(at + 21);
    this.mmsi[slot] = mmsi;
    this.track[slot] = track;
    this.x[slot] = bytes.getInt32(at + 4, true) / 3.6e9 + 0.5;
    this.y[slot] = mercatorY(lat);
    this.sog[slot] = sog;
    this.cog[slot] = cog;
    this.seen[slot] = bytes.getUint32(at + 16, true);
    this.kind[slot] = kind < KINDS ? kind : 0;
    this.source[slot] = source < SOURCES ? source : 0;
    const steady = sog !== ABSENT && cog !== ABSENT;
    this.flags[slot] = (bytes.getUint8(at + 22) & 127) | (cog === ABSENT ? FLAG_NO_COURSE : 0);
    const speed = steady ? ((sog / 10) * KN_MPS) / (EARTH_M * Math.cos(Math.min(84, Math.abs(lat)) * (Math.PI / 180))) : 0;
    const course = (cog / 10) * (Math.PI / 180);
    this.vx[slot] = speed * Math.sin(course);
    this.vy[slot] = -speed * Math.cos(course);
  }

  private slot(key: number): number {
    const known = this.slots.get(key);
    if (known !== undefined) return known;
    const slot = this.count;
    if (slot >= this.mmsi.length) this.grow();
    this.count += 1;
    this.slots.set(key, slot);
    return slot;
  }

  private grow(): void {
    const size = Math.max(1024, this.mmsi.length * 2);
    const wider = <A extends Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array>(old: A, make: (n: number) => A): A => {
      const next = make(size);
      next.set(old);
      return next;
    };
    this.mmsi = wider(this.mmsi, (n) => new Uint32Array(n));
    this.x = wider(this.x, (n) => new Float64Array(n));
    this.y = wider(this.y, (n) => new Float64Array(n));
    this.vx = wider(this.vx, (n) => new Float32Array(n));
    this.vy = wider(this.vy, (n) => new Float32Array(n));
    this.seen = wider(this.seen, (n) => new Uint32Array(n));
    this.sog = wider(this.sog, (n) => new Uint16Array(n));
    this.cog = wider(this.cog, (n) => new Uint16Array(n));
    this.kind = wider(this.kind, (n) => new Uint8Array(n));
    this.source = wider(this.source, (n) => new Uint8Array(n));
    this.flags = wider(this.flags, (n) => new Uint8Array(n));
    this.track = wider(this.track, (n) => new Uint8Array(n));
  }
}

/** Longest time a vessel is carried on along its last course, seconds: beyond it AIS would have told. */
export const DEAD_RECKONING_MAX_S = 600;

/** Where a vessel is drawn at event time `now`, Mercator. */
export function reckoned(fleet: Fleet, slot: number, now: number): [number, number] {
  const dt = Math.max(0, Math.min(DEAD_RECKONING_MAX_S, now - (fleet.seen[slot] ?? now)));
  return [(fleet.x[slot] ?? 0) + (fleet.vx[slot] ?? 0) * dt, (fleet.y[slot] ?? 0) + (fleet.vy[slot] ?? 0) * dt];
}
