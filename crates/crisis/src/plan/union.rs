//! Two frames of one emergency made one: each partner opened it before they met, with places, slots and legs of its own.
//!
//! Nothing of either side is renamed or rewritten. A pairing says which place of theirs is which of ours; what they tell
//! is read through it. One side leads: of a paired place, of the slots and of the weights its description holds on both
//! sides, so that both plan the same instance. What is not paired stands beside the rest. What cannot both be so is
//! listed ([`differences`]) before anybody agrees, and stays listed afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time, distance_m};

use super::bound::Prices;
use super::instance::{Instance, PlanGroup, SLOTS_MAX};
use super::schedule::{Assignment, Ride, Trip};
use crate::leg::Leg;
use crate::name::folded;
use crate::{Error, LegId, PlaceId};

/// Places of one kind nearer than this are taken for the same, metres.
const SAME_PLACE_M: f64 = 500.0;
/// And up to here if they have one name too, metres.
const SAME_NAME_M: f64 = 20_000.0;
/// Paired places farther apart than this are listed, metres.
const APART_M: f64 = 2_000.0;
/// Legs of two owners from one place within this time may be one and the same, minutes.
const ALIKE_MIN: i64 = 30;
/// Travel times that differ by more than this are listed, minutes.
const TRAVEL_MIN: u32 = 10;

/// One place under two ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacePair {
    /// In their frame.
    pub theirs: PlaceId,
    /// In ours.
    pub ours: PlaceId,
}

/// What the bus seats that both tell of a paired assembly point are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Buses {
    /// The same buses, told twice: the leader's number holds. Nobody is sent to a bus that does not exist.
    #[default]
    Same,
    /// Each side's own: they add up.
    Together,
}

/// How two frames are one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Union {
    /// Which place is which.
    pub pairs: Vec<PlacePair>,
    /// Whether our description holds where both have one.
    pub lead: bool,
    /// What bus seats told by both are.
    pub buses: Buses,
}

/// Something that both say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What.
    pub what: DifferenceKind,
    /// A place, a leg, or a road `from>to`, by our ids; empty for the frames as wholes.
    pub id: String,
    /// As we say it.
    pub ours: String,
    /// As they say it.
    pub theirs: String,
}

/// Kinds of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// Both plan under one code. Nothing can be joined before one changes it.
    Code,
    /// Two legs of different owners have one id. Nothing can be joined before one changes it.
    LegId,
    /// A leg that our file says is theirs, and that they do not tell: it is left out of the common plan.
    LegUntold,
    /// Two legs of different owners leave one place at about one time: one carrier, told twice?
    LegAlike,
    /// A paired place has two names.
    Name,
    /// A paired place is at two positions.
    Position,
    /// A paired embarkation point holds different numbers of people.
    Holding,
    /// A paired safe haven takes different numbers of people: the stricter holds.
    Reception,
    /// A paired assembly point has bus seats on both sides, per day.
    BusSeats,
    /// A road between paired places takes different times, minutes.
    Travel,
    /// The slots begin at different times or differ in length.
    Slots,
    /// An hour of waiting weighs differently.
    Weights,
}

impl DifferenceKind {
    /// Whether nothing can be joined before it is mended.
    #[must_use]
    pub fn blocks(self) -> bool {
        matches!(self, Self::Code | Self::LegId)
    }
}

struct Spot<'a> {
    id: PlaceId,
    kind: u8,
    name: &'a str,
    position: Position,
}

fn spots(of: &Instance) -> Vec<Spot<'_>> {
    let spot = |kind: u8, id, name, position| Spot {
        id,
        kind,
        name,
        position,
    };
    let assembly = of.assembly.iter();
    let ports = of.embarkation.iter();
    let havens = of.havens.iter();
    assembly
        .map(|it| spot(0, it.id, it.name.as_str(), it.position))
        .chain(ports.map(|it| spot(1, it.id, it.name.as_str(), it.position)))
        .chain(havens.map(|it| spot(2, it.id, it.name.as_str(), it.position)))
        .collect()
}

