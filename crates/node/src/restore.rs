//! Restoring the watch after a start: the archive is pushed through the same code as live data, in the order of
//! arrival and under the same clocks, and the events that come out are compared with those in the ledger.
//!
//! They must be the same. They are not when the rules changed or the program did; then the ledger is told the new
//! state, and the log says how many events differ. Revisions that a kill kept from the ledger are added.

use std::collections::BTreeMap;

use vigie_sea::{AreaSet, Span, Time};
use vigie_store::{
    AreaRow, BaseRow, Error, EventRow, Kept, Ledger, ListRow, NO_CLOCK, ReceiverFactRow,
    ReceiverRow, SilenceRow,
};
use vigie_watch::{
    Context, Event, EventState, LIT, ListInfo, ListKind, Observation, ReceiverList, Retraction,
    VesselList, detection::NOT_SEEN,
};

use crate::{
    engine::{Engine, event_row},
    feed::Unnumbered,
    keeping, notices,
};

/// Rows pushed at once.
const CHUNK: usize = 8_192;

/// What operators changed, by the arrival number from which it holds.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    steps: BTreeMap<u64, Vec<Step>>,
}

/// At one moment ends come before beginnings: a replacement.
#[derive(Debug)]
enum Step {
    EndArea(String),
    EndList(String),
    AddArea(Box<AreaRow>),
    AddList(Box<ListRow>),
    Silence(SilenceRow),
    Receiver(ReceiverRow),
    Base(BaseRow),
    EndFact(String),
    AddFact(Box<ReceiverFactRow>),
}

impl Timeline {
    /// The areas, lists and silences of the ledger.
    pub(crate) fn new(areas: Vec<AreaRow>, lists: Vec<ListRow>, silences: Vec<SilenceRow>) -> Self {
        let mut timeline = Self::default();
        for row in areas {
            timeline.end(row.until_arrival, Step::EndArea(row.id.clone()));
            timeline.begin(row.from_arrival, Step::AddArea(Box::new(row)));
        }
        for row in lists {
            timeline.end(row.until_arrival, Step::EndList(row.id.clone()));
            timeline.begin(row.from_arrival, Step::AddList(Box::new(row)));
        }
        for row in silences {
            timeline.begin(row.from_arrival, Step::Silence(row));
        }
        timeline
    }

    /// And its receivers.
    pub(crate) fn with_receivers(mut self, ledger: &Ledger) -> Result<Self, Error> {
        for row in ledger.receivers()? {
            self.begin(row.from_arrival, Step::Receiver(row));
        }
        for row in ledger.receiver_bases()? {
            self.begin(row.from_arrival, Step::Base(row));
        }
        for row in ledger.receiver_facts()? {
            self.end(row.until_arrival, Step::EndFact(row.name.clone()));
            self.begin(row.from_arrival, Step::AddFact(Box::new(row)));
        }
        Ok(self)
    }

    fn begin(&mut self, arrival: u64, step: Step) {
        self.steps.entry(arrival).or_default().push(step);
    }

    fn end(&mut self, arrival: Option<u64>, step: Step) {
        if let Some(arrival) = arrival {
            self.steps.entry(arrival).or_default().insert(0, step);
        }
    }

    fn next(&self) -> u64 {
        self.steps
            .first_key_value()
            .map_or(u64::MAX, |(arrival, _)| *arrival)
    }

    /// Applies what holds from `arrival` on.
    fn apply(&mut self, arrival: u64, engine: &mut Engine) {
        while self.next() <= arrival {
            let Some((_, steps)) = self.steps.pop_first() else {
                break;
            };
            let lists = |step: &Step| match step {
                Step::AddList(row) => row.kind != notices::KIND,
                Step::EndList(id) => !notices::is_kept(id),
                _ => false,
            };
            let lists_changed = steps.iter().any(lists);
            for step in steps {
                let context = engine.watch.context_mut();
                match step {
                    Step::EndArea(id) => drop(context.areas.remove(&id)),
                    Step::EndList(id) => notices::end(context, &id),
                    Step::AddArea(row) => add_area(&mut context.areas, &row),
                    Step::AddList(row) => add_list(context, &row),
                    Step::Silence(row) => engine.watch.not_listening(row.feed, span_of(&row)),
                    Step::Receiver(row) => engine.meet_receiver(&row),
                    Step::Base(row) => engine.meet_base(&row),
                    Step::EndFact(name) => {
                        engine.receiving.withdraw(&name, &mut context.receivers);
                    }
                    Step::AddFact(row) => match ReceiverList::from_text(&row.body) {
                        Ok((list, _faults)) => engine.receiving.say(list, &mut context.receivers),
                        Err(error) => {
                            tracing::error!(receiver = row.name, %error, "kept receiver cannot be read");
                        }
                    },
                }
            }
            if lists_changed {
                // By a map of its own: feeds that run already know the lists of now.
                let signs = Unnumbered::default();
                signs.learn(engine.watch.context().lists.iter());
                engine.watch.number(|sign| signs.mmsi_of(sign));
            }
        }
    }
}

