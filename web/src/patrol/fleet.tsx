// What the planner may use and what it may do: assets, taken out of service and back, and tasks from the list or by hand.
import { For, type JSX, Show, createSignal } from "solid-js";
import { number, t, word } from "../language";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { utc } from "../moment";
import { type AssetValue, removeAsset } from "./asset_draft";
import { AssetForm } from "./asset_form";
import { patrolChanged, useLive } from "./live";
import { taskName } from "./naming";
import { type Task, assets, desk, dropTask, service, tasks } from "./plan";
import { taskKind } from "./sentences";
import { TaskForm } from "./task_form";

export function AssetTable(): JSX.Element {
  const action = useAction();
  const found = useLive(assets);
  const own = useLive(desk);
  /** The asset in the form: one that is here, or a new one. */
  const [open, setOpen] = createSignal<AssetValue | "new">();
  const remove = (id: string, name: string): void => {
    if (!confirm(t("asset-form-remove-ask", { name }))) return;
    void action.run(async () => {
      await removeAsset(id);
      await found.refetch();
      patrolChanged();
      return t("asset-form-removed", { name });
    });
  };
  const saved = (name: string): void => {
    setOpen(undefined);
    void action.run(async () => {
      await found.refetch();
      patrolChanged();
      return t("asset-form-saved", { name });
    });
  };
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
              <tr><th scope="row">{name}</th><td>{row.value.agency}</td><td>{word("asset-class", row.value.class)}</td><td class="num">{t("unit-kn", { value: number(row.value.modes[0]?.speed_kn ?? 0) })}</td><td class="num">{number(row.value.endurance_h)} h</td><td>{t(row.value.boarding_team ? "yes" : "no")}</td>
                <td><span class="tag" data-feed={row.in_service ? "running" : "failed"}>{t(row.in_service ? "patrol-in-service" : "patrol-out-of-service")}</span> {row.note}</td>
                <td class="actions"><Show when={may("analyst")}>
                  <button type="button" class="quiet" disabled={action.busy()} aria-label={t("asset-form-change", { name })} onClick={() => setOpen(row.value as AssetValue)}>{t("asset-form-change-short")}</button>
                  <button type="button" class="quiet" disabled={action.busy()} aria-label={t("asset-form-remove-named", { name })} onClick={() => remove(row.value.id, name)}>{t("remove")}</button>
                </Show>
                <Show when={may("watch_officer")}><button type="button" class="quiet" disabled={action.busy()} aria-label={t(row.in_service ? "patrol-out-named" : "patrol-back-named", { name })} onClick={() => out(row.value.id, name, !row.in_service)}>{t(row.in_service ? "patrol-out" : "patrol-back")}</button></Show></td></tr>
            );
          }}</For></tbody></table></div>
      </Show>
      <Show when={may("analyst") && own.value()}>{(glance) => (
        <Show when={open()} keyed fallback={<button type="button" onClick={() => setOpen("new")}>{t("asset-form-add")}</button>}>
          {(asset) => <AssetForm asset={asset === "new" ? undefined : asset} agency={glance().agency} taken={(found.value()?.assets ?? []).map((row) => row.value.id)} onDone={saved} onCancel={() => setOpen(undefined)} />}
        </Show>
      )}</Show>
    </section>
  );
}

/** What a task says of coming back, of time and of others, in a few words. */
function extras(task: Task): string {
  return [
    ...(task.repeat ? [t("task-extra-repeat", { count: task.repeat.visits_max })] : []),
    ...(task.decay ? [t("task-extra-decay", { hours: number(task.decay.half_life_h) })] : []),
    ...(task.meet ? [t("task-extra-meet", { group: task.meet.group })] : []),
  ].join(" · ");
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
            <tr><th scope="row">{taskName(row.value)}<Show when={extras(row.value)}>{(more) => <><br /><span class="hint">{more()}</span></>}</Show></th><td>{taskKind(row.value.kind)}</td><td class="num">{number(row.value.value, 1)}</td><td class="num">{number(row.value.duration_h, 1)} h</td><td>{t(`patrol-origin-${row.origin}`)}</td>
              <td><span class="tag" data-state={row.state}>{t(`patrol-task-${row.state}`)}</span><Show when={row.asset}> {row.asset}<Show when={row.begin}>{(at) => <span class="hint mono"> {utc(at())}</span>}</Show></Show></td>
              <td class="actions"><Show when={may("analyst")}><button type="button" class="quiet" aria-label={t("patrol-drop-named", { name: taskName(row.value) })} onClick={() => drop(row.value.id, taskName(row.value))}>{t("remove")}</button></Show></td></tr>
          )}</For></tbody></table></div>
      </Show>
      <Show when={may("analyst")}><TaskForm rows={found.value()?.tasks ?? []} targets={found.value()?.targets ?? []} onDone={found.refetch} /></Show>
    </section>
  );
}
