// What this device noted: a chain of signed events, each sealed and on the disk before it is shown, kept until the node
// has said that it has them, and after.
import { Problem, call } from "../api";
import { hashOf, newId } from "../public/bytes";
import type { Device, Vault } from "../public/vault";
import { type Deed, documentTag, eventText } from "./canon";

/** The database of this page. */
export const DATABASE = "vigie-checkin";
export interface CheckInDevice extends Device { crisis: string; crisisName: string }
export type CheckInVault = Vault<CheckInDevice>;

export interface Name { script: string; family: string; given: string }
export interface Traveller {
  id: string; names: Name[]; group: string | null; guardian: string | null; language: string | null; place: string | null;
  needs: Record<string, unknown>; state: string; class: string; documents: string[]; birth_year: number | null;
  /** The leg on which the plan has a seat for them. */
  planned_leg?: string | null;
}
export interface Place { id: string; name: string; kind: string }
export interface Leg { id: string; name: string; from: string; departure_ms: number; cutoff_ms: number; seats: number; stretchers: number }
/** A device whose wristbands are believed, unless it was revoked. */
export interface Printer { id: string; public: string; revoked: boolean }
export interface Pack { crisis: { id: string; name: string }; now_ms: number; document_key: string; places: Place[]; persons: Traveller[]; legs?: Leg[]; devices?: Printer[] }
export interface Noted { seq: number; text: string; signature: string; person: string; act: string; at_ms: number; leg?: string }
interface WalkIn { record: Record<string, unknown>; traveller: Traveller }
interface Answer { taken: number; known: number; forked: number; refused: [number, string][]; aside: number; walk_ins: number; now_ms: number }

/** Events that leave at once; the node takes 2,000. */
const AT_ONCE = 500;

const nameOf = (kind: string, n: number): string => `${kind}/${String(n).padStart(9, "0")}`;

export class Journal {
  private last = { seq: 0, hash: "" };
  private queue: Promise<unknown> = Promise.resolve();
  noted: Noted[] = [];
  walkIns: WalkIn[] = [];
  pack: Pack | undefined;
  /** Up to which number the node has this device's events. */
  delivered = 0;
  /** Events that the node set aside: this device was revoked. */
  aside = 0;

  private constructor(readonly vault: CheckInVault) {}

  static async open(vault: CheckInVault): Promise<Journal> {
    const journal = new Journal(vault);
    journal.pack = await vault.get<Pack>("pack");
    journal.noted = await vault.all<Noted>("event/");
    journal.walkIns = await vault.all<WalkIn>("walkin/");
    journal.delivered = (await vault.get<number>("delivered")) ?? 0;
    journal.aside = (await vault.get<number>("aside")) ?? 0;
    const last = journal.noted.at(-1);
    if (last) journal.last = { seq: last.seq, hash: await hashOf(last.text) };
    return journal;
  }

  /** Everyone this device knows: of the pack, and who came to the desk. */
  travellers(): Traveller[] {
    return [...(this.pack?.persons ?? []), ...this.walkIns.map((one) => one.traveller)];
  }

  /** Notes what happened; one after the other, so that numbers and chain have no holes. */
  note(person: string, deed: Deed, by: string): Promise<Noted> {
    return this.after(() => this.write(person, deed, by));
  }

  private after<T>(act: () => Promise<T>): Promise<T> {
    const next = this.queue.then(act, act);
    this.queue = next.catch(() => undefined);
    return next;
  }

  private async write(person: string, deed: Deed, by: string): Promise<Noted> {
    const seq = this.last.seq + 1;
    const at_ms = Date.now();
    const text = eventText({ device: this.vault.device.id, seq, before: this.last.hash, at_ms, by: by.slice(0, 16), person, deed });
    const signature = await this.vault.sign(new TextEncoder().encode(text));
    const noted: Noted = { seq, text, signature, person, act: deed.act, at_ms, ...(deed.act === "boarded" ? { leg: deed.leg } : {}) };
    await this.vault.put(nameOf("event", seq), noted);
    this.last = { seq, hash: await hashOf(text) };
    this.noted.push(noted);
    return noted;
  }

  /** Registers someone whom no register has, and notes it. */
  async walkIn(name: Name, more: { birth?: string; nationality?: string; number?: string; minor: boolean; group: string | null }, by: string): Promise<Traveller> {
    const id = newId();
    const key = this.pack?.document_key;
    const tag = key && more.number && more.nationality ? await documentTag(key, more.nationality, more.number) : undefined;
    const needs = { minor: more.minor };
    const record = {
      id, names: [name], nationalities: more.nationality ? [more.nationality] : [], birth: more.birth ?? null,
      documents: more.number ? [{ kind: "passport", issuer: more.nationality ?? "", number: more.number }] : [], needs, group: more.group, source: "walk_in",
    };
    const traveller: Traveller = {
      id, names: [name], group: more.group, guardian: null, language: null, place: null, needs, state: "registered",
      class: more.minor ? "minor" : "general", documents: tag ? [tag] : [], birth_year: more.birth ? Number(more.birth.slice(0, 4)) : null,
    };
    await this.vault.put(nameOf("walkin", this.walkIns.length), { record, traveller });
    this.walkIns.push({ record, traveller });
    await this.note(id, { act: "registered", source: "walk_in" }, by);
    return traveller;
  }

  waiting(): number {
    return this.noted.filter((one) => one.seq > this.delivered).length;
  }

  /** Delivers what the node does not have; takes the newest pack. Throws a [`Problem`] without network or sign-in. */
  deliver(): Promise<{ refused: [number, string][] }> {
    return this.after(() => this.send());
  }

  private async send(): Promise<{ refused: [number, string][] }> {
    const crisis = this.vault.device.crisis;
    const refused: [number, string][] = [];
    let persons = this.walkIns.map((one) => one.record);
    for (;;) {
      const part = this.noted.filter((one) => one.seq > this.delivered).slice(0, AT_ONCE);
      const last = part.at(-1);
      if (!last) break;
      const events = part.map(({ text, signature }) => ({ text, signature }));
      const answer = await call<Answer>(`crises/${crisis}/events`, { json: { now_ms: Date.now(), events, persons } });
      refused.push(...answer.refused);
      if (answer.refused.length > 0) throw new Problem(409, answer.refused[0]?.[1] ?? "crisis-event", "");
      persons = [];
      if (answer.aside > 0) {
        this.aside += answer.aside;
        await this.vault.put("aside", this.aside);
      }
      this.delivered = last.seq;
      await this.vault.put("delivered", this.delivered);
    }
    this.pack = await call<Pack>(`crises/${crisis}/pack`);
    await this.vault.put("pack", this.pack);
    return { refused };
  }
}
