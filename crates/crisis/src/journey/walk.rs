//! One person's journey, event by event: the state in the funnel, and what contradicts what.

use super::{
    Act, Channel, Config, ConflictKind, EventId, Standing,
    fold::{Found, Timed},
};
use crate::{Eligibility, FunnelState, LegId, PersonId, PlaceId, Reply, Source};

/// A person's way so far.
struct Walk<'a> {
    person: PersonId,
    standing: Standing,
    aboard: Option<(LegId, EventId)>,
    sighted: Option<(PlaceId, i64, EventId)>,
    arrived: Option<(PlaceId, EventId)>,
    died: Option<EventId>,
    registered: bool,
    config: &'a Config,
    found: &'a mut Found,
}

/// Where a person stands after a journey in the order of time; `None` for an empty one.
pub(super) fn walk(
    person: PersonId,
    journey: &[Timed<'_>],
    config: &Config,
    found: &mut Found,
) -> Option<Standing> {
    let first = journey.first()?;
    let standing = Standing {
        state: FunnelState::Registered,
        since_ms: first.at_ms,
        event: first.event.id,
        place: None,
        leg: None,
        eligibility: Eligibility::Unknown,
        no_show: None,
        needs_help: false,
        heard_of: false,
        handed_over: false,
        closed: false,
        source: None,
    };
    let mut walk = Walk {
        person,
        standing,
        aboard: None,
        sighted: None,
        arrived: None,
        died: None,
        registered: false,
        config,
        found,
    };
    for one in journey {
        walk.step(*one);
    }
    if !walk.registered {
        walk.found.insert(ConflictKind::NotRegistered { person });
    }
    Some(walk.standing)
}

/// Whether an act means that somebody saw, spoke to or heard from the person.
fn is_word_of(act: &Act) -> bool {
    match act {
        Act::Registered { source } => matches!(source, Source::SelfReport | Source::WalkIn),
        Act::Contacted { channel } => matches!(channel, Channel::Phone | Channel::InPerson),
        Act::Replied { .. }
        | Act::Accepted { .. }
        | Act::Declined { .. }
        | Act::CheckedIn { .. }
        | Act::Moved { .. }
        | Act::Boarded { .. }
        | Act::Offloaded { .. }
        | Act::Arrived { .. }
        | Act::HandedOver
        | Act::Deceased => true,
        Act::NotReached
        | Act::Eligible { .. }
        | Act::Offered { .. }
        | Act::NoShow { .. }
        | Act::Closed
        | Act::Corrected { .. }
        | Act::Merged { .. }
        | Act::Settled { .. }
        | Act::ClockNoted { .. } => false,
    }
}

impl Walk<'_> {
    fn step(&mut self, one: Timed<'_>) {
        let id = one.event.id;
        let is_word = is_word_of(&one.event.act);
        self.standing.heard_of |= is_word;
        if is_word || one.event.act == Act::NotReached {
            self.standing.no_show = None;
        }
        match one.event.act {
            Act::Registered { source } => {
                self.registered = true;
                self.standing.source.get_or_insert(source);
            }
            Act::Contacted { .. } => {
                if self.standing.state == FunnelState::Registered {
                    self.to(FunnelState::Contacted, one);
                }
            }
            Act::NotReached => self.unless_aboard(FunnelState::Unaccounted, one),
            Act::Replied { reply } => self.replied(reply, one),
            Act::Eligible { eligibility } => self.standing.eligibility = eligibility,
            Act::Offered { leg } => self.seat(FunnelState::Offered, leg, one),
            Act::Accepted { leg } => self.seat(FunnelState::Accepted, leg, one),
            Act::Declined { leg } => self.declined(leg, one),
            Act::CheckedIn { place, .. } => {
                self.two_places(place, one);
                self.on_land(place, one);
            }
            Act::Moved { place } => self.on_land(place, one),
            Act::Boarded { leg } => self.boarded(leg, one),
            Act::Offloaded { leg } => self.offloaded(leg, one),
            Act::NoShow { leg } => self.no_show(leg, one),
            Act::Arrived { place } => self.arrive(place, one),
            Act::HandedOver => {
                self.alive(id);
                self.standing.needs_help = false;
                self.standing.handed_over = true;
                self.aboard = None;
                self.to(FunnelState::Arrived, one);
            }
            Act::Deceased => {
                self.died.get_or_insert(id);
                self.standing.needs_help = false;
                self.to(FunnelState::Deceased, one);
            }
            Act::Closed => self.standing.closed = true,
            Act::Corrected { .. }
            | Act::Merged { .. }
            | Act::Settled { .. }
            | Act::ClockNoted { .. } => {}
        }
    }

    fn to(&mut self, state: FunnelState, one: Timed<'_>) {
        if self.died.is_some() && state != FunnelState::Deceased {
            return;
        }
        if self.standing.state != state {
            self.standing.state = state;
            self.standing.since_ms = one.at_ms;
        }
        self.standing.event = one.event.id;
    }

    /// Word of mouth does not take anyone off a ship or back from home.
    fn unless_aboard(&mut self, state: FunnelState, one: Timed<'_>) {
        if !self.standing.state.has_left() {
            self.to(state, one);
        }
    }

    /// Nor off an assembly point.
    fn unless_seen(&mut self, state: FunnelState, one: Timed<'_>) {
        if self.standing.state != FunnelState::AtAssemblyPoint {
            self.unless_aboard(state, one);
        }
    }

    fn replied(&mut self, reply: Reply, one: Timed<'_>) {
        self.alive(one.event.id);
        let has_seat = matches!(
            self.standing.state,
            FunnelState::Offered | FunnelState::Accepted
        );
        match reply {
            Reply::Safe => {
                self.standing.needs_help = false;
                self.unless_seen(FunnelState::Contacted, one);
            }
            Reply::NeedsHelp => {
                self.standing.needs_help = true;
                if !has_seat && self.standing.state != FunnelState::WantsToLeave {
                    self.unless_seen(FunnelState::Contacted, one);
                }
            }
            Reply::WantsOut if has_seat => {}
            Reply::WantsOut => self.unless_seen(FunnelState::WantsToLeave, one),
            Reply::OwnWay => self.unless_aboard(FunnelState::Declined, one),
        }
    }

    fn seat(&mut self, state: FunnelState, leg: LegId, one: Timed<'_>) {
        let before = self.standing.state;
        self.unless_seen(state, one);
        if before != FunnelState::Embarked && before != FunnelState::Arrived {
            self.standing.leg = Some(leg);
        }
    }

    /// Who declines one seat still wants to leave; who declines all help does not.
    fn declined(&mut self, leg: Option<LegId>, one: Timed<'_>) {
        let Some(leg) = leg else {
            self.unless_aboard(FunnelState::Declined, one);
            return;
        };
        if self.standing.leg == Some(leg) && self.aboard.is_none() {
            self.standing.leg = None;
            self.unless_seen(FunnelState::WantsToLeave, one);
        }
    }

    fn two_places(&mut self, place: PlaceId, one: Timed<'_>) {
        if let Some((before, at_ms, event)) = self.sighted
            && before != place
            && one.at_ms.saturating_sub(at_ms) < self.config.two_places_s.saturating_mul(1_000)
        {
            self.found.insert(ConflictKind::TwoPlaces {
                person: self.person,
                places: [before, place],
                events: [event, one.event.id],
            });
        }
        self.sighted = Some((place, one.at_ms, one.event.id));
    }

    fn on_land(&mut self, place: PlaceId, one: Timed<'_>) {
        self.alive(one.event.id);
        if matches!(one.event.act, Act::Moved { .. }) {
            self.sighted = None;
        }
        self.leave_board(one);
        self.standing.place = Some(place);
        self.standing.needs_help = false;
        self.arrived = None;
        self.to(FunnelState::AtAssemblyPoint, one);
    }

    /// Seen elsewhere while on board: a contradiction.
    fn leave_board(&mut self, one: Timed<'_>) {
        if let Some((leg, boarding)) = self.aboard.take() {
            self.found.insert(ConflictKind::AshoreAfterBoarding {
                person: self.person,
                leg,
                events: [boarding, one.event.id],
            });
            self.standing.leg = None;
        }
    }

    fn boarded(&mut self, leg: LegId, one: Timed<'_>) {
        self.alive(one.event.id);
        if let Some((before, event)) = self.aboard
            && before != leg
        {
            self.found.insert(ConflictKind::TwoLegs {
                person: self.person,
                legs: [before, leg],
                events: [event, one.event.id],
            });
        }
        self.aboard = Some((leg, one.event.id));
        self.standing.needs_help = false;
        self.arrived = None;
        self.sighted = None;
        self.standing.leg = Some(leg);
        self.to(FunnelState::Embarked, one);
    }

    fn offloaded(&mut self, leg: LegId, one: Timed<'_>) {
        self.alive(one.event.id);
        if self.aboard.is_some_and(|(aboard, _)| aboard == leg) {
            self.aboard = None;
            self.standing.leg = None;
            self.to(FunnelState::AtAssemblyPoint, one);
        }
    }

    fn no_show(&mut self, leg: LegId, one: Timed<'_>) {
        if let Some((_, boarding)) = self.aboard.filter(|it| it.0 == leg) {
            self.found.insert(ConflictKind::NoShowAboard {
                person: self.person,
                leg,
                events: [boarding, one.event.id],
            });
            self.aboard = None;
            self.standing.leg = None;
            self.to(FunnelState::Unaccounted, one);
        } else {
            if self.standing.leg == Some(leg) && self.standing.state != FunnelState::Arrived {
                self.standing.leg = None;
            }
            self.unless_aboard(FunnelState::Unaccounted, one);
        }
        if self.standing.state == FunnelState::Unaccounted {
            self.standing.no_show = Some(leg);
        }
    }

    fn arrive(&mut self, place: PlaceId, one: Timed<'_>) {
        self.alive(one.event.id);
        if let Some((before, event)) = self.arrived
            && before != place
        {
            self.found.insert(ConflictKind::TwoArrivals {
                person: self.person,
                places: [before, place],
                events: [event, one.event.id],
            });
        }
        self.arrived = Some((place, one.event.id));
        self.standing.needs_help = false;
        self.aboard = None;
        self.sighted = None;
        self.standing.place = Some(place);
        self.to(FunnelState::Arrived, one);
    }

    fn alive(&mut self, event: EventId) {
        if let Some(died) = self.died {
            self.found.insert(ConflictKind::SeenAfterDeath {
                person: self.person,
                events: [died, event],
            });
        }
    }
}
