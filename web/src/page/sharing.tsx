// What officers declare and agreements hang on, and the keys of this node.
import { type JSX, Show } from "solid-js";
import { declared } from "../exchange/custody";
import { Keys } from "../exchange/keys";
import { knownPartners } from "../exchange/known";
import { useLatest } from "../exchange/latest";
import { ListMatches } from "../exchange/matches";
import { Patrols } from "../exchange/patrols";
import { Consents, Scopes } from "../exchange/scopes";
import { t } from "../language";
import { may } from "../watchroom";
import { Page } from "./frame";

export default function SharingPage(): JSX.Element {
  const found = useLatest(["declared"], declared);
  return (
    <Page title={t("page-sharing")} lead={t("sharing-lead")}>
      <found.Told />
      <Show when={knownPartners()?.own !== null} fallback={<p class="notice">{t("no-exchange")}</p>}>
        <Show when={found.value()}>{(all) => (
          <>
            <Patrols declared={all()} onChanged={found.refetch} />
            <Show when={may("watch_officer")}><ListMatches /></Show>
            <Scopes declared={all()} onChanged={found.refetch} />
            <Consents declared={all()} />
            <Show when={may("administrator")}><Keys /></Show>
          </>
        )}</Show>
      </Show>
    </Page>
  );
}
