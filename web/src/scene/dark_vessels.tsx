// Dark vessels: what was seen in several looks and is probably one, each with its working; those withdrawn say why.
import { For, type JSX, Show } from "solid-js";
import type { EventRecord } from "../api";
import { t, word } from "../language";
import { amount, percent } from "../measure";
import { place } from "../place";
import { link } from "../route";
import { nameOf } from "../watchroom";
import { When } from "../when";

export function DarkVessels(props: { events: EventRecord[] }): JSX.Element {
  const value = (event: EventRecord, key: string): string => amount(key, event.evidence.numbers?.[key]);
  const last = (event: EventRecord) => event.end ?? event.start;
  const newest = () => [...props.events].sort((a, b) => Date.parse(last(b).time) - Date.parse(last(a).time));
  return (
    <section aria-labelledby="dark-vessels-title">
      <h2 id="dark-vessels-title">{t("dark-vessels-title")}</h2>
      <p class="hint">{t("dark-vessels-lead")}</p>
      <Show when={props.events.length > 0} fallback={<p class="hint">{t("dark-vessels-none")}</p>}>
        <div class="scroll tall" tabindex="0" role="region" aria-labelledby="dark-vessels-title">
          <table>
            <thead><tr><th>{t("dark-vessels-col-name")}</th><th>{t("dark-vessels-col-last")}</th><th>{t("col-place")}</th><th class="num">{t("dark-vessels-col-sightings")}</th><th class="num">{t("dark-vessels-col-speed")}</th><th class="num">{t("dark-vessels-col-confidence")}</th><th>{t("col-state")}</th></tr></thead>
            <tbody><For each={newest()}>{(event) => (
              <tr>
                <th scope="row"><a href={link(`event/${encodeURIComponent(event.id)}`)}>{nameOf(event.vessels[0]?.mmsi ?? 0)}</a></th>
                <td><When at={last(event).time} /></td><td class="mono">{place(last(event).position)}</td>
                <td class="num">{value(event, "sightings")}</td><td class="num">{value(event, "implied_speed_kn")}</td>
                <td class="num">{percent(event.confidence)}</td>
                <td>{event.state === "retracted" ? `${t("dark-vessels-withdrawn")}${t("label-colon")}${word("retract", event.retraction?.reason ?? "")}` : word("state", event.state)}</td>
              </tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}
