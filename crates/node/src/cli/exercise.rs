//! `vigie exercise`: the two-node exercise in one command. Canada and Japan hear different receivers of one simulated
//! world, find each other, and share by their agreement. Each is a node of its own, a process with its own data.

use std::{
    io::{BufRead as _, BufReader},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
};

use super::args::ExerciseArguments;
use super::console::Console;
use super::failure::Failure;
use crate::exit::Exit;

/// Ports of the second node are so much higher.
const NEXT_NODE: u16 = 10;

struct Cell {
    cell: &'static str,
    party: &'static str,
    name: &'static str,
    port: u16,
}

pub(crate) fn run(console: &Console, arguments: &ExerciseArguments) -> Result<(), Failure> {
    let port = arguments.port;
    let second = port
        .checked_add(NEXT_NODE)
        .filter(|p| p.checked_add(1).is_some());
    let second =
        second.ok_or_else(|| Failure::new(Exit::Usage, "port-unfit").with("port", port))?;
    let cells = [
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
    ];
    let start = start_of(arguments).map_err(ended)?;
    let mut children = Vec::new();
    for cell in &cells {
        children.push(start_cell(console, arguments, cell, &start).map_err(ended)?);
    }
    // A key press of ctrl-C reaches both; when one ends by itself the other is ended too.
    let mut failed = false;
    while !children.is_empty() {
        let before = children.len();
        let mut fault = None;
        children.retain_mut(|child: &mut Child| match child.try_wait() {
            Ok(None) => true,
            Ok(Some(status)) => {
                failed |= !status.success();
                false
            }
            Err(unknown) => {
                fault = Some(unknown);
                false
            }
        });
        if children.len() < before {
            children.iter().for_each(ask_to_stop);
        }
        if let Some(fault) = fault {
            return Err(ended(fault));
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    if failed {
        return Err(Failure::new(Exit::Io, "serve-ended").with("detail", "exercise"));
    }
    Ok(())
}

fn ended(fault: std::io::Error) -> Failure {
    Failure::new(Exit::Io, "serve-ended").with("detail", fault)
}

/// Both nodes begin the story together, and again at the same moment after a restart.
fn start_of(arguments: &ExerciseArguments) -> std::io::Result<String> {
    let path = arguments
        .data
        .join(format!("exercise-start-{}", arguments.seed));
    if let Ok(text) = std::fs::read_to_string(&path) {
        return Ok(text.trim().to_owned());
    }
    let start = crate::drill::usual_start().to_string();
    std::fs::create_dir_all(&arguments.data)?;
    std::fs::write(path, &start)?;
    Ok(start)
}

fn start_cell(
    console: &Console,
    arguments: &ExerciseArguments,
    cell: &Cell,
    start: &str,
) -> std::io::Result<Child> {
    let local = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port).to_string();
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["--lang", console.catalogue.language(), "serve"])
        .arg(format!("--exercise={}", arguments.seed))
        .args(["--exercise-start", start, "--cell", cell.cell])
        .args(["--party", cell.party, "--party-name", cell.name])
        .args(["--listen", &local(cell.port)])
        .args(["--partner-listen", &local(cell.port + 1)])
        .arg("--data")
        .arg(arguments.data.join(cell.cell))
        .arg("--pairing")
        .arg(arguments.data.join("pairing"))
        .stdout(Stdio::piped());
    if let Some(speed) = arguments.speed {
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

fn ask_to_stop(child: &Child) {
    let pid = child.id().to_string();
    // It may be gone already.
    drop(Command::new("kill").args(["-TERM", &pid]).status());
}
