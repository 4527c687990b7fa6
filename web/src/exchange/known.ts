// The partners that every part of the page knows by name: fetched once, again when one changes.
import { createRoot, createSignal } from "solid-js";
import { whenExchange } from "./live";
import { type Partner, type Partners, partners } from "./partner";

const [known, setKnown] = createSignal<Partners>();
let following = false;

/** The partners, and the agency itself, as last told; asks for them the first time. */
export function knownPartners(): Partners | undefined {
  if (!following) {
    following = true;
    createRoot(() => whenExchange(["partner"], () => void fetchPartners()));
    void fetchPartners();
  }
  return known();
}

/** Fetches them again. A node without partners has none to tell of. */
export async function fetchPartners(): Promise<void> {
  const found = await partners().catch(() => undefined);
  if (found) setKnown(found);
}

/** Partners to whom something can be released or told. */
export function agreedPartners(): Partner[] {
  return (knownPartners()?.partners ?? []).filter((partner) => partner.state === "agreed");
}

/** The name of a partner or of the agency itself. */
export function partyName(party: string): string {
  const all = knownPartners();
  if (all?.own?.party === party) return all.own.name;
  return all?.partners.find((partner) => partner.party === party)?.name ?? party;
}
