// What a task by hand may say beyond what and where: that it is worth coming back, that its value falls with time, and that
// two assets meet for it.
import { For, type JSX, Show, createSignal } from "solid-js";
import { t, word } from "../language";
import { CLASSES } from "./asset_draft";
import { type Task, type TaskRow, desk } from "./plan";

/** Kinds that are done in steps: how often is said there. */
const STEPPED: readonly string[] = ["search", "presence"];
/** Nobody meets, two assets meet for this task, or it joins a meeting that other tasks have. */
const MEETINGS = ["none", "two", "join"] as const;
type Meeting = (typeof MEETINGS)[number];

interface Decay { from: string; half_life_h: number; floor: number }
interface Repeat { visits_max: number; factor: number; gap_h: number }
interface Meet { group: string; within_min: number }
export interface Extra { decay?: Decay; repeat?: Repeat; meet?: Meet }
/** One task, or two that meet: what each says beyond the form, and the classes of asset that may do it. */
export interface Part { extra: Extra; classes: string[] }

export interface ExtraChoice {
  /** Why it cannot be sent, as a code; nothing if it can. */
  fault: (data: FormData) => string;
  /** The tasks that come of it, under a name for their meeting. */
  parts: (data: FormData, group: string) => Promise<Part[]>;
  Form: () => JSX.Element;
}

/** Meetings that open tasks have, by name. */
const meetingsOf = (rows: readonly TaskRow[]): string[] => [...new Set(rows.filter((row) => row.state === "open" || row.state === "planned").flatMap((row) => (row.value.meet ? [row.value.meet.group] : [])))].sort();

export function useExtra(kind: () => string, rows: () => readonly TaskRow[]): ExtraChoice {
  const [falls, setFalls] = createSignal(false);
  const [again, setAgain] = createSignal(false);
  const [meeting, setMeeting] = createSignal<Meeting>("none");
  const stepped = (): boolean => STEPPED.includes(kind());
  // Who meets does so once: the node takes a task that meets and comes back for none.
  const returns = (): boolean => again() && !stepped() && meeting() === "none";
  const meets = (): Meeting => (stepped() ? "none" : meeting());
  const text = (data: FormData, name: string): string => String(data.get(name) ?? "").trim();
  const amount = (data: FormData, name: string): number => Number(text(data, name));
  const fault = (data: FormData): string => {
    if (meets() === "join" && text(data, "meeting-group") === "") return "task-extra-group-needed";
    return "";
  };
  const parts = async (data: FormData, group: string): Promise<Part[]> => {
    const from = text(data, "decay-from");
    // Its full value stands until now, event time in an exercise, unless another moment is said.
    const decay = falls() ? { from: from ? `${from}:00Z` : (await desk()).now, half_life_h: amount(data, "decay-half"), floor: amount(data, "decay-floor") / 100 } : undefined;
    const repeat = returns() ? { visits_max: amount(data, "repeat-visits"), factor: amount(data, "repeat-factor") / 100, gap_h: amount(data, "repeat-gap") } : undefined;
    const plain: Extra = { ...(decay ? { decay } : {}), ...(repeat ? { repeat } : {}) };
    if (meets() === "none") return [{ extra: plain, classes: [] }];
    const meet = { group: meets() === "two" ? group : text(data, "meeting-group"), within_min: amount(data, "meeting-within") };
    const classes = (name: string): string[] => (text(data, name) ? [text(data, name)] : []);
    const first: Part = { extra: { ...plain, meet }, classes: classes("meeting-first") };
    return meets() === "two" ? [first, { extra: { ...plain, meet }, classes: classes("meeting-second") }] : [first];
  };
  const Class = (props: { name: string; label: string }): JSX.Element => (
    <label><span>{props.label}</span><select name={props.name}><option value="">{t("task-extra-any")}</option>{CLASSES.map((code) => <option value={code}>{word("asset-class", code)}</option>)}</select></label>
  );
  const Form = (): JSX.Element => (
    <fieldset class="task-extra"><legend>{t("task-extra")}</legend>
      <label class="check"><input type="checkbox" name="decay" checked={falls()} onChange={(e) => setFalls(e.currentTarget.checked)} /> {t("task-extra-falls")}</label>
      <Show when={falls()}><div class="row">
        <label><span>{t("task-extra-half")}</span><input name="decay-half" type="number" min="0.1" max="1000000" step="0.1" value="48" required /></label>
        <label><span>{t("task-extra-from")}</span><input name="decay-from" type="datetime-local" /></label>
        <label><span>{t("task-extra-floor")}</span><input name="decay-floor" type="number" min="0" max="100" step="1" value="0" required /></label>
      </div></Show>
      <Show when={!stepped()}>
        <label><span>{t("task-extra-meeting")}</span><select name="meeting" value={meeting()} onChange={(e) => setMeeting(MEETINGS.find((code) => code === e.currentTarget.value) ?? "none")}>{MEETINGS.map((code) => <option value={code}>{t(`task-extra-meeting-${code}`)}</option>)}</select></label>
        <Show when={meeting() !== "none"}><div class="row">
          <Show when={meeting() === "join"}><label class="grow"><span>{t("task-extra-group")}</span><select name="meeting-group" required>
            <option value="">{t(meetingsOf(rows()).length > 0 ? "task-extra-group-choose" : "task-extra-group-none")}</option>
            <For each={meetingsOf(rows())}>{(group) => <option value={group}>{group}</option>}</For></select></label></Show>
          <Class name="meeting-first" label={t(meeting() === "two" ? "task-extra-first" : "task-extra-who")} />
          <Show when={meeting() === "two"}><Class name="meeting-second" label={t("task-extra-second")} /></Show>
          <label><span>{t("task-extra-within")}</span><input name="meeting-within" type="number" min="0" max="100000" step="1" value="30" required /></label>
        </div><p class="hint">{t("task-extra-meeting-lead")}</p></Show>
        <Show when={meeting() === "none"}>
          <label class="check"><input type="checkbox" name="repeat" checked={again()} onChange={(e) => setAgain(e.currentTarget.checked)} /> {t("task-extra-again")}</label>
          <Show when={again()}><div class="row">
            <label><span>{t("task-form-visits")}</span><input name="repeat-visits" type="number" min="2" max="100" step="1" value="3" required /></label>
            <label><span>{t("task-extra-factor")}</span><input name="repeat-factor" type="number" min="0" max="100" step="1" value="50" required /></label>
            <label><span>{t("task-extra-gap")}</span><input name="repeat-gap" type="number" min="0" max="100000" step="0.1" value="24" required /></label>
          </div></Show>
        </Show>
      </Show>
    </fieldset>
  );
  return { fault, parts, Form };
}

/** Sends tasks that are all done or none: if one cannot be kept, those before it are taken back. */
export async function sendAll(tasks: readonly Task[], put: (task: Task) => Promise<unknown>, drop: (id: string) => Promise<unknown>): Promise<void> {
  const kept: string[] = [];
  for (const task of tasks) {
    try {
      await put(task);
      kept.push(task.id);
    } catch (cause) {
      await Promise.allSettled(kept.map(drop));
      throw cause;
    }
  }
}
