//! Who holds a place at a door: so many at once in all, so many of one address, and who goes when there is no room.
//!
//! A newcomer never waits for the patience of those who hold places without using them: an idle one goes, of the
//! address that holds most the one that is idle for longest. Who is being answered stays.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

/// How often one kind of event at a door is written to the log, with how many there were.
const TELL_EVERY: Duration = Duration::from_secs(30);

/// How many may be there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Of all addresses together.
    pub(crate) all: usize,
    /// Of one address, or of one IPv6 customer's network. Not of this machine itself: a proxy on it speaks for many.
    pub(crate) each: usize,
    /// Who sent something within this time does not go.
    pub(crate) spare: Duration,
}

/// The places of a door.
#[derive(Debug, Clone)]
pub(crate) struct Crowd(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    begun: Instant,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    next: u64,
    taken: BTreeMap<u64, Place>,
}

#[derive(Debug)]
struct Place {
    host: IpAddr,
    mark: Arc<Mark>,
}

/// What a guest and the door know of a place.
#[derive(Debug, Default)]
struct Mark {
    /// Standing in the lowest two bits, above them since when in ms.
    standing: AtomicU64,
    leaves: AtomicBool,
    told: Notify,
}

/// How firmly a place is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Nothing was asked, or not wholly: goes first.
    Idle,
    /// Something was sent: goes when nobody is idle.
    Sending,
    /// Being answered: stays.
    Served,
}

impl Mark {
    fn set(&self, standing: Standing, at_ms: u64) {
        let word = (at_ms << 2) | standing as u64;
        self.standing.store(word, Ordering::Relaxed);
    }

    /// Standing and since when; the smallest goes first.
    fn get(&self) -> (Standing, u64) {
        let word = self.standing.load(Ordering::Relaxed);
        let standing = match word & 3 {
            0 => Standing::Idle,
            1 => Standing::Sending,
            _ => Standing::Served,
        };
        (standing, word >> 2)
    }
}

/// A place taken; given back when dropped.
#[derive(Debug)]
pub(crate) struct Guest {
    crowd: Crowd,
    number: u64,
    mark: Arc<Mark>,
    /// All of an answer is written, but perhaps not yet on the line.
    sent: AtomicBool,
}

/// All places are taken by others who do something with them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Crowd {
    pub(crate) fn new(limits: Limits) -> Self {
        Self(Arc::new(Inner {
            limits,
            begun: Instant::now(),
            places: Mutex::default(),
        }))
    }

    /// Takes a place, if need be of somebody who does nothing with it; says whose address that was.
    pub(crate) fn enter(
        &self,
        address: IpAddr,
        now: Instant,
    ) -> Result<(Guest, Option<IpAddr>), Full> {
        let host = host_of(address);
        let limits = self.0.limits;
        let now_ms = self.ms(now);
        let mut places = self.places();
        let of_host = places.of(host);
        let crowded = of_host >= limits.each && !host.is_loopback();
        let gone = if crowded || places.taken.len() >= limits.all {
            let before = now_ms.saturating_sub(ms_of(limits.spare));
            let only = crowded.then_some(host);
            let number = places.idlest(only, of_host, before).ok_or(Full)?;
            let gone = places.taken.remove(&number);
            gone.map(|place| {
                place.mark.leaves.store(true, Ordering::Relaxed);
                place.mark.told.notify_one();
                place.host
            })
        } else {
            None
        };
        let mark = Arc::new(Mark::default());
        mark.set(Standing::Idle, now_ms);
        let number = places.next;
        places.next += 1;
        let place = Place {
            host,
            mark: Arc::clone(&mark),
        };
        places.taken.insert(number, place);
        drop(places);
        let crowd = self.clone();
        let guest = Guest {
            crowd,
            number,
            mark,
            sent: AtomicBool::new(false),
        };
        Ok((guest, gone))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.places().taken.len()
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.0.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ms(&self, now: Instant) -> u64 {
        ms_of(now.saturating_duration_since(self.0.begun))
    }
}

impl Places {
    fn of(&self, host: IpAddr) -> usize {
        self.taken
            .values()
            .filter(|place| place.host == host)
            .count()
    }

