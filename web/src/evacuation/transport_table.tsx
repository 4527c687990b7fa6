// One kind of entry of what carries people as a table: what the planner leaves out is said at its row, and each row is changed,
// closed, called off or deleted by its own buttons.
import { For, type JSX, Show, createEffect, createMemo, createSignal, createUniqueId } from "solid-js";
import type { Place } from "../crisis/crisis";
import { number, t } from "../language";
import { useAction } from "../page/frame";
import { Pieces } from "../when";
import { type Carriage, type Change, type Fault, type Instance, type Span, replaced } from "./transport";
import { EntryForm, type Field, type Values } from "./transport_form";
import { type Kind, faultWords, spans } from "./transport_kind";

/** Rows of one table that are drawn at once; words narrow them. */
const ROWS_SHOWN = 100;
/** Fewer rows need no search. */
const ROWS_SEARCHED = 10;

/** What can be done with a row beside changing and deleting it. */
export interface Deed<T> {
  code: "close" | "buses" | "cancel" | "restore";
  fits?: (row: T) => boolean;
  /** Asked for before it is done; without fields it is done at once. */
  fields?: () => Field[];
  values?: (of: Carriage) => Values;
  does: (row: T, values: Values, of: Carriage) => T;
}

interface Props<T> {
  kind: Kind<T>;
  of: Carriage;
  faults: readonly Fault[];
  /** The places that the crisis knows, of kinds that have one. */
  known?: () => Promise<readonly Place[]>;
  deeds?: readonly Deed<T>[];
  /** Times in which a row is closed, each to be opened again. */
  closed?: (row: T) => readonly Span[];
  opened?: (row: T, span: Span) => T;
  hint?: string;
  /** What goes too when a row is deleted, and what is to be asked before. */
  without?: (instance: Instance, row: T) => Instance;
  sure: (row: T, of: Carriage) => string;
  keep: (change: Change) => Promise<string>;
}

interface Open<T> { title: string; row: T | undefined; fields: Field[]; values: Values; does: (values: Values, of: Carriage) => Instance }

