//! Listening: when the node itself did not listen. What nobody listened for, nobody fell silent in.
//!
//! Method (own). The node says from when to when a feed brought nothing because it was not connected or the
//! program did not run. A vessel is judged by the feeds that heard it in the hours before its silence: time in
//! which none of them listened says nothing about the vessel; time in which only some listened makes the
//! answer *unknown*. Spans of one feed join, so the order and the pieces in which they are told do not matter.

use std::collections::BTreeMap;

use vigie_sea::{Span, Time};

/// Spans remembered per feed; the oldest are dropped. One a day for three years.
const SPANS_MAX: usize = 1_024;
/// Feeds of one vessel told apart; of more, those heard last.
const FEEDS_MAX: usize = 4;

/// The feed number that stands for the whole node: every feed, also one that is not known.
pub(crate) const WHOLE_NODE: u16 = 0;

/// When which feed did not listen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listening {
    spans: BTreeMap<u16, Vec<Span>>,
}

/// Time within a silence in which the node did not listen, ms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unheard {
    /// None of the vessel's feeds listened.
    pub(crate) all_ms: i64,
    /// At least one of them did not.
    pub(crate) some_ms: i64,
}

/// The feeds that heard one vessel, and when each did last.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Feeds {
    heard: [Option<(u16, i64)>; FEEDS_MAX],
}

impl Feeds {
    /// The vessel was heard by this feed.
    pub(crate) fn note(&mut self, feed: u16, time: Time) {
        let entry = Some((feed, time.ms()));
        if let Some(known) = self.heard.iter_mut().flatten().find(|(f, _)| *f == feed) {
            known.1 = known.1.max(time.ms());
        } else if let Some(oldest) = self.heard.iter_mut().min_by_key(|e| e.map(|(_, ms)| ms)) {
            *oldest = entry;
        }
    }

    /// Feeds that heard it since a moment; the unknown feed if none is known.
    fn since(&self, ms: i64) -> Vec<u16> {
        let heard = self.heard.iter().flatten().filter(|(_, last)| *last >= ms);
        let mut feeds: Vec<u16> = heard.map(|(feed, _)| *feed).collect();
        if feeds.is_empty() {
            feeds.push(WHOLE_NODE);
        }
        feeds
    }
}

impl Listening {
    /// The feed did not listen in this span; an empty span says nothing.
    pub(crate) fn add(&mut self, feed: u16, span: Span) {
        if span.end <= span.start {
            return;
        }
        let spans = self.spans.entry(feed).or_default();
        spans.push(span);
        spans.sort_by_key(|s| (s.start, s.end));
        let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans.drain(..) {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => joined.push(span),
            }
        }
        let surplus = joined.len().saturating_sub(SPANS_MAX);
        *spans = joined.split_off(surplus);
    }

    /// How long within a silence the feeds that heard the vessel up to `before_ms` earlier did not listen.
    pub(crate) fn unheard(&self, feeds: &Feeds, silence: Span, before_ms: i64) -> Unheard {
        if self.spans.is_empty() {
            return Unheard::default();
        }
        let feeds = feeds.since(silence.start.ms().saturating_sub(before_ms));
        let mut edges = vec![silence.start, silence.end];
        let overlapping = |spans: &&Span| spans.start < silence.end && spans.end > silence.start;
        for span in self.spans.values().flatten().filter(overlapping) {
            edges.extend([span.start.max(silence.start), span.end.min(silence.end)]);
        }
        edges.sort_unstable();
        let mut unheard = Unheard::default();
        for (from, to) in edges.iter().zip(edges.iter().skip(1)) {
            let lasted_ms = to.ms() - from.ms();
            let deaf = feeds.iter().filter(|f| self.is_deaf(**f, *from)).count();
            unheard.some_ms += if deaf > 0 { lasted_ms } else { 0 };
            unheard.all_ms += if deaf == feeds.len() { lasted_ms } else { 0 };
        }
        unheard
    }

    fn is_deaf(&self, feed: u16, at: Time) -> bool {
        [WHOLE_NODE, feed].iter().any(|feed| {
            let Some(spans) = self.spans.get(feed) else {
                return false;
            };
            let after = spans.partition_point(|s| s.start <= at);
            after
                .checked_sub(1)
                .and_then(|i| spans.get(i))
                .is_some_and(|s| at < s.end)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(from_h: i64, to_h: i64) -> Span {
        Span {
            start: Time::from_s(from_h * 3_600),
            end: Time::from_s(to_h * 3_600),
        }
    }

    fn hours(unheard: Unheard) -> (i64, i64) {
        (unheard.all_ms / 3_600_000, unheard.some_ms / 3_600_000)
    }

    #[test]
    fn only_feeds_that_heard_the_vessel_count() {
        let mut listening = Listening::default();
        listening.add(1, span(10, 14));
        let mut feeds = Feeds::default();
        feeds.note(1, Time::from_s(8 * 3_600));
        let before_ms = 12 * 3_600_000;
        assert_eq!(
            hours(listening.unheard(&feeds, span(8, 20), before_ms)),
            (4, 4)
        );
        feeds.note(2, Time::from_s(7 * 3_600));
        assert_eq!(
            hours(listening.unheard(&feeds, span(8, 20), before_ms)),
            (0, 4)
        );
        listening.add(WHOLE_NODE, span(12, 16));
        assert_eq!(
            hours(listening.unheard(&feeds, span(8, 20), before_ms)),
            (4, 6)
        );
        let stranger = Feeds::default();
        assert_eq!(
            hours(listening.unheard(&stranger, span(8, 20), before_ms)),
            (4, 4)
        );
    }

    proptest! {
        /// The same time told in any pieces and order is the same time.
        #[test]
        fn pieces_and_order_do_not_matter(
            told in proptest::collection::vec((0..3u16, 0..60i64, 0..20i64), 0..30),
            from in 0..40i64, lasts in 1..40i64,
        ) {
            let (mut one, mut other) = (Listening::default(), Listening::default());
            for (feed, start, length) in &told {
                one.add(*feed, span(*start, start + length));
            }
            for (feed, start, length) in told.iter().rev() {
                for hour in (*start..start + length).rev() {
                    other.add(*feed, span(hour, hour + 1));
                }
            }
            let mut feeds = Feeds::default();
            feeds.note(1, Time::from_s(from * 3_600));
            feeds.note(2, Time::from_s(from * 3_600));
            let silence = span(from, from + lasts);
            let a = one.unheard(&feeds, silence, 3_600_000);
            prop_assert_eq!(a, other.unheard(&feeds, silence, 3_600_000));
            // Hour by hour, written plainly.
            let deaf = |feed: u16, h: i64| told.iter().any(|(f, s, l)| {
                (*f == feed || *f == WHOLE_NODE) && (*s..s + l).contains(&h)
            });
            let count = |want: &dyn Fn(i64) -> bool| {
                (from..from + lasts).filter(|h| want(*h)).count() as i64
            };
            prop_assert_eq!(
                hours(a),
                (count(&|h| deaf(1, h) && deaf(2, h)), count(&|h| deaf(1, h) || deaf(2, h)))
            );
        }
    }
}