/// Which places are probably the same: one id, one airport code, or near each other and of one kind, the nearest first;
/// each place at most once. For a person to judge.
#[must_use]
pub fn suggest_pairs(ours: &Instance, theirs: &Instance) -> Vec<PlacePair> {
    let (mine, other) = (spots(ours), spots(theirs));
    let code = |of: &Instance, id: PlaceId| {
        let port = of.embarkation.iter().find(|it| it.id == id);
        port.map(|it| it.code.clone())
            .filter(|code| !code.is_empty())
    };
    let mut found = Vec::new();
    for (our, their) in mine
        .iter()
        .flat_map(|our| other.iter().map(move |their| (our, their)))
        .filter(|(our, their)| our.kind == their.kind)
    {
        let away_m = distance_m(our.position, their.position);
        let named = folded(our.name) == folded(their.name);
        let coded = code(ours, our.id).is_some() && code(ours, our.id) == code(theirs, their.id);
        let near = away_m <= if named { SAME_NAME_M } else { SAME_PLACE_M };
        if our.id == their.id || near || (coded && away_m <= SAME_NAME_M) {
            let rank = (our.id != their.id, !coded, !named);
            found.push((rank, away_m, our.id, their.id));
        }
    }
    found.sort_by(|a, b| {
        let ids = (a.2, a.3).cmp(&(b.2, b.3));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(ids)
    });
    let (mut used_ours, mut used_theirs) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, _, ours, theirs) in found {
        let known = pairs.contains(&PlacePair { theirs, ours });
        if !known && !used_ours.contains(&ours) && !used_theirs.contains(&theirs) {
            used_ours.insert(ours);
            used_theirs.insert(theirs);
            pairs.push(PlacePair { theirs, ours });
        }
    }
    pairs.sort_unstable();
    pairs
}

