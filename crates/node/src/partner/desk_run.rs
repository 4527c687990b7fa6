//! The desk at work, on its one thread: links that come up and go down, what they bring, queues and clocks.

use std::{sync::Arc, time::Duration};

use serde_json::Value as Json;
use tokio::sync::{broadcast, mpsc, watch};

use super::{
    desk::{Ask, Desk, DeskHandle, moment},
    line::profile_of,
    link::FromLink,
    peer::Linked,
};
use crate::live::{Notice, now};

/// Time between two looks at queues and clocks.
const TICK: Duration = Duration::from_millis(50);
/// Time between two looks at what agreements release by themselves, and at what is to be deleted.
const ROUND: Duration = Duration::from_secs(2);
/// Time between two looks at whether links can carry more positions.
const PICTURE: Duration = Duration::from_millis(500);
/// Acts of officers that wait.
const ASKS_MAX: usize = 64;
/// Links' messages that wait.
const ARRIVALS_MAX: usize = 256;
/// Changes of events that wait for their release.
const CHANGES_MAX: usize = 10_000;

impl Desk {
    fn on_link(&mut self, from: FromLink) {
        match from {
            FromLink::Up {
                link,
                key,
                carrier,
                outbox,
            } => {
                let peer = self
                    .peers
                    .values_mut()
                    .find(|p| p.link_keys().contains(&key));
                // A partner that calls again has given up its link before, though we may not know of it: a node that was
                // killed tells nobody. So the newest link is the one.
                let Some(peer) = peer.filter(|p| !p.cut && !p.removed) else {
                    return;
                };
                let profile = profile_of(carrier, self.thin_links);
                if let Err(fault) = peer.line.connect(profile) {
                    tracing::error!(code = fault.code(), "link cannot be used");
                    return;
                }
                peer.linked = Some(Linked {
                    link,
                    carrier,
                    profile,
                    since: moment(),
                    outbox,
                });
                (peer.last_error, peer.reminded) = (None, false);
                let party = peer.party().clone();
                tracing::info!(%party, ?carrier, "partner link up");
                self.links.insert(link, party.clone());
                self.link_key_seen(&party, key);
                self.tell("partner", &party);
            }
            FromLink::Message { link, bytes } => self.on_message(link, &bytes),
            FromLink::Down { link, reason } => {
                let Some(party) = self.links.remove(&link) else {
                    return;
                };
                if let Some(peer) = self.peers.get_mut(&party)
                    && peer.linked.as_ref().is_some_and(|l| l.link == link)
                {
                    peer.linked = None;
                    peer.last_error = Some(reason.to_owned());
                }
                self.tell("partner", &party);
            }
        }
    }

    fn on_message(&mut self, link: u64, bytes: &[u8]) {
        let Some(party) = self.links.get(&link).cloned() else {
            return;
        };
        self.take(&party, bytes);
    }

    fn poll(&mut self) {
        for peer in self.peers.values_mut().filter(|peer| peer.is_active()) {
            let Some(linked) = &peer.linked else { continue };
            let (party, usual) = (&peer.card.party, (linked.link, linked.profile));
            let changed = self.degraded.profile((&self.own.party, party), usual);
            if let Some(profile) = changed {
                peer.line.behave(profile);
            }
            let room = self.degraded.room(party, linked.outbox.room());
            match peer.line.poll(&self.ledger, now().ms(), room) {
                Ok(messages) => self.degraded.pass(party, &linked.outbox, messages),
                Err(fault) => tracing::error!(code = fault.code(), "partner stream"),
            }
        }
    }

    fn on_notice(&mut self, notice: &Notice) {
        self.seq = self.seq.max(notice.seq);
        if notice.event != "change" {
            return;
        }
        if self.changes.len() >= CHANGES_MAX {
            // As after a lag: withdrawals are found in the account of releases.
            self.followed.clear();
        } else if let Ok(mut change) = serde_json::from_str::<Json>(&notice.data) {
            self.changes.push(change["event"].take());
        }
    }
}

/// Runs the desk on a thread of its own until the node stops.
///
/// # Errors
/// The system gives no thread.
pub(crate) fn start(
    desk: Desk,
    stopping: watch::Receiver<bool>,
) -> std::io::Result<(
    DeskHandle,
    mpsc::Sender<FromLink>,
    std::thread::JoinHandle<()>,
)> {
    let (asks, asked) = mpsc::channel(ASKS_MAX);
    let (arrive, arrived) = mpsc::channel(ARRIVALS_MAX);
    let notices = desk.board.notices();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let thread = std::thread::Builder::new()
        .name("desk".to_owned())
        .spawn(move || runtime.block_on(run(desk, asked, arrived, notices, stopping)))?;
    Ok((DeskHandle { asks }, arrive, thread))
}

async fn run(
    mut desk: Desk,
    mut asked: mpsc::Receiver<Ask>,
    mut arrived: mpsc::Receiver<FromLink>,
    mut notices: broadcast::Receiver<Arc<Notice>>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut round = tokio::time::interval(ROUND);
    round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut picture = tokio::time::interval(PICTURE);
    picture.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stop| *stop) => return,
            Some(ask) = asked.recv() => { ask(&mut desk); desk.poll(); }
            Some(from) = arrived.recv() => { desk.on_link(from); desk.poll(); }
            notice = notices.recv() => match notice {
                Ok(notice) => desk.on_notice(&notice),
                // Vessels that were missed here are found at the next look at the list, withdrawals in the account of releases.
                Err(broadcast::error::RecvError::Lagged(_)) => desk.followed.clear(),
                Err(broadcast::error::RecvError::Closed) => return,
            },
            _ = tick.tick() => desk.poll(),
            _ = round.tick() => desk.round(),
            _ = picture.tick() => { desk.share_positions(); desk.poll(); }
        }
    }
}
