// Where the device is, if it knows and may say: kept from the last fix, so that a photograph never waits long for it.

/** A fix older than this tells where the device was, not where the photograph was taken. */
const FRESH_MS = 60_000;
const WAIT_MS = 4000;

let last: { place: [number, number]; at_ms: number } | undefined;
let watching = false;

/** To about a metre. */
export const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

/** Begins to follow the place of the device; asks for leave once. */
export function followPlace(): void {
  if (watching || !("geolocation" in navigator)) return;
  watching = true;
  navigator.geolocation.watchPosition(({ coords }) => {
    last = { place: [rounded(coords.longitude), rounded(coords.latitude)], at_ms: Date.now() };
  }, () => undefined, { enableHighAccuracy: true, maximumAge: FRESH_MS });
}

/** The place of the last fix while it is fresh, without waiting: a touch is noted at once. */
export function placeKnown(): [number, number] | null {
  // A clock that was set back must not make an old place fresh.
  return last && Math.abs(Date.now() - last.at_ms) < FRESH_MS ? last.place : null;
}

/** `[lon, lat]`, degrees, or nothing when the device does not know in time. */
export async function placeNow(): Promise<[number, number] | null> {
  const known = placeKnown();
  if (known) return known;
  if (!("geolocation" in navigator)) return null;
  const asked = new Promise<[number, number] | null>((done) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => done([rounded(coords.longitude), rounded(coords.latitude)]), () => done(null), { enableHighAccuracy: true, timeout: WAIT_MS });
  });
  const late = new Promise<null>((done) => setTimeout(() => done(null), WAIT_MS));
  return Promise.race([asked, late]);
}
