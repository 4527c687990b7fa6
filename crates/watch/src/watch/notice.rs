//! Notices of the node about itself: when it did not listen. They are part of the input, as the observations are.

use std::collections::BTreeSet;

use vigie_sea::{Span, Time};

use super::Watch;

/// Notices that wait for their time; more would be a node that restarts without end.
const WAITING_MAX: usize = 4_096;

/// Notices that wait until event time reaches them, in order.
#[derive(Debug, Default)]
pub(super) struct Notices {
    waiting: BTreeSet<(Time, Time, u16)>,
}

impl Notices {
    /// When the next takes effect.
    pub(super) fn due(&self) -> Option<Time> {
        self.waiting.first().map(|(start, ..)| *start)
    }
}

impl Watch {
    /// Says that a feed (`feed` as in [`crate::Observation::feed`]; 0 means the whole node) brought nothing in
    /// this span because the node did not listen: it was switched off, restarted, or not connected. A gap of
    /// which that leaves too little is marked and never called disabling.
    ///
    /// Told before event time has passed its beginning (after a restart: before the first observation and the
    /// first clock), it is sorted in like an observation, and live and archive agree byte for byte. Told
    /// later, it judges the gaps concerned anew at once, and a replay must tell it at the same place of the
    /// input. A long outage may be told in pieces as it lasts; pieces of one feed join. An empty or reversed
    /// span says nothing.
    pub fn not_listening(&mut self, feed: u16, span: Span) {
        if span.end <= span.start {
            return;
        }
        let passed = self.order.watermark().is_some_and(|mark| span.start < mark);
        if passed || self.notices.waiting.len() >= WAITING_MAX {
            self.heed(feed, span, self.now.unwrap_or(span.start));
        } else {
            self.notices.waiting.insert((span.start, span.end, feed));
        }
    }

    /// The next notice takes effect.
    pub(super) fn heed_next(&mut self) {
        if let Some((start, end, feed)) = self.notices.waiting.pop_first() {
            self.heed(feed, Span { start, end }, start);
        }
    }

    fn heed(&mut self, feed: u16, span: Span, now: Time) {
        for detector in &mut self.detectors {
            detector.not_listening(feed, span, now, &self.context, &mut self.book);
        }
    }
}
