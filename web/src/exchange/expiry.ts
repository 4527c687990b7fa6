// How long a copy may still be kept, by the node's clock: the clock of a screen can be wrong.
import { createSignal } from "solid-js";
import { t } from "../language";
import { duration } from "../moment";
import { status } from "../watchroom";

const TICK_MS = 1000;
const SOON_S = 3600;
const [tick, setTick] = createSignal(Date.now());
setInterval(() => setTick(Date.now()), TICK_MS);

let offset = 0;
let told: string | undefined;

/** The node's time now, Unix ms; a reactive read. */
export function nodeNow(): number {
  const now = status()?.now;
  if (now && now !== told) {
    told = now;
    offset = Date.parse(now) - Date.now();
  }
  return tick() + offset;
}

/** Seconds until a moment; negative when it has passed. */
export function secondsUntil(moment: string): number {
  return Math.round((Date.parse(moment) - nodeNow()) / 1000);
}

/** Whether little time is left. */
export function endsSoon(moment: string | null): boolean {
  return moment !== null && secondsUntil(moment) < SOON_S;
}

/** "in 3 h 12 min", or that it is over. */
export function remaining(moment: string | null): string {
  if (!moment) return t("expiry-none");
  const left = secondsUntil(moment);
  return left > 0 ? t("expiry-in", { span: duration(left) }) : t("expiry-over");
}
