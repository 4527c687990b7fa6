//! Two desks, Canada and Japan, and the messages between them moved by hand.

use std::path::Path;

use tempfile::TempDir;
use tokio::sync::mpsc;
use vigie_exchange::{
    PartyId, Purpose,
    channel::{Draft, Form, Priority, Profile},
};
use vigie_store::ReleaseRow;

use super::opened::opened;
use crate::{
    live::now,
    partner::{
        desk::{Desk, moment},
        link::{Carrier, LinkOutbox, Room},
        peer::{Linked, Peer},
        round::NODE,
    },
};

/// What each lets through.
const KINDS: &str = r#"
[scope.storm]

[kind.area]
release = "whole"
level_max = "community"
hold = "investigation"

[kind.position]
release = "whole"
level_max = "community"

[kind.case-photo]
release = "fields"
personal = true
approval = true
level_max = "enforcement"
hold = "investigation"
retain_h = 100
[kind.case-photo.fields]
case = "keep"
sha256 = "keep"
kind = "keep"
media = "keep"
caption = "keep"
size = "keep"
bytes = "keep"
"#;
/// Three pieces in a bundle, so that a cut falls between many.
pub(in crate::partner) const SMALL: Profile = Profile {
    bundle_bytes: 13_000,
    window_bytes: 64_000,
    ..Profile::LAN
};
pub(in crate::partner) struct Side {
    pub(in crate::partner) folder: TempDir,
    pub(in crate::partner) party: PartyId,
    pub(in crate::partner) desk: Option<Desk>,
}

impl Side {
    pub(in crate::partner) fn new(party: &str) -> Self {
        let mut side = Self {
            folder: tempfile::tempdir().unwrap(),
            party: PartyId::new(party).unwrap(),
            desk: None,
        };
        side.open();
        side
    }

    fn open(&mut self) {
        self.desk = Some(opened(self.folder.path(), self.party.clone()));
    }

    /// All that was only in memory is gone.
    pub(in crate::partner) fn kill(&mut self) {
        self.desk = None;
        self.open();
    }

    pub(in crate::partner) fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    pub(in crate::partner) fn peer(&mut self, party: &PartyId) -> &mut Peer {
        self.desk().peers.get_mut(party).unwrap()
    }

    pub(in crate::partner) fn connect(&mut self, party: &PartyId) {
        let peer = self.peer(party);
        peer.line.connect(SMALL).unwrap();
        peer.linked = Some(Linked {
            link: 1,
            carrier: Carrier::Https,
            profile: SMALL,
            since: moment(),
            outbox: LinkOutbox::new(mpsc::channel(1).0),
        });
    }

    pub(in crate::partner) fn said(&mut self, to: &PartyId, now_ms: i64) -> Vec<Vec<u8>> {
        let desk = self.desk();
        let peer = desk.peers.get_mut(to).unwrap();
        let messages = peer.line.poll(&desk.ledger, now_ms, Room::of(1)).unwrap();
        messages.into_iter().map(|it| it.bytes).collect()
    }

    /// Whether bytes stand in any file of the folder.
    pub(in crate::partner) fn holds(&self, wanted: &[u8]) -> bool {
        holds(self.folder.path(), wanted)
    }

    /// The keys under which pieces that came are sealed.
    pub(in crate::partner) fn keys(
        &mut self,
        of: &PartyId,
        seqs: impl IntoIterator<Item = u64>,
    ) -> Vec<Vec<u8>> {
        let key = self.peer(of).line.in_key().clone();
        let ledger = &self.desk().ledger;
        let rows = seqs.into_iter().map(|seq| ledger.entry(&key, seq).unwrap());
        rows.flatten().filter_map(|row| row.key).collect()
    }
}

fn holds(folder: &Path, wanted: &[u8]) -> bool {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(Result::unwrap).any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return holds(&path, wanted);
        }
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(wanted.len()).any(|found| found == wanted)
    })
}

/// Canada and Japan, and the clock of the links between them.
pub(in crate::partner) struct Pair {
    pub(in crate::partner) ca: Side,
    pub(in crate::partner) jp: Side,
    pub(in crate::partner) now_ms: i64,
}

impl Pair {
    pub(in crate::partner) fn new() -> Self {
        let mut pair = Self {
            ca: Side::new("ca-ccg"),
            jp: Side::new("jp-jcg"),
            now_ms: now().ms(),
        };
        let invitations = [pair.ca.desk().invitation(), pair.jp.desk().invitation()];
        for (side, other) in [(&mut pair.ca, 1), (&mut pair.jp, 0)] {
            let [invitation, fingerprint] =
                ["invitation", "fingerprint"].map(|it| invitations[other][it].as_str().unwrap());
            let met = side.desk().accept(invitation, fingerprint, "admin");
            met.unwrap();
        }
        pair.connect();
        pair.agree();
        pair
    }

