// What the event stream says of the exchange with partners, so that a page fetches again what it shows.
import { type Signal, createEffect, createSignal, on } from "solid-js";

export type What = "partner" | "release" | "copy" | "note" | "declared" | "match";
export interface ExchangeChange { what: What; party: string | null }

const WHATS: readonly What[] = ["partner", "release", "copy", "note", "declared", "match"];
/** Changes come in bursts while a stream catches up; a page fetches at most this often. */
const BURST_MS = 400;

const versions = Object.fromEntries(WHATS.map((what) => [what, createSignal(0)])) as Record<What, Signal<number>>;
const waiting = new Set<What>();
let timer = 0;

/** One change, as the node tells it. A kind that this page does not know changes everything. */
export function exchangeChanged(change: ExchangeChange): void {
  for (const what of WHATS.includes(change.what) ? [change.what] : WHATS) waiting.add(what);
  timer ||= window.setTimeout(flush, BURST_MS);
}

/** The link to the node is there again: changes of the exchange are not repeated, so anything may have changed. */
export function exchangeMissed(): void {
  for (const what of WHATS) waiting.add(what);
  timer ||= window.setTimeout(flush, BURST_MS);
}

function flush(): void {
  timer = 0;
  const changed = [...waiting];
  waiting.clear();
  for (const what of changed) versions[what][1]((n) => n + 1);
}

/** Runs `act` whenever one of these things of the exchange has changed. */
export function whenExchange(whats: readonly What[], act: () => void): void {
  createEffect(on(() => whats.map((what) => versions[what][0]()), act, { defer: true }));
}
