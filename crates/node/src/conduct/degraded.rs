//! A bad link of the scenario, where it meets the real one: what this node says to a partner waits here until the story lets
//! it arrive.
//!
//! The exercise shapes what leaves, one direction at each node, between the stream and its carrier; the carrier itself, its
//! signs of life and the far end know nothing of it. Time is that of the story as control last told it: while the clock
//! stands, what is on its way stands too. What waited when a carrier broke goes again by the stream, as after any break.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use vigie_exchange::{PartyId, channel::Profile};
use vigie_exercise::{LinkQuality, LinkShaper};
use vigie_sea::Time;

use crate::partner::link::{LinkOutbox, Outgoing, Room};

/// Messages that wait at most: with the largest bundles some 100 MB, with those of a slow line 3 MB.
const WAITING_MAX: usize = 512;
/// A slow line is given no more than it can take in so long, so that what is urgent can still pass the rest, milliseconds.
const AHEAD_MS: i64 = 2_000;
/// A line below this is treated like a thin one, kbit/s.
const THIN_KBIT_S: f64 = 128.0;

/// What the exercise says of the links from here.
#[derive(Debug, Clone, Copy, Default)]
struct Air {
    /// The story's time.
    now: Option<Time>,
    quality: Option<LinkQuality>,
    /// The exercise is over: its clock stands for good, and nothing waits for it any more.
    over: bool,
    seed: u64,
}

/// Where the exercise says how the links from here are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weather(Arc<Mutex<Air>>);

impl Weather {
    fn locked(&self) -> MutexGuard<'_, Air> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the links from here are at this moment of the story.
    pub(crate) fn tell(&self, seed: u64, now: Time, quality: Option<LinkQuality>, over: bool) {
        *self.locked() = Air {
            now: Some(now),
            quality,
            over,
            seed,
        };
    }
}

/// The way to one partner.
struct Way {
    /// Number of the carrier that it is.
    link: u64,
    shaper: LinkShaper,
    waiting: VecDeque<(Time, Outgoing)>,
    /// How the streams were last told to behave.
    bad: Option<LinkQuality>,
}

/// The ways to all partners.
#[derive(Default)]
pub(crate) struct Degraded {
    weather: Weather,
    ways: BTreeMap<PartyId, Way>,
}

impl Degraded {
    /// Where the exercise tells how it is.
    pub(crate) fn weather(&self) -> Weather {
        self.weather.clone()
    }

    /// How the streams with a partner are to behave from now on, if that changed.
    pub(crate) fn profile(
        &mut self,
        (own, party): (&PartyId, &PartyId),
        (link, usual): (u64, Profile),
    ) -> Option<Profile> {
        let air = *self.weather.locked();
        air.now?;
        let new = || Way {
            link,
            shaper: LinkShaper::new(air.seed, own.as_str(), party.as_str()),
            waiting: VecDeque::new(),
            bad: None,
        };
        let way = self.ways.entry(party.clone()).or_insert_with(new);
        if way.link != link {
            // What was on the carrier before is lost with it.
            (way.link, way.bad) = (link, None);
            way.waiting.clear();
        }
        if way.bad == air.quality {
            return None;
        }
        way.bad = air.quality;
        Some(behaviour(air.quality.as_ref(), usual))
    }

    /// What the streams may say to a partner now.
    pub(crate) fn room(&self, party: &PartyId, carrier: Room) -> Room {
        let air = *self.weather.locked();
        let (Some(way), Some(now)) = (self.ways.get(party), air.now) else {
            return carrier;
        };
        if air.quality.is_none() && way.waiting.is_empty() {
            return carrier;
        }
        if way.shaper.free() > now.plus_ms(AHEAD_MS) && air.quality.is_some() {
            return Room::of(0);
        }
        Room::of(WAITING_MAX.saturating_sub(way.waiting.len()))
    }

    /// Gives messages to the carrier, at once or when the story lets them arrive, and those whose time has come.
    pub(crate) fn pass(&mut self, party: &PartyId, outbox: &LinkOutbox, messages: Vec<Outgoing>) {
        let air = *self.weather.locked();
        let (Some(way), Some(now)) = (self.ways.get_mut(party), air.now) else {
            messages.into_iter().for_each(|one| outbox.give(one));
            return;
        };
        for message in messages {
            let quality = air.quality.as_ref();
            if quality.is_none() && way.waiting.is_empty() {
                outbox.give(message);
                continue;
            }
            let at = way.shaper.arrives(now, message.bytes.len(), quality);
            way.waiting.push_back((at, message));
        }
        while let Some((at, message)) = way.waiting.pop_front() {
            if (at > now && !air.over) || !outbox.room().has(message.lane) {
                way.waiting.push_front((at, message));
                break;
            }
            outbox.give(message);
        }
    }
}

