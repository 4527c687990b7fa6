//! The desk: the one thread that owns the exchange. It takes what links bring, keeps it, answers, sends what waits, and
//! runs the clock of expiry and deletion. Officers' acts are closures that run between two messages.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Value as Json, json};
use tokio::sync::{mpsc, oneshot, watch};
use vigie_exchange::{
    Agreement, Approval, Body, Circumstances, Consent, Content, Draft as RecordDraft, Envelope,
    KEY_CREATED, Keyring, Kind, Label, Log, ObjectId, PartyId, Released, Time, VMS, Validity,
    Verified,
    channel::{Draft, POSITION, Priority},
    key_created,
};
use vigie_store::{Ledger, RecordRow};

use super::{
    declared::Declared,
    matching::Matching,
    matter::{Matter, Speaker},
    onward::COPY,
    own::{KeyError, Own, random},
    pairing::Pairing,
    peer::Peer,
    tls::{LinkKey, LinkSecrets, Roster},
};
use crate::live::{Board, Notice, now};

pub(crate) use super::desk_error::DeskError;

/// Partners of one node.
pub(crate) const PARTNERS_MAX: usize = 64;

pub(super) type Ask = Box<dyn FnOnce(&mut Desk) + Send>;

/// For requests: asks the desk.
#[derive(Clone)]
pub(crate) struct DeskHandle {
    pub(super) asks: mpsc::Sender<Ask>,
}

/// The desk did not take or answer a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeskBusy;

impl DeskHandle {
    /// Runs a closure on the desk's thread.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Desk) -> T + Send + 'static,
    ) -> Result<T, DeskBusy> {
        let (answer, answered) = oneshot::channel();
        let ask: Ask = Box::new(move |desk| {
            // An error only says that the client went away.
            drop(answer.send(question(desk)));
        });
        self.asks.try_send(ask).map_err(|_full| DeskBusy)?;
        answered.await.map_err(|_gone| DeskBusy)
    }
}

/// How a partner may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// The link keys that it may show, the newest first.
    pub(crate) keys: Vec<LinkKey>,
    pub(crate) addresses: Vec<String>,
}

/// Partners whose link is not cut: told to the callers whenever it changes.
pub(crate) type Calls = BTreeMap<PartyId, Call>;

/// The link keys that partners may show.
pub(crate) fn keys_in(calls: &Calls) -> impl Iterator<Item = LinkKey> + '_ {
    calls.values().flat_map(|call| call.keys.iter().copied())
}

/// Who may call is who may be called.
impl Roster for watch::Receiver<Calls> {
    fn knows(&self, key: &LinkKey) -> bool {
        keys_in(&self.borrow()).any(|known| known == *key)
    }
}

/// The desk.
pub(crate) struct Desk {
    pub(crate) own: Own,
    pub(crate) ledger: Ledger,
    pub(crate) board: Arc<Board>,
    pub(crate) peers: BTreeMap<PartyId, Peer>,
    pub(crate) addresses: Vec<String>,
    pub(crate) keys: Keyring,
    pub(super) log: Log,
    approvals: Vec<Approval>,
    pub(super) declared: Declared,
    pub(crate) stopped: BTreeSet<ObjectId>,
    /// What was released of photographs of cases, once it was asked for.
    pub(super) photos: Option<super::photo::PhotoReleases>,
    consents: Vec<Consent>,
    pub(super) links: BTreeMap<u64, PartyId>,
    pub(super) calls: watch::Sender<Calls>,
    /// The own link key, for whoever opens or answers links.
    pub(super) shown: watch::Sender<LinkSecrets>,
    pub(crate) changes: Vec<Json>,
    pub(crate) sent: BTreeMap<(PartyId, u32), i64>,
    /// What the decisions about vessels hung on when they were last made, by partner.
    pub(super) premises: BTreeMap<PartyId, String>,
    /// Partners that were told what is withdrawn of all that they hold; from there on, changes are enough.
    pub(super) followed: BTreeSet<PartyId>,
    /// The orders that partners were last told of, by their places in the patrol log.
    pub(super) orders_seen: BTreeMap<PartyId, Vec<u64>>,
    /// The hour in which partners were last told numbers.
    pub(super) counted: BTreeMap<PartyId, i64>,
    /// What was said here about joint plans, in the order of the log.
    pub(super) said: Vec<super::joint::Said>,
    /// What the records of the log before the next one hold of what it says.
    pub(super) said_parts: Vec<u8>,
    /// Bodies were destroyed outside of a round: the next one empties the write-ahead log.
    pub(super) unswept: bool,
    /// The newest change of the picture that was heard of.
    pub(super) seq: u64,
    pub(crate) pairing: Option<Pairing>,
    /// The operator said that links carry a few kbit/s, whatever the carrier.
    pub(crate) thin_links: bool,
    /// Positions that were heard here, for partners that missed some.
    pub(super) archive: Option<vigie_store::ArchiveReader>,
    pub(super) matching: Matching,
    /// A partner remembers more of our log than there is, or something else: nothing new is said until that is mended.
    pub(super) log_fault: Option<&'static str>,
    /// Changes that are kept together, see [`Desk::whole`].
    pub(super) part: super::whole::Part,
    /// Bad links of an exercise.
    pub(crate) degraded: crate::conduct::degraded::Degraded,
}

