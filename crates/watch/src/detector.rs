//! What every detector gets and gives: clean, ordered fixes in; changes of events out.

use std::sync::Arc;

use vigie_sea::{AreaSet, Position, Span, Time};

use crate::company::Whereabouts;
use crate::detection::MotionModel;
use crate::fishing_model::FishingModels;
use crate::list::ListSet;
use crate::receiver_clock::WrongClock;
use crate::transshipment::NoticeSet;
use crate::{
    AisClass, EventBook, IdentityReport, PortSet, ReceiverSet, Reception, ReceptionMap, ShoreMap,
    SourceKind,
};

/// One position that passed ordering, duplicate removal and the split into tracks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// MMSI as sent.
    pub mmsi: u32,
    /// Number of the track within the MMSI, from 1: several ships may share one MMSI.
    pub track: u32,
    /// Dense index of the track over the whole watch, for arrays of state.
    pub slot: u32,
    /// Time.
    pub time: Time,
    /// Place.
    pub position: Position,
    /// Speed over ground, knots.
    pub sog_kn: Option<f64>,
    /// Course over ground, degrees true.
    pub cog_deg: Option<f64>,
    /// AIS navigational status.
    pub nav_status: Option<u8>,
    /// AIS class.
    pub class: AisClass,
    /// Kind of source.
    pub source: SourceKind,
    /// How it was received.
    pub reception: Reception,
    /// Receiver number, 0 when unknown.
    pub receiver: u32,
    /// Previous fix of this track.
    pub before: Option<(Time, Position)>,
}

/// What a receiver usually hears, as learned from its feed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReceiverHabit {
    /// Positions it was learned from.
    pub positions: u32,
    /// The middle of them, if there is one.
    pub middle: Option<Position>,
    /// The distance from the receiver, or from the middle, within which nearly all lie, metres.
    pub usual_range_m: f64,
}

/// What all detectors may look up. Grows with the lists, ports, rasters and identities known.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Areas an operator loaded.
    pub areas: AreaSet,
    /// Lists of vessels that an operator loaded.
    pub lists: ListSet,
    /// Notices of transshipment that an operator loaded.
    pub notices: NoticeSet,
    /// Looks of own patrols; they change the rank, never an event.
    pub looks: crate::LookSet,
    /// Ports and anchorages.
    pub ports: PortSet,
    /// Distance from shore.
    pub shore: ShoreMap,
    /// Satellite reception.
    pub reception: ReceptionMap,
    /// Where receivers are.
    pub receivers: ReceiverSet,
    /// Orbits of the satellites whose looks are matched.
    pub satellites: crate::detection::Satellites,
    /// Learnt model of movement, for the matching of detections; `None` is the built-in one.
    pub motion: Option<Arc<MotionModel>>,
    /// Learnt models of fishing; a gear without one is judged by its speed band.
    pub fishing_models: FishingModels,
}

impl Context {
    /// Distance to the nearest port or anchorage, metres; `None` when no ports are known.
    #[must_use]
    pub fn port_distance_m(&self, position: Position) -> Option<f64> {
        self.ports
            .nearest_within(position, f64::INFINITY)
            .map(|(_, distance_m)| distance_m)
    }

    /// The model of movement in use.
    #[must_use]
    pub fn motion_model(&self) -> Arc<MotionModel> {
        let builtin = || Arc::new(MotionModel::builtin());
        self.motion.clone().unwrap_or_else(builtin)
    }

    /// Distance to the nearest shore, metres; `None` when not known.
    #[must_use]
    pub fn shore_distance_m(&self, position: Position) -> Option<f64> {
        self.shore.shore_distance_m(position)
    }
}

/// Which of the vessels a detector, or a part of one, has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Knows {
    /// What judges one vessel by itself, and what compares it with others.
    All,
    /// What judges one vessel by itself.
    Alone,
    /// What compares a vessel with others, or with what a feed or a receiver usually brings.
    Others,
}

/// One behaviour. Calls come in event-time order; nothing else drives a detector.
pub trait Detector {
    /// A new fix of one track.
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook);

    /// A new identity report of one track.
    fn identity(
        &mut self,
        _slot: u32,
        _mmsi: u32,
        _time: Time,
        _report: &IdentityReport,
        _context: &Context,
        _book: &mut EventBook,
    ) {
    }

    /// The next moment at which this detector wants [`Detector::tick`], if any.
    fn due(&self) -> Option<Time> {
        None
    }

    /// Event time reached `now`, which is at or after [`Detector::due`].
    fn tick(&mut self, _now: Time, _context: &Context, _book: &mut EventBook) {}

    /// A report whose place cannot be true by itself (0°N 0°E); `fix.slot` is `u32::MAX` if the MMSI
    /// has no track.
    fn unplaced(&mut self, _fix: &Fix, _context: &Context, _book: &mut EventBook) {}

    /// Whether it judges each ship by her own fixes alone and without timers: then it also gets a fix that is the newest of its
    /// ship but late for the watch.
    fn judges_alone(&self) -> bool {
        false
    }

    /// Which feed the next fix of this track comes from; for the detector that judges silence.
    fn heard_by(&mut self, _slot: u32, _feed: u16, _time: Time) {}

    /// A feed (0: the whole node) did not listen in this span; `now` is how far event time has come.
    fn not_listening(
        &mut self,
        _feed: u16,
        _span: Span,
        _now: Time,
        _context: &Context,
        _book: &mut EventBook,
    ) {
    }

    /// A position that came later than the watch waits, of one MMSI whose tracks are in `slots`;
    /// `fix.slot` and `fix.track` mean nothing. It is for detectors whose events it may refute.
    fn late(
        &mut self,
        _fix: &Fix,
        _slots: &[u32],
        _now: Time,
        _context: &Context,
        _book: &mut EventBook,
    ) {
    }

    /// The next receiver whose clock was found wrong, if any; for the detector that compares clocks.
    fn take_wrong_clock(&mut self) -> Option<WrongClock> {
        None
    }

    /// A receiver's clock was found wrong; for detectors whose events that may explain.
    fn wrong_clock(&mut self, _clock: &WrongClock, _now: Time, _book: &mut EventBook) {}

    /// Whether the vessel in this slot seems to fish since its fix before; for the detector that knows.
    fn fishing(&self, _slot: u32) -> Option<bool> {
        None
    }

    /// Gives where ships were since the call before, for the detector of meetings; from the first call on it tells this in
    /// place of meetings.
    fn tell_whereabouts(&mut self, _out: &mut Vec<Whereabouts>) {}

    /// What a receiver usually hears; for the detector that learns it.
    fn receiver_habit(&self, _receiver: u32) -> Option<ReceiverHabit> {
        None
    }

    /// Looks at what is remembered of tracks that are heard next, so that it lies in the processor's cache by then: all at once
    /// they wait for memory about as long as one. The sum of what was seen means nothing.
    fn look_ahead(&self, _slots: &[u32]) -> u64 {
        0
    }

    /// The track in this slot is forgotten (not heard for `watch.forget_days`): drop all state of it.
    /// Another track may get the slot next. Events of it may stay open.
    fn forget(&mut self, slot: u32);
}
