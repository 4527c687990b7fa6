// The queue of alerts that an agreement holds for an officer's approval: chosen here, decided beside the preview.
import { For, type JSX, Show } from "solid-js";
import { t } from "../language";
import { moment } from "../moment";
import { link } from "../route";
import { partyName } from "./known";
import { titleText } from "./title";
import { type WaitingRelease, waitingReleases } from "./waiting";

export function WaitingList(props: { onChoose: (one: WaitingRelease) => void }): JSX.Element {
  const all = (): WaitingRelease[] => waitingReleases().waiting;
  return (
    <Show when={all().length > 0}>
      <section class="panel" aria-labelledby="release-waiting">
        <h2 id="release-waiting">{t("release-waiting-title", { count: all().length })}</h2>
        <p class="hint">{t("release-waiting-hint")} <Show when={waitingReleases().more}>{t("release-waiting-more")}</Show></p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="release-waiting">
          <table class="small">
            <thead><tr><th>{t("partner")}</th><th>{t("release-what")}</th><th>{t("col-time")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
            <tbody><For each={all()}>{(one) => (
              <tr>
                <td class="wrap">{partyName(one.party)}</td>
                <th scope="row"><a href={link(`event/${encodeURIComponent(one.id)}`)}>{titleText(one)}</a></th>
                <td class="mono">{moment(one.from)}</td>
                <td class="actions"><button type="button" onClick={() => props.onChoose(one)} aria-label={t("release-look-named", { title: titleText(one), name: partyName(one.party) })}>{t("release-look")}</button></td>
              </tr>
            )}</For></tbody>
          </table>
        </div>
      </section>
    </Show>
  );
}
