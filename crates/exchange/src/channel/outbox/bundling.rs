//! What goes into the next message: entries by their priority, skips, what the partner asked for anew, a head.

use super::super::bundle::{Bundle, ITEMS_MAX, SKIP_LEVEL_MAX, Skip};
use super::super::{Checkpoint, Lane, Nodes, Priority, Refusal, Signer, aligned};
use super::{ENTRY_BYTES, Outbox, SKIP_BYTES, Source, Stage};

impl Outbox {
    /// The next message for this lane, if there is any that may go now.
    ///
    /// # Errors
    /// [`Refusal::Oversized`] when a message cannot be built: a fault of the caller's store.
    pub fn poll(
        &mut self,
        lane: Lane,
        now_ms: i64,
        key: &impl Signer,
        source: &impl Source,
        nodes: &impl Nodes,
    ) -> Result<Option<Vec<u8>>, Refusal> {
        self.resend(now_ms);
        let mut bundle = Bundle {
            session: self.session,
            ..Bundle::default()
        };
        let mut sent = Vec::new();
        let mut room = self.profile.bundle_bytes;
        for priority in Priority::ALL {
            if priority.lane() == lane && (lane != Lane::Bulk || self.resumed) {
                if priority == Priority::History {
                    self.add_skips(&mut bundle, &mut sent, &mut room, nodes);
                }
                self.add_entries(priority, &mut bundle, &mut sent, &mut room, source);
            }
        }
        if lane == Lane::Bulk && self.resumed {
            self.add_backfill(&mut bundle, &mut room, source);
            self.add_checkpoint(&mut bundle, now_ms, key);
        }
        bundle.ask = self.asks(lane, now_ms);
        if bundle.entries.is_empty()
            && bundle.skips.is_empty()
            && bundle.checkpoint.is_none()
            && !bundle.ask
        {
            return Ok(None);
        }
        if !sent.is_empty() {
            self.flights.push_back((now_ms, sent));
        }
        bundle
            .close(&self.stream, &self.seal, key, self.profile.effort)
            .map(Some)
    }

    /// The first message of a connection asks where the partner stands.
    fn asks(&mut self, lane: Lane, now_ms: i64) -> bool {
        let due = self
            .asked_ms
            .is_none_or(|asked_ms| now_ms - asked_ms >= self.profile.resend_ms);
        let ask = !self.resumed && lane != Lane::Bulk && due;
        if ask {
            self.asked_ms = Some(now_ms);
        }
        ask
    }

    fn add_entries(
        &mut self,
        priority: Priority,
        bundle: &mut Bundle,
        sent: &mut Vec<u64>,
        room: &mut usize,
        source: &impl Source,
    ) {
        while let Some(seq) = self.queue.front(priority) {
            let Some(slot) = self
                .slot(seq)
                .filter(|slot| slot.stage == Stage::Queued)
                .copied()
            else {
                self.queue.pop(priority);
                continue;
            };
            let cost = slot.cost as usize;
            let first = bundle.entries.is_empty() && bundle.skips.is_empty();
            let closed = self.in_flight_bytes > 0
                && self.in_flight_bytes + u64::from(slot.cost) > self.profile.window_bytes
                && priority.lane() == Lane::Bulk;
            if (cost > *room && !first) || closed || bundle.entries.len() as u64 >= ITEMS_MAX {
                return;
            }
            self.queue.pop(priority);
            match source.entry(seq) {
                Some(entry) if entry.header.seq == seq => {
                    *room = room.saturating_sub(cost);
                    self.mark_sent(seq, cost as u64);
                    bundle.entries.push(entry);
                    sent.push(seq);
                }
                _ => self.skip(seq),
            }
        }
    }

    fn mark_sent(&mut self, seq: u64, cost: u64) {
        self.in_flight_bytes += cost;
        if let Some(slot) = self.slot(seq) {
            slot.stage = Stage::Sent;
        }
    }

    /// Conflated runs go as subtree hashes, before history, when nothing newer waits.
    fn add_skips(
        &mut self,
        bundle: &mut Bundle,
        sent: &mut Vec<u64>,
        room: &mut usize,
        nodes: &impl Nodes,
    ) {
        let runs: Vec<_> = self.skipped.iter().take(*room / SKIP_BYTES + 1).collect();
        for run in runs {
            for (level, index) in aligned(run.start, run.end, SKIP_LEVEL_MAX) {
                let Some(hash) = nodes.node(level, index) else {
                    continue;
                };
                if *room < SKIP_BYTES {
                    return;
                }
                *room -= SKIP_BYTES;
                let skip = Skip { level, index, hash };
                self.skipped.remove(skip.range());
                for seq in skip.range() {
                    if let Some(slot) = self.slot(seq) {
                        slot.stage = Stage::SkipSent;
                    }
                    sent.push(seq);
                }
                bundle.skips.push(skip);
            }
        }
    }

    /// Bodies that the partner asked for although they were conflated.
    fn add_backfill(&mut self, bundle: &mut Bundle, room: &mut usize, source: &impl Source) {
        while let Some(seq) = self.backfill.first() {
            let entry = source.entry(seq).filter(|entry| entry.header.seq == seq);
            let cost = entry
                .as_ref()
                .map_or(0, |entry| entry.body.len() + ENTRY_BYTES);
            if cost > *room && !bundle.entries.is_empty() {
                return;
            }
            *room = room.saturating_sub(cost);
            self.backfill.remove(seq..seq + 1);
            bundle.entries.extend(entry);
        }
    }

    /// A new head goes when all of it is on its way and the last one is old enough.
    fn add_checkpoint(&mut self, bundle: &mut Bundle, now_ms: i64, key: &impl Signer) {
        let size = self.committed;
        let newest = self.signed.as_ref().map_or(0, |signed| signed.size);
        let both = self
            .countersigned
            .as_ref()
            .map_or(0, |both| both.checkpoint.size);
        let age_ms = self.signed_ms.map_or(i64::MAX, |at_ms| now_ms - at_ms);
        let wait_ms = match newest {
            0 => 0,
            newest if newest < size => self.profile.checkpoint_ms,
            _ => self.profile.resend_ms,
        };
        if size <= both || age_ms < wait_ms {
            return;
        }
        let checkpoint = Checkpoint::sign(&self.stream, size, self.durable.root(), key);
        self.signed = Some(checkpoint.clone());
        self.signed_ms = Some(now_ms);
        bundle.checkpoint = Some(checkpoint);
    }
}
