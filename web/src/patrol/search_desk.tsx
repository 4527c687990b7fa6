// Search for a vessel: from its last place and what may look for it, to a rectangle and a pattern for each in each period.
import { For, type JSX, Show, createSignal } from "solid-js";
import { number, t } from "../language";
import { utc } from "../moment";
import { useAction } from "../page/frame";
import { parsePlace, place } from "../place";
import { may } from "../watchroom";
import { patrolChanged, useLive } from "./live";
import { putTask } from "./plan";
import { emptySearches } from "./sailed_api";
import { type Assignment, NM_M, PATTERNS, type Pattern, type Search, type Seeker, search, seekers, tasksOf, widestSweep } from "./search";

const percent = (share: number): string => `${number(100 * share, 1)} %`;
const miles = (metres: number): string => number(metres / NM_M, 1);

export function SearchDesk(props: { now: string | undefined; found: Search | undefined; onFound: (found: Search | undefined) => void; chosen: number | undefined; onChoose: (n: number) => void }): JSX.Element {
  return (
    <>
      <Show when={may("analyst")}><SearchForm now={props.now} onFound={props.onFound} /></Show>
      <Show when={props.found}>{(found) => <Result found={found()} chosen={props.chosen} onChoose={props.onChoose} />}</Show>
    </>
  );
}

function SearchForm(props: { now: string | undefined; onFound: (found: Search) => void }): JSX.Element {
  const action = useAction();
  const known = useLive(seekers);
  const [wrong, setWrong] = createSignal("");
  let form!: HTMLFormElement;
  const send = (): void => {
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name) ?? "").trim();
    const some = (name: string): number | undefined => (text(name) ? Number(text(name)) : undefined);
    const position = parsePlace(text("place"));
    const chosen = (known.value() ?? []).filter((one) => data.getAll("seeker").includes(one.id));
    setWrong(position ? (chosen.length > 0 ? "" : t("patrol-search-none")) : t("place-wrong"));
    if (!position || chosen.length === 0) return;
    const [course, speed] = [some("course"), some("speed")];
    // A search before the fix tells nothing of where the vessel went since.
    const empty = emptySearches().filter((one) => Date.parse(one.time) >= Date.parse(`${text("seen")}:00Z`));
    void action.run(async () => {
      props.onFound(await search({
        title: text("name"),
        fix: { position: [...position], time: `${text("seen")}:00Z`, sigma_nm: Number(text("sigma")), ...(course === undefined ? {} : { course_deg: course }), ...(speed === undefined ? {} : { speed_kn: speed }) },
        motion: { speed_max_kn: Number(text("fastest")) },
        ...(empty.length > 0 ? { searched: empty } : {}),
        start: `${text("start")}:00Z`, hours: Number(text("hours")), period_h: Number(text("period")),
        assets: chosen.map((one) => ({ id: one.id, name: one.name ?? "", speed_kn: Number(text(`speed-${one.id}`)), sweep_nm: Number(text(`sweep-${one.id}`)), pattern: text(`pattern-${one.id}`) as Pattern })),
      }));
      return undefined;
    });
  };
  return (
    <form ref={form} class="panel form" onSubmit={(e) => {
      e.preventDefault();
      send();
    }}>
      <h2>{t("patrol-search")}</h2>
      <p class="hint">{t("patrol-search-lead")}</p>
      <div class="row">
        <label class="grow"><span>{t("col-name")}</span><input name="name" maxlength="80" /></label>
        <label class="grow"><span>{t("patrol-search-fix")}</span><input name="place" required placeholder={t("place-example")} /></label>
        <label><span>{t("patrol-search-seen")}</span><input name="seen" type="datetime-local" required value={props.now?.slice(0, 16) ?? ""} /></label>
      </div>
      <div class="row">
        <label><span>{t("patrol-search-sigma")}</span><input name="sigma" type="number" min="0" max="500" step="0.1" value="2" required /></label>
        <label><span>{t("patrol-search-course")}</span><input name="course" type="number" min="0" max="360" step="1" /></label>
        <label><span>{t("patrol-search-speed")}</span><input name="speed" type="number" min="0" max="50" step="0.1" /></label>
        <label><span>{t("patrol-search-fastest")}</span><input name="fastest" type="number" min="0.1" max="50" step="0.1" value="10" required /></label>
      </div>
      <div class="row">
        <label><span>{t("patrol-search-start")}</span><input name="start" type="datetime-local" required value={props.now?.slice(0, 16) ?? ""} /></label>
        <label><span>{t("patrol-search-hours")}</span><input name="hours" type="number" min="0.5" max="240" step="0.5" value="24" required /></label>
        <label><span>{t("patrol-search-period")}</span><input name="period" type="number" min="0.5" max="240" step="0.5" value="6" required /></label>
      </div>
      <Show when={emptySearches().length > 0}><p class="notice">{t("sailed-searched", { count: emptySearches().length })}</p></Show>
      <known.Told />
      <Show when={known.value()}>{(all) => <Seekers all={all()} />}</Show>
      <p class="error" role="alert">{wrong()}</p><action.Said />
      <button type="submit" class="primary" disabled={action.busy()}>{t("patrol-search-go")}</button>
    </form>
  );
}

