//! Control's end of the connections to players' nodes.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use vigie_exercise::expectation::{Observed, Seen};

use super::{
    control::{Control, Refused},
    message::{LINE_BYTES_MAX, OTHER_WORLD, ToControl, ToPlayer},
    source::Source,
};
use crate::{auth::same, drill::STEP};

/// Connections at once: a partner has one, and one that is being replaced.
const CONNECTIONS_MAX: usize = 16;
/// Time for the first line.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// Reports of sensors sent between two words about the clock.
const SENSED_AT_ONCE: usize = 500;
/// Wait for a line before control looks for something to say.
const LISTEN_FOR: Duration = Duration::from_millis(100);

/// Listens for players' nodes.
pub(crate) fn open(
    control: &Arc<Control>,
    sources: &[Source],
    stop: &Arc<AtomicBool>,
) -> std::io::Result<JoinHandle<()>> {
    let listener = TcpListener::bind(control.listen)?;
    listener.set_nonblocking(true)?;
    let feeds: BTreeMap<String, String> = sources
        .iter()
        .map(|source| (source.party.clone(), source.address.to_string()))
        .collect();
    let (control, stop, feeds) = (Arc::clone(control), Arc::clone(stop), Arc::new(feeds));
    std::thread::Builder::new()
        .name("players".to_owned())
        .spawn(move || {
            let mut threads: Vec<JoinHandle<()>> = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                threads.retain(|thread| !thread.is_finished());
                match listener.accept() {
                    Ok((stream, _)) if threads.len() < CONNECTIONS_MAX => {
                        let (control, stop, feeds) =
                            (Arc::clone(&control), Arc::clone(&stop), Arc::clone(&feeds));
                        threads.push(std::thread::spawn(move || {
                            attend(&control, &feeds, stream, &stop)
                        }));
                    }
                    Ok(_too_many) => {}
                    Err(_not_yet) => std::thread::sleep(STEP),
                }
            }
            threads.into_iter().for_each(|thread| drop(thread.join()));
        })
}

/// Reads lines, each at most [`LINE_BYTES_MAX`] long, with time-outs between.
pub(super) struct Lines {
    from: BufReader<TcpStream>,
    held: Vec<u8>,
}

impl Lines {
    /// The next line; `None` if there is none yet.
    fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        use std::io::ErrorKind as Kind;
        loop {
            let piece = match self.from.fill_buf() {
                Ok([]) => return Err(Kind::UnexpectedEof.into()),
                Ok(piece) => piece,
                Err(fault)
                    if matches!(
                        fault.kind(),
                        Kind::WouldBlock | Kind::TimedOut | Kind::Interrupted
                    ) =>
                {
                    return Ok(None);
                }
                Err(fault) => return Err(fault),
            };
            let end = piece.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(piece.len(), |at| at + 1);
            self.held
                .extend_from_slice(piece.get(..taken).unwrap_or_default());
            self.from.consume(taken);
            if self.held.len() > LINE_BYTES_MAX {
                return Err(Kind::InvalidData.into());
            }
            if end.is_some() {
                return Ok(Some(std::mem::take(&mut self.held)));
            }
        }
    }
}

pub(super) fn say<T: serde::Serialize>(stream: &mut TcpStream, message: &T) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(message).map_err(std::io::Error::other)?;
    line.push(b'\n');
    stream.write_all(&line)
}

fn attend(
    control: &Control,
    feeds: &BTreeMap<String, String>,
    stream: TcpStream,
    stop: &AtomicBool,
) {
    let mut named: Option<(String, u32)> = None;
    if let Err(fault) = serve(control, feeds, stream, stop, &mut named) {
        let party = named.as_ref().map(|(party, _)| party.as_str());
        tracing::info!(%fault, party, "a player's node went");
    }
    if let Some((party, branch)) = named
        && let Ok(mut state) = control.state_on(branch)
        && let Some(seat) = state.seats.get_mut(&party)
    {
        seat.connected = false;
    }
}

