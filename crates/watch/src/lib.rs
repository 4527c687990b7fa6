//! The watch: positions to tracks, events and one ranked, explained list of vessels.
//!
//! One deterministic state machine serves the live feed and the archive: [`Watch::push`] takes
//! observations in any order inside the lateness tolerance and gives the same events, byte for byte,
//! whatever the order of equal times, late arrivals within the tolerance, and duplicates.
//!
//! Invariant: nothing here reads a clock, a disk or a network; time comes in with the observations.
//! An event is never a verdict: it carries its evidence, its rule's name and version, its
//! uncertainty and what would refute it.

mod area_visit;
mod band;
mod circle;
mod claim;
mod company;
mod copied;
mod country;
pub mod detection;
mod detector;
mod disabling;
mod encounter;
mod error;
mod event;
mod fishing;
pub mod fishing_model;
mod flag;
mod frozen;
mod gap;
mod gear;
mod heard;
mod hearing;
mod identity;
mod identity_conflict;
mod implausible;
mod list;
mod list_csv;
mod list_date;
mod list_index;
mod list_match;
mod listening;
mod loitering;
mod lying;
mod meeting;
mod meetings;
mod name;
mod neighbour;
mod observation;
mod orbit;
mod order;
mod outlook;
mod pair;
mod port;
mod port_set;
mod presence;
mod presence_report;
mod preset;
mod rank;
mod reason;
mod receiver_clock;
mod receiver_list;
mod receiver_range;
mod receiver_set;
mod reception;
pub mod refit;
mod resample;
mod role;
mod rule_change;
mod rules;
mod script;
mod shared_mmsi;
mod shares;
mod shore;
mod smooth;
mod stretch;
mod sun;
mod track;
mod transshipment;
mod transshipment_csv;
mod transshipment_judge;
mod transshipment_report;
mod vessel;
mod vms_mismatch;
mod watch;
mod way_bound;

pub use area_visit::{AreaVisitDetector, Config as AreaVisitConfig};
pub use band::{Band as FishingBand, Bands as FishingBands, Validation};
pub use circle::Config as CircleConfig;
pub use company::{Bond, Company, Whereabouts};
pub use copied::Config as CopiedConfig;
pub use country::flag_in_words;
pub use detector::{Context, Detector, Fix, ReceiverHabit};
pub use disabling::Config as DisablingConfig;
pub use encounter::{
    Config as EncounterConfig, EncounterDetector, Preset as EncounterPreset,
    PresetName as EncounterPresetName,
};
pub use error::Error;
pub use event::{
    Change, EndPoint, Event, EventBook, EventKind, EventState, Evidence, LIT, Lit, Participant,
    RESTS_ON, Retraction, RuleRef,
};
pub use fishing::{Config as FishingConfig, FishingDetector, FishingJudge};
pub use flag::{
    Flag, Station, UNNUMBERED_MIN, flag_named, flag_of, flag_of_name, is_unnumbered, station_of,
};
pub use gap::{Config as GapConfig, GapDetector};
pub use gear::Gear;
pub use identity::{Identity, IdentityChange};
pub use identity_conflict::{Config as IdentityConflictConfig, IdentityDetector, is_imo_number};
pub use implausible::{Config as ImplausibleConfig, ImplausibleDetector};
pub use list::{
    Authorisation, AuthorisationOutcome, Completeness, ListHit, ListInfo, ListKind, ListRow,
    ListSet, Listing, Period, RowFault, Sought, Standing, VesselList,
};
pub use list_match::{Config as ListConfig, ListDetector};
pub use loitering::{Config as LoiteringConfig, LoiteringDetector};
pub use name::{Likeness, ShipName};
pub use observation::{
    AisClass, IdentityReport, Observation, PositionReport, Reception, Report, SourceKind,
};
pub use orbit::Orbit;
pub use order::canonical;
pub use port::{Config as PortConfig, PortVisitDetector};
pub use port_set::{Port, PortFault, PortKind, PortSet};
pub use presence::{Config as PresenceConfig, Doer, Presence, closures_told};
pub use presence_report::{
    PresenceQuery, PresenceReport, PresenceRow, PresenceSquare, PresenceSums, PresenceTrend,
    TrendStep,
};
pub use rank::{Look, LookSet, NO_REPORT_NUMBER, RankQuery, Ranked, Reason, Score, WouldChange};
pub use reason::{Config as RankConfig, Points as RankPoints};
pub use receiver_clock::{Config as ReceiverClockConfig, WrongClock};
pub use receiver_list::{ReceiverFault, ReceiverList};
pub use receiver_set::{ReceiverFact, ReceiverPlace, ReceiverSet};
pub use reception::ReceptionMap;
pub use role::{KnownRole, Role, role_of_class, role_of_name, role_of_ship_type};
pub use rule_change::{RuleChange, amended_points, rule_changes};
pub use rules::{BUILTIN_RULES, Rules};
pub use shared_mmsi::{Config as SharedMmsiConfig, SharedMmsiDetector};
pub use shares::Shares;
pub use shore::ShoreMap;
pub use smooth::Config as SmoothConfig;
pub use sun::sun_altitude_deg;
pub use track::Config as TrackConfig;
pub use transshipment::{
    Config as NoticeConfig, Notice, NoticeClaim, NoticeFile, NoticeInfo, NoticeSet, NoticeStatus,
    Party, StandingNotice,
};
pub use transshipment_report::NoticeReport;
pub use vessel::Vessel;
pub use vms_mismatch::{Config as VmsConfig, VmsDetector};
pub use watch::{
    Bounds, Config as WatchConfig, Counts, DarkFound, DarkWork, Ends, FIRST_ROWS, LAST_ROWS, Watch,
};