/// What is not acknowledged goes again only after a wait that a bad link cannot outlast; a slow one gets small bundles.
fn behaviour(quality: Option<&LinkQuality>, usual: Profile) -> Profile {
    match quality {
        None => usual,
        Some(bad) if bad.rate_kbit_s.is_some_and(|rate| rate < THIN_KBIT_S) => Profile::THIN,
        Some(_) => Profile {
            resend_ms: usual.resend_ms.max(Profile::THIN.resend_ms),
            ..usual
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use tokio::sync::mpsc;
    use vigie_exchange::channel::Lane;

    const SLOW: LinkQuality = LinkQuality {
        loss: 0.0,
        delay_s: 240.0,
        rate_kbit_s: None,
    };

    fn at(seconds: i64) -> Time {
        Time::from_s(1_783_296_000 + seconds)
    }

    fn message(number: u8) -> Outgoing {
        Outgoing {
            lane: Lane::ALL[0],
            bytes: vec![number; 100],
        }
    }

    fn parties() -> (PartyId, PartyId) {
        let party = |name| PartyId::new(name).unwrap();
        (party("ca-ccg"), party("jp-jcg"))
    }

    /// What the carrier got so far, by the first byte.
    fn carried(taken: &mut mpsc::Receiver<Outgoing>) -> Vec<u8> {
        let mut all = Vec::new();
        while let Ok(one) = taken.try_recv() {
            all.push(one.bytes[0]);
        }
        all
    }

    #[test]
    fn a_node_without_a_bad_link_says_everything_at_once() {
        let (own, party) = parties();
        let (sender, mut taken) = mpsc::channel(8);
        let outbox = LinkOutbox::new(sender);
        let mut degraded = Degraded::default();
        assert_eq!(degraded.profile((&own, &party), (1, Profile::LAN)), None);
        degraded.pass(&party, &outbox, vec![message(1)]);
        assert_eq!(carried(&mut taken), [1]);
        degraded.weather().tell(1, at(0), None, false);
        assert_eq!(degraded.profile((&own, &party), (1, Profile::LAN)), None);
        assert_eq!(degraded.room(&party, outbox.room()), outbox.room());
        degraded.pass(&party, &outbox, vec![message(2)]);
        assert_eq!(carried(&mut taken), [2]);
    }

    #[test]
    fn what_is_said_over_a_bad_link_comes_late_by_the_clock_of_the_story() {
        let (own, party) = parties();
        let (sender, mut taken) = mpsc::channel(8);
        let outbox = LinkOutbox::new(sender);
        let mut degraded = Degraded::default();
        let weather = degraded.weather();
        weather.tell(1, at(0), Some(SLOW), false);
        let slow = degraded.profile((&own, &party), (1, Profile::LAN)).unwrap();
        assert!(slow.resend_ms > Profile::LAN.resend_ms);
        degraded.pass(&party, &outbox, vec![message(1), message(2)]);
        weather.tell(1, at(239), Some(SLOW), false);
        degraded.pass(&party, &outbox, vec![message(3)]);
        assert!(carried(&mut taken).is_empty());
        // The clock stands: nothing arrives.
        degraded.pass(&party, &outbox, Vec::new());
        assert!(carried(&mut taken).is_empty());
        weather.tell(1, at(240), Some(SLOW), false);
        degraded.pass(&party, &outbox, Vec::new());
        assert_eq!(carried(&mut taken), [1, 2]);
        // Well again: what is on its way comes first.
        weather.tell(1, at(300), None, false);
        assert_eq!(
            degraded.profile((&own, &party), (1, Profile::LAN)),
            Some(Profile::LAN)
        );
        degraded.pass(&party, &outbox, vec![message(4)]);
        assert!(carried(&mut taken).is_empty());
        weather.tell(1, at(480), None, false);
        degraded.pass(&party, &outbox, vec![message(5)]);
        assert_eq!(carried(&mut taken), [3, 4, 5]);
    }

    #[test]
    fn after_the_end_of_the_exercise_nothing_waits_for_its_clock() {
        let (own, party) = parties();
        let (sender, mut taken) = mpsc::channel(8);
        let outbox = LinkOutbox::new(sender);
        let mut degraded = Degraded::default();
        degraded.weather().tell(1, at(0), Some(SLOW), false);
        degraded.profile((&own, &party), (1, Profile::LAN));
        degraded.pass(&party, &outbox, vec![message(1)]);
        assert!(carried(&mut taken).is_empty());
        degraded.weather().tell(1, at(10), None, true);
        degraded.pass(&party, &outbox, vec![message(2)]);
        assert_eq!(carried(&mut taken), [1, 2]);
    }

    #[test]
    fn a_slow_line_leaves_the_rest_with_the_stream_and_a_new_carrier_begins_empty() {
        let (own, party) = parties();
        let (sender, mut taken) = mpsc::channel(8);
        let outbox = LinkOutbox::new(sender);
        let mut degraded = Degraded::default();
        let thin = LinkQuality {
            rate_kbit_s: Some(0.1),
            ..SLOW
        };
        degraded.weather().tell(1, at(0), Some(thin), false);
        assert_eq!(
            degraded.profile((&own, &party), (1, Profile::LAN)),
            Some(Profile::THIN)
        );
        assert!(degraded.room(&party, outbox.room()).all > 0);
        // Eight seconds on the line.
        degraded.pass(&party, &outbox, vec![message(1)]);
        assert_eq!(degraded.room(&party, outbox.room()), Room::of(0));
        degraded.weather().tell(1, at(7), Some(thin), false);
        assert!(degraded.room(&party, outbox.room()).all > 0);
        assert!(
            degraded
                .profile((&own, &party), (2, Profile::LAN))
                .is_some()
        );
        degraded.weather().tell(1, at(1_000), Some(thin), false);
        degraded.pass(&party, &outbox, Vec::new());
        assert!(carried(&mut taken).is_empty());
    }
}
