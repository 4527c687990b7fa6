// Wristbands, printed by the page: a code that names nobody, and the name in plain letters only if the desk wants it.
import qrcode from "qrcode-generator";
import { For, type JSX, createResource } from "solid-js";
import { t } from "../public/words";
import { bandBytes, bandText } from "./canon";
import { shown } from "./counter";
import type { CheckInVault, Traveller } from "./journal";

/** One code as a path of squares; error correction M: a band gets wet and creased. */
function path(text: string): { size: number; d: string } {
  const code = qrcode(0, "M");
  code.addData(text, "Alphanumeric");
  code.make();
  const size = code.getModuleCount();
  let d = "";
  for (let row = 0; row < size; row += 1) for (let column = 0; column < size; column += 1) if (code.isDark(row, column)) d += `M${column} ${row}h1v1h-1z`;
  return { size, d };
}

async function codes(people: readonly Traveller[], vault: CheckInVault): Promise<{ name: string; text: string; size: number; d: string }[]> {
  return Promise.all(people.map(async (one) => {
    const about = { crisis: vault.device.crisis, person: one.id, group: one.group ?? one.id, device: vault.device.id };
    const text = bandText({ ...about, signature: await vault.sign(bandBytes(about)) });
    return { name: shown(one.names), text, ...path(text) };
  }));
}

export function WristbandSheet(props: { people: Traveller[]; vault: CheckInVault; onClose: () => void }): JSX.Element {
  const [made] = createResource(() => props.people, (people) => codes(people, props.vault));
  return (
    <section aria-label={t("band-title")} class="bands">
      <h2 class="no-print">{t("band-title")}</h2>
      <ul class="people">
        <For each={made()}>{(one) => (
          <li class="band">
            <svg viewBox={`-4 -4 ${one.size + 8} ${one.size + 8}`} role="img" aria-label={t("band-of", { name: one.name })} data-code={one.text}><rect x="-4" y="-4" width={one.size + 8} height={one.size + 8} fill="#fff" /><path d={one.d} fill="#000" /></svg>
            <span>{one.name}</span>
          </li>
        )}</For>
      </ul>
      <div class="actions no-print">
        <button type="button" class="primary" onClick={() => print()}>{t("band-print")}</button>
        <button type="button" onClick={props.onClose}>{t("band-close")}</button>
      </div>
    </section>
  );
}
