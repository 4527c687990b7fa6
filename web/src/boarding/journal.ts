// What this device wrote and took: each edit and each photograph sealed and on the disk before it is shown, kept until
// the node has said that it has them, and after.
import { createSignal } from "solid-js";
import { Problem, call } from "../api";
import { sha256 } from "../public/bytes";
import type { Device, Kept, Vault } from "../public/vault";
import { type Act, type Edit, type EditId, type EditOf, type Folded, fold, heldUpTo, isEdit, keyOf, textOf } from "./edit";
import { type Pack, takePack } from "./pack";

/** The database of this page. */
export const DATABASE = "vigie-boarding";
/** `exercise`: set up in one, marked also while locked and without a network. */
export interface BoardingDevice extends Device { user: string; exercise?: boolean }
export type BoardingVault = Vault<BoardingDevice>;
type Bytes = Uint8Array<ArrayBuffer>;

/** Edits that leave at once; the node takes 2,000. */
const AT_ONCE = 500;
/** Edits of one answer of the node. */
const ANSWER_MAX = 2000;
/** Largest file, bytes, as the node takes it. */
export const FILE_BYTES_MAX = 64 * 2 ** 20;

interface Answer { taken: number; known: number; refused: { id: EditId; code: string }[] }
export interface Refused { id: EditId; code: string }
export interface Merged { sent: number; taken: number; files: number; refused: Refused[] }
/** A field's new value, with the edits that its writer saw; without them, those that stand now. */
export interface NewValue { field: string; value: unknown; seen?: readonly EditId[] | undefined }

const pad = (n: number): string => String(n).padStart(9, "0");
/** Two entries under one id are kept beside each other. */
const nameOf = (edit: Edit, twin: number): string => `edit/${edit.id.device}/${pad(edit.id.seq)}${twin > 0 ? `/${twin}` : ""}`;

export class Journal {
  private queue: Promise<unknown> = Promise.resolve();
  /** By the name under which each is kept. */
  private readonly edits = new Map<string, Edit>();
  private readonly texts = new Set<string>();
  private seq = 0;
  private readonly delivered = new Set<string>();
  private readonly filesHere = new Set<string>();
  private readonly filesSent = new Set<string>();
  private readonly state = createSignal<Folded>({ reports: new Map(), conflicts: [] });
  private readonly packed = createSignal<Pack>();
  private readonly count = createSignal({ edits: 0, files: 0 });
  /** Why the last thing could not be kept on this device, until something is kept again. */
  private readonly unkept = createSignal("");

  private constructor(readonly vault: BoardingVault) {}

  static async open(vault: BoardingVault): Promise<Journal> {
    const journal = new Journal(vault);
    journal.packed[1](await vault.get<Pack>("pack"));
    journal.hold(journal.named(await vault.all<Edit>("edit/")));
    for (const name of (await vault.get<string[]>("delivered")) ?? []) journal.delivered.add(name);
    for (const name of await vault.names("file/")) journal.filesHere.add(name.slice("file/".length));
    for (const name of (await vault.get<string[]>("files-sent")) ?? []) journal.filesSent.add(name);
    journal.show();
    return journal;
  }

  /** The reports as they stand; a reactive read, as the next three. */
  folded(): Folded {
    return this.state[0]();
  }

  pack(): Pack | undefined {
    return this.packed[0]();
  }

  /** Edits and files that the node does not have yet. */
  waiting(): { edits: number; files: number } {
    return this.count[0]();
  }

  /** Why the last thing is not on the disk, such as a full one; empty when all is. A reactive read. */
  notKept(): string {
    return this.unkept[0]();
  }

  all(): Edit[] {
    return [...this.edits.values()];
  }

  edit(id: EditId): Edit | undefined {
    return this.edits.get(`edit/${id.device}/${pad(id.seq)}`);
  }

  /** Those that are not held yet, each under a free name; the second of one text is none. */
  private named(edits: readonly Edit[]): Map<string, Edit> {
    const named = new Map<string, Edit>();
    const texts = new Set<string>();
    for (const edit of edits) {
      const text = textOf(edit);
      if (this.texts.has(text) || texts.has(text)) continue;
      texts.add(text);
      let twin = 0;
      while (this.edits.has(nameOf(edit, twin)) || named.has(nameOf(edit, twin))) twin += 1;
      named.set(nameOf(edit, twin), edit);
    }
    return named;
  }

  /** Holds what is on the disk. */
  private hold(named: ReadonlyMap<string, Edit>): void {
    for (const [name, edit] of named) {
      this.edits.set(name, edit);
      this.texts.add(textOf(edit));
      if (edit.id.device === this.vault.device.id) this.seq = Math.max(this.seq, edit.id.seq);
    }
  }