/// A release on its way into a stream.
pub(crate) struct Outbound<'a> {
    pub(crate) released: &'a Released,
    pub(crate) priority: Priority,
    /// Of these only the newest is sent.
    pub(crate) key: Option<u64>,
}

/// What the rest of the node needs of a desk.
pub(crate) struct Opened {
    pub(crate) desk: Desk,
    pub(crate) calls: watch::Receiver<Calls>,
    pub(crate) own: watch::Receiver<LinkSecrets>,
}

impl Desk {
    /// Opens the desk: the log is verified, partners are as they were.
    ///
    /// # Errors
    /// The store, keys that do not open, a log that was changed.
    pub(crate) fn open(
        mut own: Own,
        ledger: Ledger,
        board: Arc<Board>,
        addresses: Vec<String>,
    ) -> Result<Opened, DeskError> {
        own.branch = crate::conduct::branch::of(&ledger)?;
        let log = Log::new(own.realm.clone(), own.party.clone(), own.first)?;
        let (calls, called) = watch::channel(Calls::new());
        let (shown, own_link) = watch::channel(LinkSecrets::of(&own.link_seed));
        let mut desk = Self {
            own,
            ledger,
            board,
            peers: BTreeMap::new(),
            addresses,
            keys: Keyring::default(),
            log,
            approvals: Vec::new(),
            declared: Declared::default(),
            stopped: BTreeSet::new(),
            photos: None,
            consents: Vec::new(),
            links: BTreeMap::new(),
            calls,
            shown,
            changes: Vec::new(),
            sent: BTreeMap::new(),
            premises: BTreeMap::new(),
            followed: BTreeSet::new(),
            counted: BTreeMap::new(),
            orders_seen: BTreeMap::new(),
            said: Vec::new(),
            said_parts: Vec::new(),
            unswept: false,
            seq: 0,
            pairing: None,
            thin_links: false,
            archive: None,
            matching: Matching::default(),
            log_fault: None,
            part: super::whole::Part::default(),
            degraded: crate::conduct::degraded::Degraded::default(),
        };
        desk.read_all()?;
        // A kill between a deletion and the emptying of the write-ahead log leaves the bytes there until now.
        desk.ledger.forget_deleted()?;
        Ok(Opened {
            desk,
            calls: called,
            own: own_link,
        })
    }

    /// Reads everything from the store: the log, then the partners.
    ///
    /// # Errors
    /// The store, keys that do not open, a log that was changed.
    pub(super) fn read_all(&mut self) -> Result<(), DeskError> {
        self.keys = Keyring::default();
        self.keys.pin(&self.own.party, self.own.first, 0)?;
        self.log = Log::new(
            self.own.realm.clone(),
            self.own.party.clone(),
            self.own.first,
        )?;
        (self.approvals, self.declared) = (Vec::new(), Declared::default());
        (self.stopped, self.said) = (BTreeSet::new(), Vec::new());
        self.said_parts.clear();
        self.photos = None;
        self.read_log()?;
        self.peers = BTreeMap::new();
        for row in self.ledger.partners()? {
            let peer = Peer::open(&self.ledger, &self.own, &row, &mut self.keys)?;
            self.peers.insert(peer.party().clone(), peer);
        }
        self.matching = Matching::read(&self.ledger, &self.own.salt)?;
        self.log_fault = self.remembered_fault()?;
        self.gather_consents();
        self.tell_callers();
        Ok(())
    }

