//! From TOML to [`ScenarioFile`]: each table read whole, faults noted with their lines, fragments joined in.

use toml::de::DeTable;

use super::fault::{FaultReason, Mark};
use super::file::*;
use super::ships;
use super::table::{Faults, Sheet, Table};

/// Where fragments come from: the text of a name, if there is one.
pub(crate) type Fragments<'f> = &'f dyn Fn(&str) -> Option<String>;

/// Longest scenario, hours (a season of 92 days).
const MOST_HOURS: f64 = 2_208.0;
/// Deepest chain of fragments that use fragments.
const DEEPEST: usize = 8;

/// Reads a file and all fragments it uses.
pub(crate) fn read(
    name: &str,
    text: &str,
    fragments: Fragments<'_>,
    faults: &Faults,
) -> ScenarioFile {
    let mut file = ScenarioFile::default();
    let mut path = vec![name.to_owned()];
    let mut done = Vec::new();
    add(&mut file, text, fragments, faults, &mut path, &mut done);
    file
}

fn add(
    file: &mut ScenarioFile,
    text: &str,
    fragments: Fragments<'_>,
    faults: &Faults,
    path: &mut Vec<String>,
    done: &mut Vec<String>,
) {
    let name = path.last().cloned().unwrap_or_default();
    let sheet = Sheet::new(&name, text, faults);
    let parsed = match DeTable::parse(text) {
        Ok(parsed) => parsed,
        Err(fault) => {
            let at = fault.span().map_or(0, |span| span.start);
            let detail = fault.message().to_owned();
            sheet.fault(sheet.mark(at), FaultReason::NotToml { detail });
            return;
        }
    };
    let root = Table::new(parsed.get_ref(), 0, &sheet);
    for used in root.texts("use") {
        if path.contains(&used) || path.len() > DEEPEST {
            root.fault("use", FaultReason::FragmentLoop { name: used });
        } else if done.contains(&used) {
            // Two fragments may use a third: it comes in once.
        } else if let Some(text) = fragments(&used) {
            done.push(used.clone());
            path.push(used);
            add(file, &text, fragments, faults, path, done);
            path.pop();
        } else {
            root.fault("use", FaultReason::FragmentMissing { name: used });
        }
    }
    if path.len() == 1 {
        head(file, &root);
    } else {
        lent(file, &root);
    }
    body(file, &root);
    root.finish();
}

/// What the scenario itself says.
fn head(file: &mut ScenarioFile, root: &Table<'_>) {
    file.code = root.need("code", root.text("code")).unwrap_or_default();
    file.title = words(root, "title");
    file.situation = words(root, "situation");
    file.hours = root
        .need("hours", root.number("hours", 1.0..=MOST_HOURS))
        .unwrap_or(1.0);
    file.start = root.time("start").or(file.start);
}

/// A whole scenario as a part of another: its heading stays behind; its start, the clock of a recorded day, counts when the
/// scenario itself and the fragments before have none.
fn lent(file: &mut ScenarioFile, root: &Table<'_>) {
    root.text("code");
    root.table("title");
    root.table("situation");
    root.number("hours", 1.0..=MOST_HOURS);
    let start = root.time("start");
    file.start = file.start.or(start);
}

fn body(file: &mut ScenarioFile, root: &Table<'_>) {
    if let Some(count) = root.count("satellites", 0..=60) {
        file.satellites = Some(count);
    }
    each(root, "area", &mut file.areas, area);
    each(root, "port", &mut file.ports, port);
    each(root, "fleet", &mut file.fleets, ships::fleet);
    each(root, "vessel", &mut file.vessels, ships::vessel);
    each(root, "asset", &mut file.vessels, ships::asset);
    each(root, "recorded", &mut file.recorded, ships::recorded);
    each(root, "meeting", &mut file.meetings, meeting);
    each(root, "shadow", &mut file.shadows, shadow);
    each(root, "outage", &mut file.outages, |t| stretch(t, 1.0));
    each(root, "weather", &mut file.weather, spell);
    each(root, "sensor", &mut file.sensors, sensor);
    each(root, "link", &mut file.links, link);
    each(root, "incident", &mut file.incidents, incident);
    each(root, "nationals", &mut file.nationals, nationals);
}

fn each<T>(
    root: &Table<'_>,
    key: &'static str,
    into: &mut Vec<T>,
    read: impl Fn(&Table<'_>) -> Option<T>,
) {
    for table in root.tables(key) {
        into.extend(read(&table));
        table.finish();
    }
}

fn words(table: &Table<'_>, key: &'static str) -> Words {
    let Some(of) = table.need(key, table.table(key)) else {
        return Words::default();
    };
    let one = |language: &'static str| {
        let text = of.text(language).filter(|t| !t.trim().is_empty());
        if text.is_none() {
            let (key, language) = (key.to_owned(), language.to_owned());
            of.fault("en", FaultReason::LanguageMissing { key, language });
        }
        text.unwrap_or_default()
    };
    let words = Words {
        en: one("en"),
        fr: one("fr-CA"),
        ja: one("ja"),
    };
    of.finish();
    words
}

