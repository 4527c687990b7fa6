//! `vigie watch`: feeds in, the ranked list out.
//!
//! Recorded feeds are first put in order of time; a live feed is watched until ctrl-C, which then
//! ends the feed and writes the list.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use vigie_watch::fishing_model::{FishingModels, FishingScore};
use vigie_watch::{
    Observation, PresenceQuery, PresenceRow, RankQuery, Ranked, Watch, closures_told,
};

use super::args::WatchArguments;
use super::console::Console;
use super::failure::Failure;
use super::intake::Intake;
use super::interrupt::Interrupt;
use super::looks::Looks;
use super::sorted::{give_sorted, scratch_fault};
use super::told::Told;
use super::{listing, reading, summary};
use crate::exit::Exit;
use crate::export::{Cell, Heading, ListFormat, Whole, list_json, write_csv, write_list};
use crate::feed::{Delivery, Sorter};
use crate::receiving::Receiving;

/// Observations between two looks at ctrl-C.
const LOOK_EVERY: u64 = 16_384;

pub(crate) fn run(console: &Console, arguments: &WatchArguments) -> Result<(), Failure> {
    let interrupt = Interrupt::listen();
    let outputs = Outputs::plan(arguments)?;
    let feeds = reading::feeds(&arguments.feeds, &arguments.reading)?;
    let mut options = reading::options(&arguments.reading)?;
    let reference = reading::reference(&arguments.reference)?.load()?;
    listing::tell_remarks(console, &reference.remarks);
    tell_models(console, &reference.context.fishing_models);
    let looks = Looks::open(
        console,
        &arguments.detections,
        reference.rules.detection.window_h,
    )?;
    options.known_vessels = reference.known_vessels;
    let mut floor = Floor {
        watch: Watch::new(reference.rules, reference.context),
        receiving: Receiving::new(reference.receivers),
        events: EventLog::create(arguments.events.as_deref())?,
        given: 0,
        interrupt,
        looks,
    };
    if floor.looks.is_some() {
        floor.watch.keep_fixes();
    }
    let mut intake = Intake::start(console, &feeds, &options, floor.interrupt.clone())?;
    if intake.is_live() {
        floor.watch_live(&mut intake)?;
    } else {
        floor.watch_recorded(&mut intake)?;
    }
    floor.finish(console, arguments, &outputs, &intake)
}

/// The watch with what it writes while it goes.
struct Floor {
    watch: Watch,
    receiving: Receiving,
    events: EventLog,
    given: u64,
    interrupt: Interrupt,
    looks: Option<Looks>,
}

impl Floor {
    fn watch_live(&mut self, intake: &mut Intake<'_>) -> Result<(), Failure> {
        intake.run(|delivery| {
            if let Some(delivery) = delivery {
                self.meet(&delivery);
                for observation in delivery.observations {
                    self.give(observation)?;
                }
            }
            self.watch.advance(crate::feed::now());
            self.follow();
            self.events.write(&mut self.watch)
        })
    }

    fn watch_recorded(&mut self, intake: &mut Intake<'_>) -> Result<(), Failure> {
        let mut sorter = Sorter::default();
        intake.run(|delivery| {
            let delivery = delivery.unwrap_or_default();
            self.meet(&delivery);
            sorter
                .push(delivery.observations)
                .map_err(|fault| scratch_fault(&fault))
        })?;
        give_sorted(sorter, |observation| self.give(observation))
    }

    /// Receivers that a feed named.
    fn meet(&mut self, delivery: &Delivery) {
        let set = &mut self.watch.context_mut().receivers;
        for (number, name) in &delivery.stations {
            self.receiving.meet(*number, name, set);
        }
        for (number, mmsi) in &delivery.base_stations {
            set.is_base_station(*number, *mmsi);
        }
    }

    fn give(&mut self, observation: Observation) -> Result<(), Failure> {
        self.events.told.give(&observation);
        self.watch.push(observation);
        self.given += 1;
        if !self.given.is_multiple_of(LOOK_EVERY) {
            return Ok(());
        }
        if self.interrupt.asked() {
            return Err(Failure::interrupted());
        }
        self.follow();
        self.events.write(&mut self.watch)
    }

    /// Positions around the looks of satellites.
    fn follow(&mut self) {
        if let Some(looks) = &mut self.looks {
            looks.follow(&mut self.watch);
        }
    }