export function KindTable<T extends object>(props: Props<T>): JSX.Element {
  let fold: HTMLDetailsElement | undefined;
  const search = createUniqueId();
  const [open, setOpen] = createSignal<Open<T>>();
  const [words, setWords] = createSignal("");
  const action = useAction();
  const { kind } = props;
  const title = (): string => t(`transport-kind-${kind.what}`);
  const name = (row: T): string => kind.name(row, props.of.instance);
  const faults = createMemo(() => new Map(props.faults.filter((one) => one.what === kind.what).map((one) => [one.id, one.code])));
  const texts = (row: T): string => [name(row), ...kind.columns.map((column) => column.show(row, props.of))].join(" ").toLocaleLowerCase();
  const found = createMemo(() => {
    const asked = words().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const all = kind.all(props.of.instance).filter((row) => asked.every((one) => texts(row).includes(one)));
    return kind.order ? all.sort(kind.order) : all;
  });
  const rows = (): T[] => found().slice(0, ROWS_SHOWN);
  // What is wrong is in sight; a table that was opened stays so when it is mended.
  createEffect(() => {
    if (faults().size > 0 && fold) fold.open = true;
  });
  /** Where the keyboard goes on: at the row, else at the button by which one is added. */
  const focus = (id: string | undefined): void => {
    const row = [...(fold?.querySelectorAll<HTMLElement>("tr[data-row]") ?? [])].find((one) => one.dataset["row"] === id);
    (row?.querySelector<HTMLElement>("button") ?? fold?.querySelector<HTMLElement>("button[data-add]"))?.focus();
  };
  // Buttons stay as they are meanwhile: one that is disabled would lose the focus.
  const run = (id: string | undefined, change: Change): void => {
    if (action.busy()) return;
    void action.run(() => props.keep(change)).then((done) => {
      if (!done) return;
      setOpen(undefined);
      focus(id);
    });
  };
  const giveUp = (): void => {
    const { row } = open() ?? {};
    setOpen(undefined);
    focus(row && kind.id(row));
  };
  const put = (row: T, by: (of: Carriage) => T | undefined): Change => (was) => ({ ...was, instance: kind.with(was.instance, replaced(kind.all(was.instance), row, by(was))) });
  const add = (): void => void action.run(async () => {
    const known = (await props.known?.()) ?? [];
    setOpen({
      title: t(`transport-add-${kind.what}`), row: undefined, fields: kind.fields(props.of, undefined, known), values: kind.read(props.of, undefined),
      does: (values, of) => kind.with(of.instance, [...kind.all(of.instance), kind.write(values, of, undefined)]),
    });
    return undefined;
  });
  const edit = (row: T): void => void setOpen({
    title: `${t("transport-edit")} ${name(row)}`, row, fields: kind.fields(props.of, row, []), values: kind.read(props.of, row),
    does: (values, of) => put(row, () => kind.write(values, of, row))(of).instance,
  });
  const act = (deed: Deed<T>, row: T): void => {
    const { fields } = deed;
    if (!fields) return run(kind.id(row), put(row, (of) => deed.does(row, {}, of)));
    setOpen({
      title: `${t(`transport-${deed.code}`)} ${name(row)}`, row, fields: fields(), values: deed.values?.(props.of) ?? {},
      does: (values, of) => put(row, () => deed.does(row, values, of))(of).instance,
    });
  };
  const drop = (row: T): void => {
    if (!confirm(props.sure(row, props.of))) return;
    run(undefined, (was) => {
      const next = put(row, () => undefined)(was);
      return { ...next, instance: props.without?.(next.instance, row) ?? next.instance };
    });
  };
  const reopen = (row: T, one: Span): void => run(kind.id(row), put(row, () => props.opened?.(row, one) ?? row));
  const button = (code: string, row: T, act: () => void): JSX.Element => (
    <><button type="button" data-do={code} aria-label={`${t(`transport-${code}`)} ${name(row)}`} onClick={act}>{t(`transport-${code}`)}</button>{" "}</>
  );
  return (
    <details ref={fold} data-kind={kind.what}>
      <summary>{t("transport-kind-count", { kind: title(), count: kind.all(props.of.instance).length })} <Show when={faults().size > 0}><span class="error">{t("transport-left-out", { count: faults().size })}</span></Show></summary>
      <div>
        <Show when={props.hint}><p class="hint">{props.hint}</p></Show>
        <Show when={kind.all(props.of.instance).length > ROWS_SEARCHED}>
          <p class="row"><label for={search}><span>{t("transport-search")}</span><input id={search} type="search" value={words()} onInput={(e) => setWords(e.currentTarget.value)} /></label></p>
        </Show>
        <Show when={found().length > ROWS_SHOWN}><p class="hint" role="status">{t("transport-more", { shown: number(ROWS_SHOWN), count: number(found().length) })}</p></Show>
        <Show when={rows().length > 0}>
          <div class="scroll" tabindex="0" role="region" aria-label={title()}>
            <table class="wrapped"><caption class="hidden">{title()}</caption>
              <thead><tr><th scope="col">{t("transport-name")}</th><For each={kind.columns}>{(column) => <th scope="col" class={column.form === "num" ? "num" : undefined}>{t(column.label)}</th>}</For><th scope="col">{t("transport-do")}</th></tr></thead>
              <tbody><For each={rows()}>{(row) => (
                <tr data-row={kind.id(row)}>
                  <th scope="row">{name(row)}<Show when={faults().get(kind.id(row))}>{(code) => <p class="error" data-fault={code()}>{faultWords(code())}</p>}</Show></th>
                  <For each={kind.columns}>{(column) => <td class={column.form === "num" ? "num" : undefined}><Show when={column.form === "times"} fallback={column.show(row, props.of)}><Pieces text={column.show(row, props.of)} /></Show></td>}</For>
                  <td>
                    {button("edit", row, () => edit(row))}
                    <For each={props.deeds?.filter((deed) => deed.fits?.(row) ?? true)}>{(deed) => button(deed.code, row, () => act(deed, row))}</For>
                    <For each={props.closed?.(row)}>{(one) => <><button type="button" data-do="reopen" aria-label={`${t("transport-reopen", { span: spans([one]) })} ${name(row)}`} onClick={() => reopen(row, one)}>{t("transport-reopen", { span: spans([one]) })}</button>{" "}</>}</For>
                    {button("delete", row, () => drop(row))}
                  </td>
                </tr>
              )}</For></tbody>
            </table>
          </div>
        </Show>
        <Show when={open()} keyed fallback={<p class="row"><button type="button" data-add onClick={add}>{t(`transport-add-${kind.what}`)}</button></p>}>{(asked) => (
          <EntryForm title={asked.title} fields={asked.fields} values={asked.values} onGiveUp={giveUp}
            onKeep={(values) => run(asked.row && kind.id(asked.row), (was) => ({ ...was, instance: asked.does(values, was) }))} />
        )}</Show>
        <action.Said />
      </div>
    </details>
  );
}
