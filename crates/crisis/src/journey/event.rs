//! One thing that happened to one person, as a device saw it.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ConflictId;
use crate::{DeviceId, Eligibility, Error, LegId, PersonId, PlaceId, Source};

/// Longest name of who noted an event, bytes.
const BY_BYTES_MAX: usize = 64;
/// Largest number in an event: what every JSON reader holds exactly.
const NUMBER_MAX: u64 = (1 << 53) - 1;

/// Which event: the device and its own count, from 1 without holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventId {
    /// The device.
    pub device: DeviceId,
    /// Its count.
    pub seq: u64,
}

/// How a person was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Voice.
    Phone,
    /// Text message.
    Sms,
    /// E-mail.
    Email,
    /// In person.
    InPerson,
    /// The page for nationals.
    Web,
}

/// What a person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Is safe and stays.
    Safe,
    /// Wants to leave with help.
    WantsOut,
    /// Leaves on their own.
    OwnWay,
    /// Needs help where they are.
    NeedsHelp,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Came into the register.
    Registered {
        /// From where.
        source: Source,
    },
    /// A message went out or a call was made.
    Contacted {
        /// How.
        channel: Channel,
    },
    /// Nobody answered, or someone reports the person missing.
    NotReached,
    /// Answered.
    Replied {
        /// What.
        reply: Reply,
    },
    /// Eligibility was decided.
    Eligible {
        /// The decision.
        eligibility: Eligibility,
    },
    /// A seat was offered.
    Offered {
        /// On which leg.
        leg: LegId,
    },
    /// The offer was accepted.
    Accepted {
        /// On which leg.
        leg: LegId,
    },
    /// The offer, or all help, was declined.
    Declined {
        /// On which leg; none when all help was declined.
        leg: Option<LegId>,
    },
    /// Came to an assembly or embarkation point.
    CheckedIn {
        /// Where.
        place: PlaceId,
        /// Keyed fingerprint of the travel document that was read, if one was.
        document: Option<String>,
    },
    /// Was moved to another point.
    Moved {
        /// To where.
        place: PlaceId,
    },
    /// Went on board.
    Boarded {
        /// Of which leg.
        leg: LegId,
    },
    /// Left the leg before departure.
    Offloaded {
        /// Which leg.
        leg: LegId,
    },
    /// Did not come to the leg.
    NoShow {
        /// Which leg.
        leg: LegId,
    },
    /// Arrived at the safe haven or at home.
    Arrived {
        /// Where.
        place: PlaceId,
    },
    /// Was handed over to the authority of the place of arrival.
    HandedOver,
    /// Died.
    Deceased,
    /// The case is closed.
    Closed,
    /// An earlier event was wrong and counts no more; it stays in the set.
    Corrected {
        /// Which.
        of: EventId,
    },
    /// This person is the same as another.
    Merged {
        /// The id that remains.
        into: PersonId,
    },
    /// A person looked at a contradiction and lets both sides stand.
    Settled {
        /// Which.
        conflict: ConflictId,
    },
    /// The clock of a device was found wrong: what to add to its times from one of its events on.
    ClockNoted {
        /// The device.
        device: DeviceId,
        /// First event that the offset is for.
        from_seq: u64,
        /// To be added, milliseconds.
        add_ms: i64,
    },
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Event {
    /// Id.
    pub id: EventId,
    /// SHA-256 of the device's event before this one, hexadecimal; empty for the first.
    pub before: String,
    /// When, by the clock of the device, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who noted it: a user or desk name, never the person's.
    pub by: String,
    /// About whom.
    pub person: PersonId,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

impl Event {
    /// The one text of this event: JSON without spaces, fields in the order of the declaration. It is what a device
    /// signs and what the next event's `before` is the hash of.
    ///
    /// # Errors
    /// `crisis-event` never in practice: the type holds only what JSON can.
    pub fn text(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|fault| Error::Event {
            reason: fault.to_string(),
        })
    }

    /// SHA-256 of [`Event::text`], hexadecimal.
    ///
    /// # Errors
    /// See [`Event::text`].
    pub fn hash(&self) -> Result<String, Error> {
        let digest: [u8; 32] = Sha256::digest(self.text()?.as_bytes()).into();
        Ok(hex(&digest))
    }

    /// Reads an event from its text; a second form of the same event is refused, so that a hash means one event.
    ///
    /// # Errors
    /// `crisis-event` when it is unreadable, not in its one form, or out of bounds.
    pub fn read(text: &str) -> Result<Self, Error> {
        let fault = |reason: String| Error::Event { reason };
        let event: Self = serde_json::from_str(text).map_err(|error| fault(error.to_string()))?;
        event.check()?;
        if event.text()? != text {
            return Err(fault("form".to_owned()));
        }
        Ok(event)
    }

    /// Refuses an event that [`Event::read`] would not take back: one that is kept all the same is lost with all others.
    ///
    /// # Errors
    /// `crisis-event` when it is out of bounds.
    pub fn check(&self) -> Result<(), Error> {
        let is_number = |number: u64| number <= NUMBER_MAX;
        let fault =
            if self.id.seq == 0 || !is_number(self.id.seq) || !is_number(self.at_ms.unsigned_abs())
            {
                "number"
            } else if self.by.len() > BY_BYTES_MAX {
                "by"
            } else if !(self.before.is_empty() || self.before.len() == 64) {
                "before"
            } else {
                return Ok(());
            };
        Err(Error::Event {
            reason: fault.to_owned(),
        })
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| DIGITS.get(usize::from(n)).map_or('0', |d| char::from(*d));
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            id: EventId {
                device: DeviceId::from_number(7),
                seq: 1,
            },
            before: String::new(),
            at_ms: 1_772_600_000_000,
            by: "desk-1".to_owned(),
            person: PersonId::from_number(9),
            act: Act::CheckedIn {
                place: PlaceId::from_number(3),
                document: None,
            },
        }
    }

    #[test]
    fn the_text_is_the_one_that_a_page_writes() {
        let want = "{\"id\":{\"device\":\"00000000000000000000000000000007\",\"seq\":1},\"before\":\"\",\
\"at_ms\":1772600000000,\"by\":\"desk-1\",\"person\":\"00000000000000000000000000000009\",\
\"act\":\"checked_in\",\"place\":\"00000000000000000000000000000003\",\"document\":null}";
        assert_eq!(event().text().unwrap(), want);
        assert_eq!(Event::read(want).unwrap(), event());
    }

    #[test]
    fn what_could_not_be_read_back_is_refused_before_it_is_written() {
        assert_eq!(event().check(), Ok(()));
        let changed = |change: &dyn Fn(&mut Event)| {
            let mut event = event();
            change(&mut event);
            event
        };
        for bad in [
            changed(&|it| it.at_ms = i64::MIN),
            changed(&|it| it.at_ms = 1 << 60),
            changed(&|it| it.id.seq = 0),
            changed(&|it| it.by = "x".repeat(65)),
            changed(&|it| it.before = "ab".to_owned()),
        ] {
            assert_eq!(bad.check().unwrap_err().code(), "crisis-event");
            assert!(Event::read(&bad.text().unwrap()).is_err());
        }
    }

    #[test]
    fn a_second_form_is_refused() {
        let text = event().text().unwrap();
        for bad in [
            text.replace("\"seq\":1", "\"seq\": 1"),
            text.replace("\"by\"", "\"x\":1,\"by\""),
            text.replace("\"seq\":1", "\"seq\":0"),
            text.replace("checked_in", "flown"),
            "[]".to_owned(),
        ] {
            assert_eq!(
                Event::read(&bad).unwrap_err().code(),
                "crisis-event",
                "{bad}"
            );
        }
    }
}