    /// The end of the feeds: the last events, the list, the summary.
    fn finish(
        mut self,
        console: &Console,
        arguments: &WatchArguments,
        outputs: &Outputs,
        intake: &Intake<'_>,
    ) -> Result<(), Failure> {
        self.watch.finish();
        if let Some(looks) = &mut self.looks {
            looks.weigh(&mut self.watch);
        }
        self.events.write(&mut self.watch)?;
        if self.given == 0 && !intake.is_live() {
            let outside = intake.total().notes.get("outside-span").copied();
            let failure = match outside.filter(|count| *count > 0) {
                Some(count) => Failure::new(Exit::Data, "nothing-in-span").with("count", count),
                None => Failure::new(Exit::Data, "nothing-to-watch"),
            };
            return Err(failure);
        }
        let list = self.watch.ranked(&RankQuery::default());
        let heading = Heading {
            as_of: self
                .watch
                .now()
                .map(|now| now.to_string())
                .unwrap_or_default(),
            rules_version: self.watch.rules().version.clone(),
        };
        outputs.write(console, arguments, &list, &heading)?;
        if let Some(path) = &arguments.presence {
            write_presence(path, &self.watch, arguments.bom)?;
        }
        let end = End {
            told: self.events.finish()?,
            watch: &self.watch,
            list: &list,
            heading: &heading,
            intake,
            looks: self.looks.as_ref(),
        };
        end.print(console, arguments)
    }
}

/// Presence and apparent fishing hours, everywhere (no area) and in each area. Cells of closures are empty where no area
/// says when it is closed.
fn write_presence(path: &Path, watch: &Watch, bom: bool) -> Result<(), Failure> {
    let ids = watch
        .context()
        .areas
        .areas()
        .iter()
        .map(|area| Some(area.id.clone()));
    let rows = std::iter::once(None).chain(ids).flat_map(|area| {
        let query = PresenceQuery {
            area: area.clone(),
            ..PresenceQuery::default()
        };
        let report = watch.presence(&query);
        let told = closures_told(&watch.context().areas, area.as_deref());
        report
            .rows
            .into_iter()
            .map(move |row| presence_cells(area.as_deref(), &row, told))
    });
    let written = Whole::create(path).and_then(|mut file| {
        write_csv(&mut file, &PRESENCE_COLUMNS, rows, bom)?;
        file.finish()
    });
    written.map_err(|fault| Failure::file(path, &fault))
}

/// Columns of the presence table, the units in their names.
const PRESENCE_COLUMNS: [&str; 9] = [
    "area",
    "flag",
    "gear",
    "presence_h",
    "fishing_h",
    "closed_presence_h",
    "closed_fishing_h",
    "vessel_days",
    "closed_visits",
];

#[allow(clippy::cast_precision_loss, reason = "counts of days and visits")]
fn presence_cells(area: Option<&str>, row: &PresenceRow, closures: bool) -> Vec<Cell> {
    let text = |text: Option<&str>| text.map_or(Cell::Empty, |t| Cell::Text(t.to_owned()));
    let hours = |h: f64| Cell::Number((h * 1_000.0).round() / 1_000.0);
    let of_closures = |cell: Cell| if closures { cell } else { Cell::Empty };
    let sums = &row.sums;
    vec![
        text(area),
        text(row.flag.as_deref()),
        text(row.gear.as_deref()),
        hours(sums.presence_h),
        hours(sums.fishing_h),
        of_closures(hours(sums.closed_presence_h)),
        of_closures(hours(sums.closed_fishing_h)),
        Cell::Number(sums.vessel_days as f64),
        of_closures(Cell::Number(sums.closed_visits as f64)),
    ]
}

/// What there is to say at the end.
struct End<'a> {
    watch: &'a Watch,
    told: Told,
    list: &'a [Ranked],
    heading: &'a Heading,
    intake: &'a Intake<'a>,
    looks: Option<&'a Looks>,
}

