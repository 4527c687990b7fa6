// One asset's stops as a table: pin, keep away and reorder by keyboard; every change is a rule that the planner keeps.
import { For, type JSX, Show } from "solid-js";
import { number, t, word } from "../language";
import { may } from "../watchroom";
import { When } from "../when";
import { nameIn } from "./naming";
import { type PlanCard, type Route, type Rule, type Stop, idOf } from "./plan";
import { nm, tonnes } from "./sentences";

interface Props { card: PlanCard; route: Route; chosen: string | undefined; onChoose: (key: string) => void; onRule: (rule: Rule) => void; busy: boolean }

export function Stops(props: Props): JSX.Element {
  const request = () => props.card.request;
  const name = (stop: Stop): string => nameIn(request(), stop.what, idOf(stop));
  const taskBefore = (i: number): string | undefined => props.route.stops.slice(0, i).reverse().find((s) => s.task && !s.frozen)?.task;
  const pinned = (stop: Stop): boolean => request()?.rules?.some((r) => r.rule === "pin" && r.task === stop.task && r.asset === props.route.asset) ?? false;
  const keys = (e: KeyboardEvent, stop: Stop, i: number): void => {
    const free = stop.task && !stop.frozen && may("analyst") && !props.busy;
    const before = taskBefore(i);
    const rows = (e.currentTarget as HTMLElement).parentElement?.children;
    if (e.key === "ArrowDown" && !e.altKey) (rows?.[i + 1] as HTMLElement | undefined)?.focus();
    else if (e.key === "ArrowUp" && !e.altKey) (rows?.[i - 1] as HTMLElement | undefined)?.focus();
    else if (e.key === "Enter" && e.target === e.currentTarget) props.onChoose(`${props.route.asset}/${i}`);
    else if (free && stop.task && e.key === "p") props.onRule({ rule: "pin", task: stop.task, asset: props.route.asset });
    else if (free && stop.task && e.key === "x") props.onRule({ rule: "forbid", task: stop.task, asset: props.route.asset });
    else if (free && stop.task && e.key === "ArrowUp" && e.altKey && before) props.onRule({ rule: "order", first: stop.task, second: before });
    else return;
    e.preventDefault();
  };
  return (
    <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-stops-of", { asset: nameIn(request(), "asset", props.route.asset) })}>
      <table class="small stops">
        <thead><tr><th class="num">{t("patrol-number")}</th><th>{t("patrol-what")}</th><th>{t("patrol-begin")}</th><th>{t("patrol-end")}</th><th class="num">{t("patrol-leg")}</th><th class="num">{t("patrol-fuel-left")}</th><th class="num">{t("patrol-value")}</th><Show when={may("analyst")}><th><span class="hidden">{t("col-actions")}</span></th></Show></tr></thead>
        <tbody><For each={props.route.stops}>{(stop, i) => (
          <tr tabindex="0" classList={{ chosen: props.chosen === `${props.route.asset}/${i()}` }} onKeyDown={(e) => keys(e, stop, i())} onClick={() => props.onChoose(`${props.route.asset}/${i()}`)}>
            <td class="num">{i() + 1}</td>
            <th scope="row">{name(stop)}<br /><span class="hint">{stop.what === "task" ? word("task", request()?.tasks.find((k) => k.id === stop.task)?.kind ?? "visit") : t(`patrol-stop-${stop.what}`)}
              <Show when={stop.instrument}> · {stop.instrument}</Show></span>
              <Show when={stop.frozen}> <span class="tag">{t("patrol-frozen")}</span></Show><Show when={pinned(stop)}> <span class="tag" data-state="open">{t("patrol-pinned")}</span></Show></th>
            <td><When at={stop.begin} /></td><td><When at={stop.end} /></td>
            <td class="num">{nm(stop.distance_nm)}</td><td class="num">{tonnes(stop.fuel_end_t)}</td><td class="num">{stop.what === "task" ? number(stop.value, 1) : ""}</td>
            <Show when={may("analyst")}><td class="actions"><Show when={stop.task && !stop.frozen ? stop.task : undefined}>{(task) => <>
              <button type="button" class="quiet" disabled={props.busy} aria-label={t("patrol-pin-named", { name: name(stop) })} onClick={() => props.onRule({ rule: "pin", task: task(), asset: props.route.asset })}>{t("patrol-pin")}</button>
              <button type="button" class="quiet" disabled={props.busy} aria-label={t("patrol-forbid-named", { name: name(stop) })} onClick={() => props.onRule({ rule: "forbid", task: task(), asset: props.route.asset })}>{t("patrol-forbid")}</button>
              <button type="button" class="quiet" disabled={props.busy || !taskBefore(i())} aria-label={t("patrol-earlier-named", { name: name(stop) })} onClick={() => props.onRule({ rule: "order", first: task(), second: taskBefore(i()) ?? "" })}>↑</button>
            </>}</Show></td></Show>
          </tr>
        )}</For></tbody>
      </table>
    </div>
  );
}
