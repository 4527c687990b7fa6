//! `vigie exercise`: the two-node exercise in one command, with exercise control. Canada and Japan hear different receivers
//! of one simulated world, find each other, and share by their agreement; control has the clock, the list and the truth.
//! Each is a node of its own with its own data; control runs in this process, which ends the others when it ends.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use super::args::ExerciseArguments;
use super::conduct;
use super::console::Console;
use super::exercise_files;
use super::exercise_world::{self, Playing};
use super::failure::Failure;
use crate::conduct::{PartOptions, stage::Stage};
use crate::drill::{Cell as Hears, ExerciseOptions};
use crate::exit::Exit;
use crate::feed::FeedOptions;
use crate::outlet::OutletOptions;
use crate::reference::ReferenceFiles;
use crate::server::{self, ServeOptions};

/// Ports of the second node are so much higher, those of control twice so much.
const NEXT_NODE: u16 = 10;

#[derive(Clone)]
struct Cell {
    cell: &'static str,
    party: &'static str,
    name: &'static str,
    port: u16,
}

pub(crate) fn run(console: &Console, arguments: &ExerciseArguments) -> Result<(), Failure> {
    match &arguments.command {
        Some(command) => conduct::run(console, arguments, command),
        None => play(console, arguments),
    }
}

fn cells(port: u16) -> Result<[Cell; 2], Failure> {
    let unfit = || Failure::new(Exit::Usage, "port-unfit").with("port", port);
    let second = port.checked_add(NEXT_NODE).ok_or_else(unfit)?;
    // The last one is where players reach control.
    port.checked_add(2 * NEXT_NODE + 1).ok_or_else(unfit)?;
    Ok([
        Cell {
            cell: "canada",
            party: "ca-ccg",
            name: "Canadian Coast Guard / Garde côtière canadienne",
            port,
        },
        Cell {
            cell: "japan",
            party: "jp-jcg",
            name: "海上保安庁 / Japan Coast Guard",
            port: second,
        },
    ])
}

fn play(console: &Console, arguments: &ExerciseArguments) -> Result<(), Failure> {
    if let Some(speed) = arguments.speed
        && !(speed.is_finite() && speed > 0.0)
    {
        return Err(Failure::new(Exit::Usage, "speed-not-positive").with("speed", speed));
    }
    let cells = cells(arguments.port)?;
    let playing = exercise_world::playing(console, arguments)?;
    let folder = &playing.folder;
    let keys = keys(folder, &cells).map_err(ended)?;
    let start = start_of(&playing, arguments.seed).map_err(ended)?;
    let stage = Arc::new(stage(
        console,
        arguments,
        &cells,
        folder,
        (&start, &playing.scenario),
    )?);
    let control = control(console, arguments, (&playing, &stage), &keys, &start)?;
    stage.raise().map_err(ended)?;
    watch(&stage).map_err(ended)?;
    let result = server::run(control);
    let well = stage.end();
    result?;
    if well {
        Ok(())
    } else {
        Err(Failure::new(Exit::Io, "serve-ended").with("detail", "exercise"))
    }
}

fn ended(fault: std::io::Error) -> Failure {
    Failure::new(Exit::Io, "serve-ended").with("detail", fault)
}

/// The players' nodes, each in its folder.
fn stage(
    console: &Console,
    arguments: &ExerciseArguments,
    cells: &[Cell; 2],
    folder: &Path,
    (start, scenario): (&str, &Path),
) -> Result<Stage, Failure> {
    let names: Vec<&str> = cells.iter().map(|cell| cell.cell).collect();
    let cast = Cast {
        cells: cells.to_vec(),
        folder: folder.to_owned(),
        language: console.catalogue.language().to_owned(),
        start: start.to_owned(),
        scenario: scenario.to_owned(),
        seed: arguments.seed,
        door: players_door(arguments.port),
        live: arguments.live.clone(),
        speed: arguments.speed,
    };
    let start = Box::new(move |name: &str, branch: u32| cast.start(name, branch));
    Stage::open(folder, &names, start).map_err(ended)
}

/// When a player's node ends by itself, everything is ended: an exercise with half of its players is none.
fn watch(stage: &Arc<Stage>) -> std::io::Result<()> {
    let stage = Arc::clone(stage);
    std::thread::Builder::new()
        .name("cells".to_owned())
        .spawn(move || {
            while !stage.is_ending() {
                std::thread::sleep(std::time::Duration::from_millis(300));
                if stage.is_broken() {
                    let own = rustix::process::getpid();
                    let _gone = rustix::process::kill_process(own, rustix::process::Signal::TERM);
                    return;
                }
            }
        })?;
    Ok(())
}

