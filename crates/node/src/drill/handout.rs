//! Papers that players are handed in an exercise with nationals abroad: the register from before the crisis, and what carries
//! people. Both are in the form in which the crisis pages take them.

use std::{collections::BTreeMap, sync::Arc};

use vigie_exercise::Scenario;
use vigie_sea::Time;

use super::{Cell, DAY_MS, door::ToldTable};

/// Kinds of papers.
const REGISTER: &str = "register";
/// A document, not a table.
pub(crate) const TRANSPORT: &str = "transport";

/// What one node's players are handed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Handouts {
    /// Only where there are registers.
    scenario: Option<Arc<Scenario>>,
    /// By partner in the scenario: `ca`, `jp`.
    registers: BTreeMap<&'static str, String>,
}

impl Handouts {
    pub(super) fn of(scenario: &Scenario, cell: Cell) -> Self {
        let partners: &[&str] = match cell {
            Cell::All => &["ca", "jp"],
            Cell::Canada => &["ca"],
            Cell::Japan => &["jp"],
        };
        let registers = partners
            .iter()
            .map(|partner| (*partner, scenario.register_csv(partner)))
            .filter(|(_, register)| register.lines().nth(1).is_some());
        let registers: BTreeMap<_, _> = registers.collect();
        Self {
            scenario: (!registers.is_empty()).then(|| Arc::new(scenario.clone())),
            registers,
        }
    }

