// Alerts that wait for an officer's word before they may leave: counted in the navigation, listed on *Releases*.
import { createRoot, createSignal } from "solid-js";
import { call } from "../api";
import { may } from "../watchroom";
import { agreedPartners } from "./known";
import { whenExchange } from "./live";

/** `purpose` is the one that fits, of those for which the agreement holds it; null where none does. */
export interface WaitingRelease { party: string; kind: string; id: string; title: string; event: string | null; state: string | null; purpose: string | null; from: string | null }
export interface WaitingReleases { waiting: WaitingRelease[]; more: boolean }

/** The node tries every alert for every partner: it is not asked more often. */
const AGAIN_MS = 10_000;
/** New alerts come without a change of the exchange. */
const LOOK_MS = 60_000;

const [known, setKnown] = createSignal<WaitingReleases>();
let following = false;
let askedMs = 0;
let timer = 0;

/** What waits, as last told; asks for it the first time. Nothing for those who may not release. */
export function waitingReleases(): WaitingReleases {
  if (may("watch_officer") && agreedPartners().length > 0) {
    if (!following) {
      following = true;
      createRoot(() => whenExchange(["release", "partner"], soon));
      setInterval(soon, LOOK_MS);
      soon();
    }
    return known() ?? { waiting: [], more: false };
  }
  return { waiting: [], more: false };
}

/** Asks again, at once if it was not just asked. */
function soon(): void {
  timer ||= window.setTimeout(() => {
    timer = 0;
    void fetchWaiting();
  }, Math.max(0, askedMs + AGAIN_MS - Date.now()));
}

/** Asks now. A node that does not know the question has nothing waiting. */
export async function fetchWaiting(): Promise<void> {
  askedMs = Date.now();
  const found = await call<WaitingReleases>("releases/waiting").catch(() => undefined);
  if (found) setKnown(found);
}
