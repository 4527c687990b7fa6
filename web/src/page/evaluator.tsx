// The evaluator's form, made for a phone: what to rate now, with large keys and a note.
import { type JSX, Show } from "solid-js";
import { clockState, inLanguage } from "../conduct/exercise";
import { Expectations, Objectives, Remarks } from "../conduct/rating";
import { useConduct } from "../conduct/use_conduct";
import { t } from "../language";
import { utc } from "../moment";
import { Page, Waiting, useAction } from "./frame";

export default function EvaluatorPage(): JSX.Element {
  const [now, refresh] = useConduct();
  const action = useAction();
  return (
    <Page title={t("page-evaluator")} lead={t("evaluator-lead")}>
      <Show when={!now.error && now.latest} fallback={<Waiting error={now.error} loading={t("loading")} />}>
        {(found) => (
          <div class="evaluator">
            <p><strong>{inLanguage(found().title)}</strong> <span class="mono">{utc(found().clock.now)}</span> <span class="tag" data-clock={clockState(found().clock)}>{t(`clock-${clockState(found().clock)}`)}</span></p>
            <action.Said />
            <Expectations now={found()} action={action} refresh={refresh} />
            <Objectives now={found()} action={action} refresh={refresh} />
            <Remarks now={found()} action={action} refresh={refresh} />
          </div>
        )}
      </Show>
    </Page>
  );
}