    /// What partners let us pass on.
    pub(super) fn gather_consents(&mut self) {
        let consents = self.peers.values().flat_map(|peer| &peer.consents);
        self.consents = consents.cloned().collect();
    }

    fn read_log(&mut self) -> Result<(), DeskError> {
        let mut rows = Vec::new();
        self.ledger.each_record::<DeskError>(|row| {
            rows.push(row.bytes);
            Ok(())
        })?;
        for bytes in rows {
            let envelope = self.log.push(&bytes)?;
            self.note_record(&envelope)?;
        }
        let speaks = self.log.keys().current(&self.own.party).copied();
        self.own.speak_as(&speaks.ok_or(KeyError::Other)?)?;
        if self.log.head().count == 0 {
            let body = key_created(&self.own.public());
            self.record(KEY_CREATED, ObjectId(*random::<16>()?), "vigie", body)?;
        }
        Ok(())
    }

    fn note_record(&mut self, envelope: &Envelope<Verified>) -> Result<(), DeskError> {
        self.keys.apply(envelope)?;
        let own = &self.own.party;
        if let Ok(approval) = Approval::of(envelope, own) {
            self.approvals.push(approval);
        }
        self.declared.note(envelope, own);
        self.note_said(envelope);
        let draft = &envelope.record().draft;
        if draft.kind.as_str() == vigie_exchange::RECALL {
            self.stopped.insert(draft.object);
        }
        Ok(())
    }

    /// Signs a record, keeps it, and acts on it.
    ///
    /// # Errors
    /// The store; then it is not in the log. `log-set-back` while a partner remembers more of the log than there is.
    pub(crate) fn record(
        &mut self,
        kind: &str,
        object: ObjectId,
        author: &str,
        body: Body,
    ) -> Result<(), DeskError> {
        if let Some(code) = self.log_fault {
            return Err(DeskError::Refused(code));
        }
        self.part.touch();
        let draft = RecordDraft {
            object,
            kind: Kind::new(kind)?,
            version: 1,
            made_at: moment(),
            author: author.to_owned(),
            label: Label::default(),
            valid: Validity::default(),
            content: Content::Open(body),
        };
        let before = self.log.clone();
        let envelope = self.log.append(draft, self.own.key())?;
        let record = envelope.record();
        let row = RecordRow {
            number: record.number,
            object: object.0.to_vec(),
            kind: kind.to_owned(),
            version: 1,
            made_ms: record.draft.made_at.ms(),
            bytes: envelope.bytes().to_vec(),
        };
        if let Err(error) = self.ledger.append_records(&[row]) {
            self.log = before;
            return Err(error.into());
        }
        self.note_record(&envelope)
    }

    pub(crate) fn log_head(&self) -> vigie_exchange::Head {
        self.log.head()
    }

    /// Tells the pages that something of the exchange changed.
    pub(crate) fn tell(&mut self, what: &'static str, party: &PartyId) {
        if self.part.hold(what, party) {
            return;
        }
        self.tell_now(what, party);
    }

    pub(super) fn tell_now(&self, what: &'static str, party: &PartyId) {
        self.board.tell(Notice {
            seq: self.seq,
            event: "exchange",
            data: json!({"what": what, "party": party}).to_string(),
        });
    }

    /// Who speaks, and who may hear at all.
    pub(crate) fn speaker(&self) -> Speaker {
        Speaker {
            own: self.own.party.clone(),
            realm: self.own.realm.clone(),
            partners: self.partners(),
            now: moment(),
            marks: self.declared.marks(),
        }
    }