    /// Who goes first. Nobody goes for an address that holds more places than its own.
    fn idlest(&self, only: Option<IpAddr>, of_newcomer: usize, before_ms: u64) -> Option<u64> {
        let mut counts: BTreeMap<IpAddr, usize> = BTreeMap::new();
        for place in self.taken.values() {
            *counts.entry(place.host).or_default() += 1;
        }
        let may_go = |place: &Place| {
            let (standing, since) = place.mark.get();
            let count = counts.get(&place.host).copied().unwrap_or_default();
            let fits = only.is_none_or(|host| host == place.host) && count >= of_newcomer;
            let idle = match standing {
                Standing::Idle => true,
                Standing::Sending => since <= before_ms,
                Standing::Served => false,
            };
            (fits && idle).then_some((standing, std::cmp::Reverse(count), since))
        };
        let those = self
            .taken
            .iter()
            .filter_map(|(number, place)| Some((may_go(place)?, *number)));
        those.min().map(|(_, number)| number)
    }
}

impl Guest {
    /// Says what the guest does from now on.
    pub(crate) fn stands(&self, standing: Standing, now: Instant) {
        self.sent.store(false, Ordering::Relaxed);
        self.mark.set(standing, self.crowd.ms(now));
    }

    /// The whole answer is written: once it is on the line, the guest is idle.
    pub(crate) fn sent(&self) {
        self.sent.store(true, Ordering::Relaxed);
    }

    /// What was written is on the line.
    pub(crate) fn flushed(&self, now: Instant) {
        if self.sent.load(Ordering::Relaxed) {
            self.stands(Standing::Idle, now);
        }
    }

    /// Whether the place was given to somebody else.
    pub(crate) fn must_leave(&self) -> bool {
        self.mark.leaves.load(Ordering::Relaxed)
    }

    /// Waits until the place is given to somebody else.
    pub(crate) async fn told_to_leave(&self) {
        while !self.must_leave() {
            self.mark.told.notified().await;
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.crowd.places().taken.remove(&self.number);
    }
}

/// Whom an address is counted for: an IPv6 customer has up to a /48 of addresses to choose from (RFC 6177).
fn host_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            let network = address.to_bits() & (u128::MAX << 80);
            IpAddr::V6(network.into())
        }
        address => address,
    }
}

fn ms_of(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX >> 2)
}

/// Counts what happens too often to be written down each time.
#[derive(Debug, Default)]
pub(crate) struct Seldom(Mutex<(Option<Instant>, u64)>);

impl Seldom {
    /// Notes one; gives how many there were since the last word, when one is due.
    pub(crate) fn due(&self, now: Instant) -> Option<u64> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.1 += 1;
        let waits = held
            .0
            .is_some_and(|last| now.saturating_duration_since(last) < TELL_EVERY);
        if waits {
            return None;
        }
        held.0 = Some(now);
        Some(std::mem::take(&mut held.1))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn crowd(all: usize, each: usize, spare_s: u64) -> (Crowd, impl Fn(u64) -> Instant) {
        let crowd = Crowd::new(Limits {
            all,
            each,
            spare: Duration::from_secs(spare_s),
        });
        let begun = crowd.0.begun;
        (crowd, move |s| begun + Duration::from_secs(s))
    }

