//! How many CPU seconds it takes until a register of 108,000 (Canada's in March 2026) is indexed, searched,
//! folded and looked through for pairs.
//!
//! `cargo run --release -p vigie-crisis --example register_rate [persons]`

use vigie_crisis::{
    Act, BirthDate, DeviceId, Event, EventId, Facts, Journal, JourneyConfig, NameForm, NameIndex,
    Person, PersonId, PlaceId, Readings, Script, Source, twins,
};

const LIST: &str = include_str!("../../../data/names-japanese.tsv");
const LATIN: [(&str, &str); 8] = [
    ("Tremblay", "Émilie"),
    ("MacDonald", "James"),
    ("Nguyễn", "Thị Lan"),
    ("O'Connor", "Siobhán"),
    ("Singh", "Gurpreet"),
    ("Roy", "Marc-André"),
    ("de la Cruz", "María"),
    ("Müller", "Jürgen"),
];

/// CPU seconds of this thread so far; the wall where the system does not say.
fn cpu_s() -> f64 {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat");
    let ns = ran
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    ns.unwrap_or(0.0) / 1e9
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

fn listed(kind: &str) -> Vec<(String, String)> {
    let lines = LIST.lines().filter_map(|line| {
        let mut field = line.split('\t');
        (field.next() == Some(kind)).then_some(())?;
        let written = field.next()?;
        Some((
            written.to_owned(),
            field.next()?.split(',').next()?.to_owned(),
        ))
    });
    lines.collect()
}

fn persons(count: usize) -> Vec<Person> {
    let (families, givens) = (listed("s"), listed("g"));
    let mut chance = Chance(7);
    let mut persons = Vec::with_capacity(count);
    for number in 0..count {
        let id = PersonId::from_number(number as u128);
        let form = |script, family: &str, given: &str| NameForm {
            script,
            family: family.to_owned(),
            given: given.to_owned(),
        };
        let mut person = if number % 2 == 0 {
            let family = &families[chance.below(families.len())];
            let given = &givens[chance.below(givens.len())];
            let mut person = Person::named(
                id,
                form(Script::Kanji, &family.0, &given.0),
                Source::TabiRegi,
            );
            person.names.push(form(Script::Kana, &family.1, &given.1));
            person
        } else {
            let (family, given) = (LATIN[chance.below(8)].0, LATIN[chance.below(8)].1);
            Person::named(
                id,
                form(
                    Script::Latin,
                    family,
                    &format!("{given} {}", chance.below(900)),
                ),
                Source::Roca,
            )
        };
        let (month, day) = (chance.below(12) as u8 + 1, chance.below(28) as u8 + 1);
        person.birth = BirthDate::new(1940 + chance.below(80) as i16, Some(month), Some(day)).ok();
        persons.push(person);
    }
    persons
}

fn journal(persons: &[Person]) -> Journal {
    let device = DeviceId::from_number(1);
    let mut before = String::new();
    let mut journal = Journal::default();
    for (number, person) in persons.iter().enumerate() {
        for (step, act) in [
            Act::Registered {
                source: Source::Roca,
            },
            Act::CheckedIn {
                place: PlaceId::from_number((number % 30) as u128),
                document: None,
            },
        ]
        .into_iter()
        .enumerate()
        {
            let event = Event {
                id: EventId {
                    device,
                    seq: (number * 2 + step + 1) as u64,
                },
                before,
                at_ms: (number * 2 + step) as i64,
                by: "desk".to_owned(),
                person: person.id,
                act,
            };
            before = event.hash().unwrap_or_default();
            journal.take(event);
        }
    }
    journal
}

fn main() {
    let count = std::env::args().nth(1).and_then(|n| n.parse().ok());
    let persons = persons(count.unwrap_or(108_000));
    let began = cpu_s();
    let readings = Readings::builtin();
    println!("list of readings: {:.2} s", (cpu_s() - began));
    let began = cpu_s();
    let mut index = NameIndex::default();
    for person in &persons {
        index.put(person.id, &person.names, &readings);
    }
    println!("index of {}: {:.1} s", persons.len(), (cpu_s() - began));
    let mut chance = Chance(3);
    let mut times: Vec<f64> = (0..500)
        .map(|_| {
            let name = &persons[chance.below(persons.len())].names[0];
            let began = cpu_s();
            let hits = index.search(&format!("{} {}", name.family, name.given), &readings, 50);
            assert!(!hits.is_empty());
            (cpu_s() - began) * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "search: median {:.1} ms, p95 {:.1} ms",
        times[250], times[475]
    );
    let journal = journal(&persons);
    let began = cpu_s();
    let board = journal.fold(&Facts::default(), &JourneyConfig::default());
    println!(
        "fold of {} events: {:.2} s",
        journal.len(),
        (cpu_s() - began)
    );
    assert_eq!(board.funnel().sum() as usize, persons.len());
    let began = cpu_s();
    let found = twins(&persons, &readings);
    println!("pairs: {} in {:.1} s", found.len(), (cpu_s() - began));
}
