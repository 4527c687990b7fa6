//! The communication state: how a station shares the slots of the link with the others.
//!
//! ITU-R M.1371-5, annex 2, 3.3.7.2.2 (SOTDMA) and 3.3.7.3.2 (ITDMA).

/// The 19 bits of a communication state, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommunicationState {
    /// Self-organised access.
    Sotdma {
        /// 0 UTC direct, 1 UTC indirect, 2 base station, 3 another station.
        sync: u8,
        /// Frames until the station takes another slot.
        timeout: u8,
        /// What the rest says; depends on the timeout.
        content: SlotContent,
    },
    /// Incremental access.
    Itdma {
        /// 0 UTC direct, 1 UTC indirect, 2 base station, 3 another station.
        sync: u8,
        /// Slots to the next transmission, 0 none.
        increment: u16,
        /// Code for the number of slots.
        slots: u8,
        /// The slot is kept for one more frame.
        keep: bool,
    },
}

/// The sub-message of a self-organised communication state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotContent {
    /// Timeouts 3, 5, 7: number of other stations received.
    ReceivedStations(u16),
    /// Timeouts 2, 4, 6: number of the slot used.
    SlotNumber(u16),
    /// Timeout 1: UTC hour and minute of the sender.
    Utc {
        /// Hour.
        hour: u8,
        /// Minute.
        minute: u8,
    },
    /// Timeout 0: slots from here to the next one used, 0 if the station stops.
    SlotOffset(u16),
}

impl CommunicationState {
    /// Reads the 19 bits.
    #[must_use]
    pub const fn read(radio: u32, itdma: bool) -> Self {
        let sync = (radio >> 17 & 3) as u8;
        if itdma {
            return Self::Itdma {
                sync,
                increment: (radio >> 4 & 0x1fff) as u16,
                slots: (radio >> 1 & 7) as u8,
                keep: radio & 1 != 0,
            };
        }
        let timeout = (radio >> 14 & 7) as u8;
        let rest = (radio & 0x3fff) as u16;
        let content = match timeout {
            0 => SlotContent::SlotOffset(rest),
            1 => SlotContent::Utc {
                hour: (rest >> 9) as u8,
                minute: (rest >> 2 & 0x7f) as u8,
            },
            2 | 4 | 6 => SlotContent::SlotNumber(rest),
            _ => SlotContent::ReceivedStations(rest),
        };
        Self::Sotdma {
            sync,
            timeout,
            content,
        }
    }
}

impl crate::Message {
    /// The communication state of the messages that end with one. Type 3 always uses the incremental form, types 1, 2,
    /// 4 and 11 never; the others say which.
    #[must_use]
    pub const fn communication_state(&self) -> Option<CommunicationState> {
        Some(match self {
            Self::PositionA(message) => {
                CommunicationState::read(message.radio, message.type_id == 3)
            }
            Self::StationReport(message) => CommunicationState::read(message.radio, false),
            Self::PositionAircraft(message) => {
                CommunicationState::read(message.radio, message.itdma)
            }
            Self::PositionB(message) => CommunicationState::read(message.radio, message.itdma),
            Self::BinaryLong(message) => CommunicationState::read(message.radio, message.itdma),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let state = CommunicationState::read(1 << 17 | 1 << 14 | 19 << 9 | 57 << 2, false);
        let content = SlotContent::Utc {
            hour: 19,
            minute: 57,
        };
        assert_eq!(
            state,
            CommunicationState::Sotdma {
                sync: 1,
                timeout: 1,
                content
            }
        );
        let state = CommunicationState::read(2 << 17 | 3646 << 4 | 5 << 1 | 1, true);
        assert_eq!(
            state,
            CommunicationState::Itdma {
                sync: 2,
                increment: 3646,
                slots: 5,
                keep: true
            }
        );
    }
}
