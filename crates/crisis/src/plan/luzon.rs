//! A hypothetical earthquake on Luzon, made from a seed: the reference instance that plans are measured on.
//!
//! Places are real cities, airports and harbours; numbers of people, legs and buses are invented. 45 % of the people are
//! Canada's, 55 % Japan's; seats are 1.1 times the people; buses and halls are a little short, as they are.

use vigie_sea::{Position, Time, distance_m};

use super::chance::Chance;
use super::instance::{
    AssemblyPoint, EmbarkationPoint, Instance, PlanGroup, Road, SafeHaven, Weights,
};
use crate::leg::{Leg, LegStatus, Mode};
use crate::{Error, GroupId, LegId, PlaceId};

/// Sizes of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LuzonSize {
    /// People, about.
    pub people: u32,
    /// Assembly points.
    pub assembly: usize,
    /// Legs over all days.
    pub legs: usize,
    /// Length of a bus slot, minutes.
    pub slot_min: u32,
    /// Days.
    pub days: u32,
}

impl LuzonSize {
    /// The reference: 20,000 people, 30 assembly points, 300 legs over five days, slots of three hours.
    pub const REFERENCE: Self = Self {
        people: 20_000,
        assembly: 30,
        legs: 300,
        slot_min: 180,
        days: 5,
    };

    /// The eight sizes on which the gap is measured.
    pub const MEASURED: [Self; 8] = [
        Self::sized(5_000, 15, 100, 180),
        Self::sized(5_000, 15, 100, 120),
        Self::sized(10_000, 30, 200, 180),
        Self::REFERENCE,
        Self::sized(20_000, 30, 300, 120),
        Self::sized(20_000, 30, 600, 180),
        Self::sized(50_000, 60, 600, 180),
        Self::sized(100_000, 30, 300, 180),
    ];

    const fn sized(people: u32, assembly: usize, legs: usize, slot_min: u32) -> Self {
        Self {
            people,
            assembly,
            legs,
            slot_min,
            days: 5,
        }
    }
}

/// Name, latitude, longitude, weight of people there.
const CITIES: [(&str, f64, f64, f64); 30] = [
    ("Manila", 14.5995, 120.9842, 9.0),
    ("Quezon City", 14.6760, 121.0437, 8.0),
    ("Makati", 14.5547, 121.0244, 12.0),
    ("Taguig", 14.5176, 121.0509, 9.0),
    ("Pasay", 14.5378, 121.0014, 5.0),
    ("Parañaque", 14.4793, 121.0198, 5.0),
    ("Muntinlupa", 14.4081, 121.0415, 3.0),
    ("Caloocan", 14.6507, 120.9676, 3.0),
    ("Antipolo", 14.5865, 121.1754, 2.0),
    ("Bacoor", 14.4590, 120.9290, 2.0),
    ("Santa Rosa", 14.3122, 121.1114, 4.0),
    ("Calamba", 14.2117, 121.1653, 3.0),
    ("Batangas City", 13.7565, 121.0583, 3.0),
    ("Lipa", 13.9411, 121.1622, 2.0),
    ("Lucena", 13.9314, 121.6174, 1.5),
    ("Angeles", 15.1450, 120.5887, 6.0),
    ("San Fernando", 15.0286, 120.6898, 2.0),
    ("Olongapo", 14.8292, 120.2828, 3.0),
    ("Balanga", 14.6761, 120.5361, 1.0),
    ("Malolos", 14.8433, 120.8114, 1.5),
    ("Cabanatuan", 15.4865, 120.9667, 1.5),
    ("Tarlac City", 15.4755, 120.5963, 1.5),
    ("Dagupan", 16.0433, 120.3333, 2.0),
    ("Baguio", 16.4023, 120.5960, 4.0),
    ("San Fernando La Union", 16.6159, 120.3209, 1.5),
    ("Vigan", 17.5747, 120.3869, 1.0),
    ("Laoag", 18.1960, 120.5927, 1.5),
    ("Tuguegarao", 17.6132, 121.7270, 1.0),
    ("Naga", 13.6218, 123.1948, 1.5),
    ("Legazpi", 13.1391, 123.7438, 1.5),
];

/// Name, code, latitude, longitude, share of legs, whether by sea.
const PORTS: [(&str, &str, f64, f64, f64, bool); 8] = [
    (
        "Manila Ninoy Aquino",
        "RPLL",
        14.5086,
        121.0198,
        10.0,
        false,
    ),
    ("Clark", "RPLC", 15.1860, 120.5603, 8.0, false),
    ("Subic Bay", "RPLB", 14.7944, 120.2711, 3.0, false),
    ("Laoag", "RPLI", 18.1781, 120.5321, 2.0, false),
    ("Bicol", "RPLK", 13.1110, 123.6770, 2.0, false),
    ("Manila South Harbor", "PHMNL", 14.5850, 120.9650, 3.0, true),
    ("Batangas Harbor", "PHBTG", 13.7560, 121.0420, 2.0, true),
    ("Subic Harbor", "PHSFS", 14.8150, 120.2840, 2.0, true),
];

