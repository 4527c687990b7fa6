// A task by hand, of any kind: a place, an area, a vessel that is followed, a port, an event or a satellite pass.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { useAction } from "../page/frame";
import { parsePlace, place } from "../place";
import { useLive } from "./live";
import { type Target, type Task, type TaskRow, dropTask, putTask } from "./plan";
import { taskKind } from "./sentences";
import { sendAll, useExtra } from "./task_extra";

/** The kinds of tasks, with the hours that each takes unless it is said. */
const HOURS = { visit: 1, search: 6, presence: 12, intercept: 1.5, board: 6, escort: 12, "port-call": 2, event: 1, "satellite-pass": 2 } as const;
type Kind = keyof typeof HOURS;
const KINDS = Object.keys(HOURS) as Kind[];
const PLACED: readonly Kind[] = ["visit", "search", "presence", "event", "satellite-pass"];
const AREA: readonly Kind[] = ["search", "presence"];
const MOVING: readonly Kind[] = ["intercept", "board", "escort"];
const FOUND: readonly Kind[] = ["intercept", "board"];
const TIMED: readonly Kind[] = ["event", "satellite-pass"];
const CLASSES = ["large", "small"] as const;

type Needing = Task & { needs?: { authority?: unknown } };
interface PortRow { id?: string; value: { id: string; name?: string } }
const ports = (): Promise<{ ports: PortRow[] }> => call("patrol/ports");

/** What a boarding asks of the law: as the list has it for this vessel, else to board under her flag. */
function authority(target: string, rows: readonly TaskRow[], targets: readonly Target[]): unknown {
  const derived = rows.map((row) => row.value as Needing).find((task) => task.kind === "board" && task.target === target && task.needs?.authority);
  const flag = targets.find((one) => one.id === target)?.flag;
  return derived?.needs?.authority ?? { action: "board", ...(flag ? { flag } : {}) };
}

