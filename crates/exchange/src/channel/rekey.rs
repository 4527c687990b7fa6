//! A handover of keys in a stream that goes on: while one side has not yet heard of the other's new keys, messages under
//! the old pair and under the new are both good. The identity of the stream, its numbers and its tree stay.

use super::Refusal;
use super::seal::Seal;
use super::stream::Stream;

/// The keys of a stream besides the current ones.
#[derive(Debug, Clone, Default)]
pub struct Rekeying {
    /// Pairs under which messages are taken besides the current one.
    pub others: Vec<(Stream, Seal)>,
    /// Pairs under which heads were signed before, for those that are kept.
    pub before: Vec<Stream>,
    /// The pair of the last message taken, if it was one of the others.
    pub heard: Option<usize>,
}

impl Rekeying {
    /// Takes a message under the current keys or, when it is not theirs, under one of the others.
    ///
    /// # Errors
    /// What the current keys say, when none fits.
    pub(super) fn try_each<T>(
        &mut self,
        current: (&Stream, &Seal),
        open: impl Fn(&Stream, &Seal) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let refusal = match open(current.0, current.1) {
            Ok(taken) => {
                self.heard = None;
                return Ok(taken);
            }
            Err(refusal) => refusal,
        };
        if !matches!(refusal, Refusal::NotAuthentic | Refusal::BadSignature) {
            return Err(refusal);
        }
        for (at, (stream, seal)) in self.others.iter().enumerate() {
            if let Ok(taken) = open(stream, seal) {
                self.heard = Some(at);
                return Ok(taken);
            }
        }
        Err(refusal)
    }

    /// Checks what was signed under the current keys or any before.
    ///
    /// # Errors
    /// What the current keys say, when none fits.
    pub(super) fn verify(
        &self,
        current: &Stream,
        check: impl Fn(&Stream) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let others = self.others.iter().map(|(stream, _)| stream);
        let mut rest = others.chain(&self.before);
        check(current).or_else(|refusal| {
            if rest.any(|stream| check(stream).is_ok()) {
                Ok(())
            } else {
                Err(refusal)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Draft, Entry, Form, Inbox, Lane, MemoryNodes, NoNodes, Outbox, Priority, Profile, Signer,
        Source, sealing_public,
    };
    use super::*;
    use ed25519_dalek::SigningKey;

    struct One(Entry);

    impl Source for One {
        fn entry(&self, _seq: u64) -> Option<Entry> {
            Some(self.0.clone())
        }
    }

    fn pair(sender: u8, receiver: u8, seals: (u8, u8), of: &Stream) -> (Stream, Seal) {
        let key = |seed: u8| SigningKey::from_bytes(&[seed; 32]).public();
        let stream = of.with_keys(key(sender), key(receiver));
        let seal = stream
            .seal(&[seals.0; 32], &sealing_public(&[seals.1; 32]))
            .unwrap();
        (stream, seal)
    }

    #[test]
    fn a_stream_goes_on_under_new_keys_and_refuses_the_old_ones_once_they_are_gone() {
        let key = |seed: u8| SigningKey::from_bytes(&[seed; 32]);
        let founded = Stream::new(key(1).public(), key(2).public(), "live", 1);
        let (old, new) = (pair(1, 2, (5, 6), &founded), pair(3, 2, (7, 6), &founded));
        assert_eq!((old.0.id(), old.0.origin()), (new.0.id(), new.0.origin()));
        let mut nodes = MemoryNodes::default();
        let mut outbox = Outbox::new(old.0.clone(), old.1.clone(), [9; 32], Profile::LAN);
        let draft = Draft::unreleased(Priority::Alert, Form::Record, None, None, 0, vec![1; 9]);
        let one = One(outbox.push(draft, &mut nodes).unwrap());
        outbox.commit();
        let mut inbox = Inbox::new(old.0.clone(), old.1.clone(), Profile::LAN);
        let both = Rekeying {
            others: vec![old.clone()],
            ..Rekeying::default()
        };
        let mut at = 0;
        let mut poll = |outbox: &mut Outbox, seed: u8| {
            at += 100_000;
            let lane = Lane::Urgent;
            outbox.connect(at as u32);
            outbox
                .poll(lane, at, &key(seed), &one, &NoNodes)
                .unwrap()
                .unwrap()
        };
        let first = poll(&mut outbox, 1);
        outbox.rekey(new.0.clone(), new.1.clone(), Rekeying::default());
        let second = poll(&mut outbox, 3);
        // Before the receiver knows the new keys it takes only the old.
        assert_eq!(
            inbox.receive(&second, 0, &NoNodes).unwrap_err(),
            Refusal::NotAuthentic
        );
        inbox.rekey(new.0.clone(), new.1.clone(), both);
        assert!(inbox.receive(&first, 0, &NoNodes).is_ok());
        assert_eq!(inbox.heard_under(), Some(0));
        assert!(inbox.receive(&second, 0, &NoNodes).is_ok());
        assert_eq!(inbox.heard_under(), None);
        inbox.rekey(new.0, new.1, Rekeying::default());
        assert_eq!(
            inbox.receive(&first, 0, &NoNodes).unwrap_err(),
            Refusal::NotAuthentic
        );
    }
}
