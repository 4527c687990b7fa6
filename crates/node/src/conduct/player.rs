//! The players' side: sensors through the ordinary feed, the clock, the inbox, and what this node tells control.

use std::{
    collections::VecDeque,
    net::{SocketAddr, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use vigie_sea::Time;
use vigie_store::Ledger;

use super::{
    clockwork::PICTURE_MS,
    degraded::Weather,
    gather,
    host::{Lines, say},
    message::{ClockTold, Delivered, ToControl, ToPlayer},
};
use crate::{
    drill::{STEP, door::Doors, listen_to, turner::Turner},
    http::App,
    live::now,
};

/// Kinds of the players' documents.
const INBOX: &str = "inject";
pub(crate) const SEEN: &str = "inject-seen";
/// Wait between two tries to reach control.
const AGAIN: Duration = Duration::from_secs(1);
/// Wait for a line.
const LISTEN_FOR: Duration = Duration::from_millis(100);
/// Time between two looks into the own log.
const GATHER_EVERY: Duration = Duration::from_millis(700);
/// Messages waiting for control at most.
const WAITING_MAX: usize = 1_000;

/// The players' side of an exercise.
pub(crate) struct Player {
    address: SocketAddr,
    party: String,
    key: String,
    branch: u32,
    /// Digest of the world that this node plays.
    world: String,
    runtime: tokio::runtime::Handle,
    ledger: Mutex<Ledger>,
    shown: Mutex<Shown>,
    waiting: Mutex<Vec<ToControl>>,
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// The clock as last told.
    pub(crate) clock: Option<ClockTold>,
    /// Control is there.
    pub(crate) connected: bool,
    /// This node called NO DUFF; control may not know yet.
    pub(crate) called: bool,
    /// Why control refuses this node, as a code, until it is welcome.
    pub(crate) refused: Option<String>,
    /// What it called, until control stands and was told on a connection that lasted.
    duff: Option<Duff>,
}

/// A NO DUFF on its way to control.
#[derive(Debug, Clone)]
struct Duff {
    title: String,
    by: String,
    /// Said on the connection of now.
    said: bool,
}

/// That an inject was seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SeenNote {
    pub(crate) by: String,
    pub(crate) at: Option<Time>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Player {
    /// Must be made inside the node's runtime.
    pub(crate) fn new(
        address: SocketAddr,
        (party, key, branch): (&str, &str, u32),
        world: String,
        ledger: Ledger,
    ) -> Self {
        Self {
            branch,
            world,
            address,
            party: party.to_owned(),
            key: key.to_owned(),
            runtime: tokio::runtime::Handle::current(),
            ledger: Mutex::new(ledger),
            shown: Mutex::default(),
            waiting: Mutex::default(),
        }
    }

    /// Seed of the bad links: the same for all nodes of one world.
    fn seed(&self) -> u64 {
        let digits = self.world.get(..16).unwrap_or_default();
        u64::from_str_radix(digits, 16).unwrap_or_default()
    }

    pub(crate) fn shown(&self) -> Shown {
        locked(&self.shown).clone()
    }

    /// Real life came first: this node knows it at once, control as soon as it is reached.
    pub(crate) fn call_no_duff(&self, title: String, by: &str) {
        let mut shown = locked(&self.shown);
        shown.called = true;
        shown.duff = Some(Duff {
            title,
            by: by.to_owned(),
            said: false,
        });
    }

    /// What control was not told yet of a NO DUFF. Not kept among other messages: it comes before them and is said again on
    /// a new connection until control stands, for what was written into a connection that then broke may be lost.
    fn duff_to_say(&self) -> Option<ToControl> {
        let shown = locked(&self.shown);
        let duff = shown.duff.as_ref().filter(|duff| !duff.said)?;
        Some(ToControl::NoDuff {
            title: duff.title.clone(),
            by: duff.by.clone(),
        })
    }

    fn note_duff(&self, said: bool) {
        if let Some(duff) = &mut locked(&self.shown).duff {
            duff.said = said;
        }
    }

    /// Control took this node in.
    fn seated(&self) {
        let mut shown = locked(&self.shown);
        shown.connected = true;
        shown.refused = None;
    }

    /// Control plays another world: said once, not at each try.
    fn note_refused(&self, code: &str) {
        let before = locked(&self.shown).refused.replace(code.to_owned());
        if before.as_deref() != Some(code) {
            tracing::error!(code, address = %self.address, "control plays another scenario, seed or start than this node");
        }
    }

    /// The clock as control tells it; gives the one before.
    fn hear(&self, told: ClockTold) -> Option<ClockTold> {
        let mut shown = locked(&self.shown);
        let said = shown.duff.as_ref().is_none_or(|duff| duff.said);
        if told.frozen && said {
            shown.called = false;
            shown.duff = None;
        }
        shown.clock.replace(told)
    }

    /// Tells control when it is there.
    pub(crate) fn tell(&self, message: ToControl) {
        let mut waiting = locked(&self.waiting);
        if waiting.len() < WAITING_MAX {
            waiting.push(message);
        }
    }

    /// Says what waits, in order; from the first that could not be said on, all wait for the next connection.
    fn say_waiting(
        &self,
        mut say: impl FnMut(&ToControl) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let mut left: VecDeque<ToControl> = std::mem::take(&mut *locked(&self.waiting)).into();
        let mut done = Ok(());
        while done.is_ok()
            && let Some(message) = left.front()
        {
            done = say(message);
            if done.is_ok() {
                left.pop_front();
            }
        }
        let mut waiting = locked(&self.waiting);
        left.extend(waiting.drain(..));
        *waiting = left.into();
        done
    }

    /// Injects that came, oldest first, with who saw them.
    pub(crate) fn inbox(
        ledger: &Ledger,
    ) -> Result<Vec<(Delivered, Option<SeenNote>)>, vigie_store::Error> {
        let mut all = Vec::new();
        for row in ledger.documents(INBOX, 10_000)? {
            let Ok(inject) = serde_json::from_str::<Delivered>(&row.body) else {
                continue;
            };
            let seen = ledger.document(SEEN, &inject.id)?;
            let seen = seen.and_then(|row| serde_json::from_str(&row.body).ok());
            all.push((inject, seen));
        }
        all.sort_by_key(|(inject, _)| (inject.at, inject.number));
        Ok(all)
    }

    fn take(&self, inject: &Delivered) -> Result<bool, vigie_store::Error> {
        let body = serde_json::to_string(inject).unwrap_or_default();
        let mut ledger = locked(&self.ledger);
        if ledger
            .document(INBOX, &inject.id)?
            .is_some_and(|row| row.body == body)
        {
            return Ok(false);
        }
        ledger.whole(|ledger| {
            ledger.put_document(INBOX, &inject.id, now().ms(), "control", &body)?;
            let detail = serde_json::json!({"number": inject.number, "at": inject.at}).to_string();
            ledger
                .audit(
                    now().ms(),
                    "control",
                    "inject-received",
                    &inject.id,
                    &detail,
                )
                .map(drop)
        })?;
        Ok(true)
    }
}

/// Follows control until asked to stop.
pub(crate) fn follow(
    player: &Player,
    app: &Arc<App>,
    (mut turner, mut doors): (Turner, Doors),
    pace: &AtomicU64,
    stop: &AtomicBool,
) {
    let mut feed = String::new();
    while !stop.load(Ordering::Relaxed) {
        let ways = (&mut turner, &mut doors);
        if let Err(fault) = attend(player, app, ways, pace, stop, &mut feed) {
            tracing::info!(%fault, address = %player.address, "control is not reached");
        }
        locked(&player.shown).connected = false;
        let began = Instant::now();
        while began.elapsed() < AGAIN && !stop.load(Ordering::Relaxed) {
            std::thread::sleep(STEP);
        }
    }
}

fn attend(
    player: &Player,
    app: &Arc<App>,
    (turner, doors): (&mut Turner, &mut Doors),
    pace: &AtomicU64,
    stop: &AtomicBool,
    feed: &mut String,
) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&player.address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(LISTEN_FOR))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = Lines::over(stream.try_clone()?);
    say(
        &mut stream,
        &ToControl::Hello {
            party: player.party.clone(),
            key: player.key.clone(),
            branch: player.branch,
            sensed: doors.brought(),
            world: player.world.clone(),
        },
    )?;
    player.note_duff(false);
    let weather = weather(player, app);
    let (mut reader, mut looked) = (None, Instant::now());
    let mut pictured = i64::MIN;
    while !stop.load(Ordering::Relaxed) {
        while let Some(line) = lines.read()? {
            let message = serde_json::from_slice(&line).map_err(std::io::Error::other)?;
            match message {
                ToPlayer::Welcome {
                    feed: address,
                    cursor,
                    changes,
                } => {
                    if *feed != address {
                        listen_to(app, &address).map_err(std::io::Error::other)?;
                        feed.clone_from(&address);
                    }
                    player.seated();
                    reader = Some(gather::Reader::from(cursor, changes));
                    tell_seen(player, &mut stream)?;
                }
                ToPlayer::Refused { code } => {
                    player.note_refused(&code);
                    return Err(std::io::Error::other(code));
                }
                ToPlayer::Clock(told) => {
                    turner.turn(told.now);
                    if let Some(weather) = &weather {
                        weather.tell(player.seed(), told.now, told.link_bad, told.over);
                    }
                    pictured = hear_clock(player, app, pace, told, pictured, &mut stream)?;
                }
                ToPlayer::File(file) => match file.bytes() {
                    Some(bytes) => {
                        let kept = app.attachments.put(&file.sha256, &bytes);
                        kept.map_err(std::io::Error::other)?;
                    }
                    None => tracing::warn!(sha256 = file.sha256, "a file of control is not whole"),
                },
                ToPlayer::Inject(inject) => {
                    let taken = player.take(&inject).map_err(std::io::Error::other)?;
                    if taken {
                        tell_page(app, &inject);
                    }
                }
                ToPlayer::Sensed(sensed) => doors.bring(*sensed),
            }
        }
        doors.look(stop);
        if let Some(message) = player.duff_to_say() {
            say(&mut stream, &message)?;
            player.note_duff(true);
        }
        player.say_waiting(|message| say(&mut stream, message))?;
        if let Some(reader) = &mut reader
            && looked.elapsed() >= GATHER_EVERY
        {
            looked = Instant::now();
            for message in reader.read(app, &player.runtime, &mut locked(&player.ledger)) {
                say(&mut stream, &message)?;
            }
            say(
                &mut stream,
                &ToControl::Alive {
                    event_time: app.board.status().event_time,
                },
            )?;
        }
    }
    Ok(())
}