fn span_of(row: &SilenceRow) -> Span {
    Span {
        start: Time::from_ms(row.start_ms),
        end: Time::from_ms(row.end_ms),
    }
}

/// Adds an area as it is kept; it was readable when it was added.
fn add_area(areas: &mut AreaSet, row: &AreaRow) {
    match AreaSet::from_geojson(&row.body, &row.source) {
        Ok((set, _faults)) => areas.extend(set.areas().iter().cloned().map(|mut area| {
            area.id.clone_from(&row.id);
            area
        })),
        Err(error) => tracing::error!(area = row.id, %error, "kept area cannot be read"),
    }
}

/// Adds a list, or a file of notices, as it is kept.
fn add_list(context: &mut Context, row: &ListRow) {
    if row.kind == notices::KIND {
        notices::begin(context, row);
    } else if let Some(list) = kept_list(row) {
        context.lists.put(list);
    }
}

/// A list as it is kept; it was readable when it was added. A file of notices is none.
pub(crate) fn kept_list(row: &ListRow) -> Option<VesselList> {
    if row.kind == notices::KIND {
        return None;
    }
    let kind = if row.kind == "iuu" {
        ListKind::Iuu
    } else {
        ListKind::Authorisation
    };
    let info = ListInfo {
        id: row.id.clone(),
        name: row.name.clone(),
        kind,
        date: Time::parse(&row.date).unwrap_or_else(|_undated| Time::from_ms(0)),
        source: row.source.clone(),
        complete_for: serde_json::from_str(&row.complete_for).unwrap_or_default(),
    };
    let read = VesselList::from_csv(info, row.body.as_bytes());
    read.inspect_err(|error| tracing::error!(list = row.id, %error, "kept list cannot be read"))
        .ok()
}

/// How a replay compares with the ledger.
#[derive(Debug, Default, PartialEq, Eq)]
struct Report {
    same: u64,
    different: u64,
    added: u64,
    vanished: u64,
}

/// Replays the archive into the engine.
pub(crate) fn restore(engine: &mut Engine, mut timeline: Timeline) -> Result<(), Error> {
    let began = std::time::Instant::now();
    let mut known = Known {
        revisions: BTreeMap::new(),
        forgotten_ms: engine.ledger.forgotten_before()?.unwrap_or(i64::MIN),
    };
    let mut looks: Vec<Event> = Vec::new();
    let mut lights: Vec<(String, String)> = Vec::new();
    engine.ledger.each_event::<Error>(|id, revision, body| {
        // What a look said comes from files of detections: a replay of positions does not make it anew.
        if id.starts_with("dark-") || id.starts_with("dark_vessel-") || id.ends_with(NOT_SEEN) {
            looks.extend(serde_json::from_str::<Event>(&body));
        } else if body.contains(LIT_KEY) {
            lights.extend(light_of(&id, &body));
        }
        known.revisions.insert(id, revision);
        Ok(())
    })?;
    for event in looks {
        engine.watch.recall(event);
    }
    let mut batch = Batch::default();
    let mut next = 0_u64;
    let rows = engine.archive.reader().replay::<Error>(|kept| {
        if kept.arrival >= timeline.next() {
            batch.flush(engine, &mut known)?;
            timeline.apply(kept.arrival, engine);
        }
        if kept.arrival > next {
            batch.flush(engine, &mut known)?;
            engine.pass_deleted(kept.arrival)?;
        }
        next = kept.arrival.saturating_add(1);
        batch.push(kept, engine, &mut known)
    })?;
    batch.end(engine, &mut known)?;
    timeline.apply(engine.archive.next_arrival(), engine);
    engine.resume_clock()?;
    // After the replay, so that each event comes to the revision that it had.
    for (event, scene) in lights {
        engine.watch.recall_light(&event, &scene);
    }
    catch_up(engine, &mut known)?;
    let report = compare(engine, &known)?;
    let seconds = began.elapsed().as_secs_f64();
    tracing::info!(
        rows,
        seconds,
        same = report.same,
        different = report.different,
        added = report.added,
        vanished = report.vanished,
        "archive replayed, events compared with the ledger"
    );
    Ok(())
}

/// How the evidence of an event says that a look found its vessel lit.
const LIT_KEY: &str = "\"lit\":";

/// The event and the look that found its vessel lit.
fn light_of(id: &str, body: &str) -> Option<(String, String)> {
    let event: Event = serde_json::from_str(body).ok()?;
    let scene = event.evidence.codes.get(LIT)?;
    Some((id.to_owned(), scene.clone()))
}

