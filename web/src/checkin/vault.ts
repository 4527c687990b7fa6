// What the device keeps, sealed: AES-256-GCM under a key that a passphrase opens (PBKDF2-SHA-256). Without the passphrase
// the database holds no name, no number and no event in the clear.
import { joined } from "./canon";

const DATABASE = "vigie-checkin";
const VERSION = 1;
/** OWASP, Password Storage Cheat Sheet: PBKDF2-HMAC-SHA-256 with 600,000 rounds. */
const ROUNDS = 600_000;
const IV = 12;

export interface Device { crisis: string; crisisName: string; id: string; name: string; public: string }
interface Lock { salt: Uint8Array<ArrayBuffer>; key: Uint8Array<ArrayBuffer>; device: Device; secret: Uint8Array<ArrayBuffer> }

function database(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const opening = indexedDB.open(DATABASE, VERSION);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("lock");
      opening.result.createObjectStore("sealed");
    };
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error ?? new Error("database"));
  });
}

/** Works in one transaction; what it wrote is on the disk when this is done. */
async function work<T>(store: "lock" | "sealed", mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T> | void): Promise<T | undefined> {
  const db = await database();
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

async function outerKey(passphrase: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function seal(key: CryptoKey, plain: Uint8Array<ArrayBuffer>, about: string): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) }, key, plain);
  return joined([iv, new Uint8Array(sealed)]);
}

async function unseal(key: CryptoKey, sealed: Uint8Array<ArrayBuffer>, about: string): Promise<Uint8Array<ArrayBuffer>> {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.slice(0, IV), additionalData: new TextEncoder().encode(about) }, key, sealed.slice(IV));
  return new Uint8Array(plain);
}

/** An open vault. */
export class Vault {
  private constructor(readonly device: Device, private readonly key: CryptoKey, private readonly signing: CryptoKey) {}

  /** The device that was set up here, without opening anything. */
  static async known(): Promise<Device | undefined> {
    const lock = await work<Lock>("lock", "readonly", (store) => store.get("lock"));
    return lock?.device;
  }

  /** Makes the keys of a new device. It is kept only when `enrol` has told the node of its public key. */
  static async make(passphrase: string, about: Omit<Device, "public">, enrol: (device: Device) => Promise<void>): Promise<Vault> {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
    const secret = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
    const open = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const device: Device = { ...about, public: [...open].map((b) => b.toString(16).padStart(2, "0")).join("") };
    await enrol(device);
    const outer = await outerKey(passphrase, salt);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const lock: Lock = { salt, key: await seal(outer, raw, "key"), device, secret: await seal(key, secret, "secret") };
    await work("lock", "readwrite", (store) => void store.put(lock, "lock"));
    return new Vault(device, key, await crypto.subtle.importKey("pkcs8", secret, "Ed25519", false, ["sign"]));
  }

  /** Opens the vault; nothing when the passphrase is not the right one. */
  static async open(passphrase: string): Promise<Vault | undefined> {
    const lock = await work<Lock>("lock", "readonly", (store) => store.get("lock"));
    if (!lock) return undefined;
    try {
      const raw = await unseal(await outerKey(passphrase, lock.salt), lock.key, "key");
      const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
      const secret = await unseal(key, lock.secret, "secret");
      return new Vault(lock.device, key, await crypto.subtle.importKey("pkcs8", secret, "Ed25519", false, ["sign"]));
    } catch {
      return undefined;
    }
  }

  /** Forgets everything on this device. */
  static async destroy(): Promise<void> {
    await work("sealed", "readwrite", (store) => void store.clear());
    await work("lock", "readwrite", (store) => void store.clear());
  }

  /** Keeps something under a name. */
  async put(name: string, what: unknown): Promise<void> {
    const sealed = await seal(this.key, new TextEncoder().encode(JSON.stringify(what)), name);
    await work("sealed", "readwrite", (store) => void store.put(sealed, name));
  }

  /** What is kept under a name. */
  async get<T>(name: string): Promise<T | undefined> {
    const sealed = await work<Uint8Array<ArrayBuffer>>("sealed", "readonly", (store) => store.get(name));
    return sealed ? (JSON.parse(new TextDecoder().decode(await unseal(this.key, sealed, name))) as T) : undefined;
  }

  /** Everything whose name begins so, in the order of names. */
  async all<T>(start: string): Promise<T[]> {
    const range = IDBKeyRange.bound(start, `${start}\uffff`);
    const names = (await work<IDBValidKey[]>("sealed", "readonly", (store) => store.getAllKeys(range))) ?? [];
    const sealed = (await work<Uint8Array<ArrayBuffer>[]>("sealed", "readonly", (store) => store.getAll(range))) ?? [];
    return Promise.all(sealed.map(async (one, n) => JSON.parse(new TextDecoder().decode(await unseal(this.key, one, String(names[n])))) as T));
  }

  /** The device's signature, hexadecimal. */
  async sign(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", this.signing, bytes));
    return [...signature].map((b) => b.toString(16).padStart(2, "0")).join("");
  }
}
