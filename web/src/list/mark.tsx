// Marks: what other systems (TAK and the like) put on their charts. A distress rings on every page until an officer has seen it.
import { For, type JSX, Show, createMemo, createSignal } from "solid-js";
import { type Mark, call } from "../api";
import { t, word } from "../language";
import { moment } from "../moment";
import { place } from "../place";
import { may } from "../watchroom";
import { marks, refreshMarks } from "./marks";
import { problemText } from "./watch_list";

const TEXT_SHOWN = 240;

const ringing = createMemo(() => marks().filter((mark) => mark.urgent && !mark.cancelled && !mark.seen_by));

const nameOf = (mark: Mark): string => mark.title || mark.from || t("not-known");
const placeOf = (mark: Mark): string => {
  const [first] = mark.places;
  return first ? place([first[0] ?? 0, first[1] ?? 0]) : "";
};

/** Each distress that nobody here has seen, with its place and time. */
export function Alarms(): JSX.Element {
  const [failed, setFailed] = createSignal<unknown>();
  const see = (mark: Mark): void => {
    setFailed(undefined);
    call(`marks/${mark.id}/seen`, { method: "POST" }).then(refreshMarks, setFailed);
  };
  return (
    <For each={ringing()}>{(mark) => (
      <div class="notice error" role="alert">
        <strong>{t("marks-distress", { name: nameOf(mark) })}</strong>{" "}
        <span class="mono">{placeOf(mark)} · {moment(mark.time)}</span> {mark.text.slice(0, TEXT_SHOWN)}{" "}
        <Show when={may("watch_officer")}><button type="button" onClick={() => see(mark)}>{t("marks-seen")}</button></Show>
        <Show when={failed()}>{(problem) => <span>{problemText(problem())}</span>}</Show>
      </div>
    )}</For>
  );
}

/** All marks, the newest first. Nothing of it is drawn on the chart: drawings of others are not areas that an operator loaded. */
export function Marks(): JSX.Element {
  return (
    <section>
      <h2>{t("marks-title")}</h2>
      <p class="hint">{t("marks-lead")}</p>
      <Show when={marks().length > 0} fallback={<p class="hint">{t("marks-none")}</p>}>
        <div class="scroll tall" tabindex="0" role="region" aria-label={t("marks-title")}>
          <table>
            <thead><tr><th>{t("marks-kind")}</th><th>{t("col-name")}</th><th>{t("col-time")}</th><th>{t("marks-stale")}</th><th>{t("field-position")}</th><th>{t("col-text")}</th><th>{t("col-state")}</th></tr></thead>
            <tbody><For each={marks()}>{(mark) => (
              <tr>
                <td>{word("marks-kind", mark.kind)}</td><th scope="row" class="wrap">{nameOf(mark)}</th><td class="mono">{moment(mark.time)}</td><td class="mono">{moment(mark.stale)}</td>
                <td class="mono">{placeOf(mark)}{mark.places.length > 1 ? ` +${mark.places.length - 1}` : ""}</td><td class="wrap">{mark.text}</td>
                <td>{mark.cancelled ? t("marks-cancelled") : mark.seen_by ? t("marks-seen-by", { user: mark.seen_by, time: moment(mark.seen_at) }) : mark.urgent ? t("marks-unseen") : ""}</td>
              </tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}
