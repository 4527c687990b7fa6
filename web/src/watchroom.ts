// Who is signed in, what the node says of itself, and what has changed: the state that all pages share.
import { patrolChanged } from "./patrol/live";
import { createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { type EventPage, type EventRecord, type Identity, type Role, type Session, type Status, type VesselBrief, call, carryCsrf, query, whenSignedOut } from "./api";
import { darkName, isDark } from "./dark";
import { type ExchangeChange, exchangeChanged, exchangeMissed } from "./exchange/live";
import { forgetInbox, refreshInbox } from "./conduct/exercise";
import { forgetMarks, refreshMarks } from "./list/marks";
import { t } from "./language";
import { learnRealm } from "./realm";
import { go, route } from "./route";
import { Vigil } from "./vigil";

/** Alerts held by the page; older ones are fetched as the list is walked. */
const ALERTS_MAX = 2000;
const ALERTS_PAGE = 200;
const NAMES_MAX = 20_000;
/** What the node answers at most. */
const NAMES_ASKED = 1000;

/** What it says of the realm is kept by itself: it stays when the session ends. */
const [session, setSession] = createSignal<Omit<Session, "realm">>();
const [status, setStatus] = createSignal<Status>();
const [listVersion, setListVersion] = createSignal(0);
const [linked, setLinked] = createSignal(false);
const [lastChange, setLastChange] = createSignal<EventRecord>();
const [changes, setChanges] = createSignal<readonly EventRecord[]>([]);
const [resumed, setResumed] = createSignal(0);
const [alerts, setAlerts] = createStore<{ events: EventRecord[]; total: number; older: string | null }>({ events: [], total: 0, older: null });
const [names, setNames] = createStore<Record<number, string>>({});
/** Names that a track itself told, by MMSI and number: several ships may use one MMSI. */
const [trackNames, setTrackNames] = createStore<Record<number, Record<number, string>>>({});
let nameCount = 0;

export { session, status, setStatus, listVersion, linked, lastChange, alerts };
/** All events of the last burst of changes, and how often the link came back: what was shown may be old then. */
export { changes, resumed };

const ORDER: readonly Role[] = ["viewer", "analyst", "watch_officer", "administrator"];

/** Whether the person signed in has at least this role. */
export function may(role: Role): boolean {
  const held = session()?.role;
  if (held === undefined) return false;
  // The roles of the crisis room stand beside the ladder of the watch floor.
  if (role === "desk" || role === "consular") return held === "consular" || held === role;
  // Who administers the node of exercise control directs there.
  if (role === "director" || role === "evaluator") return held === "director" || held === "administrator" || held === role;
  return ORDER.includes(held) ? ORDER.indexOf(held) >= ORDER.indexOf(role) : role === "viewer";
}

/** The exercise this node runs, if it is one. */
export function exercise(): string | undefined {
  const realm = status()?.realm;
  return typeof realm === "object" ? realm.exercise : undefined;
}

/** Remembers names met in lists and cards, so that events can be told by name. */
export function remember(mmsi: number, identity: Identity, track?: string): void {
  const n = Number(track?.split("-")[1]);
  if (identity.name && Number.isInteger(n) && nameCount < NAMES_MAX && trackNames[mmsi]?.[n] !== identity.name) setTrackNames(mmsi, { [n]: identity.name });
  if (!identity.name || names[mmsi] === identity.name || nameCount >= NAMES_MAX) return;
  if (names[mmsi] === undefined) nameCount += 1;
  setNames(mmsi, identity.name);
}

/** The name of a vessel, or its MMSI when no name is known. */
export function nameOf(mmsi: number): string {
  return names[mmsi] ?? (isDark(mmsi) ? darkName(mmsi) : `MMSI ${mmsi}`);
}

/** The name of a vessel that has told one, else that of another under the same MMSI, said as such: that is no identification. */
export function ownNameOr(mmsi: number, own: string | null | undefined): string {
  if (own) return own;
  const other = names[mmsi];
  return other === undefined ? t("no-name") : t("same-mmsi-as", { name: other });
}

/** How a track is labelled on the chart; the position frame tells its number modulo 256. */
export function trackLabel(mmsi: number, track: number): string {
  const told = Object.entries(trackNames[mmsi] ?? {});
  const own = told.find(([n]) => Number(n) % 256 === track % 256)?.[1];
  return own ?? (told.length > 0 ? ownNameOr(mmsi, undefined) : nameOf(mmsi));
}

/** Asks the node who we are; decides the first page. */
export async function restoreSession(): Promise<void> {
  const found = await call<Session>("session");
  learnRealm(found.realm);
  carryCsrf(found.csrf ?? "");
  setSession(found);
  if (!found.user && route().page !== "setup") go(found.setup_needed ? "setup" : "signin");
  if (found.user) enter();
}

/** Signs in; throws a Problem. */
export async function signIn(user: string, password: string): Promise<void> {
  const found = await call<Session>("session", { json: { user, password } });
  learnRealm(found.realm);
  carryCsrf(found.csrf ?? "");
  setSession(found);
  enter();
  go("watch");
}

/** Signs out here and at the node. */
export async function signOut(): Promise<void> {
  await call("session", { method: "DELETE" }).catch(() => undefined);
  leave();
}

function leave(): void {
  vigil.end();
  stream?.close();
  stream = undefined;
  setLinked(false);
  setAlerts({ events: [], total: 0, older: null });
  setSession({ user: null });
  forgetInbox();
  forgetMarks();
  if (route().page !== "setup") go("signin");
}

whenSignedOut(leave);

function enter(): void {
  void call<Status>("status").then(setStatus).catch(() => undefined);
  void refreshAlerts();
  void refreshInbox();
  void refreshMarks();
  void learnNames();
  follow();
}

/** The names of a fleet that one answer holds; more are learnt from lists, cards and searches. */
async function learnNames(): Promise<void> {
  const found = await call<{ vessels: VesselBrief[] }>(`vessels${query({ limit: NAMES_ASKED })}`).catch(() => undefined);
  for (const vessel of found?.vessels ?? []) remember(vessel.mmsi, vessel, vessel.track);
}

/** How many alerts there are: those held, once all older ones are held too; until then what the node told. */
export function alertsTotal(): number {
  const held = alerts.events.length;
  return alerts.older === null && held < ALERTS_MAX ? held : Math.max(alerts.total, held);
}

/** The alerts held with these, of each the newest revision, the latest first. */
function merged(more: Iterable<EventRecord>): EventRecord[] {
  const known = new Map(alerts.events.map((e) => [e.id, e]));
  for (const e of more) if (e.revision >= (known.get(e.id)?.revision ?? 0)) known.set(e.id, e);
  return [...known.values()].sort((a, b) => Date.parse(b.start.time) - Date.parse(a.start.time)).slice(0, ALERTS_MAX);
}

/** Fetches the newest alerts. */
export async function refreshAlerts(): Promise<void> {
  const page = await call<EventPage>(`events${query({ limit: ALERTS_PAGE })}`).catch(() => undefined);
  if (page) setAlerts({ events: merged(page.events), total: page.total, older: page.next_cursor });
}

let fetchingOlder = false;

/** Fetches the page of alerts before the oldest held; again while one is on its way is harmless. */
export async function olderAlerts(): Promise<void> {
  const cursor = alerts.older;
  if (cursor === null || fetchingOlder || alerts.events.length >= ALERTS_MAX) return;
  fetchingOlder = true;
  const page = await call<EventPage>(`events${query({ limit: ALERTS_PAGE, cursor })}`).catch(() => undefined);
  fetchingOlder = false;
  if (!page) return;
  setAlerts({ events: merged(page.events), older: page.next_cursor });
}

let stream: EventSource | undefined;
const vigil = new Vigil(() => {
  setLinked(false);
  if (session()?.user) follow();
});

/** Follows the node live. The browser sends Last-Event-ID itself when a link drops and comes back. */
function follow(): void {
  stream?.close();
  stream = new EventSource("/api/v1/stream");
  vigil.heard();
  // What began between the first fetch and the opening of the stream is in neither. A reopening resumes changes by itself.
  stream.addEventListener("open", () => void refreshAlerts(), { once: true });
  stream.onopen = () => {
    setLinked(true);
    missed();
  };
  stream.onerror = () => {
    setLinked(false);
    if (stream?.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (session()?.user) follow();
    }, 5000);
  };
  listen<{ event: EventRecord }>("change", ({ event }) => take(event));
  listen("list", () => setListVersion((n) => n + 1));
  listen<Status>("status", setStatus);
  listen<ExchangeChange>("exchange", exchangeChanged);
  listen("conduct", () => void refreshInbox());
  listen("mark", () => void refreshMarks());
  listen("plan", patrolChanged);
  listen("patrol", patrolChanged);
  // The node held more for this page than it could, and sends the changes again, but nothing else. `anew`: what it tells
  // from here on is another story, and what is shown belongs to the old one.
  listen<{ anew?: boolean }>("missed", ({ anew }) => {
    if (anew) {
      setAlerts({ events: [], total: 0, older: null });
      void refreshAlerts();
    }
    missed();
  });
  listen("beat", () => vigil.beat());
}

