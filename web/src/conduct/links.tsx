// How the links between the partners' nodes are, each direction by itself: good, bad by the scenario, or cut.
import { For, type JSX, Show } from "solid-js";
import { number, t } from "../language";
import { utc } from "../moment";
import type { Conduct } from "./exercise";

type Link = NonNullable<Conduct["links"]>[number];

export function Links(props: { now: Conduct }): JSX.Element {
  const said = (link: Link): string => {
    if (link.state !== "bad") return t(`link-state-${link.state}`);
    const rate = link.rate_kbit_s ? t("link-rate", { rate: number(link.rate_kbit_s) }) : t("link-rate-any");
    return t("link-state-bad", { loss: `${number((link.loss ?? 0) * 100)} %`, delay: number(link.delay_s ?? 0), rate });
  };
  return (
    <Show when={(props.now.links ?? []).length > 0}>
      <section class="seats" aria-label={t("links-title")}>
        <For each={props.now.links}>{(link) => (
          <span class="tag" data-link={`${link.from}>${link.to}`} data-state={link.state}>{link.from} → {link.to}: {said(link)}<Show when={link.until}>{(until) => <> {t("link-until")} <span class="mono">{utc(until())}</span></>}</Show></span>
        )}</For>
      </section>
    </Show>
  );
}