    pub(in crate::partner) fn connect(&mut self) {
        let (ca, jp) = (self.ca.party.clone(), self.jp.party.clone());
        self.ca.connect(&jp);
        self.jp.connect(&ca);
    }

    fn agree(&mut self) {
        let kinds = KINDS;
        let (ca, jp) = (self.ca.party.clone(), self.jp.party.clone());
        for from_ca in [true, false] {
            let (from, to) = if from_ca { (&ca, &jp) } else { (&jp, &ca) };
            let text = format!(
                "[agreement]\nfrom = \"{from}\"\nto = \"{to}\"\nversion = 1\nrealm = \"live\"\n\
                 valid_from = \"2026-01-01T00:00:00Z\"\nvalid_until = \"2046-01-01T00:00:00Z\"\n\
                 purposes = [\"fisheries\"]\n\n{kinds}"
            );
            let side = if from_ca { &mut self.ca } else { &mut self.jp };
            let proposed = side.desk().whole(|desk| desk.propose(to, &text, "", NODE));
            proposed.unwrap();
            self.talk(usize::MAX);
            let side = if from_ca { &mut self.jp } else { &mut self.ca };
            let proposal = side.peer(from).theirs.proposed.as_ref().unwrap();
            let digest = proposal.0.digest();
            let accepted = side.desk().accept_agreement(from, digest, "officer");
            accepted.unwrap();
            self.talk(usize::MAX);
        }
    }

    /// Moves messages both ways, from Canada at most so many; gives how many bytes it said.
    pub(in crate::partner) fn talk(&mut self, mut most: usize) -> usize {
        let (ca, jp) = (self.ca.party.clone(), self.jp.party.clone());
        let (mut bytes, mut quiet) = (0, 0);
        while quiet < 30 && most > 0 {
            // Ahead of the clock by which the desks take note of what came.
            self.now_ms = now().ms().max(self.now_ms) + 60;
            quiet += 1;
            for message in self.ca.said(&jp, self.now_ms) {
                (bytes, quiet, most) = (bytes + message.len(), 0, most - 1);
                self.jp.desk().take(&ca, &message);
            }
            for message in self.jp.said(&ca, self.now_ms) {
                quiet = 0;
                self.ca.desk().take(&jp, &message);
            }
        }
        bytes
    }

    /// Deletion and receipts, until nobody has anything more to say.
    pub(in crate::partner) fn settle(&mut self) {
        for _ in 0..2 {
            self.talk(usize::MAX);
            self.jp.desk().round();
            self.talk(usize::MAX);
            self.ca.desk().round();
        }
    }

    pub(in crate::partner) fn share(&mut self, name: &str, text: &str) -> ReleaseRow {
        let to = self.jp.party.clone();
        let desk = self.ca.desk();
        let matter = desk.speaker().area(name, "chart", text).unwrap();
        let purpose = Purpose::new("fisheries").unwrap();
        let released = desk.decide(&to, &matter, &purpose).unwrap().unwrap();
        let mut rows = desk.give(&to, &[(released, matter)], "roy").unwrap();
        rows.remove(0)
    }

    /// Puts any bodies into the stream, as a partner with a program of its own could.
    pub(in crate::partner) fn push(
        &mut self,
        bodies: Vec<(Form, Option<[u8; 16]>, Vec<u8>)>,
    ) -> Vec<u64> {
        let to = self.jp.party.clone();
        let at_ms = now().ms();
        let draft = |(form, object, body)| {
            Draft::unreleased(Priority::History, form, object, None, at_ms, body)
        };
        let drafts = bodies.into_iter().map(draft).collect();
        let desk = self.ca.desk();
        let peer = desk.peers.get_mut(&to).unwrap();
        peer.line.push(&mut desk.ledger, drafts).unwrap()
    }

    pub(in crate::partner) fn shown(&mut self) -> Vec<serde_json::Value> {
        self.jp.desk().copies_shown()
    }

    /// Of these numbers, those whose bodies Japan has.
    pub(in crate::partner) fn kept(&mut self, seqs: impl IntoIterator<Item = u64>) -> usize {
        let ca = self.ca.party.clone();
        self.jp.keys(&ca, seqs).len()
    }

    pub(in crate::partner) fn refused(&mut self, code: &str) -> u64 {
        let ca = self.ca.party.clone();
        let refused = &self.jp.peer(&ca).refused;
        refused.get(code).copied().unwrap_or_default()
    }
}

/// An outline that packs to about a half.
pub(in crate::partner) fn outline(seed: u64, bytes: usize) -> String {
    let mut state = seed;
    let digit = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        char::from(b"0123456789abcdef"[(state >> 60) as usize])
    };
    (0..bytes).map(digit).collect()
}
