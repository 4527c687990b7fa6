// The ranked list as pages of 100 from the node, refreshed live. With the order locked, rows keep their place while their
// numbers go on changing; what moved or came new is counted, not shown, until the officer unlocks.
import { batch, createEffect, createSignal, on, onCleanup, untrack } from "solid-js";
import { createStore, produce, reconcile } from "solid-js/store";
import { type Ranked, type RankedList, call, query } from "../api";
import { highlightVessels } from "../fleet/fleet";
import { listVersion, remember } from "../watchroom";
import { Pages } from "./pages";

const PAGE = 100;
const LOCKED_MAX = 2000;
const REFRESH_MS = 1500;
/** Vessels ringed on the chart: more rings than this hide the sea. */
const RINGED = 20;

export interface Filter { flag: string; gear: string; kind: string; min_points: string; q: string }
export const NO_FILTER: Filter = { flag: "", gear: "", kind: "", min_points: "", q: "" };

export const keyOf = (row: Ranked): string => row.track || String(row.mmsi);

export function useRanked(filter: () => Filter) {
  const [total, setTotal] = createSignal(0);
  const [rows, setRows] = createStore<Record<number, Ranked>>({});
  const [locked, setLocked] = createSignal<string[]>();
  const [moved, setMoved] = createSignal(0);
  const [failed, setFailed] = createSignal<unknown>();
  const [loaded, setLoaded] = createSignal(false);
  const [known, setKnown] = createStore<{ flags: string[]; gears: string[] }>({ flags: [], gears: [] });
  const pages = new Pages(PAGE);
  let wanted: [number, number] = [0, PAGE];
  /** Counts the filters asked for; `shown` is the one whose rows are held. */
  let question = 0;
  let shown = 0;
  let timer = 0;
  let running = false;
  let again = false;

  const fetchPage = (offset: number, limit: number): Promise<RankedList> => call<RankedList>(`list${query({ ...filter(), limit, offset })}`);

  const learn = (found: Ranked[]): void => {
    const flags = new Set(known.flags);
    const gears = new Set(known.gears);
    for (const row of found) {
      remember(row.mmsi, row.identity, row.track);
      if (row.identity.flag) flags.add(row.identity.flag);
      if (row.identity.gear) gears.add(row.identity.gear);
    }
    if (flags.size !== known.flags.length) setKnown("flags", [...flags].sort());
    if (gears.size !== known.gears.length) setKnown("gears", [...gears].sort());
  };

  const refresh = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const order = untrack(locked);
      if (order) await refreshLocked(order);
      else await refreshOpen();
      setFailed(undefined);
      setLoaded(true);
    } catch (cause) {
      setFailed(cause);
    } finally {
      running = false;
      if (again) {
        again = false;
        void refresh();
      }
    }
  };

  const refreshOpen = async (): Promise<void> => {
    const [state, mine] = [pages.now, question];
    // Another filter begins with its top, which the chart rings.
    const offsets = new Set([...(mine === shown ? [] : [0]), ...pages.window(...wanted)]);
    for (const offset of offsets) {
      const page = await fetchPage(offset, PAGE);
      if (untrack(locked)) return;
      if (mine !== question) return void (again = true);
      learn(page.vessels);
      if (offset === 0) highlightVessels(page.vessels.slice(0, RINGED).map((row) => row.mmsi));
      pages.took(offset, state);
      batch(() => {
        // Rows of another filter must not stand among these.
        if (mine !== shown) setRows(reconcile<Record<number, Ranked>, unknown>({}));
        shown = mine;
        setTotal(page.total);
        page.vessels.forEach((row, i) => setRows(offset + i, reconcile(row)));
      });
    }
  };

  const refreshLocked = async (order: string[]): Promise<void> => {
    const page = await fetchPage(0, Math.min(LOCKED_MAX, order.length + PAGE));
    if (untrack(locked) !== order) return;
    learn(page.vessels);
    const places = new Map(order.map((key, i) => [key, i]));
    let changes = Math.max(0, page.total - order.length);
    batch(() => {
      for (const [i, row] of page.vessels.entries()) {
        const place = places.get(keyOf(row));
        if (place !== undefined) setRows(place, reconcile(row));
        if (place !== i) changes += 1;
        places.delete(keyOf(row));
      }
      // Who is no longer on the list must not stand there with the points of before.
      if (page.vessels.length >= page.total) setRows(produce((held) => places.forEach((place) => delete held[place])));
      setMoved(changes);
    });
  };

  const lock = async (): Promise<void> => {
    pages.outdate();
    if (locked()) {
      setLocked(undefined);
      setMoved(0);
      void refresh();
      return;
    }
    const mine = question;
    const page = await fetchPage(0, Math.min(LOCKED_MAX, Math.max(PAGE, total())));
    if (mine !== question) return;
    batch(() => {
      if (mine !== shown) setRows(reconcile<Record<number, Ranked>, unknown>({}));
      shown = mine;
      setTotal(page.vessels.length);
      page.vessels.forEach((row, i) => setRows(i, reconcile(row)));
      setLocked(page.vessels.map(keyOf));
    });
  };

  createEffect(on(filter, () => {
    question += 1;
    pages.outdate();
    setLocked(undefined);
    setMoved(0);
    void refresh();
  }));
  createEffect(on(listVersion, () => {
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      pages.outdate();
      void refresh();
    }, REFRESH_MS);
  }, { defer: true }));
  onCleanup(() => clearTimeout(timer));

  const need = (from: number, to: number): void => {
    wanted = [from, to];
    if (to > from && !untrack(locked) && pages.isStale(from, to)) untrack(() => void refresh());
  };
  return { total, row: (i: number): Ranked | undefined => (i < total() ? rows[i] : undefined), known, locked: () => locked() !== undefined, moved, lock: () => lock().catch(setFailed), need, failed, loaded, refresh };
}
