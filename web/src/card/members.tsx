// The sightings that a dark vessel is made of, each a link to its own event.
import { For, type JSX, Show } from "solid-js";
import type { EventRecord } from "../api";
import { t } from "../language";
import { link } from "../route";

/** Whether a key of the evidence is shown here. */
export const isOfChain = (key: string): boolean => key === "members" || key === "founder";

export function Members(props: { event: EventRecord }): JSX.Element {
  const ids = (): string[] => (props.event.evidence.codes?.["members"] ?? "").split(" ").filter(Boolean);
  return (
    <Show when={ids().length > 0}>
      <h3>{t("event-members")}</h3>
      <ul class="event-links"><For each={ids()}>{(id, i) => <li><a href={link(`event/${encodeURIComponent(id)}`)}>{t("event-member", { n: i() + 1 })}</a></li>}</For></ul>
    </Show>
  );
}
