// Alerts of partners: their events as released to us, for the list of alerts.
import { type Copy, copies, copyKey } from "./copy";
import { t } from "../language";
import { nameOf } from "../watchroom";
import { useLatest } from "./latest";

export interface PartnerAlert { key: string; time: number; kind: string; state: string; party: string; title: string }

/** Reads what the list shows from a copy of an event; a field that was withheld is not there. */
function alertOf(copy: Copy): PartnerAlert {
  const { kind, state, from_ms: from } = copy.body;
  const time = typeof from === "number" ? from : Date.parse(copy.released);
  return { key: copyKey(copy), time, kind: typeof kind === "string" ? kind : copy.kind, state: typeof state === "string" ? state : "", party: copy.party, title: shipsOf(copy) };
}

/** The ships of an alert, as far as they were released. */
function shipsOf(copy: Copy): string {
  const { mmsis } = copy.body;
  return Array.isArray(mmsis) ? mmsis.filter((one): one is number => typeof one === "number").map(nameOf).join(t("list-separator")) : "";
}

/** The partners' alerts that may be shown now, followed live. */
export function usePartnerAlerts(): () => PartnerAlert[] {
  const found = useLatest(["copy"], () => copies({ kind: "alert,vms-alert" }));
  return () => (found.value()?.copies ?? []).filter((copy) => copy.state === "shown" || copy.state === "held").map(alertOf);
}
