//! The receiver after a restart: from what was stored.

use super::super::wire::{Reader, put_varint};
use super::super::{Checkpoint, Frontier, Nodes, Refusal};
use super::{Inbox, Row, Staged};

impl Inbox {
    /// After a restart: the stored state (empty when there is none; store it only together with all
    /// [`Nodes`] put so far), all stored rows that
    /// [`Inbox::needed`] names, in any order, and the newest stored signed head.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] for a state that is not ours.
    pub fn restore(
        mut self,
        state: &[u8],
        rows: impl IntoIterator<Item = Row>,
        newest: Option<Checkpoint>,
        nodes: &mut impl Nodes,
    ) -> Result<Self, Refusal> {
        if !state.is_empty() {
            self.load(state)?;
        }
        let mut rows: Vec<Row> = rows.into_iter().collect();
        // Skips first, so that a body that came later finds its place in them.
        rows.sort_by_key(|row| matches!(row, Row::Leaf(..)));
        self.apply(
            Staged {
                number: 0,
                rows,
                checkpoint: newest,
            },
            nodes,
        );
        self.news = 0;
        Ok(self)
    }

    /// Which rows [`Inbox::restore`] needs with this state: those whose first number lies in these ranges.
    /// They are what is beyond its head, and what was skipped before it and may have come since.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn needed(state: &[u8]) -> Result<Vec<std::ops::Range<u64>>, Refusal> {
        let mut ranges = Vec::new();
        let mut head = 0;
        if !state.is_empty() {
            let mut reader = Reader::new(state);
            head = Frontier::decode(&mut reader)?.size();
            reader.varint()?;
            if reader.byte()? == 1 {
                Checkpoint::decode(&mut reader)?;
            }
            ranges = hollow_ranges(&mut reader)?;
        }
        ranges.push(head..u64::MAX);
        Ok(ranges)
    }

    /// Bytes to keep, for a quicker restart.
    pub fn state(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.frontier.encode(&mut out);
        put_varint(&mut out, self.countersigned);
        out.push(u8::from(self.verified.is_some()));
        if let Some(verified) = &self.verified {
            verified.encode(&mut out);
        }
        let hollow: Vec<_> = self.hollow.within(0..self.frontier.size()).collect();
        put_varint(&mut out, hollow.len() as u64);
        for range in hollow {
            put_varint(&mut out, range.start);
            put_varint(&mut out, range.end - range.start);
        }
        out
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let mut reader = Reader::new(state);
        self.frontier = Frontier::decode(&mut reader)?;
        self.countersigned = reader.varint()?;
        if reader.byte()? == 1 {
            let verified = Checkpoint::decode(&mut reader)?;
            self.keys
                .verify(&self.stream, |stream| verified.verify(stream))?;
            self.verified = Some(verified);
        }
        for range in hollow_ranges(&mut reader)? {
            self.hollow.insert(range);
        }
        self.held.insert(0..self.frontier.size());
        self.seen = self.held.clone();
        reader.finish()
    }
}

fn hollow_ranges(reader: &mut Reader<'_>) -> Result<Vec<std::ops::Range<u64>>, Refusal> {
    let mut ranges = Vec::new();
    for _ in 0..reader.varint()? {
        let start = reader.varint()?;
        let end = start
            .checked_add(reader.varint()?)
            .ok_or(Refusal::Malformed)?;
        ranges.push(start..end);
    }
    Ok(ranges)
}
