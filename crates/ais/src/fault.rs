//! What could not be read, and why. Nothing is dropped in silence: every fault has a stable code, is counted, and
//! carries the bytes so that the feed can keep them in quarantine.

use thiserror::Error;

macro_rules! reasons {
    ($($(#[$about:meta])* $name:ident = $code:literal,)*) => {
        /// Why a line, a sentence or a part was not delivered as a message.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Error)]
        pub enum FaultReason {
            $($(#[$about])* #[error($code)] $name,)*
        }

        impl FaultReason {
            /// All reasons, in the order of the counters.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Stable code; also the identifier of the text in the catalogue of languages.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

reasons! {
    /// A line that is longer than any line of a feed.
    LineTooLong = "line_too_long",
    /// Bytes that are neither a sentence, a tag block nor a comment.
    NotASentence = "not_a_sentence",
    /// A tag block that does not end.
    TagUnclosed = "tag_unclosed",
    /// A tag block with a wrong checksum, where the configuration drops those.
    TagChecksum = "tag_checksum",
    /// A `$PGHP` line that has no readable time or checksum.
    HeaderMalformed = "header_malformed",
    /// A sentence without its seven fields.
    SentenceMalformed = "sentence_malformed",
    /// A sentence without a checksum.
    ChecksumMissing = "checksum_missing",
    /// A sentence with a wrong checksum.
    ChecksumWrong = "checksum_wrong",
    /// Part number 0, above the number of parts, or not a digit.
    PartNumber = "part_number",
    /// A part with more bytes than a sentence can have.
    PartTooLong = "part_too_long",
    /// The same part of the same message once more.
    PartDuplicate = "part_duplicate",
    /// A part of a message whose other parts never came.
    PartMissing = "part_missing",
    /// A part whose place was taken by a newer message with the same identifiers.
    PartReplaced = "part_replaced",
    /// A part that had to make room because too many messages were open.
    PartEvicted = "part_evicted",
    /// A part that fits more than one open message.
    PartAmbiguous = "part_ambiguous",
    /// A sentence that carries nothing.
    PayloadEmpty = "payload_empty",
    /// A payload with a character outside the armour.
    PayloadCharacter = "payload_character",
    /// A payload that ends before anything of use.
    TooShort = "too_short",
    /// A message type that the standard does not have.
    UnknownType = "unknown_type",
    /// A type 24 message that is neither part A nor part B.
    UnknownPart = "unknown_part",
}

/// Bytes that did not become a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault<'a> {
    /// Why.
    pub reason: FaultReason,
    /// The line, or the sentence or part within it.
    pub line: &'a [u8],
    /// Number of the line in the feed, from 1.
    pub line_number: u64,
}

/// How much was read, by kind and by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines that are not empty.
    pub lines: u64,
    /// AIS sentences with a right (or waived) checksum.
    pub sentences: u64,
    /// Messages delivered.
    pub messages: u64,
    /// Sentences of other kinds: own-ship navigation, alarms.
    pub foreign: u64,
    /// Comment lines.
    pub comments: u64,
    /// `$PGHP` header lines.
    pub headers: u64,
    /// Header lines that belonged to no sentence behind them.
    pub headers_unpaired: u64,
    /// Bytes before a sentence that are no time: read past.
    pub prefixes_unread: u64,
    /// Tag blocks with a wrong or missing checksum whose fields were used all the same.
    pub tags_unverified: u64,
    /// Messages that were marked as heard before.
    pub heard_before: u64,
    faults: [u64; FaultReason::ALL.len()],
}

impl Counts {
    /// How often a reason occurred.
    #[must_use]
    pub fn faults(&self, reason: FaultReason) -> u64 {
        self.faults.get(reason as usize).copied().unwrap_or(0)
    }

    /// All reasons that occurred, with their counts.
    pub fn faults_by_reason(&self) -> impl Iterator<Item = (FaultReason, u64)> {
        FaultReason::ALL
            .iter()
            .map(|reason| (*reason, self.faults(*reason)))
            .filter(|(_, count)| *count > 0)
    }

    /// All faults together.
    #[must_use]
    pub fn faults_total(&self) -> u64 {
        self.faults.iter().sum()
    }

    pub(crate) fn add_fault(&mut self, reason: FaultReason) {
        if let Some(count) = self.faults.get_mut(reason as usize) {
            *count += 1;
        }
    }
}
