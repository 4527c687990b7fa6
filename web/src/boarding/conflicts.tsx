// What two devices wrote differently: both values stand here, with who wrote them when, until a person decides.
import { For, type JSX, Show } from "solid-js";
import { language, t, word } from "../public/words";
import type { Conflict, Edit, EditId } from "./edit";
import type { Forms } from "./form";
import type { Journal } from "./journal";
import { utcText } from "./typed";
import { shownIn } from "./value";

type FieldConflict = Extract<Conflict, { conflict: "field" }>;

export function Conflicts(props: { journal: Journal; forms: Forms; report?: string; onOpen?: (report: string) => void }): JSX.Element {
  const about = (one: Conflict): string | undefined => (one.conflict === "twin" ? props.journal.edit(one.id)?.report : one.report);
  const shown = (): Conflict[] => props.journal.folded().conflicts.filter((one) => props.report === undefined || about(one) === props.report);
  return (
    <Show when={shown().length > 0}>
      <section class="stack conflicts" aria-label={t("boarding-conflicts")}>
        <h2>{t("boarding-conflicts-count", { count: shown().length })}</h2>
        <p class="hint">{t("boarding-conflicts-why")}</p>
        <ul class="people">
          <For each={shown()}>{(one) => (
            <li>
              <Show when={one.conflict === "field" ? one : undefined}>{(found) => <FieldChoice {...props} found={found()} />}</Show>
              <Show when={one.conflict === "begin"}><p>{t("boarding-conflict-begin", { report: about(one) ?? "" })}</p></Show>
              <Show when={one.conflict === "twin" ? one : undefined}>{(found) => <p>{t("boarding-conflict-twin", { id: `${found().id.device}/${found().id.seq}` })}</p>}</Show>
            </li>
          )}</For>
        </ul>
      </section>
    </Show>
  );
}

function FieldChoice(props: { journal: Journal; forms: Forms; found: FieldConflict; onOpen?: (report: string) => void }): JSX.Element {
  const written = (id: EditId): Edit | undefined => props.journal.edit(id);
  const decide = (value: unknown): void => void props.journal.set(props.found.report, [{ field: props.found.field, value, seen: props.found.values.map(([id]) => id) }]);
  return (
    <>
      <strong>{word("field", props.found.field)}</strong>
      <Show when={props.onOpen}>{(open) => <span class="actions"><button type="button" onClick={() => open()(props.found.report)}>{t("boarding-open-report", { report: props.found.report })}</button></span>}</Show>
      <For each={props.found.values}>{([id, value]) => {
        const text = (): string => shownIn(language(), props.forms, props.found.field, value);
        return (
          <div class="pick">
            <span><strong>{text()}</strong><span class="hint">{t("boarding-written-by", { user: written(id)?.user ?? "–", device: id.device, time: utcText(written(id)?.at_ms ?? NaN) })}</span></span>
            <button type="button" onClick={() => decide(value)}>{t("boarding-keep-this", { value: text() })}</button>
          </div>
        );
      }}</For>
    </>
  );
}
