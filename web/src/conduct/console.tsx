// The inject console: what is planned, what was given, who acknowledged it; give now, hold, change, note what was done by hand.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { moment, utc } from "../moment";
import type { useAction } from "../page/frame";
import { When } from "../when";
import { type Conduct, type ConductInject, inLanguage } from "./exercise";
import { condition, receiver } from "./words";

interface Props { now: Conduct; action: ReturnType<typeof useAction>; refresh: () => Promise<void>; directs: boolean }

export function Console(props: Props): JSX.Element {
  const [open, setOpen] = createSignal<string>();
  const act = (inject: string, wish: Record<string, unknown>, done: string): void => void props.action.run(async () => {
    await call(`conduct/injects/${encodeURIComponent(inject)}`, { json: wish });
    await props.refresh();
    return t(done, { id: inject });
  });
  return (
    <section>
      <h2 id="console-title">{t("console-title")}</h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="console-title">
        <table class="console">
          <thead><tr><th class="num">{t("console-number")}</th><th>{t("console-inject")}</th><th>{t("console-to")}</th><th>{t("console-when")}</th><th>{t("col-state")}</th><Show when={props.directs}><th><span class="hidden">{t("col-actions")}</span></th></Show></tr></thead>
          <tbody><For each={props.now.injects}>{(one) => (
            <>
              <tr data-inject={one.id} data-status={one.status}>
                <td class="num">{one.number}</td>
                <th scope="row" class="wrap"><button type="button" class="link" aria-expanded={open() === one.id} onClick={() => setOpen(open() === one.id ? undefined : one.id)}>{inLanguage(one.title)}</button> <span class="hint mono">{one.id}</span> <span class="tag">{word("inject-kind", one.kind)}</span></th>
                <td class="wrap" title={one.to.join(", ")}>{one.to.map(receiver).join(", ") || "–"}</td>
                <td class="wrap"><Show when={one.sent} fallback={<Show when={one.planned} fallback={<span title={one.when}>{condition(one.when)}</span>}>{(at) => <When at={at()} />}</Show>}>{(at) => <><When at={at()} /> <span class="hint">{t(`inject-how-${one.how ?? "planned"}`)}</span></>}</Show></td>
                <td class="wrap"><span class="tag" data-status={one.status}>{word("inject-status", one.status)}</span><Show when={one.held}> <span class="tag">{t("inject-held")}</span></Show>
                  <For each={one.acknowledged}>{(seen) => <div class="hint">{t("console-seen", { party: seen.party, by: seen.by, at: utc(seen.at) })}</div>}</For></td>
                <Show when={props.directs}><td class="actions"><Actions one={one} act={act} /></td></Show>
              </tr>
              <Show when={open() === one.id}><tr class="opened"><td colspan={props.directs ? 6 : 5}><Detail one={one} {...props} /></td></tr></Show>
            </>
          )}</For></tbody>
        </table>
      </div>
    </section>
  );
}

function Actions(props: { one: ConductInject; act: (inject: string, wish: Record<string, unknown>, done: string) => void }): JSX.Element {
  const named = (id: string): string => `${t(id)} ${props.one.id}`;
  const act = (wish: Record<string, unknown>, done: string): void => props.act(props.one.id, wish, done);
  const late = (): void => {
    const at = prompt(t("console-late-ask"));
    if (at) act({ do: "late", at: at.trim() }, "console-late-done");
  };
  const told = (party: string): void => {
    const by = prompt(t("console-told-ask", { party }));
    if (by) act({ do: "acknowledge", party, by }, "console-told-done");
  };
  const waiting = () => props.one.receivers.filter((party) => !props.one.acknowledged.some((seen) => seen.party === party));
  return (
    <Show when={!props.one.sent} fallback={
      <>
        <For each={props.one.channel === "phone" ? waiting() : []}>{(party) => <button type="button" class="quiet" aria-label={`${t("console-told")} ${party} ${props.one.id}`} onClick={() => told(party)}>{t("console-told")}</button>}</For>
        <Show when={props.one.status !== "closed"}><button type="button" class="quiet" aria-label={named("console-close")} onClick={() => act({ do: "close" }, "console-close-done")}>{t("console-close")}</button></Show>
      </>
    }>
      <button type="button" aria-label={named("console-send")} onClick={() => act({ do: "send" }, "console-send-done")}>{t("console-send")}</button>
      <Show when={props.one.held} fallback={<button type="button" class="quiet" aria-label={named("console-hold")} onClick={() => act({ do: "hold" }, "console-hold-done")}>{t("console-hold")}</button>}>
        <button type="button" class="quiet" aria-label={named("console-free")} onClick={() => act({ do: "free" }, "console-free-done")}>{t("console-free")}</button>
      </Show>
      <button type="button" class="quiet" aria-label={named("console-late")} onClick={late}>{t("console-late")}</button>
    </Show>
  );
}

/** What the players will read, what the evaluator looks at, and the entry's own text to change it. */
function Detail(props: Props & { one: ConductInject }): JSX.Element {
  const [text, setText] = createSignal<string>();
  const load = (): void => void props.action.run(async () => {
    setText((await call<{ text: string }>(`conduct/injects/${encodeURIComponent(props.one.id)}`)).text);
    return undefined;
  });
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.action.run(async () => {
      await call(`conduct/injects/${encodeURIComponent(props.one.id)}`, { method: "PUT", json: { text: text() ?? "" } });
      setText(undefined);
      await props.refresh();
      return t("console-edit-done", { id: props.one.id });
    });
  };
  return (
    <div class="inject-detail">
      <p class="body-text">{inLanguage(props.one.body) || "–"}</p>
      <dl>
        <dt>{t("inject-from")}</dt><dd>{props.one.from || "–"}</dd>
        <dt>{t("inject-channel")}</dt><dd>{word("inject-channel", props.one.channel)}</dd>
        <dt>{t("inject-visible")}</dt><dd title={props.one.visible.join(", ")}>{props.one.visible.map(receiver).join(", ") || t("inject-visible-nobody")}</dd>
        <dt>{t("inject-controller")}</dt><dd>{props.one.controller || "–"}</dd>
        <dt>{t("inject-objective")}</dt><dd>{[props.one.objective, props.one.task].filter(Boolean).join(" · ") || "–"}</dd>
        <Show when={props.one.payload}><dt>{t("inject-payload")}</dt><dd class="raw">{props.one.payload}</dd></Show>
        <Show when={props.one.evaluator}><dt>{t("inject-evaluator")}</dt><dd>{props.one.evaluator}</dd></Show>
        <Show when={props.one.planned}><dt>{t("inject-planned")}</dt><dd class="mono">{moment(props.one.planned)}</dd></Show>
      </dl>
      <Show when={props.directs && !props.one.sent}>
        <Show when={text() !== undefined} fallback={<button type="button" onClick={load}>{t("console-edit")}</button>}>
          <form onSubmit={save}>
            <label><span>{t("console-edit-label")}</span><textarea class="raw" rows="14" spellcheck={false} value={text() ?? ""} onInput={(e) => setText(e.currentTarget.value)} /></label>
            <div class="row"><button type="submit" class="primary">{t("save")}</button><button type="button" onClick={() => setText(undefined)}>{t("cancel")}</button></div>
          </form>
        </Show>
      </Show>
    </div>
  );
}
