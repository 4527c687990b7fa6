// What partners told of a common evacuation, as rows that keep their keys: asked for again every few seconds, a row stays the
// row it was, with what somebody types in it and what it said.
export interface TheirOffer { leg: string; leg_name: string | null; number: number; seats: number; stretchers: number; open: [number, number]; conditions: string; expires: string; state: string }
export interface Theirs {
  party: string; code: string | null; name: string | null; legs: number | null; groups: { groups: number; people: number; at_ms: number } | null;
  plan: { version: number; made_ms: number; lifted: number; not_lifted: number } | null; offers: TheirOffer[]; lines: number; records: number; unreadable: number; partial: boolean;
}
export interface OwnClaim { party: string; claim: { number: number; leg: string; offer: number; seats: number; stretchers: number }; leg_name: string | null; state: string; expires: string; given_back: [number, number] }
export interface Told { partners: Theirs[]; claims: OwnClaim[] }

const key = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

export function partnerRows(told: Told): Map<string, Theirs> {
  return new Map(told.partners.map((one) => [one.party, one]));
}

/** Offers by partner, leg and number: two partners number theirs alike. */
export function offerRows(told: Told): Map<string, { party: string; offer: TheirOffer }> {
  return new Map(told.partners.flatMap(({ party, offers }) => offers.map((offer) => [key(party, offer.leg, offer.number), { party, offer }] as const)));
}

export function claimRows(told: Told): Map<string, OwnClaim> {
  return new Map(told.claims.map((one) => [key(one.party, one.claim.leg, one.claim.number), one]));
}
