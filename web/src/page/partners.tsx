// Partners: who we are towards them, how a new one is met, and how it stands with each.
import { For, type JSX, Show } from "solid-js";
import { Identity, Meeting } from "../exchange/identity";
import { useLatest } from "../exchange/latest";
import { type Partner, partners } from "../exchange/partner";
import { PartnerCard } from "../exchange/partner_card";
import { t } from "../language";
import { Page } from "./frame";

export default function PartnersPage(): JSX.Element {
  const found = useLatest(["partner", "release", "copy"], partners);
  const parties = (): string[] => (found.value()?.partners ?? []).map((partner) => partner.party);
  const partnerOf = (party: string): Partner | undefined => found.value()?.partners.find((partner) => partner.party === party);
  return (
    <Page title={t("page-partners")} lead={t("partners-lead")}>
      <found.Told />
      <Show when={found.value()}>
        {(all) => (
          <>
            <Show when={all().own} fallback={<p class="notice">{t("no-exchange")}</p>}>{(own) => <Identity own={own()} />}</Show>
            <Show when={parties().length > 0} fallback={<p class="hint partners-none">{all().own ? t("partners-none") : ""}</p>}>
              <For each={parties()}>{(party) => <Show when={partnerOf(party)}>{(partner) => <PartnerCard partner={partner()} onChanged={found.refetch} />}</Show>}</For>
            </Show>
            <Show when={all().own}>{(own) => <Meeting own={own()} onMet={found.refetch} />}</Show>
          </>
        )}
      </Show>
    </Page>
  );
}
