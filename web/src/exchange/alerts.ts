// Alerts of partners: their events as released to us, for the list of alerts.
import { type Copy, copies, copyKey } from "./copy";
import { useLatest } from "./latest";

export interface PartnerAlert { key: string; time: number; kind: string; state: string; party: string; title: string }

/** Reads what the list shows from a copy of an event; a field that was withheld is not there. */
function alertOf(copy: Copy): PartnerAlert {
  const { kind, state, start } = copy.body as { kind?: unknown; state?: unknown; start?: { time?: unknown } | string };
  const began = typeof start === "string" ? start : start?.time;
  const time = Date.parse(typeof began === "string" ? began : copy.released);
  return { key: copyKey(copy), time, kind: typeof kind === "string" ? kind : copy.kind, state: typeof state === "string" ? state : "", party: copy.party, title: copy.title };
}

/** The partners' alerts that may be shown now, followed live. */
export function usePartnerAlerts(): () => PartnerAlert[] {
  const found = useLatest(["copy"], () => copies({ kind: "event" }));
  return () => (found.value()?.copies ?? []).filter((copy) => copy.state === "shown" || copy.state === "held").map(alertOf);
}