/// Both nodes and control begin the story together, and again at the same moment after a restart.
fn start_of(playing: &Playing, seed: u64) -> std::io::Result<String> {
    let path = playing.noted.join(format!("exercise-start-{seed}"));
    if let Ok(text) = std::fs::read_to_string(&path) {
        return Ok(text.trim().to_owned());
    }
    let start = playing.story.start();
    let start = start.unwrap_or_else(crate::drill::usual_start).to_string();
    std::fs::create_dir_all(&playing.noted)?;
    std::fs::write(path, &start)?;
    Ok(start)
}

fn key_file(folder: &Path, party: &str) -> PathBuf {
    folder.join("control").join(format!("{party}.key"))
}

/// A key for each player's node, made once.
fn keys(folder: &Path, cells: &[Cell]) -> std::io::Result<BTreeMap<String, String>> {
    let mut keys = BTreeMap::new();
    for cell in cells {
        let path = key_file(folder, cell.party);
        let key = match std::fs::read_to_string(&path) {
            Ok(text) => text.trim().to_owned(),
            Err(_none) => {
                let key = crate::auth::new_secret()
                    .ok_or_else(|| std::io::Error::other("no randomness"))?;
                conduct::write_private(&path, &key)?;
                key
            }
        };
        keys.insert(cell.party.to_owned(), key);
    }
    Ok(keys)
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// Where players' nodes reach control.
fn players_door(port: u16) -> SocketAddr {
    local(port.saturating_add(2 * NEXT_NODE + 1))
}

fn control(
    console: &Console,
    arguments: &ExerciseArguments,
    (playing, stage): (&Playing, &Arc<Stage>),
    keys: &BTreeMap<String, String>,
    start: &str,
) -> Result<ServeOptions, Failure> {
    let start = vigie_sea::Time::parse(start)
        .map_err(|fault| Failure::new(Exit::Usage, "time-unreadable").with("text", fault))?;
    Ok(ServeOptions {
        data_dir: playing.folder.join("control"),
        listen: local(arguments.port.saturating_add(2 * NEXT_NODE)),
        tls: None,
        feeds: Vec::new(),
        feed_options: FeedOptions {
            speed: arguments.speed,
            ..FeedOptions::default()
        },
        feed_folders: Vec::new(),
        reference: ReferenceFiles::default(),
        forms: None,
        holidays: None,
        detections: Vec::new(),
        exercise: Some(ExerciseOptions {
            story: playing.story.clone(),
            seed: arguments.seed,
            cell: Hears::All,
            start: Some(start),
        }),
        outlet: OutletOptions::default(),
        partner: None,
        part: Some(PartOptions::Control {
            listen: players_door(arguments.port),
            keys: keys.clone(),
            list: playing.list.to_toml(),
            files: exercise_files::attached(console, arguments, &playing.list),
            pass: conduct::pass_file(&arguments.data),
            stage: Some(Arc::clone(stage)),
        }),
        live: arguments.live.clone(),
        prefix: "control  ".to_owned(),
        language: console.catalogue.language().to_owned(),
    })
}

/// Who plays where: enough to start each node again.
struct Cast {
    cells: Vec<Cell>,
    folder: PathBuf,
    language: String,
    start: String,
    scenario: PathBuf,
    seed: u64,
    door: SocketAddr,
    live: Option<String>,
    speed: Option<f64>,
}

impl Cast {
    fn start(&self, name: &str, branch: u32) -> std::io::Result<Child> {
        let cell = self.cells.iter().find(|cell| cell.cell == name);
        let cell = cell.ok_or(std::io::ErrorKind::NotFound)?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["--lang", &self.language, "serve"])
            .arg(format!("--exercise={}", self.seed))
            .args(["--exercise-start", &self.start, "--cell", cell.cell])
            .arg("--scenario")
            .arg(&self.scenario)
            .args(["--party", cell.party, "--party-name", cell.name])
            .args(["--listen", &local(cell.port).to_string()])
            .args([
                "--partner-listen",
                &local(cell.port.saturating_add(1)).to_string(),
            ])
            .args(["--conduct", &self.door.to_string()])
            .args(["--conduct-branch", &branch.to_string(), "--conduct-key"])
            .arg(key_file(&self.folder, cell.party))
            .arg("--data")
            .arg(self.folder.join(cell.cell))
            .arg("--pairing")
            .arg(self.folder.join("pairing"))
            .stdout(Stdio::piped());
        if let Some(live) = &self.live {
            command.args(["--live", live]);
        }
        if let Some(speed) = self.speed {
            command.args(["--speed", &speed.to_string()]);
        }
        let mut child = command.spawn()?;
        if let Some(out) = child.stdout.take() {
            let party = cell.party;
            std::thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    println!("{party}  {line}");
                }
            });
        }
        Ok(child)
    }
}
