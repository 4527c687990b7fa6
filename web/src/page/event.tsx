// One event, at an address that can be sent to a colleague.
import { type JSX, Match, Switch, createEffect, createResource, on } from "solid-js";
import { type EventCard as Card, type VesselCard, call } from "../api";
import { EventCard } from "../card/event_card";
import { t } from "../language";
import { problemText } from "../list/watch_list";
import { link, route } from "../route";
import { changes, remember, resumed } from "../watchroom";

export default function EventPage(): JSX.Element {
  const id = () => route().id;
  const [card, { refetch }] = createResource(id, async (wanted) => {
    const found = await call<Card>(`events/${encodeURIComponent(wanted)}`);
    for (const vessel of found.event.vessels) {
      void call<VesselCard>(`vessels/${vessel.mmsi}`).then((v) => remember(vessel.mmsi, v.identity ?? {})).catch(() => undefined);
    }
    return found;
  });
  createEffect(on(changes, (events) => events.some((event) => event.id === id()) && void refetch(), { defer: true }));
  createEffect(on(resumed, () => void refetch(), { defer: true }));
  return (
    <div class="page">
      <p class="crumb"><a href={link("watch")}>← {t("page-watch")}</a></p>
      <Switch fallback={<p class="hint">{t("loading")}</p>}>
        <Match when={card.error}><h1>{t("page-event")}</h1><p class="notice error" role="alert">{problemText(card.error)}</p></Match>
        <Match when={card.latest}>{(found) => <EventCard card={found()} onReviewed={() => void refetch()} />}</Match>
      </Switch>
    </div>
  );
}