/// What the ledger had of events when the replay began, or has by now.
struct Known {
    /// Newest revision of each.
    revisions: BTreeMap<String, u32>,
    /// Events that ended before this were forgotten by retention, and stay so though a replay makes them again.
    forgotten_ms: i64,
}

impl Known {
    /// Whether retention forgot this event: over, and not one of those that were kept.
    fn has_forgotten(&self, row: &EventRow) -> bool {
        row.state != "open" && row.end_ms.unwrap_or(row.start_ms) < self.forgotten_ms
    }
}

/// Observations under one clock, waiting to be pushed.
#[derive(Default)]
struct Batch {
    clock_ms: Option<i64>,
    begun: bool,
    observations: Vec<Observation>,
}

impl Batch {
    fn push(&mut self, kept: Kept, engine: &mut Engine, known: &mut Known) -> Result<(), Error> {
        if self.clock_ms != Some(kept.clock_ms) {
            self.end(engine, known)?;
            self.clock_ms = Some(kept.clock_ms);
        }
        self.observations.push(keeping::observation_of(kept.row));
        if self.observations.len() >= CHUNK {
            self.flush(engine, known)?;
        }
        Ok(())
    }

    /// Pushes what waits; the clock turns once before the first part of a batch and once after its end.
    fn flush(&mut self, engine: &mut Engine, known: &mut Known) -> Result<(), Error> {
        let clock = self.clock_ms.unwrap_or(NO_CLOCK);
        if !std::mem::replace(&mut self.begun, true) {
            engine.turn_clock(clock);
        }
        let observations = std::mem::take(&mut self.observations);
        engine.drive(NO_CLOCK, observations);
        catch_up(engine, known)
    }

    fn end(&mut self, engine: &mut Engine, known: &mut Known) -> Result<(), Error> {
        self.flush(engine, known)?;
        self.begun = false;
        match self.clock_ms {
            Some(vigie_store::RELEASED) | None => {}
            Some(clock) => engine.turn_clock(clock),
        }
        catch_up(engine, known)
    }
}

/// Takes the changes of a replay; those newer than the ledger's are added to it.
fn catch_up(engine: &mut Engine, known: &mut Known) -> Result<(), Error> {
    let mut missed: Vec<EventRow> = Vec::new();
    for change in engine.watch.drain() {
        engine.picture.mark(&change.event);
        let kept = known.revisions.get(&change.event.id).copied();
        // Forgotten, by all that is known yet; if it turns out to go on, the comparison at the end adds it.
        if kept.is_none() && change.event.start.time.ms() < known.forgotten_ms {
            continue;
        }
        if change.event.revision > kept.unwrap_or(0) {
            let id = change.event.id.clone();
            known.revisions.insert(id, change.event.revision);
            missed.push(event_row(change.at, &change.event));
        }
    }
    if !missed.is_empty() {
        tracing::info!(
            changes = missed.len(),
            "changes of events were missing in the ledger"
        );
        engine.ledger.put_events(&missed)?;
    }
    Ok(())
}

/// Compares the events of the watch with those of the ledger, and tells the ledger what differs.
fn compare(engine: &mut Engine, known: &Known) -> Result<Report, Error> {
    let mut report = Report::default();
    let mut stale: Vec<Event> = Vec::new();
    let mut seen: BTreeMap<String, bool> = BTreeMap::new();
    let book = engine.watch.book();
    engine.ledger.each_event::<Error>(|id, _revision, body| {
        match book.get(&id) {
            Some(event) => {
                let same = serde_json::to_string(event).is_ok_and(|text| text == body);
                seen.insert(id, same);
            }
            None => {
                if let Ok(event) = serde_json::from_str::<Event>(&body)
                    && event.state == EventState::Open
                {
                    stale.push(event);
                }
            }
        }
        Ok(())
    })?;
    let at = engine.watch.now().unwrap_or_else(|| Time::from_ms(0));
    let mut rows = Vec::new();
    for event in book.iter() {
        match seen.get(&event.id) {
            Some(true) => report.same += 1,
            Some(false) => {
                report.different += 1;
                rows.push(event_row(at, event));
            }
            None => {
                let row = event_row(at, event);
                if !known.has_forgotten(&row) {
                    report.added += 1;
                    rows.push(row);
                }
            }
        }
    }
    // An event that is still open in the ledger and that the watch no longer makes must not stay open for ever.
    for mut event in stale {
        report.vanished += 1;
        event.state = EventState::Retracted;
        event.revision = event.revision.saturating_add(1);
        event.retraction = Some(Retraction {
            reason: "not-found-again".to_owned(),
            at,
        });
        rows.push(event_row(at, &event));
    }
    engine.ledger.put_events(&rows)?;
    Ok(report)
}
