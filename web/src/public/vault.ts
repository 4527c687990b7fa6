// What a device keeps, sealed: AES-256-GCM under a key that a passphrase opens (PBKDF2-SHA-256). Without the passphrase
// the database holds no name, no number and no event in the clear. Each page that stands alone has its own database.
import { hex, joined } from "./bytes";

const VERSION = 1;
/** OWASP, Password Storage Cheat Sheet: PBKDF2-HMAC-SHA-256 with 600,000 rounds. */
const ROUNDS = 600_000;
const IV = 12;
/** Characters of a passphrase: twelve, as an officer can keep and nobody guesses. */
export const PHRASE_LEAST = 12;

export interface Device { id: string; name: string; public: string }
interface Lock<D> { salt: Uint8Array<ArrayBuffer>; key: Uint8Array<ArrayBuffer>; device: D; secret: Uint8Array<ArrayBuffer> }
type Bytes = Uint8Array<ArrayBuffer>;
/** Something to keep under a name: a value, or bytes as they are. */
export type Kept = readonly [name: string, what: { json: unknown } | { bytes: Bytes }];

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const opening = indexedDB.open(name, VERSION);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("lock");
      opening.result.createObjectStore("sealed");
    };
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error ?? new Error("database"));
  });
}

/** Works in one transaction; what it wrote is on the disk when this is done. */
async function work<T>(database: string, store: "lock" | "sealed", mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T> | void): Promise<T | undefined> {
  const db = await openDatabase(database);
  try {
    return await new Promise((done, fail) => {
      const transaction = db.transaction(store, mode, { durability: "strict" });
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => done(request ? request.result : undefined);
      transaction.onerror = transaction.onabort = () => fail(transaction.error ?? new Error("database"));
    });
  } finally {
    db.close();
  }
}

/** The key that a passphrase makes. */
export async function phraseKey(passphrase: string, salt: Bytes): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Seals bytes; they open only as what they are about. */
export async function seal(key: CryptoKey, plain: Bytes, about: string): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) }, key, plain);
  return joined([iv, new Uint8Array(sealed)]);
}

export async function unseal(key: CryptoKey, sealed: Bytes, about: string): Promise<Bytes> {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.slice(0, IV), additionalData: new TextEncoder().encode(about) }, key, sealed.slice(IV));
  return new Uint8Array(plain);
}

const parsed = <T>(bytes: Bytes): T => JSON.parse(new TextDecoder().decode(bytes)) as T;

/** An open vault of a page whose devices are described by `D`. */
export class Vault<D extends Device = Device> {
  private constructor(private readonly database: string, readonly device: D, private readonly key: CryptoKey, private readonly signing: CryptoKey) {}

  /** The device that was set up here, without opening anything. */
  static async known<D extends Device>(database: string): Promise<D | undefined> {
    const lock = await work<Lock<D>>(database, "lock", "readonly", (store) => store.get("lock"));
    return lock?.device;
  }

  /** Makes the keys of a new device. It is kept only when `enrol` is done: what it gives is the first thing kept. */
  static async make<D extends Device>(database: string, passphrase: string, about: Omit<D, "public">, enrol: (device: D) => Promise<readonly Kept[]>): Promise<Vault<D>> {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
    const secret = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
    const open = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const device = { ...about, public: hex(open) } as D;
    const first = await enrol(device);
    if (await Vault.known(database)) throw new Error("device-known");
    // What a broken set-up left behind has no key any more.
    await Vault.destroy(database);
    const outer = await phraseKey(passphrase, salt);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const vault = new Vault(database, device, key, await crypto.subtle.importKey("pkcs8", secret, "Ed25519", false, ["sign"]));
    await vault.keep(first);
    const lock: Lock<D> = { salt, key: await seal(outer, raw, "key"), device, secret: await seal(key, secret, "secret") };
    await work(database, "lock", "readwrite", (store) => void store.put(lock, "lock"));
    return vault;
  }

  /** Opens the vault; nothing when the passphrase is not the right one. */
  static async open<D extends Device>(database: string, passphrase: string): Promise<Vault<D> | undefined> {
    const lock = await work<Lock<D>>(database, "lock", "readonly", (store) => store.get("lock"));
    if (!lock) return undefined;
    try {
      const raw = await unseal(await phraseKey(passphrase, lock.salt), lock.key, "key");
      const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
      const secret = await unseal(key, lock.secret, "secret");
      return new Vault(database, lock.device, key, await crypto.subtle.importKey("pkcs8", secret, "Ed25519", false, ["sign"]));
    } catch {
      return undefined;
    }
  }

  /** Forgets everything that a page kept on this device. */
  static async destroy(database: string): Promise<void> {
    await work(database, "sealed", "readwrite", (store) => void store.clear());
    await work(database, "lock", "readwrite", (store) => void store.clear());
  }

  /** Keeps several things at once: all of them or none. */
  async keep(things: readonly Kept[]): Promise<void> {
    const sealed = await Promise.all(things.map(async ([name, what]) => {
      const plain = "bytes" in what ? what.bytes : new TextEncoder().encode(JSON.stringify(what.json));
      return [name, await seal(this.key, plain, name)] as const;
    }));
    await work(this.database, "sealed", "readwrite", (store) => {
      for (const [name, bytes] of sealed) store.put(bytes, name);
    });
  }

  /** Keeps something under a name. */
  async put(name: string, what: unknown): Promise<void> {
    await this.keep([[name, { json: what }]]);
  }

  /** Bytes that are kept under a name. */
  async bytes(name: string): Promise<Bytes | undefined> {
    const sealed = await work<Bytes>(this.database, "sealed", "readonly", (store) => store.get(name));
    return sealed && unseal(this.key, sealed, name);
  }

  /** What is kept under a name. */
  async get<T>(name: string): Promise<T | undefined> {
    const plain = await this.bytes(name);
    return plain && parsed<T>(plain);
  }

  /** Names that begin so, in order. */
  async names(start: string): Promise<string[]> {
    const found = await work<IDBValidKey[]>(this.database, "sealed", "readonly", (store) => store.getAllKeys(within(start)));
    return (found ?? []).map(String);
  }

  /** Everything whose name begins so, in the order of names. */
  async all<T>(start: string): Promise<T[]> {
    const names = await this.names(start);
    const sealed = (await work<Bytes[]>(this.database, "sealed", "readonly", (store) => store.getAll(within(start)))) ?? [];
    return Promise.all(sealed.map(async (one, n) => parsed<T>(await unseal(this.key, one, names[n] ?? ""))));
  }

  /** The device's signature, hexadecimal. */
  async sign(bytes: Bytes): Promise<string> {
    return hex(new Uint8Array(await crypto.subtle.sign("Ed25519", this.signing, bytes)));
  }
}

function within(start: string): IDBKeyRange {
  return IDBKeyRange.bound(start, `${start}\uffff`);
}
