// Exercise control: the clock, who is there, the inject console, the truth over the map, who knows what, verdicts, papers.
import { For, type JSX, Show } from "solid-js";
import { Checkpoints } from "../conduct/checkpoints";
import { ClockBar } from "../conduct/clock_bar";
import { Console } from "../conduct/console";
import { inLanguage } from "../conduct/exercise";
import { Files } from "../conduct/files";
import { Links } from "../conduct/links";
import { MatrixView, type Matrix } from "../conduct/matrix";
import { Papers } from "../conduct/papers";
import { Expectations, Remarks } from "../conduct/rating";
import { TruthView, type Truth } from "../conduct/truth";
import { useAgain, useConduct } from "../conduct/use_conduct";
import { partyName } from "../exchange/known";
import { number, t } from "../language";
import { utc } from "../moment";
import { may } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";

export default function DirectorPage(): JSX.Element {
  const [now, refresh] = useConduct();
  const truth = useAgain<Truth>("conduct/truth", 3000);
  const matrix = useAgain<Matrix>("conduct/matrix", 5000);
  const action = useAction();
  const directs = (): boolean => may("director");
  return (
    <Page title={t("page-director")} lead={t("director-lead")}>
      <Show when={!now.error && now.latest} fallback={<Waiting error={now.error} loading={t("loading")} />}>
        {(found) => (
          <>
            <p><strong>{inLanguage(found().title)}</strong> <span class="hint mono">{found().scenario} · {found().seed}</span></p>
            <Show when={directs()}><ClockBar now={found()} action={action} refresh={refresh} /></Show>
            <action.Said />
            <section class="seats" aria-label={t("seats-title")}>
              <For each={found().seats}>{(seat) => (
                <span class="tag" data-seat={seat.party} data-connected={seat.connected}>{partyName(seat.party)}{t("label-colon")}{t(seat.connected ? "seat-connected" : "seat-absent")} <span class="mono">{seat.event_time ? utc(seat.event_time) : "–"}</span> {t("seat-changes", { count: number(seat.alerts) })}</span>
              )}</For>
            </section>
            <Links now={found()} />
            <div class="split">
              <div>
                <Console now={found()} action={action} refresh={refresh} directs={directs()} />
                <MatrixView matrix={matrix.latest} />
              </div>
              <div><TruthView truth={truth.latest} /></div>
            </div>
            <div class="split">
              <Expectations now={found()} action={action} refresh={refresh} />
              <div>
                <Papers id={found().id} action={action} refresh={refresh} directs={directs()} />
                <Files now={found()} action={action} refresh={refresh} directs={directs()} />
                <Show when={directs()}><Checkpoints branch={found().branch} action={action} refresh={refresh} /></Show>
                <Remarks now={found()} action={action} refresh={refresh} />
              </div>
            </div>
          </>
        )}
      </Show>
    </Page>
  );
}
