// The tutorial of an evacuation (docs/tutorial-evacuation.md), step by step, on the real program: two nodes play the library's
// earthquake with what it hands out, from the alert to the arrivals, by the buttons and words that the tutorial names.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { WAIT_MS, go, until } from "./consul.mjs";
import { PATIENCE_MS, api, openBrowser, startExercise, untranslated, violations } from "./floor.mjs";

const PASSWORD = "seats given and received";
const PHRASE = "nobody guesses this one";
const SHOTS = process.env.VIGIE_SHOTS;
/** Ids of the paper that the scenario hands out (crates/exercise/data/transport). */
const ship = "e0000000000000000000000000000401";
const naha = "e0000000000000000000000000000301";
const codes = /\b(take-in|told|handed|evac|together|transport|messages|crisis|checkin)-[a-z-]+\b/g;
const WISHES = { places: "Places, roads and our legs", groups: "Groups that want to leave, without names", plan: "The plan in force", names: "Names of our people with a seat on a leg of theirs" };
let exercise;
let browser;
let ca;
let jp;
let crisis;
/** On which the mother who reported herself goes with her child. */
let seat;

const funnel = async ({ page }) => (await api(page, `crises/${crisis}/board`)).body.funnel;

async function shot({ page, party }, name) {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/story-${name}-${party}.png`, fullPage: true });
}

/** A window in which a newcomer opens the set-up link. */
async function newcomer(party, link) {
  const opened = await browser.newContext({ viewport: { width: 1280, height: 1000 }, reducedMotion: "reduce", locale: "en-CA" });
  opened.setDefaultTimeout(PATIENCE_MS);
  const page = await opened.newPage();
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(link);
  return { party, page, opened, origin: new URL(link).origin };
}

/** Presses a button of the page by its words. */
const press = ({ page }, name, inside = page.locator("main")) => inside.getByRole("button", { name, exact: true }).click();

/** The list of choices under these words: a label is read with all that can be chosen. */
const choice = (inside, words) => inside.locator("label", { has: inside.page().locator(`span:text-is("${words}")`) }).locator("select");

/** Opens a fold by its words, unless it is open. */
async function fold({ page }, name) {
  const details = page.locator("main details", { has: page.locator("summary", { hasText: name }) }).last();
  if ((await details.getAttribute("open")) === null) await details.locator("summary").first().click();
  return details;
}

/** Inbox: takes a paper or a table in; answers what the page says. */
async function takeIn(side, name) {
  const row = side.page.locator(`tr[data-told="${name}"]`);
  await row.getByRole("button", { name: `Take in ${name}` }).click();
  await row.locator("p.done:not(:empty)").waitFor();
  return row.locator("p.done").textContent();
}

/** "Tell a partner" by its words: look first, then tell. */
async function tell(side, what, before_look = async () => {}) {
  await go(side, "evacuation");
  const form = await fold(side, "Tell a partner");
  await choice(form, "What").selectOption({ label: what });
  await before_look(form);
  await press(side, "Look first", form);
  await form.locator(".notice").waitFor();
  const look = await form.locator(".notice").textContent();
  assert.match(look, /denied by the agreement: 0/, `${what}: ${look}`);
  await press(side, "Tell", form);
  await form.locator("p.done", { hasText: "Told:" }).waitFor();
  return look;
}

/** What has been told by the partner, asked until it fits. */
const told = ({ page }, fits) => until(page, `crises/${crisis}/partners`, ({ partners, claims }) => partners.length === 1 && fits(partners[0], claims));

before(async () => {
  exercise = await startExercise(["--scenario", "earthquake-evacuation"]);
  browser = await openBrowser();
  [ca, jp] = await Promise.all([["ca", exercise.links[0]], ["jp", exercise.links[1]]].map(([party, link]) => newcomer(party, link)));
}, { timeout: 2 * WAIT_MS });

after(async () => {
  await browser?.close();
  await exercise?.stop();
});

test("what the tutorial sets in italics are the words of the pages", () => {
  const root = new URL("../../", import.meta.url);
  const tutorial = readFileSync(new URL("docs/tutorial-evacuation.md", root), "utf8").replace(/\s+/g, " ");
  const folder = new URL("locales/en/", root);
  const words = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const named = [...tutorial.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].flatMap(([, phrase]) => phrase.split(" → "));
  assert.ok(named.length > 40, `${named.length}`);
  assert.deepEqual(named.filter((phrase) => !words.includes(phrase)), []);
});

test("1: each node gets its first account and a consular officer", async () => {
  for (const side of [ca, jp]) {
    const { page } = side;
    await page.getByLabel("User", { exact: true }).fill("admin");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Password again").fill(PASSWORD);
    await page.getByRole("button", { name: "Make the account and sign in" }).click();
    await page.locator("nav").first().getByRole("link", { name: "Administration" }).click();
    await page.getByRole("link", { name: "Users", exact: true }).click();
    const form = page.locator("main form", { has: page.locator("h2", { hasText: "Add a user" }) });
    await form.getByLabel("User", { exact: true }).fill("consul");
    await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await choice(form, "Role").selectOption({ label: "Consular officer" });
    await press(side, "Add", form);
    await page.locator("table.accounts th[scope=row]", { hasText: "consul" }).waitFor();
    await until(page, "partners", ({ partners }) => partners[0]?.link.state === "up");
    const { partners: [{ party }] } = (await api(page, "partners")).body;
    await until(page, `partners/${party}/agreement`, (all) => all.in_force && all.theirs.in_force);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to the watch" }).waitFor();
    await page.getByLabel("User", { exact: true }).fill("consul");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.locator(".who", { hasText: "consul" }).waitFor();
  }
});

test("2: the alert is on both nodes; one of them opens the crisis from it", async () => {
  for (const side of [ca, jp]) {
    await until(side.page, "conduct/inbox", ({ injects }) => injects.some(({ inject }) => inject.id === "Q-010"));
    await until(side.page, "hazards", ({ hazards }) => hazards.some(({ hazard }) => hazard.event === "earthquake"));
    await go(side, "inbox");
    const inject = side.page.locator("li[data-inject=Q-010]");
    await inject.getByRole("button", { name: /^Seen/ }).click();
    await side.page.locator("li[data-inject=Q-010][data-seen=true]").waitFor();
    await side.page.locator("main .notice", { hasText: "No crisis is open into which this could be taken" }).waitFor();
    await go(side, "evacuation");
    await side.page.locator("tr[data-hazard]", { hasText: "Earthquake of magnitude 7.4" }).waitFor();
  }
  await press(ca, "Open a crisis", ca.page.locator("tr[data-hazard]", { hasText: "Earthquake of magnitude 7.4" }));
  await ca.page.locator("p.done", { hasText: "is open. Say next what carries people" }).waitFor();
  const { crises: [made] } = (await api(ca.page, "crises")).body;
  crisis = made.id;
  assert.equal(made.name, "EXERCISE Earthquake of magnitude 7.4 south-west of Manila", "what happened is said once");
  await shot(ca, "alerts");
});

test("3: the papers of the inbox go into the crisis with one button each", async () => {
  await go(ca, "inbox");
  assert.equal(await takeIn(ca, "transport-ca"), "Kept: 3 legs, 0 entries left out.");
  assert.equal(await takeIn(ca, "register-ca"), "1,010 added, 0 changed, 0 as before.");
  assert.equal(await takeIn(ca, "register-ca"), "0 added, 0 changed, 1,010 as before.", "twice counts once");
  const { transport } = (await api(ca.page, `crises/${crisis}/transport`)).body;
  const now = Date.now();
  assert.ok(transport.instance.legs.every((leg) => Date.parse(leg.cutoff) > now), "no leg lies in the past");
  assert.deepEqual(await violations(ca.page), []);
  assert.deepEqual(await untranslated(ca.page, codes), []);
  await shot(ca, "inbox");
});

test("4: places and legs are told, and the partner joins the same crisis", async () => {
  await tell(ca, WISHES.places);
  await until(jp.page, "crises/offered", ({ crises }) => crises.length === 1);
  await go(jp, "crises");
  await jp.page.locator("[data-offered]", { hasText: "2 assembly points, 3 legs" }).waitFor();
  await press(jp, "Join it", jp.page.locator("[data-offered]"));
  await until(jp.page, "crises", ({ crises }) => crises.some((one) => one.id === crisis));
  await go(jp, "inbox");
  assert.equal(await takeIn(jp, "transport-jp"), "Kept: 1 leg, 0 entries left out.");
  assert.equal(await takeIn(jp, "register-jp"), "1,390 added, 0 changed, 0 as before.");
});

test("5: nationals' reports go into the register, again and again", async () => {
  for (const side of [ca, jp]) {
    const tables = [`person-${side.party}-manila`, `person-${side.party}-batangas`];
    await until(side.page, "conduct/told", (all) => tables.every((name) => all.tables.some((one) => one.name === name && one.rows > 5)));
    await go(side, "inbox");
    for (const name of tables) {
      assert.match(await takeIn(side, name), /^0 added, [\d,]+ changed, [\d,]+ as before\.$/, "people of the register, not new ones");
      assert.match(await takeIn(side, name), /as before\.$/);
    }
    await go(side, "crises");
    await side.page.locator("table.funnel").waitFor();
    const counts = await funnel(side);
    assert.ok(counts.wants_to_leave > 10 && counts.contacted > 10, JSON.stringify(counts));
    assert.equal(Object.values(counts).reduce((sum, one) => sum + one, 0), side === ca ? 1_010 : 1_390, "everybody is in one state");
    await shot(side, "funnel");
  }
});

test("6: somebody reports herself without an account; her child is added by hand", async () => {
  const { page } = await newcomer("public", `${jp.origin}/report.html`);
  await page.getByLabel("I want to leave and need help to do so").check();
  await page.fill("input[name=family]", "HAYASHI");
  await page.fill("input[name=given]", "Mio");
  await page.selectOption("select[name=nationality]", { label: "Japan" });
  await page.fill("textarea[name=whereabouts]", "EX Makati school");
  await page.fill("input[name=email]", "mio@exercise.invalid");
  await page.check("input[name=consent]");
  await page.getByRole("button", { name: "Send the report" }).click();
  await page.getByText("Your report was received.").waitFor();
  await page.context().close();
  await go(jp, "crises");
  await press(jp, "Add a person");
  const form = jp.page.locator("form[data-person]");
  await form.locator("input[name=family]").fill("HAYASHI");
  await form.locator("input[name=given]").fill("Ren");
  await form.getByLabel("Born", { exact: true }).fill("2018-04-01");
  await choice(form, "Place").selectOption({ label: await form.locator("select[name=place] option", { hasText: "EX Makati school" }).textContent() });
  await choice(form, "Note an answer").selectOption({ label: "I want to leave and need help to do so" });
  for (const label of ["Travels with somebody else: find them", "Another guardian: find them"]) {
    await form.getByLabel(label).fill("Hayashi Mio");
    await form.getByLabel(label).press("Enter");
    await form.getByRole("button", { name: /Mio HAYASHI/ }).click();
  }
  await press(jp, "Keep", form);
  await jp.page.locator("article.card h3", { hasText: "Ren HAYASHI" }).waitFor();
  const { body: { persons } } = await api(jp.page, `crises/${crisis}/persons?q=HAYASHI`);
  assert.equal(persons.length, 2);
  assert.equal(new Set(persons.map((one) => one.group)).size, 1, "one family");
  assert.ok(persons.every((one) => one.state === "wants_to_leave" && one.place), "both are where buses leave");
});

test("7: groups are told without names, and one plan is made of both", async () => {
  await tell(jp, WISHES.places);
  await tell(jp, WISHES.groups);
  const { partners: [one] } = await told(ca, (theirs) => theirs.code === "JP" && theirs.legs === 1 && theirs.groups !== null);
  const wanting = (await funnel(jp)).wants_to_leave;
  assert.ok(Math.abs(one.groups.people - wanting) <= 1, `${one.groups.people} of ${wanting}`);
  assert.ok(!JSON.stringify(one).includes("HAYASHI"));
  await tell(ca, WISHES.groups);
  await press(ca, "Make a plan");
  await ca.page.locator("p.figures").waitFor();
  await ca.page.locator("p.done", { hasText: "All rules kept (independent check)" }).waitFor();
  const { plan } = (await api(ca.page, `crises/${crisis}/plan`)).body;
  assert.equal(plan.lifted + plan.not_lifted, one.groups.people + (await funnel(ca)).wants_to_leave, "everybody of both");
  assert.equal(plan.not_lifted, 0, JSON.stringify(plan.stranded));
  assert.ok(plan.gap_pct <= 0.5, `${plan.gap_pct}`);
  assert.equal(plan.partners.length, 2);
  for (const each of plan.partners) assert.ok(each.pooled <= each.alone, `${each.partner} is not worse off`);
  await shot(ca, "plan");
  await tell(ca, WISHES.plan);
});

test("8: the partner checks the plan on its own data and makes it its own", async () => {
  const { plan } = (await api(ca.page, `crises/${crisis}/plan`)).body;
  await told(jp, (theirs) => theirs.plan?.version === plan.version);
  await go(jp, "evacuation");
  await press(jp, "Make it ours");
  await jp.page.locator("p.figures", { hasText: "adopted from the partner" }).waitFor();
  const { plan: adopted } = (await api(jp.page, `crises/${crisis}/plan`)).body;
  assert.equal(adopted.lifted, plan.lifted);
  assert.deepEqual(adopted.violations, []);
});

test("9: a charter is called off; a new plan is made, told and adopted", async () => {
  const { plan: old } = (await api(ca.page, `crises/${crisis}/plan`)).body;
  await until(ca.page, "conduct/inbox", ({ injects }) => injects.some(({ inject }) => inject.id === "Q-055"));
  assert.ok(!(await api(jp.page, "conduct/inbox")).body.injects.some(({ inject }) => inject.id === "Q-055"), "the partner hears it from us");
  await go(ca, "evacuation");
  const legs = ca.page.locator("details[data-kind=leg]");
  await legs.locator("summary").click();
  await legs.locator("tr", { hasText: "EX CHARTER 2" }).getByRole("button", { name: "Cancel the leg EX CHARTER 2" }).click();
  const notice = ca.page.locator("[data-replan]");
  await notice.waitFor();
  await notice.locator("button.primary", { hasText: "Make a new plan" }).click();
  await ca.page.locator("section[data-transport] p.done", { hasText: `Plan ${old.version + 1} is in force. Families told something new:` }).waitFor();
  const { plan } = (await api(ca.page, `crises/${crisis}/plan`)).body;
  assert.equal(plan.legs.find((leg) => leg.name === "EX CHARTER 2").people, 0);
  assert.ok(plan.changed > 0 && plan.lifted === old.lifted && plan.violations.length === 0, JSON.stringify([plan.changed, plan.lifted, plan.violations]));
  await shot(ca, "called-off");
  await tell(ca, WISHES.places);
  await tell(ca, WISHES.plan);
  await told(jp, (theirs) => theirs.plan?.version === plan.version);
  await go(jp, "evacuation");
  await press(jp, "Make it ours");
  const isOff = (leg) => leg.name === "EX CHARTER 2" && leg.status === "cancelled";
  await until(jp.page, `crises/${crisis}/plan`, (it) => it.plan.method === "adopted" && it.plan.legs.some(isOff));
  await go(jp, "evacuation");
  await jp.page.locator("tr", { hasText: /EX CHARTER 2\s*cancelled/ }).first().waitFor();
});

test("10: seats are offered until check-in closes, claimed, and confirmed by their owner", async () => {
  await go(ca, "evacuation");
  const form = await fold(ca, "Offer seats");
  await choice(form, "Leg").selectOption({ label: await form.locator("option", { hasText: "EX PATROL LAURENTIDE" }).textContent() });
  await form.getByLabel("Seats", { exact: true }).fill("5");
  const until_when = await form.getByLabel("Released at (UTC)").inputValue();
  const { transport } = (await api(ca.page, `crises/${crisis}/transport`)).body;
  assert.equal(until_when, transport.instance.legs.find((leg) => leg.id === ship).cutoff.slice(0, 16), "check-in closes then");
  await press(ca, "Offer", form);
  await ca.page.locator("p.done", { hasText: "The seats are set aside" }).waitFor();
  await told(jp, (theirs) => theirs.offers.some((one) => one.open[0] === 5));
  await go(jp, "evacuation");
  await press(jp, "Claim");
  await jp.page.locator("tr[data-claim=confirmed]", { hasText: "ours" }).waitFor({ timeout: WAIT_MS });
  await shot(jp, "claim");
});

test("11: who has a seat is written to, and counts as offered", async () => {
  for (const side of [ca, jp]) {
    await go(side, "evacuation");
    const form = await fold(side, "Write to nationals");
    await choice(form, "What").selectOption({ label: "Your seat by the plan" });
    await press(side, "Look first", form);
    const seen = await form.locator(".notice").textContent();
    for (const words of ["EXERCISE EXERCICE 演習", "Your bus leaves", "Votre autobus quitte", "バス"]) assert.ok(seen.includes(words), `${words} in ${seen}`);
    await press(side, "Send", form);
    await form.locator("p.done", { hasText: "Written for" }).waitFor();
    const { messages: [sent] } = (await api(side.page, `crises/${crisis}/messages`)).body;
    assert.ok(sent.email > 10 && sent.no_contact <= 1, `only the child has no address: ${JSON.stringify(sent)}`);
    assert.equal((await funnel(side)).offered, sent.people);
  }
});

test("12: two accept, and only their names are told, for the leg of the partner that they are on", async () => {
  await go(jp, "crises");
  await jp.page.getByLabel("Name, in any writing and order").fill("Mio Hayashi");
  await jp.page.getByLabel("Name, in any writing and order").press("Enter");
  await jp.page.locator("tbody th button", { hasText: "Mio HAYASHI" }).click();
  const form = jp.page.locator("article.card form[data-deeds]");
  await form.locator("select[name=act]").selectOption({ label: "Seat accepted" });
  await form.getByLabel(/^For all who travel with them too/).check();
  await press(jp, "Note", form);
  await jp.page.locator("[data-journey] td", { hasText: "Seat accepted" }).waitFor();
  const { plan } = (await api(jp.page, `crises/${crisis}/plan`)).body;
  const offered = await form.locator("select[name=leg]").inputValue();
  seat = plan.legs.find((leg) => leg.id === offered);
  assert.equal(seat.owner, "CA", "a family with a child goes as early as it can: on a leg of the partner");
  assert.equal((await funnel(jp)).accepted, 2);
  const manifest = async () => JSON.stringify((await api(ca.page, `crises/${crisis}/manifests/${seat.id}`)).body);
  assert.doesNotMatch(await manifest(), /HAYASHI/);
  const look = await tell(jp, WISHES.names, async (asked) => {
    await choice(asked, "Leg").selectOption({ label: seat.name });
  });
  assert.match(look, /Would leave: 2;/);
  await told(ca, (theirs) => theirs.lines === 2);
  await go(ca, "evacuation");
  await ca.page.getByRole("button", { name: `Manifest ${seat.name}` }).click();
  await ca.page.locator("table.manifest", { hasText: "HAYASHI" }).waitFor();
  const shown = await manifest();
  assert.equal(shown.match(/HAYASHI/g).length, 2);
  await shot(ca, "manifest");
});

test("13: they are checked in by name, board by the scan of a wristband, and arrive, without a network", async () => {
  const page = await jp.opened.newPage();
  await page.goto(`${jp.origin}/checkin.html`);
  await page.getByLabel(/^Name of this device/).fill("Desk 1");
  await page.getByLabel(/^New passphrase/).fill(PHRASE);
  await page.getByRole("button", { name: "Set up" }).click();
  const field = page.getByLabel("Passport lines, wristband or name");
  await field.waitFor();
  await jp.opened.setOffline(true);
  const scan = async (text) => {
    await field.fill(text);
    await field.press("Enter");
    await page.locator(".people li").first().waitFor();
  };
  await scan("hayashi mio");
  await page.getByRole("button", { name: "Wristbands" }).first().click();
  await page.locator(".band svg").first().waitFor();
  const code = await page.locator(".band svg").first().getAttribute("data-code");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  assert.match(await choice(page.locator("body"), "Place").locator("option:checked").textContent(), /EX .*(school|gymnasium)/);
  const whole = async () => {
    await page.getByRole("button", { name: "The whole group (2)" }).first().click();
    await page.locator("p.done", { hasText: "Noted for 2 on this device." }).waitFor();
  };
  await scan("hayashi mio");
  await whole();
  await choice(page.locator("body"), "What is done").selectOption({ label: "Boarded" });
  await choice(page.locator("body"), "Leg").selectOption({ label: seat.name });
  await scan(code);
  assert.equal(await page.locator(".people li .notice").count(), 0, "the plan has the seat here");
  await whole();
  await choice(page.locator("body"), "What is done").selectOption({ label: "Arrived" });
  assert.equal(await choice(page.locator("body"), "Place").inputValue(), naha, "who arrives is at the haven");
  await scan(code);
  await whole();
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/story-checkin-jp.png`, fullPage: true });
  await jp.opened.setOffline(false);
  await page.getByRole("button", { name: "Deliver now" }).click();
  await page.locator(".state", { hasText: ", 0 not yet delivered" }).waitFor();
  await page.close();
  await until(jp.page, `crises/${crisis}/board`, (board) => board.funnel.arrived === 2);
});

test("14: the funnel, the ledger of seats and the report say what came of it", async () => {
  await go(jp, "crises");
  await jp.page.locator("tr[data-state=arrived] td.num", { hasText: /^2$/ }).waitFor();
  const board = (await api(jp.page, `crises/${crisis}/board`)).body;
  assert.equal(board.conflicts_open, 0);
  await shot(jp, "arrived");
  await go(ca, "evacuation");
  const owed = ca.page.locator("section", { has: ca.page.locator("h2", { hasText: "Seats given, and what is to be recovered" }) });
  await owed.locator("tr", { hasText: "JP" }).waitFor();
  assert.match(await owed.textContent(), /JP\s*CA\s*5\s*.*1,398\.30/, "five of 236 places of CAD 66,000");
  await go(ca, "crises");
  await ca.page.getByRole("link", { name: "After the crisis" }).click();
  await ca.page.locator("main[data-page=after]", { hasText: "Seats given to partners" }).waitFor();
  const after_report = (await api(ca.page, `crises/${crisis}/report`)).body;
  assert.equal(after_report.people, 1_010);
  assert.ok(after_report.steps.offered.people > 10);
  assert.deepEqual(after_report.seats.given.map((one) => one.partner), ["JP"]);
  await shot(ca, "after");
});