/// Name, latitude, longitude.
const HAVENS: [(&str, f64, f64); 4] = [
    ("Naha", 26.1958, 127.6459),
    ("Kaohsiung", 22.5771, 120.3500),
    ("Guam", 13.4834, 144.7960),
    ("Hong Kong", 22.3080, 113.9185),
];

/// Shares of group sizes 1 to 8; mean 3.25.
const SIZES: [f64; 8] = [18.0, 20.0, 19.0, 20.0, 12.0, 6.0, 3.0, 2.0];
/// Shares of priority classes.
const CLASS_SHARES: [f64; 4] = [4.0, 14.0, 47.0, 35.0];

/// Makes an instance.
///
/// # Errors
/// Never for these coordinates; [`Error::Place`] says so should one be changed wrongly.
pub fn luzon(size: LuzonSize, seed: u64) -> Result<Instance, Error> {
    let mut chance = Chance::new(seed);
    let place = |kind: u128, index: usize| PlaceId::from_number(kind << 64 | index as u128);
    let at = |lat: f64, lon: f64| Position::new(lat, lon).map_err(|_out_of_range| Error::Place);
    let slots = size.days * 1_440 / size.slot_min.max(1);
    let start = Time::from_s(1_772_755_200);
    let mut instance = Instance {
        start,
        slot_min: size.slot_min,
        slots,
        partners: vec!["CA".to_owned(), "JP".to_owned()],
        assembly: Vec::new(),
        embarkation: Vec::new(),
        havens: Vec::new(),
        roads: Vec::new(),
        legs: Vec::new(),
        vehicles: Vec::new(),
        groups: Vec::new(),
        weights: Weights::default(),
    };
    for index in 0..size.assembly {
        let (name, lat, lon, _) = CITIES[index % CITIES.len()];
        // A second round of assembly points stands a few kilometres beside the first.
        let aside = (index / CITIES.len()) as f64 * 0.05;
        instance.assembly.push(AssemblyPoint {
            id: place(1, index),
            name: if index < CITIES.len() {
                name.to_owned()
            } else {
                format!("{name} {}", index / CITIES.len() + 1)
            },
            position: at(lat + aside, lon + aside)?,
            bus_seats: Vec::new(),
        });
    }
    for (index, (name, code, lat, lon, _, _)) in PORTS.iter().enumerate() {
        instance.embarkation.push(EmbarkationPoint {
            id: place(2, index),
            name: (*name).to_owned(),
            position: at(*lat, *lon)?,
            code: (*code).to_owned(),
            holding: None,
            closed: Vec::new(),
        });
    }
    for (index, (name, lat, lon)) in HAVENS.iter().enumerate() {
        let (id, position) = (place(3, index), at(*lat, *lon)?);
        let haven = SafeHaven::new(id, (*name).to_owned(), position);
        instance.havens.push(haven);
    }
    roads(&mut instance, &mut chance);
    groups(&mut instance, &mut chance, size);
    legs(&mut instance, &mut chance, size);
    buses(&mut instance, &mut chance, size);
    Ok(instance)
}

fn roads(instance: &mut Instance, chance: &mut Chance) {
    for from in &instance.assembly {
        let mut near: Vec<(f64, PlaceId)> = instance
            .embarkation
            .iter()
            .map(|to| (distance_m(from.position, to.position), to.id))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (distance_m, to) in near.into_iter().take(4) {
            // Roads wind by a third; damaged ones are slow.
            let speed_kmh = 25.0 + 20.0 * chance.unit();
            let hours = distance_m * 1.3 / 1_000.0 / speed_kmh;
            instance.roads.push(Road {
                from: from.id,
                to,
                travel_min: (hours * 60.0) as u32 + 20,
                people_per_slot: None,
                closed: Vec::new(),
            });
        }
    }
}