impl Union {
    /// The same union as the other side has it.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let turn = |pair: &PlacePair| PlacePair {
            theirs: pair.ours,
            ours: pair.theirs,
        };
        let mut pairs: Vec<PlacePair> = self.pairs.iter().map(turn).collect();
        pairs.sort_unstable();
        Self {
            pairs,
            lead: !self.lead,
            buses: self.buses,
        }
    }

    /// Refuses pairs of places that are not there, are of different kinds, or are in two pairs.
    ///
    /// # Errors
    /// [`Error::Place`].
    pub fn fits(&self, ours: &Instance, theirs: &Instance) -> Result<(), Error> {
        let (mine, other) = (spots(ours), spots(theirs));
        let (mut used_ours, mut used_theirs) = (BTreeSet::new(), BTreeSet::new());
        for pair in &self.pairs {
            let kinds = |of: &[Spot<'_>], id: PlaceId| -> BTreeSet<u8> {
                let here = of.iter().filter(|it| it.id == id);
                here.map(|it| it.kind).collect()
            };
            let one = kinds(&mine, pair.ours);
            let common = one.intersection(&kinds(&other, pair.theirs)).count();
            let once = used_ours.insert(pair.ours) && used_theirs.insert(pair.theirs);
            if common == 0 || !once {
                return Err(Error::Place);
            }
        }
        Ok(())
    }

    fn by_theirs(&self) -> BTreeMap<PlaceId, PlaceId> {
        let pairs = self.pairs.iter();
        pairs.map(|pair| (pair.theirs, pair.ours)).collect()
    }

    /// A place of theirs, by our id where it is paired.
    #[must_use]
    pub fn read_place(&self, theirs: PlaceId) -> PlaceId {
        let pair = self.pairs.iter().find(|pair| pair.theirs == theirs);
        pair.map_or(theirs, |pair| pair.ours)
    }

    /// Their frame, places by our ids where they are paired.
    #[must_use]
    pub fn read(&self, theirs: &Instance) -> Instance {
        let ours = self.by_theirs();
        let of = |id: PlaceId| ours.get(&id).copied().unwrap_or(id);
        let mut out = theirs.clone();
        out.assembly.iter_mut().for_each(|it| it.id = of(it.id));
        out.embarkation.iter_mut().for_each(|it| it.id = of(it.id));
        out.havens.iter_mut().for_each(|it| it.id = of(it.id));
        for road in &mut out.roads {
            (road.from, road.to) = (of(road.from), of(road.to));
        }
        for leg in &mut out.legs {
            (leg.from, leg.to) = (of(leg.from), of(leg.to));
        }
        out.vehicles.iter_mut().for_each(|it| it.at = of(it.at));
        self.read_groups(&mut out.groups);
        out
    }

    /// Their groups, places by our ids.
    pub fn read_groups(&self, groups: &mut [PlanGroup]) {
        let ours = self.by_theirs();
        let of = |id: PlaceId| ours.get(&id).copied().unwrap_or(id);
        for group in groups {
            group.at = of(group.at);
            for haven in group.havens.iter_mut().flatten() {
                *haven = of(*haven);
            }
        }
    }

    /// Their ways out, places by our ids.
    pub fn read_ways(&self, ways: &mut [Assignment]) {
        let ours = self.by_theirs();
        let of = |id: PlaceId| ours.get(&id).copied().unwrap_or(id);
        for ride in ways.iter_mut().filter_map(|way| way.ride.as_mut()) {
            *ride = Ride {
                from: of(ride.from),
                to: of(ride.to),
                departure: ride.departure,
            };
        }
    }

    /// Their vehicles' trips, places by our ids.
    pub fn read_trips(&self, trips: &mut [Trip]) {
        let ours = self.by_theirs();
        let of = |id: PlaceId| ours.get(&id).copied().unwrap_or(id);
        for trip in trips {
            (trip.from, trip.to) = (of(trip.from), of(trip.to));
        }
    }

    /// Their prices, places by our ids.
    pub fn read_prices(&self, prices: &mut Prices) {
        let ours = self.by_theirs();
        let of = |id: PlaceId| ours.get(&id).copied().unwrap_or(id);
        prices.bus.iter_mut().for_each(|it| it.0 = of(it.0));
        for price in prices.bed.iter_mut().chain(&mut prices.day) {
            price.0 = of(price.0);
        }
        for price in prices.road.iter_mut().chain(&mut prices.trip) {
            (price.0, price.1) = (of(price.0), of(price.1));
        }
    }

    /// Makes our frame the common one: slots, weights and paired places as the leader has them, theirs beside ours. `theirs`
    /// as [`Union::read`] gives it. Legs and groups are not touched.
    pub fn join(&self, ours: &mut Instance, theirs: &Instance) {
        let mut theirs = theirs.clone();
        let (lead, follow) = if self.lead {
            (&*ours, &theirs)
        } else {
            (&theirs, &*ours)
        };
        let (start, slot_min) = (lead.start, lead.slot_min.max(1));
        let slots = slots_over(start, slot_min, lead).max(slots_over(start, slot_min, follow));
        let weights = lead.weights.clone();
        for one in [&mut *ours, &mut theirs] {
            regrid(one, start, slot_min, slots);
            one.weights = weights.clone();
        }
        let paired: BTreeSet<PlaceId> = self.pairs.iter().map(|it| it.ours).collect();
        for place in theirs.assembly {
            match ours.assembly.iter_mut().find(|it| it.id == place.id) {
                Some(known) if paired.contains(&place.id) => {
                    let seats = match self.buses {
                        Buses::Together => added(&known.bus_seats, &place.bus_seats),
                        Buses::Same if self.lead => known.bus_seats.clone(),
                        Buses::Same => place.bus_seats.clone(),
                    };
                    if !self.lead {
                        *known = place;
                    }
                    known.bus_seats = seats;
                }
                Some(_) => {}
                None => ours.assembly.push(place),
            }
        }
        put(
            &mut ours.embarkation,
            theirs.embarkation,
            |it| it.id,
            self.lead,
        );
        // A safe haven is as full as the stricter of both says, whoever leads.
        for mut haven in theirs.havens {
            match ours.havens.iter_mut().find(|it| it.id == haven.id) {
                Some(known) if self.lead => known.tighten(&haven),
                Some(known) => {
                    haven.tighten(known);
                    // Who came before came, whoever leads.
                    haven.received = std::mem::take(&mut known.received);
                    *known = haven;
                }
                None => ours.havens.push(haven),
            }
        }
        put(
            &mut ours.roads,
            theirs.roads,
            |it| (it.from, it.to),
            self.lead,
        );
    }
}

fn put<T, K: PartialEq>(into: &mut Vec<T>, from: Vec<T>, key: impl Fn(&T) -> K, lead: bool) {
    for one in from {
        match into.iter_mut().find(|it| key(it) == key(&one)) {
            Some(known) if !lead => *known = one,
            Some(_) => {}
            None => into.push(one),
        }
    }
}

fn added(one: &[u32], other: &[u32]) -> Vec<u32> {
    let of = |list: &[u32], at: usize| list.get(at).copied().unwrap_or(0);
    (0..one.len().max(other.len()))
        .map(|at| of(one, at).saturating_add(of(other, at)))
        .collect()
}

