// What partners say of one ship, on our own card of her: their copies, and where they name her otherwise than we do.
import { For, type JSX, Show } from "solid-js";
import { t, word } from "../language";
import { moment } from "../moment";
import { link } from "../route";
import { type Copy, copiesAbout, copyKey } from "./copy";
import { fieldName, fieldText } from "./field";
import { agreedPartners, partyName } from "./known";
import { useLatest } from "./latest";
import { copyTitle } from "./title";

export function PartnersSay(props: { mmsi: number }): JSX.Element {
  return <Show when={agreedPartners().length > 0}><Section mmsi={props.mmsi} /></Show>;
}

function Section(props: { mmsi: number }): JSX.Element {
  const found = useLatest(["copy"], () => copiesAbout(props.mmsi));
  const copies = (): Copy[] => (found.value()?.copies ?? []).filter((copy) => copy.state === "shown" || copy.state === "held");
  return (
    <Show when={copies().length > 0}>
      <section class="partners-say"><h3>{t("partners-say", { count: copies().length })}</h3>
        <ul><For each={copies()}>{(copy) => (
          <li>
            <span class="party">{partyName(copy.party)}</span> <span class="tag">{word("object", copy.kind)}</span> <a href={link(`shared/${copyKey(copy)}`)}>{copyTitle(copy)}</a> <span class="mono hint">{moment(copy.released)}</span>
            <For each={copy.differences}>{(one) => <p class="differs">{t("partners-differ", { field: fieldName(one.field), own: fieldText(one.field, one.own), theirs: fieldText(one.field, one.theirs) })}</p>}</For>
          </li>
        )}</For></ul>
      </section>
    </Show>
  );
}
