// What every page knows of the exercise: which part this node has, the clock, the injects that came, and whether real life
// came first. Asked again every few seconds, and at once when the node tells of a change.
import { createSignal } from "solid-js";
import { call } from "../api";
import { language } from "../language";
import type { components } from "../schema";

export type Inbox = components["schemas"]["Inbox"];
export type Words = components["schemas"]["Words"];
export type Conduct = components["schemas"]["Conduct"];
export type ConductInject = components["schemas"]["ConductInject"];
export type ConductExpectation = components["schemas"]["ConductExpectation"];

const AGAIN_MS = 3000;
const [inbox, setInbox] = createSignal<Inbox>();
let timer = 0;

export { inbox };

/** Which part this node has in an exercise of several nodes. */
export function part(): Inbox["part"] {
  return inbox()?.part ?? "none";
}

/** Where the clock stands, in a word. */
export function clockState(clock: Conduct["clock"]): "frozen" | "over" | "running" | "paused" {
  return clock.frozen ? "frozen" : clock.over ? "over" : clock.running ? "running" : "paused";
}

/** The clock of the exercise, while control tells it. */
export function exerciseClock(): Conduct["clock"] | undefined {
  const known = inbox();
  return known?.connected ? (known.clock ?? undefined) : undefined;
}

/** Injects that nobody here has acknowledged. */
export function unseen(): Inbox["injects"] {
  return (inbox()?.injects ?? []).filter((one) => !one.seen);
}

/** Asks the node. A node without an exercise is asked once. */
export async function refreshInbox(): Promise<void> {
  clearTimeout(timer);
  const found = await call<Inbox>("conduct/inbox").catch(() => undefined);
  if (found) setInbox(found);
  if (found?.part !== "none") timer = window.setTimeout(() => void refreshInbox(), AGAIN_MS);
}

/** Nothing is known after signing out. */
export function forgetInbox(): void {
  clearTimeout(timer);
  setInbox(undefined);
}

/** A text of the list in the language on screen, else in English, else whichever there is. */
export function inLanguage(words: Words): string {
  const wanted = language() === "fr-CA" ? words.fr : language() === "ja" ? words.ja : words.en;
  return wanted || words.en || words.fr || words.ja;
}