/// A moment: hours from the start, or a day and a clock such as `D1 21:30` (UTC; D0 is the day of the start).
pub(crate) fn when(table: &Table<'_>, hours: &'static str, clock: &'static str) -> Option<When> {
    if let Some(text) = table.text(clock) {
        let parsed = parse_clock(&text);
        if parsed.is_none() {
            let (key, wanted) = (clock.to_owned(), "day-and-clock".to_owned());
            table.fault(clock, FaultReason::WrongKind { key, wanted });
        }
        return parsed;
    }
    table.number(hours, 0.0..=MOST_HOURS).map(When::Hours)
}

fn parse_clock(text: &str) -> Option<When> {
    let (day, clock) = text.strip_prefix('D')?.split_once(' ')?;
    let (hour, minute) = clock.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let day: i64 = day.parse().ok()?;
    ((0..24).contains(&hour) && (0..60).contains(&minute) && (0..=92).contains(&day)).then_some(
        When::Clock {
            day,
            minute: hour * 60 + minute,
        },
    )
}

/// `from_h` or `from_clock`, and `hours`.
pub(crate) fn stretch(table: &Table<'_>, usual_h: f64) -> Option<Stretch> {
    let from = table.need("from_h", when(table, "from_h", "from_clock"))?;
    let hours = table.number("hours", 0.01..=MOST_HOURS).unwrap_or(usual_h);
    Some(Stretch { from, hours })
}

fn id(table: &Table<'_>) -> Option<(Mark, String)> {
    let id = table.need("id", table.text("id"))?;
    Some((table.mark_of("id"), id))
}

fn partner(table: &Table<'_>) -> String {
    let known = [("ca", "ca"), ("jp", "jp"), ("both", "both")];
    table.word("partner", &known).unwrap_or("both").to_owned()
}

fn area(t: &Table<'_>) -> Option<AreaSpec> {
    let (mark, id) = id(t)?;
    let kinds = [
        ("closed", "closed"),
        ("eez", "eez"),
        ("rfmo", "rfmo"),
        ("other", "other"),
    ];
    let kind = t.need("kind", t.word("kind", &kinds));
    let name = words(t, "name");
    let ring = t.need("ring", Some(t.places("ring")).filter(|r| !r.is_empty()))?;
    Some(AreaSpec {
        mark,
        id,
        kind: kind?,
        name,
        ring,
    })
}

fn port(t: &Table<'_>) -> Option<PortSpec> {
    let (mark, id) = id(t)?;
    let name = t.need("name", t.text("name"));
    let country = t.need("country", t.text("country"));
    let anchorage = t.flag("anchorage").unwrap_or(false);
    let place = t.need("at", t.place("at"));
    let seaward = t.need("seaward_deg", t.number("seaward_deg", 0.0..=360.0));
    Some(PortSpec {
        mark,
        id,
        name: name?,
        country: country?,
        anchorage,
        place: place?,
        seaward_deg: seaward?,
    })
}

fn meeting(t: &Table<'_>) -> Option<MeetingSpec> {
    let (mark, id) = id(t)?;
    let place = t.need("at", t.place("at"));
    let when = stretch(t, 4.0);
    Some(MeetingSpec {
        mark,
        id,
        place: place?,
        when: when?,
    })
}

fn shadow(t: &Table<'_>) -> Option<ShadowSpec> {
    let place = t.need("at", t.place("at"));
    let radius_nm = t.need("radius_nm", t.number("radius_nm", 10.0..=2_000.0));
    let left = t.number("left", 0.0..=1.0).unwrap_or(0.025);
    let note = t
        .text("note")
        .unwrap_or_else(|| "poor-reception".to_owned());
    Some(ShadowSpec {
        mark: t.mark.clone(),
        place: place?,
        radius_nm: radius_nm?,
        left,
        note,
    })
}

fn spell(t: &Table<'_>) -> Option<SpellSpec> {
    let when = stretch(t, 24.0);
    let wind_kn = t.need("wind_kn", t.number("wind_kn", 0.0..=100.0));
    let sea_state = t.need("sea_state", t.number("sea_state", 0.0..=9.0));
    Some(SpellSpec {
        when: when?,
        wind_kn: wind_kn?,
        sea_state: sea_state?,
    })
}

