//! The engine meets receivers: a number is kept before any observation that cites it.

use vigie_store::{BaseRow, ReceiverRow};

use super::Engine;
use crate::feed::Delivery;

impl Engine {
    /// Keeps the receivers that a feed numbered, and tells the watch what is known of them.
    pub(super) fn meet(&mut self, delivery: &Delivery) {
        if delivery.stations.is_empty() && delivery.base_stations.is_empty() {
            return;
        }
        let from_arrival = self.archive.next_arrival();
        let receivers: Vec<ReceiverRow> = delivery
            .stations
            .iter()
            .map(|(number, name)| ReceiverRow {
                number: *number,
                feed: delivery.feed,
                name: name.clone(),
                from_arrival,
            })
            .collect();
        let bases: Vec<BaseRow> = delivery
            .base_stations
            .iter()
            .map(|(number, mmsi)| BaseRow {
                number: *number,
                from_arrival,
                mmsi: *mmsi,
            })
            .collect();
        while let Err(error) = self.ledger.put_receivers(&receivers, &bases) {
            tracing::error!(code = error.code(), %error, "receivers cannot be kept");
            if !self.wait_for_disk(error.code()) {
                return;
            }
        }
        receivers.iter().for_each(|row| self.meet_receiver(row));
        bases.iter().for_each(|row| self.meet_base(row));
    }

    /// A receiver has this number and name, live and in a replay alike.
    pub(crate) fn meet_receiver(&mut self, row: &ReceiverRow) {
        let set = &mut self.watch.context_mut().receivers;
        self.receiving.meet(row.number, &row.name, set);
    }

    /// A receiver is a base station, live and in a replay alike.
    pub(crate) fn meet_base(&mut self, row: &BaseRow) {
        let set = &mut self.watch.context_mut().receivers;
        set.is_base_station(row.number, row.mmsi);
    }
}