fn hear_clock(
    player: &Player,
    app: &Arc<App>,
    pace: &AtomicU64,
    told: ClockTold,
    pictured: i64,
    stream: &mut TcpStream,
) -> std::io::Result<i64> {
    let speed = if told.running && !told.frozen {
        told.speed
    } else {
        0.0
    };
    pace.store(speed.to_bits(), Ordering::Relaxed);
    let before = player.hear(told);
    if before.is_some_and(|before| before.frozen != told.frozen || before.running != told.running) {
        tell_clock(app, told);
    }
    if before.map_or(told.link_cut, |before| before.link_cut != told.link_cut) {
        cut_links(player, app, told.link_cut);
    }
    let half_hour = told
        .now
        .ms()
        .div_euclid(PICTURE_MS)
        .saturating_mul(PICTURE_MS);
    if half_hour > pictured {
        let (ships, shared) = super::shown::pictures(app, &player.runtime);
        let at = Time::from_ms(half_hour);
        say(stream, &ToControl::Picture { at, ships, shared })?;
    }
    Ok(half_hour)
}

/// Where the desk hears how the links are; nothing without partners.
fn weather(player: &Player, app: &Arc<App>) -> Option<Weather> {
    let desk = app.desk.clone()?;
    let asked = player
        .runtime
        .block_on(desk.ask(|desk| desk.degraded.weather()));
    asked.ok()
}

