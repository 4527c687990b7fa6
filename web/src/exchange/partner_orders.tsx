// Where the partner's orders of a joint plan stand, as far as its agreement lets it tell.
import { For, type JSX, Show } from "solid-js";
import { t, word } from "../language";
import { moment } from "../moment";
import { type Copy, copies } from "./copy";
import { partyName } from "./known";
import { useLatest } from "./latest";

export function PartnerOrders(props: { plan: string; nameOf: (asset: string) => string }): JSX.Element {
  const found = useLatest(["copy"], () => copies({ kind: "order-status" }));
  const told = (): Copy[] => (found.value()?.copies ?? []).filter((copy) => copy.body["plan"] === props.plan && (copy.state === "shown" || copy.state === "held"));
  const at = (copy: Copy): string => (typeof copy.body["at_ms"] === "number" ? moment(new Date(copy.body["at_ms"]).toISOString()) : "–");
  return (
    <Show when={told().length > 0}>
      <section><h2>{t("partner-orders")}</h2>
        <table class="small">
          <thead><tr><th>{t("partner")}</th><th>{t("patrol-asset")}</th><th>{t("patrol-order-status")}</th><th>{t("col-time")}</th></tr></thead>
          <tbody><For each={told()}>{(copy) => (
            <tr><td><span class="party">{partyName(copy.party)}</span></td><th scope="row">{props.nameOf(String(copy.body["asset"] ?? ""))}</th><td>{word("patrol-order", String(copy.body["status"] ?? ""))}</td><td class="mono">{at(copy)}</td></tr>
          )}</For></tbody>
        </table>
      </section>
    </Show>
  );
}
