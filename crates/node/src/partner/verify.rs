//! Checks everything that a node keeps of the exchange: its audit, its log of records, the streams with each partner, what
//! was agreed, and the account of releases. It changes nothing, and runs beside the node.
//!
//! What it cannot see from inside: a folder that was put back as a whole to an earlier time. That is what partners remember
//! heads for; a head that a partner shows can be given too.

use std::path::Path;

use serde_json::{Value as Json, json};
use vigie_exchange::{
    Envelope, Log, PartyId, Realm, SignedHead, Unverified,
    channel::{Refusal, check_message, commit},
};
use vigie_store::{AuditVerdict, Ledger, RecordRow, StreamKey, Way};

use super::{
    bond::Ends,
    desk::DeskError,
    kept::entry_of,
    own::Own,
    peer::{Peer, PeerError},
};

/// First bytes of a parcel.
use super::parcel::MARK;

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Where: `store`, `audit`, `log`, `partner`, `stream`, `releases`.
    pub(crate) what: &'static str,
    /// Stable code.
    pub(crate) code: String,
    /// Which one: a number, a partner.
    pub(crate) place: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) party: String,
    pub(crate) realm: String,
    pub(crate) audit: u64,
    pub(crate) records: u64,
    pub(crate) partners: u64,
    pub(crate) entries: u64,
    /// Received entries that no signed head of the partner covers yet: only their bodies are checked.
    pub(crate) uncovered: u64,
    pub(crate) findings: Vec<Finding>,
}

impl Report {
    fn found(&mut self, what: &'static str, code: impl Into<String>, place: impl ToString) {
        self.findings.push(Finding {
            what,
            code: code.into(),
            place: place.to_string(),
        });
    }

    /// For programs.
    pub(crate) fn json(&self) -> Json {
        let finding = |f: &Finding| json!({"what": f.what, "code": f.code, "place": f.place});
        let findings: Vec<Json> = self.findings.iter().map(finding).collect();
        json!({
            "ok": self.findings.is_empty(), "party": self.party, "realm": self.realm,
            "audit": self.audit, "records": self.records, "partners": self.partners,
            "entries": self.entries, "uncovered": self.uncovered, "findings": findings,
        })
    }
}

/// A node's folder, opened to be looked at.
pub(crate) struct Opened {
    ledger: Ledger,
    own: Own,
}

/// Opens the folder of one realm of a node.
///
/// # Errors
/// `no-exchange` for a folder without agency or keys; the store; keys that do not open.
pub(crate) fn open(folder: &Path) -> Result<Opened, DeskError> {
    let ledger = Ledger::open_to_read(&folder.join("ledger.sqlite"))?;
    let none = || DeskError::Refused("no-exchange");
    let party = ledger.meta("party")?.ok_or_else(none)?;
    let party: PartyId = party.parse()?;
    let realm: Realm = ledger.meta("realm")?.ok_or_else(none)?.parse()?;
    if !Own::is_there(folder) {
        return Err(none());
    }
    let own = Own::open(folder, party, String::new(), realm)?;
    Ok(Opened { ledger, own })
}