impl End<'_> {
    fn print(&self, console: &Console, arguments: &WatchArguments) -> Result<(), Failure> {
        let (list, heading, told) = (self.list, self.heading, &self.told);
        let top = list.get(..arguments.top).unwrap_or(list);
        let left_out = told.left_out(self.watch);
        if console.json {
            let mut whole = list_json(top, heading);
            if let Some(members) = whole.as_object_mut() {
                members.insert("total".to_owned(), json!(list.len()));
                members.insert("counts".to_owned(), json!(self.watch.counts()));
                members.insert("events".to_owned(), json!(told.by_kind()));
                members.extend(left_out.map(|it| ("left_out".to_owned(), it.json())));
                members.insert("vms_without_mmsi".to_owned(), json!(told.untied()));
                members.insert("input".to_owned(), summary::as_json(self.intake));
                let looks = self.looks.map(Looks::json);
                members.extend(looks.map(|looks| ("detections".to_owned(), looks)));
            }
            return console.result(&format!("{whole}\n"));
        }
        let is_all = left_out.as_ref().is_none_or(|it| it.vessels == 0);
        console.result(&listing::table(console, top, list.len(), is_all, heading))?;
        for line in summary::as_lines(console, self.intake)
            .iter()
            .chain(&listing::watch_lines(
                console,
                self.watch,
                told,
                left_out.as_ref(),
            ))
        {
            console.tell(line);
        }
        if let Some(looks) = self.looks {
            looks
                .lines(console)
                .iter()
                .for_each(|line| console.tell(line));
        }
        Ok(())
    }
}

/// Says which gears are judged by a learnt model, and how good it was; the others by their speed band.
fn tell_models(console: &Console, models: &FishingModels) {
    for model in models.iter() {
        let held = model.data_sheet.held_out;
        let figure = |of: fn(&FishingScore) -> f64| {
            held.as_ref()
                .map_or_else(|| "-".to_owned(), |s| format!("{:.3}", of(s)))
        };
        let args = [
            ("model", model.name().into()),
            ("auc", figure(|s| s.auc).into()),
            ("f1", figure(|s| s.f1).into()),
        ];
        console.tell(&console.text("watch-model", &args));
    }
}

/// Every change of an event, counted, and written one JSON object a line if so asked.
struct EventLog {
    file: Option<(Whole, PathBuf)>,
    told: Told,
}

impl EventLog {
    fn create(path: Option<&Path>) -> Result<Self, Failure> {
        let create = |path: &Path| {
            let file = Whole::create(path).map_err(|fault| Failure::file(path, &fault))?;
            Ok::<_, Failure>((file, path.to_owned()))
        };
        Ok(Self {
            file: path.map(create).transpose()?,
            told: Told::default(),
        })
    }

    fn write(&mut self, watch: &mut Watch) -> Result<(), Failure> {
        let changes = watch.drain();
        changes.iter().for_each(|change| self.told.hear(change));
        let Some((file, path)) = &mut self.file else {
            return Ok(());
        };
        for change in changes {
            let written = serde_json::to_writer(&mut *file, &change)
                .map_err(io::Error::from)
                .and_then(|()| file.write_all(b"\n"));
            written.map_err(|fault| Failure::file(path, &fault))?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Told, Failure> {
        if let Some((file, path)) = self.file {
            file.finish()
                .map_err(|fault| Failure::file(&path, &fault))?;
        }
        Ok(self.told)
    }
}

/// Where the list goes, known to be possible before an hour of reading.
struct Outputs {
    lists: Vec<(PathBuf, ListFormat)>,
}

impl Outputs {
    fn plan(arguments: &WatchArguments) -> Result<Self, Failure> {
        let format = |path: &PathBuf| match ListFormat::of_path(path) {
            Some(format) => Ok((path.clone(), format)),
            None => {
                Err(Failure::new(Exit::Usage, "list-format-unknown").with("path", path.display()))
            }
        };
        let lists = arguments
            .out
            .iter()
            .map(format)
            .collect::<Result<Vec<_>, _>>()?;
        let tables = lists.iter().map(|(path, _)| path);
        for path in tables.chain(&arguments.presence) {
            // Tries the folder now; the temporary file goes again at once.
            drop(Whole::create(path).map_err(|fault| Failure::file(path, &fault))?);
        }
        Ok(Self { lists })
    }

    fn write(
        &self,
        console: &Console,
        arguments: &WatchArguments,
        list: &[Ranked],
        heading: &Heading,
    ) -> Result<(), Failure> {
        for (path, format) in &self.lists {
            let catalogue = &console.catalogue;
            let written = Whole::create(path).and_then(|mut file| {
                write_list(&mut file, *format, list, heading, catalogue, arguments.bom)?;
                file.finish()
            });
            written.map_err(|fault| Failure::file(path, &fault))?;
            let args = [
                ("path", path.display().to_string().into()),
                ("count", list.len().into()),
            ];
            console.tell(&console.text("list-written", &args));
        }
        Ok(())
    }
}
