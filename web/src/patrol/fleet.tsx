// What the planner may use and what it may do: assets, taken out of service and back, and tasks from the list or by hand.
import { For, type JSX, Show, createSignal } from "solid-js";
import { number, t, word } from "../language";
import { useAction } from "../page/frame";
import { parsePlace, place } from "../place";
import { may } from "../watchroom";
import { utc } from "../moment";
import { patrolChanged, useLive } from "./live";
import { assets, dropTask, putTask, service, tasks } from "./plan";
import { taskKind } from "./sentences";

export function AssetTable(): JSX.Element {
  const action = useAction();
  const found = useLive(assets);
  const out = (id: string, name: string, inService: boolean): void => {
    const note = inService ? "" : prompt(t("patrol-out-ask", { name }));
    if (note === null) return;
    void action.run(async () => {
      await service(id, inService, note);
      patrolChanged();
      return t(inService ? "patrol-back-done" : "patrol-out-done", { name });
    });
  };
  return (
    <section><h2>{t("patrol-assets")}</h2><action.Said /><found.Told />
      <Show when={(found.value()?.assets ?? []).length > 0} fallback={<Show when={found.value()}><p class="hint">{t("patrol-assets-none")}</p></Show>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-assets")}><table class="small">
          <thead><tr><th>{t("col-name")}</th><th>{t("patrol-agency")}</th><th>{t("col-kind")}</th><th class="num">{t("patrol-speed")}</th><th class="num">{t("patrol-endurance")}</th><th>{t("patrol-boards")}</th><th>{t("col-state")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
          <tbody><For each={found.value()?.assets}>{(row) => {
            const name = row.value.name || row.value.id;
            return (
              <tr><th scope="row">{name}</th><td>{row.value.agency}</td><td>{word("asset-class", row.value.class)}</td><td class="num">{number(row.value.modes[0]?.speed_kn ?? 0)} kn</td><td class="num">{number(row.value.endurance_h)} h</td><td>{t(row.value.boarding_team ? "yes" : "no")}</td>
                <td><span class="tag" data-feed={row.in_service ? "running" : "failed"}>{t(row.in_service ? "patrol-in-service" : "patrol-out-of-service")}</span> {row.note}</td>
                <td class="actions"><Show when={may("watch_officer")}><button type="button" class="quiet" disabled={action.busy()} aria-label={t(row.in_service ? "patrol-out-named" : "patrol-back-named", { name })} onClick={() => out(row.value.id, name, !row.in_service)}>{t(row.in_service ? "patrol-out" : "patrol-back")}</button></Show></td></tr>
            );
          }}</For></tbody></table></div>
      </Show>
    </section>
  );
}

export function TaskTable(): JSX.Element {
  const action = useAction();
  const found = useLive(tasks);
  const drop = (id: string, name: string): void => {
    if (!confirm(t("patrol-drop-ask", { name }))) return;
    void action.run(async () => {
      await dropTask(id);
      await found.refetch();
      return t("removed");
    });
  };
  return (
    <section><h2>{t("patrol-tasks")}</h2><action.Said /><found.Told />
      <Show when={(found.value()?.tasks ?? []).length > 0} fallback={<Show when={found.value()}><p class="hint">{t("patrol-tasks-none")}</p></Show>}>
        <div class="scroll tall" tabindex="0" role="region" aria-label={t("patrol-tasks")}><table class="small">
          <thead><tr><th>{t("col-name")}</th><th>{t("col-kind")}</th><th class="num">{t("patrol-value")}</th><th class="num">{t("patrol-duration")}</th><th>{t("patrol-origin")}</th><th>{t("col-state")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
          <tbody><For each={found.value()?.tasks}>{(row) => (
            <tr><th scope="row">{row.value.name || row.value.id}</th><td>{taskKind(row.value.kind)}</td><td class="num">{number(row.value.value, 1)}</td><td class="num">{number(row.value.duration_h, 1)} h</td><td>{t(`patrol-origin-${row.origin}`)}</td>
              <td><span class="tag" data-state={row.state}>{t(`patrol-task-${row.state}`)}</span><Show when={row.asset}> {row.asset}<Show when={row.begin}>{(at) => <span class="hint mono"> {utc(at())}</span>}</Show></Show></td>
              <td class="actions"><Show when={may("analyst")}><button type="button" class="quiet" aria-label={t("patrol-drop-named", { name: row.value.name || row.value.id })} onClick={() => drop(row.value.id, row.value.name || row.value.id)}>{t("remove")}</button></Show></td></tr>
          )}</For></tbody></table></div>
      </Show>
      <Show when={may("analyst")}><TaskForm onDone={found.refetch} /></Show>
    </section>
  );
}

function TaskForm(props: { onDone: () => Promise<void> }): JSX.Element {
  const action = useAction();
  const [kind, setKind] = createSignal("visit");
  const [wrong, setWrong] = createSignal(false);
  let form!: HTMLFormElement;
  const text = (name: string): string => String(new FormData(form).get(name) ?? "");
  const send = (): void => {
    const position = parsePlace(text("place"));
    setWrong(!position);
    if (!position) return;
    const area = { centre: position, radius_nm: Number(text("radius") || 25) };
    const shape = kind() === "search" ? { area, target_class: "fishing-large", steps_max: 2 } : kind() === "presence" ? { area, scale_h: 12, steps_max: 4 } : { position };
    const id = `hand-${text("name").normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40).toLowerCase() || "task"}-${Date.now().toString(36)}`;
    void action.run(async () => {
      await putTask({ id, name: text("name"), kind: kind(), owner: text("owner"), value: Number(text("value")), duration_h: Number(text("hours")), ...shape });
      form.reset();
      await props.onDone();
      return t("patrol-task-added", { place: place(position) });
    });
  };
  return (
    <form ref={form} class="panel form" onSubmit={(e) => {
      e.preventDefault();
      send();
    }}>
      <h3>{t("patrol-task-new")}</h3>
      <div class="row">
        <label class="grow"><span>{t("col-name")}</span><input name="name" required maxlength="80" /></label>
        <label><span>{t("col-kind")}</span><select value={kind()} onChange={(e) => setKind(e.currentTarget.value)}>{["visit", "search", "presence"].map((code) => <option value={code}>{taskKind(code)}</option>)}</select></label>
        <label><span>{t("patrol-agency")}</span><input name="owner" required maxlength="40" /></label>
      </div>
      <div class="row">
        <label class="grow"><span>{t("patrol-place")}</span><input name="place" required placeholder={t("place-example")} aria-invalid={wrong()} /></label>
        <Show when={kind() !== "visit"}><label><span>{t("patrol-radius")}</span><input name="radius" type="number" min="1" max="300" value="25" /></label></Show>
        <label><span>{t("patrol-value")}</span><input name="value" type="number" min="0" max="1000" step="0.1" value="20" required /></label>
        <label><span>{t("patrol-duration")} (h)</span><input name="hours" type="number" min="0.1" max="240" step="0.1" value="1" required /></label>
        <button type="submit" disabled={action.busy()}>{t("add")}</button>
      </div>
      <p class="error" role="alert">{wrong() ? t("place-wrong") : ""}</p><action.Said />
    </form>
  );
}