impl Opened {
    /// Looks at everything; `heads` are heads of this node's log that partners remember.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(crate) fn verify(&mut self, heads: &[SignedHead]) -> Result<Report, DeskError> {
        let mut report = Report {
            party: self.own.party.to_string(),
            realm: self.own.realm.to_string(),
            ..Report::default()
        };
        if !self.ledger.is_sound()? {
            report.found("store", "store-damaged", "ledger.sqlite");
        }
        match self.ledger.verify_audit()? {
            AuditVerdict::Intact { entries } => report.audit = entries,
            AuditVerdict::Broken { seq } => report.found("audit", "audit-broken", seq),
        }
        let Some(log) = self.verify_log(&mut report, heads)? else {
            return Ok(report);
        };
        let mut keys = log.keys().clone();
        for row in self.ledger.partners()? {
            report.partners += 1;
            match Peer::open(&self.ledger, &self.own, &row, &mut keys) {
                Ok(peer) => self.verify_peer(&peer, &mut report)?,
                Err(PeerError::Store(fault)) => return Err(fault.into()),
                Err(fault) => report.found("partner", fault.code(), &row.party),
            }
        }
        self.verify_releases(&mut report)?;
        Ok(report)
    }

    fn verify_log(
        &mut self,
        report: &mut Report,
        heads: &[SignedHead],
    ) -> Result<Option<Log>, DeskError> {
        let own = &self.own;
        let mut log = Log::new(own.realm.clone(), own.party.clone(), own.first)?;
        let mut rows = Vec::new();
        self.ledger.each_record::<DeskError>(|row| {
            rows.push(row);
            Ok(())
        })?;
        for row in &rows {
            if let Err(fault) = log.push(&row.bytes) {
                report.found("log", fault.code(), row.number);
                return Ok(None);
            }
            if !same_record(row) {
                report.found("log", "record-index", row.number);
            }
        }
        report.records = log.head().count;
        for head in heads {
            let whole = Log::new(own.realm.clone(), own.party.clone(), own.first)?;
            let bytes = rows.iter().map(|row| row.bytes.as_slice());
            if let Err(fault) = whole.verify(bytes, std::slice::from_ref(head)) {
                report.found("log", fault.code(), head.head.count);
            }
        }
        let speaks = log.keys().current(&self.own.party).copied();
        let known = speaks.map(|key| self.own.speak_as(&key));
        if !matches!(known, Some(Ok(()))) {
            report.found("log", "node-keys-other", log.head().count);
            return Ok(None);
        }
        Ok(Some(log))
    }

    fn verify_peer(&self, peer: &Peer, report: &mut Report) -> Result<(), DeskError> {
        let inbox = peer.line.inbox();
        let party = peer.party();
        if inbox.fork().is_some() {
            report.found("stream", "stream-changed", format!("{party} in"));
        }
        if let Some(head) = self.ledger.stream_state(peer.line.in_key())?.head {
            let covered = peer.line.covers(&head, &self.own, &peer.bond);
            match covered {
                Ok(size) if size <= inbox.head() => {
                    report.uncovered += inbox.head().saturating_sub(size);
                }
                Ok(_) => report.found("stream", "stream-cut", format!("{party} in")),
                Err(fault) => report.found("stream", fault.code(), format!("{party} in")),
            }
        } else {
            report.uncovered += inbox.head();
        }
        for key in [peer.line.out_key(), peer.line.in_key()] {
            self.verify_entries(key, report)?;
        }
        Ok(())
    }

    fn verify_entries(&self, key: &StreamKey, report: &mut Report) -> Result<(), DeskError> {
        let way = match key.way {
            Way::Out => "out",
            Way::In => "in",
        };
        let mut numbers = Vec::new();
        self.ledger.each_header::<DeskError>(key, |seq, _| {
            numbers.push(seq);
            Ok(())
        })?;
        for seq in numbers {
            report.entries += 1;
            let place = || format!("{} {way} {seq}", key.party);
            let Some(row) = self.ledger.entry(key, seq)? else {
                continue;
            };
            // A purge destroys salt, body and key together.
            let parts = [row.salt.is_some(), row.sealed.is_some(), row.key.is_some()];
            if parts.contains(&true) && parts.contains(&false) {
                report.found("stream", "stream-body-sealed", place());
                continue;
            }
            match entry_of(row) {
                Err(fault) => report.found("stream", fault.code(), place()),
                Ok(Some(entry)) => {
                    let same = entry.header.seq == seq
                        && commit(&entry.salt, &entry.body) == entry.header.commitment
                        && entry.body.len() as u64 == u64::from(entry.header.body_len);
                    if !same {
                        report.found("stream", "stream-changed", place());
                    }
                }
                Ok(None) => {}
            }
        }
        Ok(())
    }

    fn verify_releases(&self, report: &mut Report) -> Result<(), DeskError> {
        for row in self.ledger.releases(None, u64::from(u32::MAX))? {
            let key = StreamKey {
                party: row.party.clone(),
                way: Way::Out,
                epoch: super::bond::EPOCH,
            };
            let header = self.ledger.entry(&key, row.seq)?;
            let header = header.map(|entry| vigie_exchange::channel::Header::decode(&entry.header));
            let object = match header {
                Some(Ok(header)) => header.object.map(|object| object.to_vec()),
                _ => None,
            };
            if object.as_ref() != Some(&row.object) {
                report.found(
                    "releases",
                    "release-index",
                    format!("{} {}", row.party, row.seq),
                );
            }
        }
        Ok(())
    }

    /// Checks a sealed parcel that came from a partner or goes to one; gives how many messages are in it.
    ///
    /// # Errors
    /// `parcel-unreadable`, `parcel-cut`, or why a message is none of any stream of this node, with its place.
    pub(crate) fn verify_parcel(&self, bytes: &[u8]) -> Result<(u64, String), (u64, String)> {
        let fault = |at: u64, code: &str| (at, code.to_owned());
        let mut rest = bytes
            .strip_prefix(MARK)
            .ok_or_else(|| fault(0, "parcel-unreadable"))?;
        let ends = self.all_ends().map_err(|code| (0, code))?;
        let (mut count, mut party) = (0, String::new());
        while !rest.is_empty() {
            let cut = || fault(count, "parcel-cut");
            let (length, after) = rest.split_first_chunk().ok_or_else(cut)?;
            let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
            let (message, next) = after.split_at_checked(length).ok_or_else(cut)?;
            let whose = whose(&ends, message).map_err(|refusal| fault(count, refusal.code()))?;
            if !party.is_empty() && party != whose {
                return Err(fault(count, "parcel-of-several"));
            }
            (party, rest) = (whose, next);
            count += 1;
        }
        Ok((count, party))
    }

    /// All streams of this node with the keys that are good for them.
    fn all_ends(&self) -> Result<Vec<(String, Ends)>, String> {
        let mut keys = vigie_exchange::Keyring::default();
        let code = |fault: DeskError| fault.code().to_owned();
        let own = &self.own;
        keys.pin(&own.party, own.first, 0)
            .map_err(|f| f.code().to_owned())?;
        let mut log = Log::new(own.realm.clone(), own.party.clone(), own.first)
            .map_err(|f| f.code().to_owned())?;
        self.ledger
            .each_record::<DeskError>(|row| {
                keys.apply(&log.push(&row.bytes)?)?;
                Ok(())
            })
            .map_err(code)?;
        let rows = self.ledger.partners().map_err(|f| code(f.into()))?;
        let mut ends = Vec::new();
        for row in rows {
            let peer =
                Peer::open(&self.ledger, own, &row, &mut keys).map_err(|f| code(f.into()))?;
            let pairs = peer.bond.pairs(own).map_err(|f| code(f.into()))?;
            ends.push((row.party.clone(), pairs.out));
            ends.push((row.party, pairs.inn));
        }
        Ok(ends)
    }
}

fn whose(ends: &[(String, Ends)], message: &[u8]) -> Result<String, Refusal> {
    let mut first = Refusal::UnknownStream;
    for (party, ends) in ends {
        let current = std::iter::once((&ends.stream, &ends.seal));
        let others = ends.keys.others.iter().map(|(stream, seal)| (stream, seal));
        for (stream, seal) in current.chain(others) {
            match check_message(message, stream, seal) {
                Ok(_) => return Ok(party.clone()),
                Err(Refusal::UnknownStream) => {}
                Err(refusal) => first = refusal,
            }
        }
    }
    Err(first)
}

/// Whether the columns beside the signed bytes say the same.
fn same_record(row: &RecordRow) -> bool {
    Envelope::<Unverified>::decode(&row.bytes).is_ok_and(|envelope| {
        let record = envelope.record();
        let draft = &record.draft;
        record.number == row.number
            && draft.object.0.as_slice() == row.object
            && draft.kind.as_str() == row.kind
            && draft.version == row.version
            && draft.made_at.ms() == row.made_ms
    })
}