/// Cuts the links to all partners, or heals them.
fn cut_links(player: &Player, app: &Arc<App>, cut: bool) {
    let Some(desk) = app.desk.clone() else {
        return;
    };
    let done = player.runtime.block_on(desk.ask(move |desk| {
        let parties: Vec<_> = desk.peers.keys().cloned().collect();
        parties.iter().try_for_each(|party| desk.cut(party, cut))
    }));
    match done {
        Ok(Ok(())) => tracing::info!(cut, "links as the exercise wants them"),
        Ok(Err(fault)) => tracing::warn!(%fault, cut, "links could not be changed"),
        Err(_busy) => tracing::warn!(cut, "links could not be changed: desk busy"),
    }
}

/// Acknowledgements are told again at every connection: control keeps each once.
fn tell_seen(player: &Player, stream: &mut TcpStream) -> std::io::Result<()> {
    let inbox = Player::inbox(&locked(&player.ledger)).map_err(std::io::Error::other)?;
    for (inject, seen) in inbox {
        if let Some(seen) = seen {
            say(
                stream,
                &ToControl::Acknowledged {
                    inject: inject.id,
                    by: seen.by,
                },
            )?;
        }
    }
    Ok(())
}

fn tell_page(app: &App, inject: &Delivered) {
    app.board.tell(crate::live::Notice {
        seq: 0,
        event: "conduct",
        data: serde_json::json!({"inject": inject.id, "number": inject.number}).to_string(),
    });
}