fn serve(
    control: &Control,
    feeds: &BTreeMap<String, String>,
    mut stream: TcpStream,
    stop: &AtomicBool,
    named: &mut Option<(String, u32)>,
) -> std::io::Result<()> {
    use std::io::ErrorKind as Kind;
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(LISTEN_FOR))?;
    stream.set_write_timeout(Some(HELLO_WITHIN))?;
    let mut lines = Lines::over(stream.try_clone()?);
    let Greeting {
        party,
        branch,
        mut sensed,
        world,
    } = hello(control, &mut lines)?;
    let feed = feeds.get(&party).cloned().ok_or(Kind::NotFound)?;
    let same_branch = control.state_on(branch).map(drop);
    same_branch.map_err(|_other| Kind::PermissionDenied)?;
    if world != control.world {
        tracing::error!(party, "a player's node plays another world and is refused");
        let code = OTHER_WORLD.to_owned();
        say(&mut stream, &ToPlayer::Refused { code })?;
        return Err(std::io::Error::other(OTHER_WORLD));
    }
    let welcome = {
        let mut state = control
            .state_on(branch)
            .map_err(|_other| Kind::PermissionDenied)?;
        let seat = state.seats.entry(party.clone()).or_default();
        seat.connected = true;
        ToPlayer::Welcome {
            feed,
            cursor: seat.cursor.clone(),
            changes: seat.changes_seq,
        }
    };
    *named = Some((party.clone(), branch));
    say(&mut stream, &welcome)?;
    let mut sent: Vec<super::message::Delivered> = Vec::new();
    let mut files = BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        while let Some(line) = lines.next()? {
            let message = serde_json::from_slice(&line).map_err(|_unreadable| Kind::InvalidData)?;
            if let Err(refused) = hear(control, (&party, branch), message) {
                tracing::warn!(?refused, party, "a message of a player's node was refused");
            }
        }
        let (told, delivered, said) = {
            let state = control
                .state_on(branch)
                .map_err(|_other| Kind::ConnectionAborted)?;
            let said = state.seats.get(&party).map(|seat| {
                let new = seat.sensed.iter().skip(sensed);
                new.take(SENSED_AT_ONCE).cloned().collect::<Vec<_>>()
            });
            (
                state.told_to(&party),
                state.delivered(&party),
                said.unwrap_or_default(),
            )
        };
        sensed += said.len();
        for one in said {
            say(&mut stream, &ToPlayer::Sensed(Box::new((*one).clone())))?;
        }
        for one in delivered {
            if !sent.contains(&one) {
                for file in &one.files {
                    if files.insert(file.sha256.clone())
                        && let Some(written) = control.file_to_send(&file.name)
                    {
                        say(&mut stream, &ToPlayer::File(Box::new(written)))?;
                    }
                }
                say(&mut stream, &ToPlayer::Inject(Box::new(one.clone())))?;
                sent.push(one);
            }
        }
        say(&mut stream, &ToPlayer::Clock(told))?;
    }
    Ok(())
}

/// Who it is, on which branch, how many reports of sensors it has, and which world it plays.
struct Greeting {
    party: String,
    branch: u32,
    sensed: usize,
    world: String,
}

/// The first line; a node of another branch or world is refused before it is seated.
fn hello(control: &Control, lines: &mut Lines) -> std::io::Result<Greeting> {
    use std::io::ErrorKind as Kind;
    let began = Instant::now();
    while began.elapsed() < HELLO_WITHIN {
        let Some(line) = lines.next()? else {
            continue;
        };
        let Ok(ToControl::Hello {
            party,
            key,
            branch,
            sensed,
            world,
        }) = serde_json::from_slice(&line)
        else {
            return Err(Kind::InvalidData.into());
        };
        let known = control
            .keys
            .get(&party)
            .is_some_and(|wanted| same(wanted, &key));
        return if known {
            let sensed = usize::try_from(sensed).map_err(|_over| Kind::InvalidData)?;
            Ok(Greeting {
                party,
                branch,
                sensed,
                world,
            })
        } else {
            Err(Kind::PermissionDenied.into())
        };
    }
    Err(Kind::TimedOut.into())
}

fn hear(
    control: &Control,
    (party, branch): (&str, u32),
    message: ToControl,
) -> Result<(), Refused> {
    match message {
        ToControl::Hello { .. } => {}
        ToControl::Changes { changes, seq } => {
            let mut state = control.state_on(branch)?;
            // The first telling of an event is the alert.
            let alerts = changes
                .iter()
                .filter(|change| change.event.revision == 1)
                .map(|change| Observed {
                    at: change.at,
                    party: party.to_owned(),
                    seen: Seen::Alert {
                        event: change.event.id.clone(),
                        kind: change.event.kind.code().to_owned(),
                        mmsis: change
                            .event
                            .vessels
                            .iter()
                            .map(|vessel| vessel.mmsi)
                            .collect(),
                        area: change.event.evidence.codes.get("area").cloned(),
                    },
                });
            let alerts: Vec<Observed> = alerts.collect();
            state.observed.extend(alerts);
            if let Some(seat) = state.seats.get_mut(party) {
                seat.changes.extend(changes);
                seat.changes_seq = seq;
            }
        }
        ToControl::Observed { events, cursor } => {
            control.observe((party, branch), events, cursor)?
        }
        ToControl::Picture { at, ships, shared } => {
            control.picture((party, branch), at, &ships, &shared)?
        }
        ToControl::Ordered { orders } => control.ordered((party, branch), orders)?,
        ToControl::Acknowledged { inject, by } => {
            control.acknowledged((party, branch), inject, by)?
        }
        ToControl::NoDuff { title, by } => control.no_duff(party, title, &by)?,
        ToControl::Alive { event_time } => {
            if let Some(seat) = control.state_on(branch)?.seats.get_mut(party) {
                seat.event_time = event_time;
                // The end of a connection that this one replaced may be noticed late: who speaks is there.
                seat.connected = true;
            }
        }
    }
    Ok(())
}

impl Lines {
    pub(super) fn over(stream: TcpStream) -> Self {
        Self {
            from: BufReader::new(stream),
            held: Vec::new(),
        }
    }

    pub(super) fn read(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        self.next()
    }
}
