// The funnel as bars with their figures, and the same people by place and by class. A figure that needs a look is marked
// by words, not by colour alone.
import { For, type JSX, Show } from "solid-js";
import { number, t, word } from "../language";
import { type Board, STATES, type State, stateName } from "./crisis";

/** States that ask for someone to act. */
const URGENT: readonly State[] = ["unaccounted", "wants_to_leave"];

export function FunnelTable(props: { board: Board }): JSX.Element {
  const most = () => Math.max(1, ...STATES.map((state) => props.board.funnel[state]));
  return (
    <table class="funnel">
      <caption>{t("funnel-title", { count: props.board.register })}</caption>
      <thead><tr><th scope="col">{t("funnel-state")}</th><th scope="col" class="num">{t("funnel-count")}</th><th scope="col"><span class="hidden">{t("funnel-share")}</span></th></tr></thead>
      <tbody>
        <For each={STATES}>{(state) => (
          <tr data-state={state}>
            <th scope="row">{stateName(state)}<Show when={URGENT.includes(state) && props.board.funnel[state] > 0}> <span class="tag">{t("funnel-act")}</span></Show></th>
            <td class="num">{number(props.board.funnel[state])}</td>
            <td class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * props.board.funnel[state]) / most()} height="8" /></svg></td>
          </tr>
        )}</For>
      </tbody>
      <tfoot><tr><th scope="row">{t("crisis-total")}</th><td class="num">{number(STATES.reduce((sum, state) => sum + props.board.funnel[state], 0))}</td><td /></tr></tfoot>
    </table>
  );
}

interface Line { name: string; total: number; funnel: Record<State, number> }

function Cross(props: { caption: string; heading: string; lines: Line[] }): JSX.Element {
  const used = () => STATES.filter((state) => props.lines.some((line) => line.funnel[state] > 0));
  return (
    <div class="scroll" tabindex="0" role="region" aria-label={props.caption}>
      <table>
        <caption>{props.caption}</caption>
        <thead><tr><th scope="col">{props.heading}</th><For each={used()}>{(state) => <th scope="col" class="num">{stateName(state)}</th>}</For><th scope="col" class="num">{t("crisis-total")}</th></tr></thead>
        <tbody>
          <For each={props.lines}>{(line) => (
            <tr><th scope="row">{line.name}</th><For each={used()}>{(state) => <td class="num">{number(line.funnel[state])}</td>}</For><td class="num">{number(line.total)}</td></tr>
          )}</For>
        </tbody>
      </table>
    </div>
  );
}

export function ByPlace(props: { board: Board }): JSX.Element {
  const lines = () => props.board.places.map((one) => ({ name: one.name ?? t("crisis-place-unknown"), total: one.total, funnel: one.funnel }));
  return <Cross caption={t("crisis-by-place")} heading={t("crisis-place")} lines={lines()} />;
}

export function ByClass(props: { board: Board }): JSX.Element {
  const lines = () => props.board.classes.map((one) => ({ name: word("people-class", one.class), total: one.total, funnel: one.funnel }));
  return <Cross caption={t("crisis-by-class")} heading={t("crisis-class")} lines={lines()} />;
}
