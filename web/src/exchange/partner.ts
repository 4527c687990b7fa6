// Partners as the node tells them: identity, link, agreement and both streams (docs/api.md).
import { call, callFile } from "../api";

export interface OwnIdentity { party: string; name: string; realm: "live" | { exercise: string }; fingerprint: string; log: { records: number; last: string; fault?: string | null } }
export interface Link { state: "up" | "down" | "cut"; carrier?: string | null; since?: string | null; address: string | null; last_error: string | null }
export type AgreementState = "proposed-here" | "proposed-there" | "in-force";
export interface AgreementBrief { version: number; state: AgreementState; purposes: string[]; from: string | null; until: string | null }
export interface Sent { entries: number; acknowledged: number; waiting: number; countersigned: number; bytes: number }
/** Gaps are half open: from the first number missing to the next that is there. */
export interface Received { entries: number; gaps: [number, number][]; skipped: number; countersigned: number; bytes: number; refused: Record<string, number> }
/** Two signed heads of one stream that cannot both be true. */
export interface Fork { code: string; seq: number | null }

export interface Partner {
  party: string; name: string; fingerprint: string; state: "invited" | "agreed" | "suspended" | "removed"; link: Link; agreement: AgreementBrief | null;
  sent: Sent; received: Received; fork: Fork | null;
  /** What is wrong with the partner’s log, against what this node remembers of it. */
  log_fault?: string | null; clock_ahead_min?: number | null; log_records?: number | null; drafted?: boolean;
}
/** `own` is null on a node that exchanges nothing. */
export interface Partners { own: OwnIdentity | null; partners: Partner[] }

export interface Agreement { version: number; state: AgreementState; digest: string; text: string; cedar: string; purposes: string[]; from: string | null; until: string | null }
/** One direction: what is in force, and what is proposed. */
export interface Terms { in_force: Agreement | null; proposed: Agreement | null }
/** What we release, and what the partner releases to us. */
/** A text that waits for a second own officer before it is signed and sent. */
export interface Drafted { version: number; digest: string; text: string; cedar: string; by: string; at: string }
export interface Agreements extends Terms { drafted?: Drafted | null; theirs: Terms }
export interface ChangedObject {
  kind: string | null; id: string | null; title: string | null; fields: string[];
  /** Of what is released: the fields that the partner has already, in another form, and whether no officer is asked any more. */
  changed?: string[]; unheld?: boolean;
}
export interface Difference { newly_released: ChangedObject[]; newly_withheld: ChangedObject[]; counts: { newly_released: number; newly_withheld: number; same: number } }
export interface Invitation { invitation: string; fingerprint: string }

const of = (party: string): string => `partners/${encodeURIComponent(party)}`;

export const partners = (): Promise<Partners> => call("partners");
export const makeInvitation = (): Promise<Invitation> => call("partners/invitation", { method: "POST" });
export const acceptInvitation = (invitation: string, fingerprint: string): Promise<Partners> => call("partners", { json: { invitation, fingerprint } });
export const cutLink = (party: string, cut: boolean): Promise<unknown> => call(`${of(party)}/link`, { method: "PUT", json: { cut } });
export const agreements = (party: string): Promise<Agreements> => call(`${of(party)}/agreement`);
export const propose = (party: string, text: string, cedar: string): Promise<unknown> => call(`${of(party)}/agreement`, { method: "PUT", json: { text, cedar } });
export const acceptAgreement = (party: string, digest: string): Promise<unknown> => call(`${of(party)}/agreement/accept`, { json: { digest } });
export const second = (party: string, digest: string): Promise<unknown> => call(`${of(party)}/agreement/second`, { json: { digest } });
export const difference = (party: string, text: string, cedar: string): Promise<Difference> => call(`${of(party)}/agreement/difference`, { json: { text, cedar } });
export const parcelOut = (party: string): Promise<Blob> => callFile(`${of(party)}/parcel`);
export const parcelIn = (party: string, file: Blob): Promise<Blob> => callFile(`${of(party)}/parcel`, { file });
