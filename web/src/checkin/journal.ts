// What this device noted: a chain of signed events, each sealed and on the disk before it is shown, kept until the node
// has said that it has them, and after.
import { call } from "../api";
import { hashOf, newId } from "../public/bytes";
import type { Device, Kept, Vault } from "../public/vault";
import { type Deed, documentTag, eventText } from "./canon";
import { sendable } from "./record";

/** The database of this page. */
export const DATABASE = "vigie-checkin";
export interface CheckInDevice extends Device {
  crisis: string; crisisName: string;
  /** Set up in an exercise: marked also while locked and without a network. */
  exercise?: boolean;
}
export type CheckInVault = Vault<CheckInDevice>;

export interface Name { script: string; family: string; given: string }
export interface Traveller {
  id: string; names: Name[]; group: string | null; guardian: string | null; language: string | null; place: string | null;
  needs: Record<string, unknown>; state: string; class: string; documents: string[]; birth_year: number | null;
  /** The leg on which the plan has a seat for them. */
  planned_leg?: string | null;
}
export interface Place { id: string; name: string; kind: string }
export interface Leg {
  id: string; name: string; from: string; departure_ms: number; cutoff_ms: number; seats: number; stretchers: number;
  /** When boarding was closed, as of the pack; null or absent while it is open. */
  boarding_closed_ms?: number | null;
}
/** A device whose wristbands are believed, unless it was revoked. */
export interface Printer { id: string; public: string; revoked: boolean }
export interface Pack { crisis: { id: string; name: string }; now_ms: number; document_key: string; places: Place[]; persons: Traveller[]; legs?: Leg[]; devices?: Printer[]; realm?: string }
export interface Noted { seq: number; text: string; signature: string; person: string; act: string; at_ms: number; leg?: string }
interface WalkIn {
  record: Record<string, unknown>; traveller: Traveller;
  /** What the node said of the record: nothing yet, empty when it has it, else why it does not take it. */
  told?: string;
}
interface Answer {
  taken: number; known: number; forked: number; refused: [number, string][]; aside: number; walk_ins: number; now_ms: number;
  persons_refused?: [number, string][];
}

/** Events, and records, that leave at once; the node takes 2,000 events. */
const AT_ONCE = 500;

