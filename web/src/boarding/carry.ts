// Edits and files from one device to another without a node: one file, sealed under a passphrase or plain.
import { joined } from "../public/bytes";
import { phraseKey, seal, unseal } from "../public/vault";
import type { Journal } from "./journal";

type Bytes = Uint8Array<ArrayBuffer>;
const ABOUT = "vigie-boarding-carried/1";
const MARK = new TextEncoder().encode("VIGIE-SEALED-1\n");
const SALT = 16;

interface Carried { about: string; edits: unknown[]; files: Record<string, string> }

function base64(bytes: Bytes): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const unbase64 = (text: string): Bytes => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Everything this device holds, as the bytes of one file. Without a passphrase it is readable by everyone. */
export async function carry(journal: Journal, passphrase: string): Promise<Bytes> {
  const files: Record<string, string> = {};
  for (const { act } of journal.attachments()) {
    const bytes = journal.hasFile(act.sha256) ? await journal.file(act.sha256) : undefined;
    if (bytes) files[act.sha256] = base64(bytes);
  }
  const carried: Carried = { about: ABOUT, edits: journal.all(), files };
  const plain = new TextEncoder().encode(JSON.stringify(carried));
  if (passphrase === "") return plain;
  const salt = crypto.getRandomValues(new Uint8Array(SALT));
  return joined([MARK, salt, await seal(await phraseKey(passphrase, salt), plain, ABOUT)]);
}

export type Opened = { edits: unknown[]; files: [string, Bytes][] } | "sealed" | "foreign";

/** Reads such a file: `sealed` when the passphrase does not open it, `foreign` when it is something else. */
export async function openCarried(bytes: Bytes, passphrase: string): Promise<Opened> {
  const isSealed = MARK.every((byte, n) => bytes[n] === byte);
  let plain = bytes;
  if (isSealed) {
    try {
      const salt = bytes.slice(MARK.length, MARK.length + SALT);
      plain = await unseal(await phraseKey(passphrase, salt), bytes.slice(MARK.length + SALT), ABOUT);
    } catch {
      return "sealed";
    }
  }
  try {
    const carried = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain)) as Carried;
    if (carried.about !== ABOUT || !Array.isArray(carried.edits)) return "foreign";
    return { edits: carried.edits, files: Object.entries(carried.files ?? {}).map(([sum, text]) => [sum, unbase64(text)]) };
  } catch {
    return "foreign";
  }
}