function Seekers(props: { all: Seeker[] }): JSX.Element {
  return (
    <Show when={props.all.length > 0} fallback={<p class="hint">{t("patrol-assets-none")}</p>}>
      <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-search-who")}><table class="small">
        <thead><tr><th>{t("patrol-search-who")}</th><th class="num">{t("patrol-search-speed-of")}</th><th class="num">{t("patrol-search-sweep")}</th><th>{t("patrol-search-pattern")}</th></tr></thead>
        <tbody><For each={props.all}>{(one) => {
          const name = one.name || one.id;
          return (
            <tr><th scope="row"><label class="check"><input type="checkbox" name="seeker" value={one.id} aria-label={t("patrol-search-use-named", { name })} /> {name}</label></th>
              <td class="num"><input name={`speed-${one.id}`} type="number" min="0.1" max="1000" step="0.1" value={one.task_speed_kn || one.modes[0]?.speed_kn || 10} aria-label={t("patrol-search-speed-named", { name })} /></td>
              <td class="num"><input name={`sweep-${one.id}`} type="number" min="0.01" max="500" step="0.01" value={widestSweep(one) || 4} aria-label={t("patrol-search-sweep-named", { name })} /></td>
              <td><select name={`pattern-${one.id}`} aria-label={t("patrol-search-pattern-named", { name })}>{PATTERNS.map((code) => <option value={code}>{t(`pattern-${code}`)}</option>)}</select></td></tr>
          );
        }}</For></tbody></table></div>
    </Show>
  );
}

function Result(props: { found: Search; chosen: number | undefined; onChoose: (n: number) => void }): JSX.Element {
  const action = useAction();
  const make = (): void => void action.run(async () => {
    const tasks = tasksOf(props.found);
    for (const task of tasks) await putTask(task);
    patrolChanged();
    return t("patrol-search-tasks-made", { count: tasks.length });
  });
  return (
    <section><h2>{t("patrol-search-plan")}</h2>
      <dl class="figures">
        <div><dt>{t("patrol-search-pos")}</dt><dd>{percent(props.found.pos)}</dd></div><div><dt>{t("patrol-search-success")}</dt><dd>{percent(props.found.success)}</dd></div>
        <div><dt>{t("patrol-search-gap")}</dt><dd>{percent(props.found.gap)}</dd></div>
      </dl>
      <div class="scroll tall" tabindex="0" role="region" aria-label={t("patrol-search-plan")}><table class="small">
        <thead><tr><th>{t("patrol-search-who")}</th><th>{t("patrol-search-when")}</th><th>{t("patrol-search-pattern")}</th><th>{t("patrol-search-commence")}</th><th class="num">{t("patrol-search-size")}</th><th class="num">{t("patrol-search-axis")}</th><th class="num">{t("patrol-search-spacing")}</th><th class="num">{t("patrol-search-poc")}</th><th class="num">{t("patrol-search-pod")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
        <tbody><For each={props.found.assignments}>{(one, i) => <Row one={one} chosen={props.chosen === i()} onChoose={() => props.onChoose(i())} />}</For></tbody></table></div>
      <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-search-periods")}><table class="small">
        <thead><tr><th>{t("patrol-search-periods")}</th><th class="num">{t("patrol-search-effort")}</th><th class="num">{t("patrol-search-success-now")}</th><th class="num">{t("patrol-search-pos-now")}</th><th class="num">{t("patrol-search-so-far")}</th></tr></thead>
        <tbody><For each={props.found.periods}>{(one) => <tr><th scope="row" class="mono">{utc(one.start)}</th><td class="num">{number(one.effort_nm2)}</td><td class="num">{percent(one.success)}</td><td class="num">{percent(one.pos)}</td><td class="num">{percent(one.pos_so_far)}</td></tr>}</For></tbody></table></div>
      <action.Said />
      <Show when={may("analyst") && props.found.tasks.length > 0}><button type="button" disabled={action.busy()} onClick={make}>{t("patrol-search-tasks")}</button></Show>
    </section>
  );
}

function Row(props: { one: Assignment; chosen: boolean; onChoose: () => void }): JSX.Element {
  return (
    <tr classList={{ chosen: props.chosen }}><th scope="row">{props.one.asset}</th><td class="mono">{utc(props.one.start)}</td><td>{t(`pattern-${props.one.pattern.pattern}`)}</td>
      <td class="mono">{place([props.one.commence[0], props.one.commence[1]])}</td><td class="num">{miles(props.one.search_box.length_m)} × {miles(props.one.search_box.width_m)}</td><td class="num">{number(props.one.search_box.axis_deg)}°</td>
      <td class="num">{miles(props.one.pattern.track_spacing_m)}</td><td class="num">{percent(props.one.poc)}</td><td class="num">{percent(props.one.pod)}</td>
      <td class="actions"><button type="button" class="quiet" aria-pressed={props.chosen} aria-label={t("patrol-search-show-named", { name: props.one.asset, n: props.one.period + 1 })} onClick={() => props.onChoose()}>{t("show")}</button></td></tr>
  );
}