fn sensor(t: &Table<'_>) -> Option<SensorSpec> {
    let (mark, id) = id(t)?;
    let partner = partner(t);
    #[derive(Clone, Copy)]
    enum Kind {
        Shore,
        Vms,
        Scene(SceneKind),
        Sighting,
        Citizen,
    }
    let kinds = [
        ("shore_ais", Kind::Shore),
        ("vms", Kind::Vms),
        ("sar", Kind::Scene(SceneKind::Sar)),
        ("viirs", Kind::Scene(SceneKind::Viirs)),
        ("rf", Kind::Scene(SceneKind::Rf)),
        ("sighting", Kind::Sighting),
        ("citizen", Kind::Citizen),
    ];
    let loss = |usual: f64| t.number("loss", 0.0..=1.0).unwrap_or(usual);
    let kind = match t.need("kind", t.word("kind", &kinds))? {
        Kind::Shore => SensorWork::ShoreAis {
            mmsi: u32::try_from(t.need("mmsi", t.count("mmsi", 2_000_000..=9_999_999))?).ok()?,
            at: t.need("at", t.place("at"))?,
        },
        Kind::Vms => SensorWork::Vms {
            flags: ships::flags(t, "flags"),
            every_min: t.number("every_min", 1.0..=1_440.0).unwrap_or(60.0),
            loss: loss(0.02),
        },
        Kind::Scene(kind) => SensorWork::Scene {
            kind,
            looks_h: t.numbers("looks_h", 0.0..=MOST_HOURS),
            centre: t.need("centre", t.place("centre"))?,
            size_nm: t.need("size_nm", t.pair_any("size_nm", 5.0..=2_000.0))?,
            delay_h: t.number("delay_h", 0.0..=72.0).unwrap_or(2.0),
        },
        Kind::Sighting => SensorWork::Sighting { loss: loss(0.0) },
        Kind::Citizen => SensorWork::Citizen {
            per_day: t.number("per_day", 0.0..=500.0).unwrap_or(4.0),
            port: t.need("port", t.text("port"))?,
        },
    };
    Some(SensorSpec {
        mark,
        id,
        partner,
        kind,
    })
}

fn link(t: &Table<'_>) -> Option<LinkSpec> {
    let ends = [("ca", "ca"), ("jp", "jp")];
    let from = t.need("from", t.word("from", &ends));
    let to = t.need("to", t.word("to", &ends));
    let when = stretch(t, 1.0);
    Some(LinkSpec {
        mark: t.mark.clone(),
        from: from?.to_owned(),
        to: to?.to_owned(),
        when: when?,
        loss: t.number("loss", 0.0..=1.0).unwrap_or(0.0),
        delay_s: t.number("delay_s", 0.0..=86_400.0).unwrap_or(0.0),
        rate_kbit_s: t.number("rate_kbit_s", 0.1..=1_000_000.0),
        blackout: t.flag("blackout").unwrap_or(false),
    })
}

fn incident(t: &Table<'_>) -> Option<IncidentSpec> {
    let (mark, id) = id(t)?;
    let kinds = [
        "earthquake",
        "tsunami",
        "volcano",
        "fire",
        "cyber",
        "oil",
        "storm",
        "collision",
    ]
    .map(|k| (k, k));
    let severities = ["Extreme", "Severe", "Moderate", "Minor"].map(|k| (k, k));
    let kind = t.need("kind", t.word("kind", &kinds));
    let at = t.need("at_h", when(t, "at_h", "at_clock"));
    let place = t.need("at", t.place("at"));
    let title = words(t, "title");
    let text = words(t, "text");
    Some(IncidentSpec {
        mark,
        id,
        kind: kind?,
        at: at?,
        hours: t.number("hours", 0.1..=MOST_HOURS).unwrap_or(24.0),
        place: place?,
        radius_km: t.number("radius_km", 0.1..=2_000.0).unwrap_or(50.0),
        severity: t.word("severity", &severities).unwrap_or("Severe"),
        title,
        text,
    })
}

fn nationals(t: &Table<'_>) -> Option<NationalsSpec> {
    let (mark, id) = id(t)?;
    let count = t.need("count", t.count("count", 1..=100_000));
    let place = t.need("at", t.place("at"));
    let incident = t.need("incident", t.text("incident"));
    let share = |key, usual| t.number(key, 0.0..=1.0).unwrap_or(usual);
    Some(NationalsSpec {
        mark,
        id,
        partner: partner(t),
        count: count?,
        place: place?,
        radius_km: t.number("radius_km", 0.1..=500.0).unwrap_or(10.0),
        incident: incident?,
        injured: share("injured", 0.03),
        dead: share("dead", 0.002),
        reports: share("reports", 0.7),
    })
}