fn tell_clock(app: &App, told: ClockTold) {
    app.board.tell(crate::live::Notice {
        seq: 0,
        event: "conduct",
        data: serde_json::json!({"clock": told}).to_string(),
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn with_player(look: impl FnOnce(&Player)) {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let _inside = runtime.enter();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "exercise:x").unwrap();
        let address = "127.0.0.1:9".parse().unwrap();
        let world = String::new();
        look(&Player::new(address, ("jp-jcg", "key", 0), world, ledger));
    }

    fn clock(frozen: bool) -> ClockTold {
        ClockTold {
            now: Time::from_ms(0),
            speed: 1.0,
            running: true,
            frozen,
            over: false,
            branch: 0,
            link_cut: false,
            link_bad: None,
        }
    }

    #[test]
    fn what_could_not_be_said_waits_whole_and_in_order() {
        with_player(|player| {
            for inject in ["I-1", "I-2", "I-3"] {
                player.tell(ToControl::Acknowledged {
                    inject: inject.to_owned(),
                    by: "mika".to_owned(),
                });
            }
            let mut said = Vec::new();
            for most in [1, 2] {
                let mut count = 0;
                let done = player.say_waiting(|message| {
                    count += 1;
                    if count > most {
                        return Err(std::io::ErrorKind::BrokenPipe.into());
                    }
                    if let ToControl::Acknowledged { inject, .. } = message {
                        said.push(inject.clone());
                    }
                    Ok(())
                });
                assert_eq!(done.is_err(), most == 1);
            }
            assert_eq!(said, ["I-1", "I-2", "I-3"]);
        });
    }

    #[test]
    fn a_refusal_is_shown_until_the_node_is_welcome() {
        with_player(|player| {
            player.note_refused("conduct-other-world");
            let shown = player.shown();
            assert_eq!(shown.refused.as_deref(), Some("conduct-other-world"));
            assert!(!shown.connected);
            player.seated();
            let shown = player.shown();
            assert!(shown.connected && shown.refused.is_none());
        });
    }

    #[test]
    fn no_duff_is_said_on_every_new_connection_until_control_stands() {
        with_player(|player| {
            player.call_no_duff("Man overboard".to_owned(), "mika");
            for _connection in 0..2 {
                player.note_duff(false);
                assert!(matches!(
                    player.duff_to_say(),
                    Some(ToControl::NoDuff { .. })
                ));
                player.note_duff(true);
                assert!(player.duff_to_say().is_none());
                player.hear(clock(false));
                assert!(player.shown().called, "control did not hear it yet");
            }
            player.hear(clock(true));
            player.note_duff(false);
            assert!(player.duff_to_say().is_none() && !player.shown().called);
            // Called while the exercise stands already: it is told all the same.
            player.call_no_duff("Fire".to_owned(), "mika");
            player.hear(clock(true));
            assert!(player.duff_to_say().is_some() && player.shown().called);
        });
    }
}
