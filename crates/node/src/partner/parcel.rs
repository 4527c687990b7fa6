//! The parcel: the same sealed messages as over a link, in one file to be carried by hand. Any order, any repetition is
//! harmless; the file that goes back acknowledges.

use vigie_exchange::{PartyId, channel::Profile};

use super::{
    desk::{Desk, DeskError},
    link::{MESSAGE_BYTES_MAX, Room},
};
use crate::live::now;

/// First bytes of a parcel; the number is the version of its form.
pub(crate) const MARK: &[u8] = b"vigie-parcel/1\n";
/// Largest parcel, bytes: a memory stick takes it, and so does the memory of any node.
pub(crate) const PARCEL_BYTES_MAX: usize = 64 << 20;
/// Segments of positions drawn for one parcel: more vessels than all that send AIS.
const SEGMENTS_MAX: usize = 1_000;
/// Messages in one parcel.
const MESSAGES_MAX: usize = 4_096;
/// A file is read whole: nothing is gained by small bundles, and nobody acknowledges anything before it is full.
const FILE: Profile = Profile {
    window_bytes: PARCEL_BYTES_MAX as u64,
    ..Profile::LAN
};

impl Desk {
    /// What waits for a partner, as one file.
    ///
    /// # Errors
    /// No such partner, one whose link is up, or a message that cannot be built.
    pub(crate) fn parcel(&mut self, party: &PartyId) -> Result<Vec<u8>, DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if peer.linked.is_some() {
            return Err(DeskError::Refused("link-is-up"));
        }
        peer.line.connect(FILE)?;
        self.whole(|desk| {
            for _ in 0..SEGMENTS_MAX {
                if desk.share_picture(party, super::positions::ROWS_WIDE)? == 0 {
                    break;
                }
            }
            Ok(())
        })?;
        self.pack(party, PARCEL_BYTES_MAX)
    }

    /// Messages as one file of at most so many bytes: a larger one would not be taken. What finds no room goes with the next.
    ///
    /// # Errors
    /// No such partner, or a message that cannot be built.
    pub(super) fn pack(&mut self, party: &PartyId, most: usize) -> Result<Vec<u8>, DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let mut file = MARK.to_vec();
        peer.line.assume_resumed();
        for _ in 0..MESSAGES_MAX {
            let messages = peer.line.poll(&self.ledger, now().ms(), Room::ENDLESS)?;
            if messages.is_empty() {
                break;
            }
            for message in messages {
                if file.len() + size_of::<u32>() + message.bytes.len() > most {
                    return Ok(file);
                }
                let length = u32::try_from(message.bytes.len()).unwrap_or(u32::MAX);
                file.extend_from_slice(&length.to_be_bytes());
                file.extend_from_slice(&message.bytes);
            }
        }
        Ok(file)
    }

    /// Takes a parcel of a partner; gives the one that goes back.
    ///
    /// # Errors
    /// Not a parcel, or one that is cut short: of that nothing is taken, for the answer to it would look like one to the whole. What
    /// of a whole one is refused is counted, the rest is taken.
    pub(crate) fn take_parcel(
        &mut self,
        party: &PartyId,
        bytes: &[u8],
    ) -> Result<Vec<u8>, DeskError> {
        if !self.peer(party)?.is_active() {
            return Err(DeskError::Partner);
        }
        for message in messages(bytes)? {
            self.take(party, message);
        }
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let mut file = MARK.to_vec();
        let answer = peer.line.acknowledge()?;
        let length = u32::try_from(answer.len()).unwrap_or(u32::MAX);
        file.extend_from_slice(&length.to_be_bytes());
        file.extend_from_slice(&answer);
        Ok(file)
    }
}

/// The messages of a parcel that is whole.
fn messages(bytes: &[u8]) -> Result<Vec<&[u8]>, DeskError> {
    let mut rest = bytes
        .strip_prefix(MARK)
        .ok_or(DeskError::Refused("parcel-unreadable"))?;
    let cut = DeskError::Refused("parcel-cut");
    let mut messages = Vec::new();
    while !rest.is_empty() {
        let Some((length, after)) = rest.split_first_chunk() else {
            return Err(cut);
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let message = after.split_at_checked(length);
        let Some((message, next)) = message.filter(|_| length <= MESSAGE_BYTES_MAX) else {
            return Err(cut);
        };
        messages.push(message);
        rest = next;
    }
    Ok(messages)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_parcel_that_is_cut_anywhere_is_told_from_a_whole_one() {
        let mut file = MARK.to_vec();
        let mut ends = vec![file.len()];
        for message in ["first", "second"] {
            file.extend_from_slice(&(message.len() as u32).to_be_bytes());
            file.extend_from_slice(message.as_bytes());
            ends.push(file.len());
        }
        assert_eq!(messages(&file).unwrap(), [b"first".as_slice(), b"second"]);
        for end in 0..file.len() {
            let is_whole = messages(&file[..end]).is_ok();
            // Cut between two messages it is a whole parcel of fewer.
            assert_eq!(is_whole, ends.contains(&end), "{end}");
        }
    }
}