/// Slots of this length from this start that cover all slots of a frame.
fn slots_over(start: Time, slot_min: u32, of: &Instance) -> u32 {
    let length_ms = i64::from(of.slots) * i64::from(of.slot_min) * 60_000;
    let end_ms = of.start.ms().saturating_add(length_ms);
    let slot_ms = i64::from(slot_min) * 60_000;
    let count = rounded_up(end_ms.saturating_sub(start.ms()).max(0), slot_ms);
    u32::try_from(count).unwrap_or(SLOTS_MAX).min(SLOTS_MAX)
}

fn rounded_up(whole: i64, by: i64) -> i64 {
    whole.div_euclid(by) + i64::from(whole.rem_euclid(by) > 0)
}

/// Tells bus seats by other slots. A bus leaves with the first new slot that begins when it is there, never before; buses
/// of before the start are gone. What a road carries is scaled to the length of the slots, rounded down.
pub fn regrid(instance: &mut Instance, start: Time, slot_min: u32, slots: u32) {
    let slot_min = slot_min.max(1);
    let same = instance.start == start && instance.slot_min == slot_min;
    if same {
        instance.slots = slots;
        return;
    }
    let (old_start, old_min) = (instance.start, instance.slot_min.max(1));
    let slot_ms = i64::from(slot_min) * 60_000;
    for place in &mut instance.assembly {
        let mut seats = vec![0_u32; usize::try_from(slots).unwrap_or(0)];
        for (at, count) in place.bus_seats.iter().enumerate() {
            let at = i64::try_from(at).unwrap_or(i64::MAX / 86_400_000);
            let leaves_ms = old_start.ms() + at * i64::from(old_min) * 60_000;
            let since_ms = leaves_ms - start.ms();
            let cell = usize::try_from(rounded_up(since_ms, slot_ms)).ok();
            if let Some(cell) = cell.and_then(|at| seats.get_mut(at)) {
                *cell = cell.saturating_add(*count);
            }
        }
        place.bus_seats = seats;
    }
    for road in &mut instance.roads {
        road.people_per_slot = road.people_per_slot.map(|people| {
            let scaled = u64::from(people) * u64::from(slot_min) / u64::from(old_min);
            u32::try_from(scaled).unwrap_or(u32::MAX)
        });
    }
    (instance.start, instance.slot_min, instance.slots) = (start, slot_min, slots);
}

/// What both say differently. `theirs` as it came, before [`Union::read`].
#[must_use]
pub fn differences(
    (our_code, ours): (&str, &Instance),
    (their_code, theirs): (&str, &Instance),
    union: &Union,
) -> Vec<Difference> {
    let mut out = Vec::new();
    let mut say = |what, id: String, ours: String, theirs: String| {
        out.push(Difference {
            what,
            id,
            ours,
            theirs,
        });
    };
    let theirs = union.read(theirs);
    if our_code == their_code {
        let code = our_code.to_owned();
        say(DifferenceKind::Code, String::new(), code.clone(), code);
    }
    if (ours.start, ours.slot_min) != (theirs.start, theirs.slot_min) {
        let slots = |it: &Instance| format!("{} + {} min", it.start, it.slot_min);
        say(
            DifferenceKind::Slots,
            String::new(),
            slots(ours),
            slots(&theirs),
        );
    }
    if ours.weights != theirs.weights {
        let text = |it: &Instance| {
            let class: Vec<String> = it.weights.class.iter().map(u32::to_string).collect();
            format!("{} · {} h", class.join("/"), it.weights.not_lifted_h)
        };
        say(
            DifferenceKind::Weights,
            String::new(),
            text(ours),
            text(&theirs),
        );
    }
    let paired: BTreeSet<PlaceId> = union.pairs.iter().map(|it| it.ours).collect();
    let other: BTreeMap<(u8, PlaceId), Spot<'_>> = spots(&theirs)
        .into_iter()
        .map(|it| ((it.kind, it.id), it))
        .collect();
    for spot in spots(ours).iter().filter(|it| paired.contains(&it.id)) {
        let Some(their) = other.get(&(spot.kind, spot.id)) else {
            continue;
        };
        if folded(spot.name) != folded(their.name) {
            let (one, two) = (spot.name.to_owned(), their.name.to_owned());
            say(DifferenceKind::Name, spot.id.to_string(), one, two);
        }
        let away_m = distance_m(spot.position, their.position);
        if away_m > APART_M {
            let text = |it: Position| format!("{:.4} {:.4}", it.lat_deg(), it.lon_deg());
            let (one, two) = (text(spot.position), text(their.position));
            say(DifferenceKind::Position, spot.id.to_string(), one, two);
        }
    }
    let held = |it: Option<u32>| it.map_or_else(|| "–".to_owned(), |people| people.to_string());
    for port in ours.embarkation.iter().filter(|it| paired.contains(&it.id)) {
        let their = theirs.embarkation.iter().find(|it| it.id == port.id);
        if let Some(their) = their.filter(|it| it.holding != port.holding) {
            let (one, two) = (held(port.holding), held(their.holding));
            say(DifferenceKind::Holding, port.id.to_string(), one, two);
        }
    }
    reception(ours, &theirs, &paired, &mut say);
    let sum = |seats: &[u32]| seats.iter().map(|it| u64::from(*it)).sum::<u64>();
    for place in ours.assembly.iter().filter(|it| paired.contains(&it.id)) {
        let their = theirs.assembly.iter().find(|it| it.id == place.id);
        let (one, two) = (
            sum(&place.bus_seats),
            their.map_or(0, |it| sum(&it.bus_seats)),
        );
        if one > 0 && two > 0 {
            let (one, two) = (one.to_string(), two.to_string());
            say(DifferenceKind::BusSeats, place.id.to_string(), one, two);
        }
    }
    for road in &ours.roads {
        let their = theirs
            .roads
            .iter()
            .find(|it| (it.from, it.to) == (road.from, road.to));
        if let Some(their) = their.filter(|it| it.travel_min.abs_diff(road.travel_min) > TRAVEL_MIN)
        {
            let id = format!("{}>{}", road.from, road.to);
            let (one, two) = (road.travel_min.to_string(), their.travel_min.to_string());
            say(DifferenceKind::Travel, id, one, two);
        }
    }
    legs((our_code, ours), (their_code, &theirs), &mut say);
    out
}