export function TaskForm(props: { rows: readonly TaskRow[]; targets: readonly Target[]; onDone: () => Promise<void> }): JSX.Element {
  const action = useAction();
  const known = useLive(ports);
  const [kind, setKind] = createSignal<Kind>("visit");
  const [wrong, setWrong] = createSignal("");
  const [misplaced, setMisplaced] = createSignal(false);
  const extra = useExtra(kind, () => props.rows);
  // Lists by identifier: what is chosen stays chosen when the same list is fetched again.
  const vessels = (): string[] => props.targets.map((one) => one.id);
  const harbours = (): string[] => (known.value()?.ports ?? []).map((one) => one.value.id);
  const vesselName = (id: string): string => {
    const name = props.targets.find((one) => one.id === id)?.name;
    return name ? `${name} · ${id}` : id;
  };
  const of = (kinds: readonly Kind[]): boolean => kinds.includes(kind());
  let form!: HTMLFormElement;
  const send = (): void => {
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name) ?? "").trim();
    const amount = (name: string): number => Number(text(name));
    const position = of(PLACED) ? parsePlace(text("place")) : undefined;
    const [from, until] = [text("from"), text("until")];
    setMisplaced(of(PLACED) && !position);
    const fault = misplaced() ? "place-wrong"
      : of(FOUND) && amount("locate") > amount("hours") ? "task-form-hours-wrong"
        : kind() === "satellite-pass" && amount("useful") < amount("latency") ? "task-form-useful-wrong"
          : (from || until) && !(from && until && from < until) ? "task-form-window-wrong" : extra.fault(data);
    setWrong(fault && t(fault));
    if (fault) return;
    const area = { centre: position, radius_nm: amount("radius") };
    const shape = {
      ...(of(AREA) ? { area, steps_max: amount("visits") } : position ? { position } : {}),
      ...(kind() === "search" ? { target_class: `fishing-${text("class")}` } : {}),
      ...(kind() === "presence" ? { scale_h: amount("scale") } : {}),
      ...(of(MOVING) ? { target: text("target") } : {}),
      ...(of(FOUND) ? { locate_h: amount("locate") } : {}),
      ...(kind() === "port-call" ? { port: text("port") } : {}),
      ...(of(TIMED) ? { time: `${text("time")}:00Z` } : {}),
      ...(kind() === "satellite-pass" ? { latency_h: amount("latency"), useful_h: amount("useful") } : {}),
      ...(from && until ? { windows: [{ start: `${from}:00Z`, end: `${until}:00Z` }] } : {}),
    };
    const needs = { daylight: data.has("daylight"), boarding_team: data.has("team"), ...(kind() === "board" ? { authority: authority(text("target"), props.rows, props.targets) } : {}) };
    const releasable_to = text("release").split(/[,;、，\s]+/).filter((agency) => agency !== "");
    const name = text("name");
    const id = `hand-${name.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40).toLowerCase() || "task"}-${Date.now().toString(36)}`;
    const task = { name, kind: kind(), owner: text("owner"), value: amount("value"), duration_h: amount("hours"), releasable_to, ...shape };
    void action.run(async () => {
      const parts = await extra.parts(data, id);
      // Two that meet are two tasks, each with a name of its own.
      // What was said that it is worth is for both together.
      const value = task.value / parts.length;
      const tasks = parts.map(({ extra: more, classes }, n) => ({ ...task, ...more, value, id: parts.length > 1 ? `${id}-${n + 1}` : id, needs: { ...needs, ...(classes.length > 0 ? { classes } : {}) } }));
      await sendAll(tasks as unknown as Task[], putTask, dropTask);
      for (const field of ["name", "place"]) {
        const input = form.elements.namedItem(field);
        if (input instanceof HTMLInputElement) input.value = "";
      }
      await props.onDone();
      return position ? t("patrol-task-added", { place: place(position) }) : t("task-form-added", { name });
    });
  };
  return (
    <form ref={form} class="panel form task-form" onSubmit={(e) => {
      e.preventDefault();
      send();
    }}>
      <h3>{t("patrol-task-new")}</h3>
      <div class="row">
        <label class="grow"><span>{t("col-name")}</span><input name="name" required maxlength="80" /></label>
        <label><span>{t("col-kind")}</span><select name="kind" value={kind()} onChange={(e) => setKind(KINDS.find((code) => code === e.currentTarget.value) ?? "visit")}>{KINDS.map((code) => <option value={code}>{taskKind(code)}</option>)}</select></label>
        <label><span>{t("patrol-agency")}</span><input name="owner" required maxlength="40" /></label>
      </div>
      <div class="row">
        <Show when={of(PLACED)}><label class="grow"><span>{t("patrol-place")}</span><input name="place" required placeholder={t("place-example")} aria-invalid={misplaced()} /></label></Show>
        <Show when={of(AREA)}>
          <label><span>{t("patrol-radius")}</span><input name="radius" type="number" min="1" max="300" value="25" required /></label>
          <label><span>{t("task-form-visits")}</span><input name="visits" type="number" min="1" max="20" step="1" value={kind() === "search" ? 2 : 4} required /></label>
        </Show>
        <Show when={kind() === "search"}><label><span>{t("task-form-class")}</span><select name="class">{CLASSES.map((code) => <option value={code}>{t(`task-form-class-${code}`)}</option>)}</select></label></Show>
        <Show when={kind() === "presence"}><label><span>{t("task-form-scale")}</span><input name="scale" type="number" min="0.1" max="1000" step="0.1" value="12" required /></label></Show>
        <Show when={of(MOVING)}>
          <label class="grow"><span>{t("task-form-target")}</span><select name="target" required>
            <option value="">{t(props.targets.length > 0 ? "task-form-target-choose" : "task-form-target-none")}</option>
            <For each={vessels()}>{(id) => <option value={id}>{vesselName(id)}</option>}</For></select></label>
        </Show>
        <Show when={of(FOUND)}><label><span>{t("task-form-locate")}</span><input name="locate" type="number" min="0" max="240" step="0.1" value="1" required /></label></Show>
        <Show when={kind() === "port-call"}>
          <label class="grow"><span>{t("task-form-port")}</span><select name="port" required>
            <Show when={harbours().length === 0}><option value="">{t("task-form-port-none")}</option></Show>
            <For each={harbours()}>{(id) => <option value={id}>{known.value()?.ports.find((one) => one.value.id === id)?.value.name || id}</option>}</For></select></label>
        </Show>
        <Show when={of(TIMED)}><label><span>{t(kind() === "event" ? "task-form-time" : "task-form-pass-time")}</span><input name="time" type="datetime-local" required /></label></Show>
        <Show when={kind() === "satellite-pass"}>
          <label><span>{t("task-form-latency")}</span><input name="latency" type="number" min="0" max="240" step="0.1" value="2" required /></label>
          <label><span>{t("task-form-useful")}</span><input name="useful" type="number" min="0.1" max="1000" step="0.1" value="12" required /></label>
        </Show>
        <label><span>{t("patrol-value")}</span><input name="value" type="number" min="0" max="1000" step="0.1" value="20" required /></label>
        <label><span>{t("patrol-duration")} (h)</span><input name="hours" type="number" min="0.1" max="240" step="0.1" value={HOURS[kind()]} required /></label>
      </div>
      <div class="row">
        <label><span>{t("task-form-window-from")}</span><input name="from" type="datetime-local" /></label>
        <label><span>{t("task-form-window-until")}</span><input name="until" type="datetime-local" /></label>
        <label class="grow"><span>{t("task-form-release")}</span><input name="release" maxlength="400" /></label>
      </div>
      <div class="row">
        <label class="check"><input type="checkbox" name="daylight" /> {t("task-form-daylight")}</label>
        <label class="check"><input type="checkbox" name="team" checked={kind() === "board"} /> {t("task-form-team")}</label>
      </div>
      <extra.Form />
      <div class="row"><button type="submit" disabled={action.busy()}>{t("add")}</button></div>
      <p class="error" role="alert">{wrong()}</p><action.Said />
    </form>
  );
}
