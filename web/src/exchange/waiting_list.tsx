// The queue of alerts that an agreement holds for an officer's approval: chosen here, decided beside the preview. It stands
// above what left, so that only its beginning is shown until more is asked for.
import { For, type JSX, Show, createMemo, createSignal } from "solid-js";
import { t } from "../language";
import { moment } from "../moment";
import { link } from "../route";
import { partyName } from "./known";
import { titleText } from "./title";
import { type WaitingRelease, waitingReleases } from "./waiting";

/** Shown at first. */
const FIRST = 10;
/** Shown besides, each time more is asked for. */
const STEP = 50;

const keyOf = (one: WaitingRelease): string => `${one.party}/${one.kind}/${one.id}`;

export function WaitingList(props: { onChoose: (one: WaitingRelease) => void }): JSX.Element {
  const all = (): WaitingRelease[] => waitingReleases().waiting;
  const byKey = createMemo(() => new Map(all().map((one) => [keyOf(one), one])));
  const [room, setRoom] = createSignal(FIRST);
  const keys = (): string[] => [...byKey().keys()].slice(0, room());
  const rest = (): number => Math.max(0, byKey().size - room());
  let table!: HTMLTableElement;
  const more = (): void => {
    const from = room();
    setRoom(from + STEP);
    table.tBodies[0]?.rows[from]?.querySelector<HTMLElement>("a")?.focus();
  };
  return (
    <Show when={all().length > 0}>
      <section class="panel waiting" aria-labelledby="release-waiting">
        <h2 id="release-waiting">{t("release-waiting-title", { count: all().length })}</h2>
        <p class="hint">{t("release-waiting-hint")} <Show when={waitingReleases().more}>{t("release-waiting-more")}</Show></p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="release-waiting">
          <table ref={table} class="small">
            <thead><tr><th>{t("partner")}</th><th>{t("release-what")}</th><th>{t("col-time")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
            <tbody><For each={keys()}>{(key) => (
              <Show when={byKey().get(key)}>{(one) => (
                <tr>
                  <td class="wrap">{partyName(one().party)}</td>
                  <th scope="row"><a href={link(`event/${encodeURIComponent(one().id)}`)}>{titleText(one())}</a></th>
                  <td class="mono">{moment(one().from)}</td>
                  <td class="actions"><button type="button" onClick={() => props.onChoose(one())} aria-label={t("release-look-named", { title: titleText(one()), name: partyName(one().party) })}>{t("release-look")}</button></td>
                </tr>
              )}</Show>
            )}</For></tbody>
          </table>
        </div>
        <Show when={byKey().size > FIRST}>
          <div class="row">
            <span class="hint" role="status">{t("release-waiting-shown", { shown: keys().length, count: byKey().size })}</span>
            <Show when={rest() > 0}><button type="button" onClick={more}>{t("release-waiting-next", { count: Math.min(STEP, rest()) })}</button></Show>
            <Show when={room() > FIRST}><button type="button" class="quiet" onClick={() => setRoom(FIRST)}>{t("release-waiting-fewer")}</button></Show>
          </div>
        </Show>
      </section>
    </Show>
  );
}