    /// Those that are partners now.
    pub(crate) fn partners(&self) -> BTreeSet<PartyId> {
        let active = self.peers.values().filter(|peer| peer.is_active());
        active.map(|peer| peer.party().clone()).collect()
    }

    /// What is known at this moment, for a decision.
    pub(crate) fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            own: &self.own.party,
            realm: &self.own.realm,
            now: moment(),
            scopes: self.declared.scopes(),
            patrols: self.declared.patrols(),
            consents: &self.consents,
            approvals: &self.approvals,
            stopped: &self.stopped,
            pseudonym_secret: Some(&self.own.salt),
        }
    }

    pub(crate) fn peer(&self, party: &PartyId) -> Result<&Peer, DeskError> {
        self.peers.get(party).ok_or(DeskError::Partner)
    }

    /// The agreement by which we release to a partner.
    ///
    /// # Errors
    /// No such partner, or none in force.
    pub(crate) fn agreement(&self, party: &PartyId) -> Result<&Agreement, DeskError> {
        let peer = self.peer(party)?;
        peer.ours.in_force.as_ref().ok_or(DeskError::NoAgreement)
    }

    /// Sends a paper.
    ///
    /// # Errors
    /// Those of [`Desk::send`].
    pub(crate) fn send_paper(
        &mut self,
        party: &PartyId,
        paper: &super::paper::Paper,
    ) -> Result<(), DeskError> {
        let draft = Draft::paper(paper.priority(), paper.encode(), moment());
        self.part.touch();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        peer.line.push(&mut self.ledger, vec![draft])?;
        peer.save(&mut self.ledger)?;
        Ok(())
    }

    /// What an officer named.
    ///
    /// # Errors
    /// The store, or nothing of that name.
    pub(crate) fn matter(&self, kind: &str, id: &str) -> Result<Matter, DeskError> {
        if kind == COPY {
            let found = self.copy_at_hand(id);
            return found.ok_or(DeskError::Refused("object-unknown"));
        }
        if matches!(kind, POSITION | VMS) {
            let found = self.position_at_hand(kind, id);
            return found.ok_or(DeskError::Refused("object-unknown"));
        }
        let list = self.board.list();
        let found = self.speaker().find(&self.ledger, &list, kind, id)?;
        found.ok_or(DeskError::Refused("object-unknown"))
    }

    /// Takes a message of a partner, whatever carried it. What it brought and what follows from it are kept together.
    pub(crate) fn take(&mut self, party: &PartyId, bytes: &[u8]) {
        match self.whole(|desk| desk.take_message(party, bytes)) {
            Ok(()) => {}
            Err(fault) if fault.is_own() => {
                let code = fault.code();
                tracing::error!(%party, code, %fault, "what a partner sent cannot be kept; it will come again");
            }
            Err(fault) => self.refuse(party, fault.code()),
        }
    }

    fn take_message(&mut self, party: &PartyId, bytes: &[u8]) -> Result<(), DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if !peer.is_active() {
            return Err(DeskError::Refused(match peer.removed {
                true => "partner-removed",
                false => "exchange-key-revoked",
            }));
        }
        let taken = peer.line.take(&mut self.ledger, bytes, now().ms());
        let taken = taken.map_err(DeskError::from);
        // What memory has of a message that the store could not keep must go too. Of rubbish it has nothing.
        if taken.as_ref().map_or_else(DeskError::is_own, |_| true) {
            self.part.touch();
        }
        let taken = taken?;
        if taken.acked.is_some() {
            self.drop_unsent(party)?;
        }
        for entry in &taken.entries {
            self.on_entry(party, entry)?;
        }
        self.heard(party, taken.under)?;
        if taken.acked.is_some_and(|acked| acked.entries > 0) {
            self.tell("release", party);
        }
        Ok(())
    }

    pub(crate) fn refuse(&mut self, party: &PartyId, code: &'static str) {
        tracing::warn!(%party, code, "input of a partner refused");
        if let Some(peer) = self.peers.get_mut(party) {
            *peer.refused.entry(code).or_default() += 1;
        }
    }
}

/// Now, as the exchange has it.
pub(crate) fn moment() -> Time {
    Time::from_ms(now().ms())
}
