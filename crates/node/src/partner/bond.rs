//! The keys between this node and one partner. The keys that both had when they met name the two streams for ever; a
//! handover changes who signs and seals, and while one side has not heard of it, messages under the old keys and under
//! the new are both good.

use vigie_exchange::channel::{Rekeying, Seal, Stream};

use super::{
    line::LineError,
    own::{KeyError, Own, StreamSigner},
};

/// Epoch of the streams of a pair of nodes. Keys that change keep it.
pub(crate) const EPOCH: u32 = 1;

/// An own public key and one of the partner.
pub(crate) type Pair = ([u8; 32], [u8; 32]);

/// The partner's public keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PeerKeys {
    pub(crate) sign: [u8; 32],
    pub(crate) seal: [u8; 32],
}

/// The keys of a partnership.
#[derive(Debug, Clone)]
pub(crate) struct Bond {
    /// The keys with which the streams were founded.
    pub(crate) founded: Pair,
    /// The own key that the partner speaks to.
    pub(crate) own: [u8; 32],
    /// All own keys that the log names, for heads that are kept.
    pub(crate) own_all: Vec<[u8; 32]>,
    /// The partner's keys, the newest last.
    pub(crate) theirs: Vec<PeerKeys>,
    /// Signing keys of the partner from before it was met anew, for heads that are kept.
    pub(crate) earlier: Vec<[u8; 32]>,
    /// The partner has spoken under its newest key: the one before is not heard any more.
    pub(crate) settled: bool,
}

/// The keys of one direction.
pub(crate) struct Ends {
    pub(crate) stream: Stream,
    pub(crate) seal: Seal,
    pub(crate) keys: Rekeying,
}

impl Ends {
    /// Under which keys its heads may be signed.
    pub(crate) fn signed_by(&self) -> Vec<Stream> {
        let others = self.keys.others.iter().map(|(stream, _)| stream.clone());
        let before = self.keys.before.iter().cloned();
        std::iter::once(self.stream.clone())
            .chain(others)
            .chain(before)
            .collect()
    }
}

/// Both directions, and which keys they are.
pub(crate) struct Pairs {
    pub(crate) out: Ends,
    pub(crate) inn: Ends,
    /// The keys in use, and after them the others that are heard.
    pub(crate) pairs: Vec<Pair>,
}

impl Bond {
    /// Of two nodes that meet.
    pub(crate) fn new(own: &Own, theirs: PeerKeys) -> Self {
        let own = own.public().to_bytes();
        Self {
            founded: (own, theirs.sign),
            own,
            own_all: vec![own],
            theirs: vec![theirs],
            earlier: Vec::new(),
            settled: true,
        }
    }

    /// The partner's newest keys.
    pub(crate) fn newest(&self) -> PeerKeys {
        let none = PeerKeys {
            sign: [0; 32],
            seal: [0; 32],
        };
        self.theirs.last().copied().unwrap_or(none)
    }

    /// Who signs what goes to the partner.
    ///
    /// # Errors
    /// The secret is not here.
    pub(crate) fn signer(&self, own: &Own) -> Result<StreamSigner, LineError> {
        let generation = own.generation(&self.own).ok_or(KeyError::Other)?;
        Ok(StreamSigner::of(&generation.key))
    }

    /// The two streams under all keys that are good now.
    ///
    /// # Errors
    /// An own secret that is not here, or a key of the partner that is none.
    pub(crate) fn pairs(&self, own: &Own) -> Result<Pairs, LineError> {
        let realm = own.realm.to_string();
        let (first, theirs) = self.founded;
        let out = Stream::new(first, theirs, &realm, EPOCH).on_branch(own.branch);
        let inn = Stream::new(theirs, first, &realm, EPOCH).on_branch(own.branch);
        let mut ours = vec![self.own, own.public().to_bytes()];
        ours.dedup();
        let heard = if self.settled { 1 } else { 2 };
        let mut both = Vec::new();
        for mine in ours {
            let secret = &own.generation(&mine).ok_or(KeyError::Other)?.seal_secret;
            for peer in self.theirs.iter().rev().take(heard) {
                let to = out.with_keys(mine, peer.sign);
                let from = inn.with_keys(peer.sign, mine);
                let seals = (to.seal(secret, &peer.seal)?, from.seal(secret, &peer.seal)?);
                both.push(((mine, peer.sign), (to, seals.0), (from, seals.1)));
            }
        }
        let before = |to_them: bool| {
            let pairs = self.own_all.iter().flat_map(|mine| {
                let peers = self.theirs.iter().map(|peer| &peer.sign);
                peers.chain(&self.earlier).map(move |peer| (*mine, *peer))
            });
            let pairs = pairs.chain([self.founded]);
            let stream = |(mine, peer)| match to_them {
                true => out.with_keys(mine, peer),
                false => inn.with_keys(peer, mine),
            };
            pairs.map(stream).collect::<Vec<Stream>>()
        };
        let pairs = both.iter().map(|(pair, ..)| *pair).collect();
        let (to, from): (Vec<_>, Vec<_>) = both.into_iter().map(|(_, to, from)| (to, from)).unzip();
        let ends = |all: Vec<(Stream, Seal)>, before| {
            let mut all = all.into_iter();
            let (stream, seal) = all.next().ok_or(KeyError::Other)?;
            let keys = Rekeying {
                others: all.collect(),
                before,
                ..Rekeying::default()
            };
            Ok::<_, KeyError>(Ends { stream, seal, keys })
        };
        Ok(Pairs {
            out: ends(to, before(true))?,
            inn: ends(from, before(false))?,
            pairs,
        })
    }
}
