// Checkpoints of the whole exercise, and going back to one, which is asked twice: it ends both players' nodes for a moment.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { utc } from "../moment";
import type { useAction } from "../page/frame";
import type { components } from "../schema";
import { When } from "../when";

type Checkpoint = components["schemas"]["Checkpoint"];
interface Restored { branch: number; clock: { now: string } }

export function Checkpoints(props: { branch: number; action: ReturnType<typeof useAction>; refresh: () => Promise<void> }): JSX.Element {
  let dialog!: HTMLDialogElement;
  const [kept, { refetch }] = createResource(() => props.branch, () => call<{ checkpoints: Checkpoint[] }>("conduct/checkpoints"));
  const [name, setName] = createSignal("");
  const [asked, setAsked] = createSignal<Checkpoint>();
  const keep = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.action.run(async () => {
      const one = await call<Checkpoint>("conduct/checkpoints", { json: { name: name() } });
      setName("");
      await refetch();
      return t("checkpoint-kept", { id: one.id });
    });
  };
  const ask = (one: Checkpoint): void => {
    setAsked(one);
    dialog.showModal();
  };
  const restore = (): void => {
    const one = asked();
    dialog.close();
    if (!one) return;
    void props.action.run(async () => {
      const done = await call<Restored>(`conduct/checkpoints/${one.id}/restore`, { json: {} });
      await Promise.all([props.refresh(), refetch()]);
      return t("checkpoint-restored", { at: utc(done.clock.now), branch: done.branch });
    });
  };
  return (
    <section class="checkpoints">
      <h2 id="checkpoint-title">{t("checkpoint-title")}</h2>
      <p class="hint">{t("checkpoint-lead")}</p>
      <form class="row" onSubmit={keep}>
        <label><span>{t("checkpoint-name")}</span><input name="checkpoint-name" maxlength="80" value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <button type="submit" disabled={props.action.busy()}>{t("checkpoint-keep")}</button>
      </form>
      <div class="scroll short" tabindex="0" role="region" aria-labelledby="checkpoint-title">
        <table>
          <thead><tr><th>{t("checkpoint-title")}</th><th>{t("checkpoint-at")}</th><th class="num">{t("checkpoint-branch")}</th><th>{t("checkpoint-by")}</th><th /></tr></thead>
          <tbody><For each={[...(kept.latest?.checkpoints ?? [])].reverse()} fallback={<tr><td colspan="5">{t("checkpoint-none")}</td></tr>}>{(one) => (
            <tr data-checkpoint={one.id}><th scope="row"><span class="mono">{one.id}</span> {one.name} <Show when={one.left}><span class="hint">{t("checkpoint-left")}</span></Show></th>
              <td><When at={one.at} /></td><td class="num">{one.branch}</td><td>{one.by === "vigie" ? t("checkpoint-own") : one.by}</td>
              <td><button type="button" disabled={props.action.busy()} onClick={() => ask(one)}>{t("checkpoint-restore")}</button></td></tr>
          )}</For></tbody>
        </table>
      </div>
      <dialog ref={dialog} aria-labelledby="checkpoint-ask" onClose={() => setAsked(undefined)}>
        <Show when={asked()}>{(one) => <p id="checkpoint-ask">{t("checkpoint-ask", { id: one().id, at: utc(one().at) })}</p>}</Show>
        <div class="row">
          <button type="button" class="primary danger" onClick={restore}>{t("checkpoint-yes")}</button>
          <button type="button" onClick={() => dialog.close()}>{t("cancel")}</button>
        </div>
      </dialog>
    </section>
  );
}
