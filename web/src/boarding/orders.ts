// Whose orders a device takes along: one ship of a plan under orders. Then it knows the vessels of those orders and no others.
import type { PlanCard, TaskRow } from "../patrol/plan";
import { orderedVersion, plan, plans, tasks } from "../patrol/plan";

export interface Ordered { plan: string; asset: string; name: string }

/** Ships of plans under orders that have something to do. */
export async function orderedShips(): Promise<Ordered[]> {
  const found: Ordered[] = [];
  for (const brief of (await plans()).plans) {
    const version = orderedVersion(brief);
    if (version === undefined) continue;
    const card = await plan(brief.id, version);
    for (const route of card.plan?.routes ?? []) {
      if (!route.stops.some((stop) => stop.task)) continue;
      const asset = card.request?.assets.find((one) => one.id === route.asset);
      found.push({ plan: brief.id, asset: route.asset, name: asset?.name || route.asset });
    }
  }
  return found;
}

/** MMSI of the vessels that a ship's orders send it to, in the order of its stops, each once. */
export function vesselsOf(card: Pick<PlanCard, "plan">, asset: string, rows: Pick<TaskRow, "mmsi" | "value">[]): number[] {
  const mmsiOf = new Map(rows.map((row) => [row.value.id, row.mmsi]));
  const route = card.plan?.routes.find((one) => one.asset === asset);
  const all = (route?.stops ?? []).map((stop) => mmsiOf.get(stop.task ?? ""));
  return [...new Set(all.filter((mmsi) => mmsi !== undefined))];
}

/** The vessels of these orders as they stand now; none when the plan is under orders no more. */
export async function vesselsNow(orders: Ordered): Promise<number[]> {
  const brief = (await plans()).plans.find((one) => one.id === orders.plan);
  const version = brief && orderedVersion(brief);
  if (version === undefined) return [];
  const [card, known] = await Promise.all([plan(orders.plan, version), tasks()]);
  return vesselsOf(card, orders.asset, known.tasks);
}