/** Only changes are sent again after a cut; of all else the node tells what stands now, so it is asked, as if each notice had come. */
function missed(): void {
  exchangeMissed();
  void refreshMarks();
  void refreshInbox();
  patrolChanged();
  setListVersion((n) => n + 1);
  setResumed((n) => n + 1);
}

function listen<T>(name: string, act: (body: T) => void): void {
  stream?.addEventListener(name, (message) => {
    vigil.heard();
    try {
      act(JSON.parse((message as MessageEvent<string>).data) as T);
    } catch {
      // A message that cannot be read is skipped: the next one, or the next fetch, brings the state again.
    }
  });
}

let pending: EventRecord[] = [];
let flushing = false;

/** Changes come in bursts in a fast replay; the screen takes them at most four times a second. */
function take(event: EventRecord): void {
  pending.push(event);
  if (flushing) return;
  flushing = true;
  setTimeout(() => {
    flushing = false;
    const burst = new Map(pending.map((e) => [e.id, e]));
    const begun = new Set(pending.filter((e) => e.revision === 1).map((e) => e.id));
    const newest = pending[pending.length - 1];
    setChanges(pending);
    pending = [];
    // An old event beyond those held is not new when it changes: only its first revision is.
    for (const e of alerts.events) begun.delete(e.id);
    setAlerts({ events: merged(burst.values()), total: alerts.total + begun.size });
    if (newest) setLastChange(newest);
  }, 250);
}