    /// All papers by name. Legs leave on the day after `now`: a crisis goes by the clock of its node, which is not that of the
    /// story; what is fetched on one day is the same for all.
    pub(crate) fn all(&self, now: Time) -> BTreeMap<String, ToldTable> {
        let day = Time::from_ms(now.ms().div_euclid(DAY_MS).saturating_mul(DAY_MS));
        let mut papers = BTreeMap::new();
        for (partner, register) in &self.registers {
            let paper = ToldTable {
                kind: REGISTER.to_owned(),
                rows: register.lines().count().saturating_sub(1),
                newest: None,
                text: register.clone(),
            };
            papers.insert(format!("{REGISTER}-{partner}"), paper);
            let scenario = self.scenario.as_ref();
            if let Some(text) = scenario.and_then(|it| it.transport_json(partner, day)) {
                let paper = ToldTable {
                    kind: TRANSPORT.to_owned(),
                    rows: text.matches("\"cutoff\"").count(),
                    newest: None,
                    text,
                };
                papers.insert(format!("{TRANSPORT}-{partner}"), paper);
            }
        }
        papers
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::crisis::evacuation::Transport;
    use vigie_crisis::{Column, CrisisId, Mapping, PlaceNames, Purpose, Source, Table, import};
    use vigie_exercise::Settings;

    fn scenario(name: &str) -> Scenario {
        let start = Time::from_s(1_800_000_000);
        Scenario::from_library(name, Settings { seed: 1, start }).unwrap()
    }

    fn table(text: &str) -> Table {
        let mut lines = csv::Reader::from_reader(text.as_bytes());
        let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
        Table {
            headings: cells(lines.headers().unwrap()),
            rows: lines
                .records()
                .enumerate()
                .map(|(n, row)| (n + 2, cells(&row.unwrap())))
                .collect(),
            ..Table::default()
        }
    }

    #[test]
    fn each_cell_is_handed_its_own_register_and_legs() {
        let quake = scenario("earthquake-evacuation");
        let names = |cell| -> Vec<String> {
            let papers = Handouts::of(&quake, cell).all(Time::from_s(0));
            papers.into_keys().collect()
        };
        assert_eq!(names(Cell::Canada), ["register-ca", "transport-ca"]);
        assert_eq!(names(Cell::Japan), ["register-jp", "transport-jp"]);
        assert_eq!(names(Cell::All).len(), 4);
        let watch = Handouts::of(&scenario("north-pacific-watch"), Cell::All);
        assert!(watch.all(Time::from_s(0)).is_empty());
    }

    #[test]
    fn the_register_is_read_whole_and_what_carries_people_makes_sense() {
        for name in ["earthquake-evacuation", "three-protocols"] {
            let scenario = scenario(name);
            let papers = Handouts::of(&scenario, Cell::All).all(Time::from_s(1_800_000_000));
            let mut points = Vec::new();
            for partner in ["ca", "jp"] {
                let paper = &papers[&format!("transport-{partner}")];
                let transport: Transport = serde_json::from_str(&paper.text).unwrap();
                let faults = transport.instance.faults();
                assert!(faults.is_empty(), "{faults:?}");
                assert!(transport.instance.bounded().is_ok());
                assert_eq!(paper.rows, transport.instance.legs.len());
                if name == "earthquake-evacuation" {
                    let mut legs = transport.instance.legs.iter();
                    assert!(legs.all(|leg| leg.cost.is_some()), "costs are recovered");
                }
                let places = transport.instance.assembly.into_iter();
                points = places.map(|it| (it.id, it.name)).collect();
            }
            let places = PlaceNames::of(points.iter().map(|(id, name)| (*id, name.as_str())));
            let purpose = Purpose {
                crisis: CrisisId::from_number(1),
                source: Source::File,
                at_ms: 0,
                today: (2026, 10, 5),
            };
            let read = |text: &str| {
                let table = table(text);
                let mapping = Mapping::guess(&table.headings);
                import(&table, &mapping, &purpose, &places).unwrap()
            };
            let mut known = std::collections::BTreeSet::new();
            for partner in ["ca", "jp"] {
                let paper = &papers[&format!("register-{partner}")];
                let told = read(&paper.text);
                assert!(told.quarantine.is_empty(), "{:?}", told.quarantine);
                assert_eq!(told.persons.len(), paper.rows);
                let mut persons = told.persons.iter().map(|(_, person)| person);
                let reached = persons.all(|it| it.language.is_some() && !it.contacts.is_empty());
                assert!(reached, "who has a seat can be written to");
                known.extend(told.persons.into_iter().map(|(_, person)| person.id));
            }
            // What nationals tell later is of the same people, with a place that the transport has.
            let mut world = scenario.world();
            let mut text = String::new();
            let mut time = scenario.start();
            while text.lines().count() < 50 && time < scenario.end() {
                time = time.plus_ms(3_600_000);
                world.step_until(time, &mut |_line| {});
                for report in world.reports().into_iter().filter(|it| it.kind == "person") {
                    if text.is_empty() {
                        text = report.header.unwrap_or_default().to_owned() + "\n";
                    }
                    text.push_str(&report.body);
                }
            }
            let told = read(&text);
            assert!(told.quarantine.is_empty(), "{:?}", told.quarantine);
            assert!(told.persons.len() >= 40, "{name}");
            assert_eq!(told.replies.len(), told.persons.len());
            for (_, person) in told.persons {
                assert!(known.contains(&person.id) && person.place.is_some());
            }
        }
    }

    #[test]
    fn a_scenario_of_ones_own_hands_out_papers_that_make_sense() {
        let mut all = vigie_exercise::library().iter();
        let quake = all
            .find(|entry| entry.name == "earthquake-evacuation")
            .unwrap();
        let text = quake.toml.replace("earthquake-evacuation", "my-quake");
        let start = Time::from_s(1_800_000_000);
        let settings = Settings { seed: 1, start };
        let own = Scenario::from_toml("my-quake", &text, &|_| None, settings).unwrap();
        let papers = Handouts::of(&own, Cell::All).all(start);
        assert_eq!(papers.len(), 4);
        for partner in ["ca", "jp"] {
            let paper = &papers[&format!("transport-{partner}")];
            let transport: Transport = serde_json::from_str(&paper.text).unwrap();
            let faults = transport.instance.faults();
            assert!(faults.is_empty(), "{faults:?}");
            assert!(transport.instance.bounded().is_ok());
            assert_eq!(paper.rows, transport.instance.legs.len());
        }
    }

    #[test]
    fn every_heading_but_the_mark_is_a_column_of_the_register() {
        let register = scenario("earthquake-evacuation").register_csv("ca");
        let head = register.lines().next().unwrap();
        let unread: Vec<&str> = head
            .split(',')
            .filter(|heading| Column::of_heading(heading).is_none())
            .collect();
        assert_eq!(unread, ["note"]);
    }
}