  private show(): void {
    this.state[1](fold(this.edits.values()));
    this.count[1]({
      edits: [...this.edits.keys()].filter((name) => !this.delivered.has(name)).length,
      files: [...this.filesHere].filter((sum) => !this.filesSent.has(sum)).length,
    });
  }

  private after<T>(act: () => Promise<T>): Promise<T> {
    const next = this.queue.then(act, act);
    this.queue = next.catch(() => undefined);
    return next;
  }

  /**
   * Keeps edits and files in one transaction. They are shown, sent and counted only when they are on the disk: a number given
   * to an entry that was never kept would be missing for ever from what other devices have of this one.
   */
  private async keep(edits: readonly Edit[], files: readonly [sum: string, bytes: Bytes][]): Promise<number> {
    const named = this.named(edits);
    const kept: Kept[] = [...named].map(([name, edit]): Kept => [name, { json: edit }]);
    for (const [sum, bytes] of files) kept.push([`file/${sum}`, { bytes }]);
    if (kept.length === 0) return 0;
    try {
      await this.vault.keep(kept);
    } catch (cause) {
      this.unkept[1](String(cause));
      throw cause;
    }
    this.unkept[1]("");
    this.hold(named);
    for (const [sum] of files) this.filesHere.add(sum);
    this.show();
    return named.size;
  }

  /** Writes acts in one transaction, all of one moment; `report` may be named after its first edit. */
  private write(report: string | undefined, acts: (folded: Folded) => Act[], files: readonly [string, Bytes][] = []): Promise<{ report: string; ids: EditId[] }> {
    return this.after(async () => {
      const { id: device, user } = this.vault.device;
      const at_ms = Date.now();
      const first = this.seq + 1;
      const about = report ?? `${device}-${first}`;
      const edits = acts(fold(this.edits.values())).map((act, n): Edit => ({ id: { device, seq: first + n }, at_ms, user, report: about, act }));
      await this.keep(edits, files);
      return { report: about, ids: edits.map((edit) => edit.id) };
    });
  }

  /** Begins a report with what is known; gives its name. */
  async begin(form: string, subject: string, values: Readonly<Record<string, unknown>>): Promise<string> {
    const written = await this.write(undefined, () => [
      { do: "begin", form, subject },
      ...Object.entries(values).map(([field, value]): Act => ({ do: "set", field, value, replaces: [] })),
    ]);
    return written.report;
  }

  /** Gives fields their values; with a step of the boarding when one was touched. */
  async set(report: string, values: readonly NewValue[], step?: { step: string; note: string }): Promise<EditId[]> {
    const written = await this.write(report, (folded) => {
      const heads = folded.reports.get(report)?.heads ?? {};
      const sets = values.map(({ field, value, seen }): Act => ({ do: "set", field, value: value ?? null, replaces: [...(seen ?? heads[field] ?? [])] }));
      return step ? [...sets, { do: "step", ...step }] : sets;
    });
    return written.ids;
  }

  async complete(report: string): Promise<void> {
    await this.write(report, () => [{ do: "complete" }]);
  }

  /** Keeps a file with its fingerprint, and more edits that belong to it; gives the fingerprint. */
  async attach(report: string, about: { kind: string; caption: string; media: string; place: [number, number] | null }, bytes: Bytes, more: (sum: string) => NewValue[] = () => [], step?: { step: string; note: string }): Promise<string> {
    const sum = await sha256(bytes);
    await this.write(report, (folded) => {
      const heads = folded.reports.get(report)?.heads ?? {};
      const { kind, caption, media, place } = about;
      return [
        { do: "attach", kind, caption, sha256: sum, size: bytes.length, media, place },
        ...more(sum).map(({ field, value }): Act => ({ do: "set", field, value, replaces: [...(heads[field] ?? [])] })),
        ...(step ? [{ do: "step", ...step } as const] : []),
      ];
    }, [[sum, bytes]]);
    return sum;
  }

  hasFile(sum: string): boolean {
    return (this.folded(), this.filesHere.has(sum));
  }

  /** A file as it was taken: from this device, else from the node. */
  async file(sum: string): Promise<Bytes | undefined> {
    return this.vault.bytes(`file/${sum}`);
  }

  /** Whether the node has an edit. */
  isDelivered(edit: Edit): boolean {
    return (this.waiting(), this.delivered.has(nameOf(edit, 0)));
  }

  isFileSent(sum: string): boolean {
    return (this.waiting(), this.filesSent.has(sum));
  }

