// Both streams with a partner: how far each is, as a picture and as numbers. What has a gap is not lost: it is asked for again.
import { For, type JSX, Show } from "solid-js";
import { number, t, tryT } from "../language";
import { bytesText } from "./field";
import type { Partner, Received, Sent } from "./partner";

const WIDTH = 400;
const HEIGHT = 16;
/** A gap of one entry in a long stream still has to be seen. */
const GAP_PX_MIN = 3;

const share = (part: number, all: number): number => (all > 0 ? Math.min(1, part / all) * WIDTH : 0);
const missing = (received: Received): number => received.gaps.reduce((sum, [from, to]) => sum + to - from, 0);
const highest = (received: Received): number => Math.max(received.entries, ...received.gaps.map(([, to]) => to));

export function Streams(props: { partner: Partner }): JSX.Element {
  const refused = (): [string, number][] => Object.entries(props.partner.received.refused).filter(([, count]) => count > 0);
  return (
    <div class="streams">
      <h3>{t("streams-title")}</h3>
      <SentBar sent={props.partner.sent} />
      <ReceivedBar received={props.partner.received} />
      <Numbers partner={props.partner} />
      <Show when={refused().length > 0}>
        <div class="refused">
          <h4>{t("refused-title", { count: refused().reduce((sum, [, count]) => sum + count, 0) })}</h4>
          <ul><For each={refused()}>{([code, count]) => <li><strong class="num">{number(count)}</strong> {tryT(code) ?? code}</li>}</For></ul>
          <p class="hint">{t("refused-hint")}</p>
        </div>
      </Show>
    </div>
  );
}

/** Sent: solid is countersigned, lighter is acknowledged, hatched waits. */
function SentBar(props: { sent: Sent }): JSX.Element {
  const s = () => props.sent;
  return (
    <div class="stream-line">
      <span>{t("stream-sent")}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t("stream-sent-text", { entries: s().entries, acknowledged: s().acknowledged, waiting: s().waiting, countersigned: s().countersigned })}>
        <rect class="stream-ground" width={WIDTH} height={HEIGHT} />
        <rect class="stream-held" width={share(s().acknowledged, s().entries)} height={HEIGHT} />
        <rect class="stream-signed" y={HEIGHT / 4} width={share(s().countersigned, s().entries)} height={HEIGHT / 2} />
        <rect class="stream-frame" width={WIDTH} height={HEIGHT} />
      </svg>
    </div>
  );
}

/** Received: what is there, with the gaps where they are. */
function ReceivedBar(props: { received: Received }): JSX.Element {
  const r = () => props.received;
  const all = (): number => highest(r());
  return (
    <div class="stream-line">
      <span>{t("stream-received")}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t("stream-received-text", { entries: r().entries, missing: missing(r()), countersigned: r().countersigned })}>
        <rect class="stream-ground" width={WIDTH} height={HEIGHT} />
        <rect class="stream-held" width={all() > 0 ? WIDTH : 0} height={HEIGHT} />
        <rect class="stream-signed" y={HEIGHT / 4} width={share(r().countersigned, all())} height={HEIGHT / 2} />
        <For each={r().gaps}>{([from, to]) => <rect class="stream-gap" x={share(from, all())} width={Math.max(GAP_PX_MIN, share(to - from, all()))} height={HEIGHT} />}</For>
        <rect class="stream-frame" width={WIDTH} height={HEIGHT} />
      </svg>
    </div>
  );
}

function Numbers(props: { partner: Partner }): JSX.Element {
  const sent = () => props.partner.sent;
  const received = () => props.partner.received;
  const gaps = (): string => (received().gaps.length === 0 ? t("gaps-none")
    : `${number(missing(received()))} (${received().gaps.slice(0, 6).map(([from, to]) => (to - from === 1 ? String(from) : `${from}–${to - 1}`)).join(t("list-separator"))}${received().gaps.length > 6 ? "…" : ""})`);
  return (
    <table class="small">
      <thead><tr><th>{t("stream-direction")}</th><th class="num">{t("stream-entries")}</th><th class="num">{t("stream-acknowledged")}</th><th class="num">{t("stream-waiting")}</th><th class="wrap">{t("stream-gaps")}</th><th class="num">{t("stream-skipped")}</th><th class="num">{t("stream-countersigned")}</th><th class="num">{t("stream-volume")}</th></tr></thead>
      <tbody>
        <tr><th scope="row">{t("stream-sent")}</th><td class="num">{number(sent().entries)}</td><td class="num">{number(sent().acknowledged)}</td><td class="num">{number(sent().waiting)}</td><td>–</td><td class="num">–</td><td class="num">{number(sent().countersigned)}</td><td class="num">{bytesText(sent().bytes)}</td></tr>
        <tr><th scope="row">{t("stream-received")}</th><td class="num">{number(received().entries)}</td><td class="num">–</td><td class="num">–</td><td class="wrap">{gaps()}</td><td class="num">{number(received().skipped)}</td><td class="num">{number(received().countersigned)}</td><td class="num">{bytesText(received().bytes)}</td></tr>
      </tbody>
    </table>
  );
}