const REGISTERED = { act: "registered", source: "walk_in" } as const;

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
  /** Numbers of notes that the node refuses, and why. */
  private refused: ReadonlyMap<number, string> = new Map();

  private constructor(readonly vault: CheckInVault) {}

  static async open(vault: CheckInVault): Promise<Journal> {
    const journal = new Journal(vault);
    journal.pack = await vault.get<Pack>("pack");
    journal.noted = await vault.all<Noted>("event/");
    journal.walkIns = await vault.all<WalkIn>("walkin/");
    journal.delivered = (await vault.get<number>("delivered")) ?? 0;
    journal.aside = (await vault.get<number>("aside")) ?? 0;
    journal.refused = new Map((await vault.get<[number, string][]>("refused")) ?? []);
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

  /** Writes a note, and with it what belongs to it: both are on the disk or neither. */
  private async write(person: string, deed: Deed, by: string, also: readonly Kept[] = []): Promise<Noted> {
    const seq = this.last.seq + 1;
    const at_ms = Date.now();
    const text = eventText({ device: this.vault.device.id, seq, before: this.last.hash, at_ms, by: by.slice(0, 16), person, deed });
    const signature = await this.vault.sign(new TextEncoder().encode(text));
    const noted: Noted = { seq, text, signature, person, act: deed.act, at_ms, ...(deed.act === "boarded" ? { leg: deed.leg } : {}) };
    await this.vault.keep([[nameOf("event", seq), { json: noted }], ...also]);
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
    return this.after(async () => {
      const walkIn: WalkIn = { record, traveller };
      await this.write(id, REGISTERED, by, [[nameOf("walkin", this.walkIns.length), { json: walkIn }]]);
      this.walkIns.push(walkIn);
      return traveller;
    });
  }

  /** Notes that the node does not have, and records that it has said nothing of though it has their notes. */
  waiting(): number {
    return this.noted.filter((one) => one.seq > this.delivered).length + this.owed(this.delivered).length;
  }

  /** Who came to this desk and whose record the node does not take. */
  untaken(): Traveller[] {
    return this.walkIns.filter((one) => one.told).map((one) => one.traveller);
  }

  /** Notes of this device that the node refuses, and why. */
  refusals(): { noted: Noted; why: string }[] {
    return this.noted.flatMap((noted) => {
      const why = this.refused.get(noted.seq);
      return why === undefined ? [] : [{ noted, why }];
    });
  }

  /** Records that the node has said nothing of, with their places, as far as notes up to a number register them that it has not refused, or that go now. */
  private owed(upTo: number, part: readonly Noted[] = []): { n: number; walkIn: WalkIn }[] {
    const going = new Set(part.map((one) => one.seq));
    const counts = (one: Noted): boolean => one.act === REGISTERED.act && one.seq <= upTo && (!this.refused.has(one.seq) || going.has(one.seq));
    const registered = new Set(this.noted.filter(counts).map((one) => one.person));
    return this.walkIns.map((walkIn, n) => ({ n, walkIn })).filter(({ walkIn }) => walkIn.told === undefined && registered.has(walkIn.traveller.id));
  }

  /** Delivers what the node does not have; takes the newest pack. Throws a [`Problem`] without network or sign-in. */
  deliver(): Promise<void> {
    return this.after(() => this.send());
  }

  private async send(): Promise<void> {
    await this.noteWalkIns();
    // What was refused is tried again, once a delivery: the node may know the device by now.
    const again = this.noted.filter((one) => this.refused.has(one.seq));
    for (;;) {
      const part = this.noted.filter((one) => one.seq > this.delivered).slice(0, AT_ONCE);
      if (part.length === 0 && this.owed(this.delivered).length === 0) break;
      await this.pass(part);
    }
    for (let from = 0; from < again.length; from += AT_ONCE) await this.pass(again.slice(from, from + AT_ONCE));
    this.pack = await call<Pack>(`crises/${this.vault.device.crisis}/pack`);
    await this.vault.put("pack", this.pack);
  }

  /** Hands some notes over, with the records that they register. One that the node refuses keeps no other back: it stays here with the reason. */
  private async pass(part: readonly Noted[]): Promise<void> {
    const upTo = Math.max(this.delivered, part.at(-1)?.seq ?? 0);
    // A record goes with its note or after it, and once: of what the node has said nothing is sent again.
    const owed = this.owed(upTo, part).slice(0, AT_ONCE);
    const events = part.map(({ text, signature }) => ({ text, signature }));
    const persons = owed.map((one) => sendable(one.walkIn.record));
    const answer = await call<Answer>(`crises/${this.vault.device.crisis}/events`, { json: { now_ms: Date.now(), events, persons } });
    const [bad, why] = [new Map(answer.persons_refused ?? []), new Map(answer.refused)];
    const refused = new Map(this.refused);
    const unheard = new Set<string>();
    for (const [at, one] of part.entries()) {
      const code = why.get(at);
      if (code === undefined) refused.delete(one.seq);
      else {
        refused.set(one.seq, code);
        unheard.add(one.person);
      }
    }
    const told = owed.map(({ n, walkIn }, at) => ({ n, walkIn: { ...walkIn, told: bad.get(at) ?? "" } }));
    // What the node says of a record without its note is no word on the record.
    const heard = told.filter(({ walkIn }) => walkIn.told === "" || !unheard.has(walkIn.traveller.id));
    const aside = this.aside + answer.aside;
    await this.vault.keep([
      ["delivered", { json: upTo }], ["aside", { json: aside }], ["refused", { json: [...refused] }],
      ...heard.map(({ n, walkIn }): Kept => [nameOf("walkin", n), { json: walkIn }]),
    ]);
    for (const { n, walkIn } of heard) this.walkIns[n] = walkIn;
    [this.delivered, this.aside, this.refused] = [upTo, aside, refused];
  }

  /** A page that was closed between the two kept a record without its note: it is noted now. */
  private async noteWalkIns(): Promise<void> {
    const registered = new Set(this.noted.filter((one) => one.act === REGISTERED.act).map((one) => one.person));
    for (const { traveller } of this.walkIns) {
      if (!registered.has(traveller.id)) await this.write(traveller.id, REGISTERED, this.vault.device.name);
    }
  }
}
