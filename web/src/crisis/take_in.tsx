// What the players of an exercise hold in their inbox goes into a crisis with one button: a register, what carries people, what
// nationals told. The same as to save the file and to give it on the page where it belongs.
import { For, type JSX, Show } from "solid-js";
import { call, callFile } from "../api";
import type { Kept } from "../evacuation/transport";
import { t } from "../language";
import { useAction } from "../page/frame";
import { type Crisis, at } from "./crisis";

/** Kinds of papers and tables that a crisis takes. */
const TAKEN: readonly string[] = ["register", "person", "transport"];

interface Paper { name: string; kind: string }
interface Read { added: number; changed: number; same: number; quarantined: number }

/** Into which crisis; where none is open, how one is opened. */
export function IntoCrisis(props: { crises: readonly Crisis[]; crisis: string | undefined; onChoose: (crisis: string) => void }): JSX.Element {
  return (
    <Show when={props.crises.length > 0} fallback={<p class="notice">{t("take-in-none")} <a href="#/evacuation">{t("page-evacuation")}</a> · <a href="#/crises">{t("page-crises")}</a></p>}>
      <label class="row"><span>{t("take-in-crisis")}</span>
        <select name="crisis" onChange={(e) => props.onChoose(e.currentTarget.value)}>
          <For each={props.crises}>{(one) => <option value={one.id} selected={one.id === props.crisis}>{one.name}</option>}</For>
        </select>
      </label>
    </Show>
  );
}

/** The button of one paper, and what came of it. */
export function TakeIn(props: { crisis: string; paper: Paper }): JSX.Element {
  const action = useAction();
  const take = (): void => void action.run(async () => {
    const file = await callFile(`conduct/told/${encodeURIComponent(props.paper.name)}`);
    return props.paper.kind === "transport" ? carries(props.crisis, await file.text()) : people(props.crisis, file);
  });
  return (
    <Show when={TAKEN.includes(props.paper.kind)}>
      <button type="button" data-take={props.paper.name} disabled={action.busy()} aria-label={t("take-in-named", { name: props.paper.name })} onClick={take}>{t("take-in")}</button>
      <action.Said />
    </Show>
  );
}

/** Places, roads and our legs, in place of those that are kept. */
async function carries(crisis: string, text: string): Promise<string | undefined> {
  const now = await call<Kept>(at(crisis, "transport"));
  // What a partner told brings places and no legs of ours: then nothing of ours is replaced.
  const has_own = now.transport?.instance.legs.some((leg) => leg.owner === now.transport?.own) ?? false;
  if (has_own && !confirm(t("transport-file-sure"))) return undefined;
  const kept = await call<Kept>(at(crisis, "transport", { from: now.revision }), { method: "PUT", text, type: "application/json" });
  return t("evac-transport-kept", { legs: kept.transport?.instance.legs.length ?? 0, faults: kept.faults.length });
}

/** A register, or nationals of whom it knows by the same keys: one source, so that they are the same people. */
async function people(crisis: string, file: Blob): Promise<string> {
  const read = await call<Read>(at(crisis, "import", { source: "file", dry: "false" }), { file, type: "text/csv" });
  const did = t("import-did", { added: read.added, changed: read.changed, same: read.same });
  return read.quarantined > 0 ? `${did} ${t("take-in-aside", { count: read.quarantined })}` : did;
}