    fn host(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    #[test]
    fn who_is_idle_longest_makes_room_and_who_is_answered_stays() {
        let (crowd, at) = crowd(3, 3, 0);
        let (answered, _) = crowd.enter(host(1), at(0)).unwrap();
        answered.stands(Standing::Served, at(1));
        let (sends, _) = crowd.enter(host(1), at(1)).unwrap();
        sends.stands(Standing::Sending, at(1));
        let (idle, none) = crowd.enter(host(1), at(2)).unwrap();
        assert_eq!(none, None);
        let (late, gone) = crowd.enter(host(2), at(3)).unwrap();
        assert_eq!(gone, Some(host(1)));
        assert!(idle.must_leave() && !sends.must_leave() && !answered.must_leave());
        drop(idle);
        assert_eq!(
            crowd.count(),
            3,
            "a place given away is not given back again"
        );
        late.stands(Standing::Sending, at(3));
        let (_last, _) = crowd.enter(host(3), at(4)).unwrap();
        assert!(sends.must_leave() && !late.must_leave());
    }

    #[test]
    fn an_answer_holds_the_place_until_it_is_on_the_line() {
        let (crowd, at) = crowd(1, 1, 0);
        let (slow, _) = crowd.enter(host(1), at(0)).unwrap();
        slow.stands(Standing::Served, at(1));
        slow.flushed(at(1));
        slow.sent();
        assert!(crowd.enter(host(2), at(2)).is_err());
        // The next request came before the end of the answer.
        slow.stands(Standing::Served, at(3));
        slow.flushed(at(3));
        assert!(crowd.enter(host(2), at(4)).is_err());
        slow.sent();
        slow.flushed(at(5));
        assert!(crowd.enter(host(2), at(6)).is_ok());
        assert!(slow.must_leave());
    }

    #[test]
    fn one_address_crowds_out_only_itself() {
        let (crowd, at) = crowd(10, 4, 0);
        let (honest, _) = crowd.enter(host(9), at(0)).unwrap();
        let flood: Vec<_> = (0..100)
            .map(|n| crowd.enter(host(1), at(1 + n)).unwrap().0)
            .collect();
        assert!(!honest.must_leave());
        assert_eq!(crowd.count(), 5);
        assert_eq!(flood.iter().filter(|one| !one.must_leave()).count(), 4);
        // One who holds many places takes none of one who holds few.
        let (more, at) = super::tests::crowd(5, 5, 0);
        let few = more.enter(host(2), at(0)).unwrap().0;
        let many: Vec<_> = (0..4)
            .map(|n| more.enter(host(1), at(n)).unwrap().0)
            .collect();
        for one in &many {
            one.stands(Standing::Served, at(9));
        }
        assert_eq!(more.enter(host(1), at(99)).err(), Some(Full));
        assert!(!few.must_leave());
    }

    #[test]
    fn who_was_busy_a_moment_ago_is_spared() {
        let (crowd, at) = crowd(2, 2, 30);
        let (first, _) = crowd.enter(host(1), at(0)).unwrap();
        let (_second, _) = crowd.enter(host(2), at(0)).unwrap();
        first.stands(Standing::Sending, at(20));
        let (second, gone) = crowd.enter(host(3), at(21)).unwrap();
        assert_eq!(gone, Some(host(2)), "who never said anything");
        second.stands(Standing::Sending, at(25));
        assert!(crowd.enter(host(4), at(49)).is_err());
        let (third, gone) = crowd.enter(host(4), at(50)).unwrap();
        assert_eq!(gone, Some(host(1)));
        third.stands(Standing::Sending, at(50));
        assert!(crowd.enter(host(5), at(51)).is_err());
        drop(third);
        assert!(crowd.enter(host(5), at(51)).is_ok());
    }

    #[test]
    fn an_ipv6_network_is_one_and_this_machine_is_not_counted() {
        let six = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 9, 9, 9, last]);
        assert_eq!(host_of(six(1)), host_of(six(2)));
        let customer =
            |third, fourth| host_of(IpAddr::from([0x2001, 0xdb8, third, fourth, 0, 0, 0, 1]));
        assert_eq!(customer(0, 1), customer(0, 0xffff));
        assert_ne!(customer(0, 1), customer(1, 1));
        let mapped: IpAddr = "::ffff:192.0.2.7".parse().unwrap();
        assert_eq!(host_of(mapped), host(7));
        let (crowd, at) = crowd(8, 2, 0);
        let here = IpAddr::from([127, 0, 0, 1]);
        let all: Vec<_> = (0..8)
            .map(|n| crowd.enter(here, at(n)).unwrap().0)
            .collect();
        assert!(all.iter().all(|one| !one.must_leave()));
    }

    #[test]
    fn a_flood_is_told_seldom_and_counted() {
        let (seldom, begun) = (Seldom::default(), Instant::now());
        let told: Vec<Option<u64>> = (0..61)
            .map(|s| seldom.due(begun + Duration::from_secs(s)))
            .collect();
        let said: Vec<u64> = told.into_iter().flatten().collect();
        assert_eq!(said, [1, 30, 30]);
    }
}