fn reception(
    ours: &Instance,
    theirs: &Instance,
    paired: &BTreeSet<PlaceId>,
    say: &mut dyn FnMut(DifferenceKind, String, String, String),
) {
    let text = |it: &super::instance::SafeHaven| {
        let figure = |it: Option<u32>| it.map_or_else(|| "–".to_owned(), |it| it.to_string());
        let [beds, stay, day] = [it.beds, it.stay_h, it.per_day].map(figure);
        format!("{beds} · {stay} h · {day} / 24 h")
    };
    for haven in ours.havens.iter().filter(|it| paired.contains(&it.id)) {
        let their = theirs.havens.iter().find(|it| it.id == haven.id);
        let limits = |it: &super::instance::SafeHaven| (it.beds, it.stay_h, it.per_day);
        if let Some(their) = their.filter(|it| limits(it) != limits(haven)) {
            let id = haven.id.to_string();
            say(DifferenceKind::Reception, id, text(haven), text(their));
        }
    }
}

fn legs(
    (our_code, ours): (&str, &Instance),
    (their_code, theirs): (&str, &Instance),
    say: &mut dyn FnMut(DifferenceKind, String, String, String),
) {
    let text = |leg: &Leg| {
        format!(
            "{} {} {} · {}",
            leg.owner, leg.name, leg.departure, leg.seats
        )
    };
    let told: BTreeMap<LegId, &Leg> = theirs
        .legs
        .iter()
        .filter(|leg| leg.owner == their_code)
        .map(|leg| (leg.id, leg))
        .collect();
    for leg in &ours.legs {
        let id = leg.id.to_string();
        if leg.owner == their_code {
            if !told.contains_key(&leg.id) {
                say(DifferenceKind::LegUntold, id, text(leg), String::new());
            }
            continue;
        }
        if leg.owner != our_code {
            continue;
        }
        if let Some(their) = told.get(&leg.id) {
            say(DifferenceKind::LegId, id, text(leg), text(their));
            continue;
        }
        let minutes = |a: Time, b: Time| (a.ms() - b.ms()).abs() / 60_000;
        let alike = told.values().find(|it| {
            it.from == leg.from
                && it.mode == leg.mode
                && it.to == leg.to
                && minutes(it.departure, leg.departure) <= ALIKE_MIN
        });
        if let Some(their) = alike {
            say(DifferenceKind::LegAlike, id, text(leg), text(their));
        }
    }
}