  /** Takes edits and files of another device. */
  async take(edits: readonly unknown[], files: readonly [string, Bytes][] = []): Promise<{ taken: number; unfit: number }> {
    const fit = edits.filter(isEdit);
    const sound: [string, Bytes][] = [];
    for (const [sum, bytes] of files) if (!this.filesHere.has(sum) && (await sha256(bytes)) === sum) sound.push([sum, bytes]);
    const taken = await this.after(() => this.keep(fit, sound));
    return { taken, unfit: edits.length - fit.length };
  }

  /** Sends what the node lacks, takes what this device lacks. Throws a [`Problem`] without network or sign-in. */
  async merge(): Promise<Merged> {
    const out: Merged = { sent: 0, taken: 0, files: 0, refused: [] };
    await this.send(out);
    // A device that is full takes nothing in; what it has must leave all the same.
    const failed = await this.fetch(out).then(() => undefined, (cause: unknown) => ({ cause }));
    await this.sendFiles(out);
    if (failed) throw failed.cause;
    return out;
  }

  /** Notes what the node has, as far as there is room: without the note it is sent once more, and never lost. */
  private async note(name: "delivered" | "files-sent", all: ReadonlySet<string>): Promise<void> {
    try {
      await this.vault.put(name, [...all]);
    } catch (cause) {
      this.unkept[1](String(cause));
    }
  }

  private async send(out: Merged): Promise<void> {
    const lacking = [...this.edits].filter(([name]) => !this.delivered.has(name));
    for (let at = 0; at < lacking.length; at += AT_ONCE) {
      const part = lacking.slice(at, at + AT_ONCE);
      const answer = await call<Answer>("boarding/edits", { json: { edits: part.map(([, edit]) => edit) } });
      const refused = new Set(answer.refused.map(({ id }) => keyOf(id)));
      for (const [name, edit] of part) if (!refused.has(keyOf(edit.id))) this.delivered.add(name);
      out.sent += part.length - refused.size;
      out.refused.push(...answer.refused);
      await this.note("delivered", this.delivered);
      this.show();
    }
  }

  private async fetch(out: Merged): Promise<void> {
    // A number that the node does not have either must not keep what comes after it, of any device, from being asked for.
    const answered = new Map<string, number>();
    for (;;) {
      const held = heldUpTo(this.edits.values());
      for (const [device, seq] of answered) held.set(device, Math.max(seq, held.get(device) ?? 0));
      const known = [...held].map(([device, seq]) => `${device}:${seq}`).join(",");
      const answer = await call<{ edits: unknown[] }>(`boarding/edits?known=${encodeURIComponent(known)}`);
      const { taken } = await this.take(answer.edits);
      out.taken += taken;
      // What came from the node need not go there again.
      const texts = new Set(answer.edits.map(textOf));
      for (const [name, edit] of this.edits) if (texts.has(textOf(edit))) this.delivered.add(name);
      await this.note("delivered", this.delivered);
      this.show();
      let moved = false;
      for (const edit of answer.edits) {
        const id = (edit as Partial<Edit> | null)?.id;
        if (typeof id?.device !== "string" || !Number.isSafeInteger(id.seq) || id.seq <= (answered.get(id.device) ?? 0)) continue;
        answered.set(id.device, id.seq);
        moved = true;
      }
      if (!moved || answer.edits.length < ANSWER_MAX) return;
    }
  }

  private async sendFiles(out: Merged): Promise<void> {
    for (const sum of [...this.filesHere].filter((one) => !this.filesSent.has(one))) {
      const bytes = await this.file(sum);
      if (!bytes) continue;
      await call(`attachments/${sum}`, { method: "PUT", file: new Blob([bytes]) });
      this.filesSent.add(sum);
      out.files += 1;
      await this.note("files-sent", this.filesSent);
      this.show();
    }
  }

  /** Takes the newest pack. */
  async renewPack(): Promise<void> {
    const pack = await takePack(this.packed[0]()?.orders ?? null);
    await this.vault.put("pack", pack);
    this.packed[1](pack);
  }

  /** Keeps a pack that was changed here, such as by a vessel more. */
  async keepPack(pack: Pack): Promise<void> {
    await this.vault.put("pack", pack);
    this.packed[1](pack);
  }

  /** All attachments of all reports. */
  attachments(): EditOf<"attach">[] {
    return [...this.folded().reports.values()].flatMap((report) => report.attachments);
  }
}

/** Whether a problem is that nobody is signed in. */
export function asksSignIn(cause: unknown): boolean {
  return cause instanceof Problem && cause.code === "sign-in-needed";
}
