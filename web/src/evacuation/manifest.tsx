// The manifest of a leg: on the screen, as a table for the carrier, and as a sheet that prints alone.
import { For, type JSX, Show } from "solid-js";
import { Portal } from "solid-js/web";
import { shown } from "../crisis/crisis";
import { EXERCISE_WORDS, number, t, word } from "../language";
import { utc } from "../moment";
import { exercise } from "../watchroom";
import { BoardingDoor } from "./boarding_close";
import { type Manifest, type ManifestGroup, type Member, at, minute } from "./evacuation";
import "./manifest.css";

/** Prints the sheet and nothing else of the page. */
function printSheet(): void {
  const root = document.documentElement;
  root.dataset.print = "manifest";
  addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  print();
}

export function ManifestView(props: { crisis: string; manifest: Manifest; onChange: () => void }): JSX.Element {
  const lines = (): ManifestGroup[] => [...props.manifest.groups, ...props.manifest.standby];
  return (
    <>
      <p class="row">
        <button type="button" data-manifest="print" onClick={printSheet}>{t("evac-manifest-print")}</button>
        <a class="button quiet" data-manifest="csv" href={`/api/v1/${at(props.crisis, `manifests/${encodeURIComponent(props.manifest.leg.id)}/manifest.csv`)}`} download="">{t("evac-manifest-csv")}</a>
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label={t("evac-manifest")}>
        <table class="manifest wrapped"><caption>{t("evac-manifest-of", { leg: props.manifest.leg.name, version: props.manifest.version })}</caption>
          <thead><tr><th scope="col">{t("evac-group")}</th><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("evac-people")}</th><th scope="col" class="num">{t("evac-manifest-aboard")}</th><th scope="col">{t("evac-names")}</th><th scope="col">{t("evac-needs")}</th><th scope="col" class="num">{t("evac-standby")}</th></tr></thead>
          <tbody><For each={lines()}>{(line) => (
            <tr><th scope="row" class="raw">{line.group.slice(-8)}</th><td>{line.partner}</td><td class="num">{line.size}</td><td class="num">{number(line.members.filter((one) => one.boarding === "aboard").length)}</td>
              <td><Show when={line.members.length > 0} fallback={<span class="hint">{t("evac-partner-group")}</span>}>{line.members.map((one) => shown(one.names)).join(" / ")}</Show></td>
              <td>{line.stretchers} / {line.wheelchairs} / {line.minors}</td><td class="num">{line.standby ?? ""}</td></tr>
          )}</For></tbody>
        </table>
      </div>
      <Show when={props.manifest.leg.id} keyed>{(leg) => <BoardingDoor crisis={props.crisis} leg={leg} onChange={() => props.onChange()} />}</Show>
      <Portal mount={document.body} ref={(mount) => mount.classList.add("print-sheet")}><Sheet manifest={props.manifest} /></Portal>
    </>
  );
}

function Sheet(props: { manifest: Manifest }): JSX.Element {
  const leg = () => props.manifest.leg;
  return (
    <>
      <Show when={exercise() !== undefined}><div class="marking"><strong>{EXERCISE_WORDS}</strong></div></Show>
      <h1>{t("evac-manifest-of", { leg: leg().name, version: props.manifest.version })}</h1>
      <p>{leg().owner} · {props.manifest.from} – {props.manifest.to} · {t("evac-cutoff")} {minute(leg().cutoff)} · {t("evac-departs")} {minute(leg().departure)} · {t("evac-arrives")} {minute(leg().arrival)}</p>
      <Show when={props.manifest.closing}>{(closing) => (
        <>
          <p>{t("boarding-close-by", { time: utc(closing().closed_ms / 1000, true), by: closing().by, aboard: number(closing().aboard), absent: number(closing().absent), empty: number(closing().empty[0] + closing().empty[1]) })}</p>
          <p class="raw">{t("boarding-close-digest", { digest: closing().digest })}</p>
        </>
      )}</Show>
      <Lines groups={props.manifest.groups} />
      <Show when={props.manifest.standby.length > 0}><h1>{t("evac-manifest-standby")}</h1><Lines groups={props.manifest.standby} /></Show>
      <p>{t("evac-manifest-note")}</p>
    </>
  );
}

function Lines(props: { groups: ManifestGroup[] }): JSX.Element {
  return (
    <table>
      <thead><tr><th>{t("evac-standby")}</th><th>{t("evac-group")}</th><th>{t("evac-partner")}</th><th>{t("evac-manifest-name")}</th><th>{t("evac-manifest-nationality")}</th><th>{t("evac-manifest-birth")}</th><th>{t("evac-manifest-document")}</th><th>{t("evac-manifest-needs")}</th><th>{t("evac-manifest-aboard")}</th></tr></thead>
      <tbody><For each={props.groups}>{(group) => (
        <>
          <For each={group.members}>{(one) => (
            <tr><td>{group.standby ?? ""}</td><td class="raw">{group.group.slice(-8)}</td><td>{group.partner}</td>
              <Show when={!one.withheld} fallback={<td colspan="4">{t("evac-manifest-withheld")}</td>}><td>{shown(one.names)}</td><td>{one.nationality ?? ""}</td><td>{one.birth ?? ""}</td><td class="raw">{one.document ?? ""}</td></Show>
              <td>{one.withheld ? "" : needs(one)}</td><td class="tick">{one.boarding ? word("evac-boarding", one.boarding) : ""}</td></tr>
          )}</For>
          <Show when={group.size > group.members.length}>
            <tr><td>{group.standby ?? ""}</td><td class="raw">{group.group.slice(-8)}</td><td>{group.partner}</td><td colspan="5">{t("evac-manifest-unnamed", { count: number(group.size - group.members.length) })}</td><td class="tick" /></tr>
          </Show>
        </>
      )}</For></tbody>
    </table>
  );
}

function needs(one: Member): string {
  const all = ["minor", "stretcher", "wheelchair"] as const;
  return all.filter((need) => one.needs?.[need] === true).map((need) => t(`evac-manifest-${need}`)).join(", ");
}
