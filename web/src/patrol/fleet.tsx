// What the planner may use and what it may do: assets, taken out of service and back, and tasks from the list or by hand.
import { For, type JSX, Show } from "solid-js";
import { number, t, word } from "../language";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { utc } from "../moment";
import { patrolChanged, useLive } from "./live";
import { assets, dropTask, service, tasks } from "./plan";
import { taskKind } from "./sentences";
import { TaskForm } from "./task_form";

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
      <Show when={may("analyst")}><TaskForm rows={found.value()?.tasks ?? []} targets={found.value()?.targets ?? []} onDone={found.refetch} /></Show>
    </section>
  );
}
