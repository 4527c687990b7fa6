// The page's side of the fleet worker: one stream for all charts, answers as promises, and the event time to draw.
import { createSignal } from "solid-js";
import { status } from "../watchroom";
import type { FromFleet, ToFleet } from "./fleet.worker";
import type { Instances } from "./instance";
import type { Rows, RowsAsk, VesselAt } from "./table";

export type { Rows, RowsAsk, VesselAt } from "./table";

type Ask<T> = T extends { id: number } ? Omit<T, "id"> : never;

const worker = new Worker(new URL("./fleet.worker.ts", import.meta.url), { type: "module" });
const waiting = new Map<number, (answer: FromFleet) => void>();
const viewers = new Set<(instances: Instances) => void>();
let nextId = 1;
let latest: Instances | undefined;
let heard = 0;

const [fleetVersion, setFleetVersion] = createSignal(0);
const [fleetSize, setFleetSize] = createSignal(0);
const [positionsLinked, setPositionsLinked] = createSignal(false);
export { fleetVersion, fleetSize, positionsLinked };

worker.onmessage = ({ data }: MessageEvent<FromFleet>) => {
  if (data.tell === "instances") {
    if (data.instances.time !== latest?.time) heard = performance.now();
    latest = data.instances;
    setFleetSize(latest.vessels);
    setFleetVersion((n) => n + 1);
    for (const viewer of viewers) viewer(latest);
  } else if (data.tell === "link") setPositionsLinked(data.up);
  else {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  }
};

const send = (message: ToFleet): void => worker.postMessage(message);

function ask(message: Ask<ToFleet>): Promise<FromFleet> {
  const id = nextId++;
  return new Promise((answer) => {
    waiting.set(id, answer);
    send({ ...message, id } as ToFleet);
  });
}

/** Starts following positions; again is harmless. */
export function followPositions(): void {
  send({ ask: "follow", url: new URL("/api/v1/positions/stream", location.href).href });
}

/** The vessels to ring on the chart: the top of the list as shown. */
export function highlightVessels(mmsis: number[]): void {
  send({ ask: "highlight", mmsis });
}

/** Stops following, at sign-out. */
export function stopPositions(): void {
  send({ ask: "stop" });
}

/** Gets every new layout; returns how to stop. */
export function watchFleet(viewer: (instances: Instances) => void): () => void {
  viewers.add(viewer);
  if (latest) viewer(latest);
  return () => viewers.delete(viewer);
}

/** Vessels within `radius` (Mercator units) of a place, nearest first. */
export async function pick(x: number, y: number, radius: number): Promise<VesselAt[]> {
  const answer = await ask({ ask: "pick", x, y, radius, now: drawnTime() });
  return answer.tell === "picked" ? answer.vessels : [];
}

/** The vessels that use an MMSI now. */
export async function find(mmsi: number): Promise<VesselAt[]> {
  const answer = await ask({ ask: "find", mmsi });
  return answer.tell === "found" ? answer.vessels : [];
}

/** One window of the table of vessels in view. */
export async function rows(wanted: RowsAsk): Promise<Rows> {
  const answer = await ask({ ask: "rows", rows: wanted });
  return answer.tell === "rows" ? { total: answer.total, rows: answer.rows, fresh: answer.fresh } : { total: 0, rows: [], fresh: 0 };
}

const still = matchMedia("(prefers-reduced-motion: reduce)");
/** Vessels are carried on this long after the last frame, seconds of the watch room's clock. */
const COAST_S = 4;

/** How fast event time runs on the screen; 0 for those who want no motion. */
export function drawnRate(): number {
  return still.matches ? 0 : (status()?.speed ?? 1);
}

/** The event time to draw: that of the last frame, run on a little at the node's speed. */
export function drawnTime(): number {
  const since = Math.min(COAST_S, (performance.now() - heard) / 1000);
  return (latest?.time ?? 0) + since * drawnRate();
}