fn groups(instance: &mut Instance, chance: &mut Chance, size: LuzonSize) {
    let shares: Vec<f64> = (0..size.assembly)
        .map(|index| CITIES[index % CITIES.len()].3)
        .collect();
    let mut people = 0;
    let mut index = 0_u128;
    while people < size.people {
        let members = (1 + chance.pick(&SIZES) as u32).min(size.people - people) as u16;
        let class = chance.pick(&CLASS_SHARES) as u8;
        let lying = class == 0 && chance.unit() < 0.35;
        let minors = if members > 1 {
            chance.below(u64::from(members)) as u16
        } else {
            0
        };
        let stretchers = u16::from(lying);
        let wheelchair = class <= 1 && members > stretchers && chance.unit() < 0.1;
        let from = &instance.assembly[chance.pick(&shares)];
        // Most can leave within two days; some reach their assembly point late.
        let ready_min = (chance.unit() * chance.unit() * 3.0 * 1_440.0) as i64;
        instance.groups.push(PlanGroup {
            id: GroupId::from_number(4 << 64 | index),
            partner: if chance.unit() < 0.45 { "CA" } else { "JP" }.to_owned(),
            at: from.id,
            ready: instance.start.plus_ms(ready_min * 60_000),
            class,
            size: members,
            stretchers,
            wheelchairs: u16::from(wheelchair),
            minors,
            guardians: members - minors,
            escorted_by: None,
            pets: false,
            documents: true,
            havens: None,
        });
        people += u32::from(members);
        index += 1;
    }
}

fn legs(instance: &mut Instance, chance: &mut Chance, size: LuzonSize) {
    let shares: Vec<f64> = PORTS.iter().map(|port| port.4).collect();
    let mut raw = Vec::new();
    for _ in 0..size.legs {
        let port = chance.pick(&shares);
        let sea = PORTS[port].5;
        let seats = if sea {
            120.0 + 480.0 * chance.unit()
        } else {
            30.0 + 250.0 * chance.unit() * chance.unit()
        };
        raw.push((port, sea, seats));
    }
    let total: f64 = raw.iter().map(|(_, _, seats)| seats).sum();
    let scale = f64::from(size.people) * 1.1 / total.max(1.0);
    let per_day = size.legs.div_ceil(size.days as usize).max(1);
    for (index, (port, sea, seats)) in raw.into_iter().enumerate() {
        let day = (index / per_day) as i64;
        // The first legs need half a day to come.
        let departure_min = day * 1_440 + 360 + chance.below(1_440) as i64;
        let haven = if sea {
            chance.below(2) as usize
        } else {
            chance.below(HAVENS.len() as u64) as usize
        };
        let from = instance.embarkation[port].position;
        let to = instance.havens[haven].position;
        let speed_kmh = if sea { 40.0 } else { 750.0 };
        let travel_min = (distance_m(from, to) / 1_000.0 / speed_kmh * 60.0) as i64 + 30;
        let cutoff_min = departure_min - if sea { 120 } else { 60 };
        let seats = (seats * scale).round().max(8.0) as u32;
        let owner = if chance.unit() < 0.5 { "CA" } else { "JP" };
        let partner = if owner == "CA" { "JP" } else { "CA" };
        let time = |minute: i64| instance.start.plus_ms(minute * 60_000);
        instance.legs.push(Leg {
            id: LegId::from_number(5 << 64 | index as u128),
            name: format!("{}{:03}", if sea { "S" } else { "E" }, index + 1),
            owner: owner.to_owned(),
            mode: if sea { Mode::Sea } else { Mode::Air },
            from: instance.embarkation[port].id,
            to: instance.havens[haven].id,
            cutoff: time(cutoff_min),
            departure: time(departure_min),
            arrival: time(departure_min + travel_min),
            seats,
            stretchers: if chance.unit() < 0.4 {
                1 + (f64::from(seats) * 0.03) as u32
            } else {
                0
            },
            wheelchairs: None,
            pets: false,
            open_to: vec![partner.to_owned()],
            document_required: false,
            cost: None,
            reliability_pct: if sea { 95 } else { 90 },
            status: LegStatus::Planned,
        });
    }
}

fn buses(instance: &mut Instance, chance: &mut Chance, size: LuzonSize) {
    for place in &mut instance.assembly {
        let people: u32 = instance
            .groups
            .iter()
            .filter(|group| group.at == place.id)
            .map(|group| u32::from(group.size))
            .sum();
        // Over the first four fifths of the time a quarter more bus seats than people, unevenly spread.
        let mean = f64::from(people) * 1.25 / (f64::from(instance.slots) * 0.8);
        place.bus_seats = (0..instance.slots)
            .map(|_| (mean * (0.4 + 1.2 * chance.unit())).ceil() as u32 + 4)
            .collect();
    }
    let shares: f64 = PORTS.iter().map(|port| port.4).sum();
    for (place, port) in instance.embarkation.iter_mut().zip(PORTS) {
        let share = f64::from(size.people) * port.4 / shares;
        place.holding = Some((share * (0.25 + 0.2 * chance.unit())) as u32 + 100);
    }
}
