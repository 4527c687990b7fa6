//! A vessel in view: one track of one MMSI, where it was last and who it says it is.

use serde::{Deserialize, Serialize};

use crate::{AisClass, EndPoint, Fix, Identity, Reception, SourceKind, flag_of};

/// One track with what is known of the ship on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vessel {
    /// MMSI as sent.
    pub mmsi: u32,
    /// Number of the track within the MMSI, from 1.
    pub track: u32,
    /// Dense index of the track; another vessel may get it after this one is forgotten.
    pub slot: u32,
    /// First position of the track.
    pub first: EndPoint,
    /// Newest position of the track.
    pub last: EndPoint,
    /// Speed over ground at the newest position, knots.
    pub last_sog_kn: Option<f64>,
    /// Course over ground at the newest position, degrees true.
    pub last_cog_deg: Option<f64>,
    /// AIS navigational status at the newest position.
    pub nav_status: Option<u8>,
    /// AIS class.
    pub class: AisClass,
    /// Kind of source of the newest position.
    pub source: SourceKind,
    /// How the newest position was received.
    pub reception: Reception,
    /// Receiver of the newest position, 0 when unknown.
    pub receiver: u32,
    /// Positions of this track so far.
    pub positions: u64,
    /// Identity now and before.
    pub identity: Identity,
    /// Gear as a list tells it that surely names this vessel; `None` if none does.
    pub listed_gear: Option<String>,
    /// Flag by the first three digits of the MMSI (ITU table), ISO 3166 alpha-3.
    pub flag: Option<&'static str>,
}

impl Vessel {
    /// Flag of a registry or preset column if known, else the flag the MMSI claims.
    #[must_use]
    pub fn flag(&self) -> Option<&str> {
        self.identity.flag.as_deref().or(self.flag)
    }

    /// Gear of a registry or preset column of the feed if known, else that of a list.
    #[must_use]
    pub fn gear(&self) -> Option<&str> {
        self.identity
            .gear
            .as_deref()
            .or(self.listed_gear.as_deref())
    }

    pub(crate) fn at(fix: &Fix) -> Self {
        let end = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        Self {
            mmsi: fix.mmsi,
            track: fix.track,
            slot: fix.slot,
            first: end,
            last: end,
            last_sog_kn: fix.sog_kn,
            last_cog_deg: fix.cog_deg,
            nav_status: fix.nav_status,
            class: fix.class,
            source: fix.source,
            reception: fix.reception,
            receiver: fix.receiver,
            positions: 1,
            identity: Identity::default(),
            listed_gear: None,
            flag: flag_of(fix.mmsi).map(|flag| flag.iso3),
        }
    }

    pub(crate) fn step(&mut self, fix: &Fix) {
        self.last = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        self.last_sog_kn = fix.sog_kn;
        self.last_cog_deg = fix.cog_deg;
        self.nav_status = fix.nav_status.or(self.nav_status);
        if fix.class != AisClass::Unknown {
            self.class = fix.class;
        }
        self.source = fix.source;
        self.reception = fix.reception;
        self.receiver = fix.receiver;
        self.positions = self.positions.saturating_add(1);
    }
}
