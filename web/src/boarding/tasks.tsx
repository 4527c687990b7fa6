// The tasks: vessels worth a visit with the reasons, as the pack has them, and from each the way into a report.
import { For, type JSX, Show, createSignal, onMount } from "solid-js";
import { place } from "../place";
import { language, t, word } from "../public/words";
import type { Forms } from "./form";
import type { Pack, Task } from "./pack";
import { utcText } from "./typed";

const time = (iso: string): string => utcText(Date.parse(iso));
export const nameOf = (task: Task): string => task.name || `MMSI ${task.mmsi}`;
const points = (task: Task): string => (task.points === null ? "" : t("boarding-points", { points: new Intl.NumberFormat(language(), { maximumFractionDigits: 0 }).format(task.points) }));

export function Tasks(props: { pack: Pack; onOpen: (task: Task) => void; onVessel: (mmsi: number) => void }): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const shown = (): Task[] => {
    const text = typed().normalize("NFKC").trim().toLowerCase();
    return props.pack.tasks.filter((one) => !text || [one.name, String(one.mmsi), one.call_sign, one.flag, String(one.imo ?? "")].some((part) => part.toLowerCase().includes(text)));
  };
  const mmsi = (): number | undefined => (/^\d{7,9}$/.test(typed().trim()) ? Number(typed().trim()) : undefined);
  return (
    <section class="stack" aria-label={t("boarding-tasks")}>
      <h2>{t("boarding-tasks-count", { count: props.pack.tasks.length, time: utcText(props.pack.taken_ms) })}</h2>
      <Show when={props.pack.orders}>{(orders) => <p class="hint">{t("boarding-take-orders", { ship: orders().name })}</p>}</Show>
      <label><span>{t("boarding-find")}</span><input type="search" autocomplete="off" spellcheck={false} value={typed()} onInput={(e) => setTyped(e.currentTarget.value)} /></label>
      <Show when={shown().length > 0} fallback={
        <div class="actions"><p class="notice" role="status">{t("boarding-no-task")}</p><Show when={mmsi()}>{(wanted) => <button type="button" onClick={() => props.onVessel(wanted())}>{t("boarding-ask-node")}</button>}</Show></div>
      }>
        <ul class="people tasks">
          <For each={shown()}>{(one) => (
            <li>
              <button type="button" class="task" onClick={() => props.onOpen(one)}>
                <strong>{`${one.rank === null ? "" : `${one.rank}. `}${nameOf(one)}`}</strong>
                <span>{[one.flag, `MMSI ${one.mmsi}`, points(one)].filter(Boolean).join(" · ")}</span>
                <span class="hint">{one.reasons.slice(0, 3).map((code) => word("reason", code)).join(" · ")}</span>
                <Show when={one.last}>{(last) => <span class="hint">{`${place(last().position, "minutes")} · ${time(last().time)}`}</span>}</Show>
              </button>
            </li>
          )}</For>
        </ul>
      </Show>
    </section>
  );
}

/** What is known of one vessel, and the reports that can be begun about it. */
export function VesselView(props: { pack: Pack; task: Task; onBegin: (form: string) => void; onClose: () => void }): JSX.Element {
  const one = (): Task => props.task;
  const known = (value: string | number | null): string => (value ? String(value) : t("boarding-not-known"));
  const facts = (): [string, string][] => [
    [word("field", "flag"), known(one().flag)], [word("field", "mmsi"), String(one().mmsi)], [word("field", "imo"), known(one().imo)],
    [word("field", "call_sign"), known(one().call_sign)], [word("field", "length_m"), known(one().length_m)],
    [word("field", "position"), one().last ? `${place(one().last?.position, "minutes")} · ${time(one().last?.time ?? "")}` : t("boarding-not-known")],
    [t("boarding-authorisation"), word("authorised", one().authorisation)],
  ];
  let title: HTMLHeadingElement | undefined;
  onMount(() => title?.focus());
  return (
    <section class="stack" aria-labelledby="vessel-name">
      <div class="actions"><button type="button" onClick={props.onClose}>{t("boarding-back")}</button></div>
      <h2 id="vessel-name" ref={title} tabindex="-1">{nameOf(one())}</h2>
      <Begin forms={props.pack.forms} onBegin={props.onBegin} />
      <dl class="facts"><For each={facts()}>{([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>}</For></dl>
      <Part title={t("boarding-reasons")} items={[...one().reasons.map((code) => word("reason", code)), ...one().unknowns.map((code) => word("unknown", code))]} />
      <Part title={t("boarding-lists")} items={one().lists.map((list) => `${list.name} (${word("listed", list.kind)})`)} />
      <Part title={t("boarding-events")} items={one().events.map((event) => `${time(event.time)} · ${word("event", event.kind)}`)} />
      <Part title={t("boarding-history")} items={one().history.map((change) => `${time(change.time)} · ${word("identity", change.field)}: ${change.from || "–"} → ${change.to || "–"}`)} />
      <p class="hint">{t("boarding-not-a-verdict", { rules: props.pack.rules })}</p>
    </section>
  );
}

function Part(props: { title: string; items: string[] }): JSX.Element {
  return <Show when={props.items.length > 0}><section><h3>{props.title}</h3><ul><For each={props.items}>{(text) => <li>{text}</li>}</For></ul></section></Show>;
}

export function Begin(props: { forms: Forms; onBegin: (form: string) => void }): JSX.Element {
  return (
    <div class="begin">
      <For each={props.forms.form}>{(form) => <button type="button" class="primary" onClick={() => props.onBegin(form.id)}>{word("form", form.id)}</button>}</For>
    </div>
  );
}
