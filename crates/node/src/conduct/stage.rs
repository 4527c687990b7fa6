//! The players' nodes that this program started, and their folders: kept at a checkpoint, set back to one.
//!
//! A checkpoint is taken while every players' process is stopped (`SIGSTOP`), so what is copied is what a kill at that
//! moment would have left, at the same moment on both sides, and a node is sound after a kill at any moment. Setting back
//! ends the processes, moves their folders aside (the branch that is left stays as a checkpoint of its own), and puts
//! copies in their place. One small file says which branch the folders belong to; it is the point from which a broken
//! setting back is finished at the next start instead of undone.

use std::{
    fs,
    io::{Error, Result},
    path::{Path, PathBuf},
    process::Child,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use vigie_exercise::expectation::Observed;
use vigie_sea::Time;

/// Checkpoints kept at most; of those the program takes by itself, the oldest go first.
const KEPT_MAX: usize = 40;
/// Of them by the program.
const OWN_MAX: usize = 8;
/// Time for a node to end by itself.
const PATIENCE: Duration = Duration::from_secs(20);
const CHECKPOINTS: &str = "checkpoints";
const INCOMING: &str = "incoming";
const BRANCH: &str = "branch.json";
const ABOUT: &str = "about.json";
const MEMORY: &str = "memory.json";

/// A moment to come back to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    pub(crate) id: String,
    pub(crate) name: String,
    /// When, by the exercise's clock.
    pub(crate) at: Time,
    pub(crate) branch: u32,
    /// When, by the wall.
    pub(crate) wall: Time,
    pub(crate) by: String,
    /// It is the end of a branch that was left.
    pub(crate) left: bool,
    /// Entries of the conduct log that count.
    pub(crate) entries: usize,
}

/// What control remembers of the players at a checkpoint.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    pub(crate) observed: Vec<Observed>,
    /// How far each partner's log was read.
    pub(crate) cursors: Vec<(String, Value)>,
}

/// Which branch the folders belong to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) branch: u32,
    /// The checkpoint it began at.
    pub(crate) checkpoint: Option<String>,
}

/// Starts the node of a partner's folder on a branch.
type Start = Box<dyn Fn(&str, u32) -> Result<Child> + Send + Sync>;

/// The players' nodes.
pub struct Stage {
    folder: PathBuf,
    /// Folders of the nodes, inside `folder`.
    cells: Vec<String>,
    start: Start,
    children: Mutex<Vec<Child>>,
    ending: AtomicBool,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stage({})", self.folder.display())
    }
}

impl Stage {
    /// The stage in a folder; finishes a setting back that was broken off.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn open(folder: &Path, cells: &[&str], start: Start) -> Result<Self> {
        let stage = Self {
            folder: folder.to_owned(),
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            start,
            children: Mutex::default(),
            ending: AtomicBool::new(false),
        };
        let incoming = stage.folder.join(INCOMING);
        if incoming.exists() {
            let meant: Standing = read(&incoming.join(BRANCH)).unwrap_or_default();
            if meant.branch > 0 && meant.branch == stage.standing().branch {
                stage.take_in(&meant)?;
            } else {
                fs::remove_dir_all(&incoming)?;
            }
        }
        Ok(stage)
    }

    /// Which branch the folders belong to.
    pub(crate) fn standing(&self) -> Standing {
        read(&self.folder.join(BRANCH)).unwrap_or_default()
    }

    fn children(&self) -> MutexGuard<'_, Vec<Child>> {
        self.children.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, id: &str) -> PathBuf {
        self.folder.join(CHECKPOINTS).join(id)
    }

    /// All checkpoints, oldest first.
    pub(crate) fn checkpoints(&self) -> Vec<Checkpoint> {
        let entries = fs::read_dir(self.folder.join(CHECKPOINTS));
        let mut all: Vec<Checkpoint> = entries
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| read(&entry.path().join(ABOUT)).ok())
            .collect();
        all.sort_by(|a, b| (a.wall, &a.id).cmp(&(b.wall, &b.id)));
        all
    }

    /// A checkpoint with what control knew then.
    pub(crate) fn find(&self, id: &str) -> Option<(Checkpoint, Memory)> {
        let found = self.checkpoints().into_iter().find(|one| one.id == id)?;
        let memory = read(&self.of(id).join(MEMORY)).ok()?;
        Some((found, memory))
    }

    /// A name that no checkpoint has yet.
    pub(crate) fn next_id(&self) -> String {
        let number = |one: &Checkpoint| one.id.strip_prefix('C')?.parse::<u32>().ok();
        let last = self.checkpoints().iter().filter_map(number).max();
        format!("C{:03}", last.unwrap_or(0).saturating_add(1))
    }

    /// Starts all nodes on the branch of their folders, unless they run.
    ///
    /// # Errors
    /// A node that cannot be started; then none runs.
    pub(crate) fn raise(&self) -> Result<()> {
        let branch = self.standing().branch;
        let mut children = self.children();
        if !children.is_empty() {
            return Ok(());
        }
        for cell in &self.cells {
            match (self.start)(cell, branch) {
                Ok(child) => children.push(child),
                Err(fault) => {
                    end(&mut children);
                    return Err(fault);
                }
            }
        }
        Ok(())
    }

    /// Keeps a checkpoint: all nodes stand while their folders are copied.
    ///
    /// # Errors
    /// The disk, a node that is gone, too many checkpoints.
    pub(crate) fn keep(&self, about: &Checkpoint, memory: &Memory, own: bool) -> Result<()> {
        self.make_room(own)?;
        let place = self.of(&about.id);
        let part = self.folder.join(CHECKPOINTS).join("part");
        drop(fs::remove_dir_all(&part));
        let children = self.children();
        let still = Still::of(&children)?;
        let copied = self
            .cells
            .iter()
            .try_for_each(|cell| copy(&self.folder.join(cell), &part.join(cell)));
        drop(still);
        drop(children);
        copied?;
        write(&part.join(MEMORY), memory)?;
        write(&part.join(ABOUT), about)?;
        fs::rename(&part, &place)
    }

    fn make_room(&self, own: bool) -> Result<()> {
        let all = self.checkpoints();
        let by_program: Vec<&Checkpoint> = all
            .iter()
            .filter(|one| one.by == super::control::PROGRAM && !one.left)
            .collect();
        if own && let Some(oldest) = by_program.first().filter(|_| by_program.len() >= OWN_MAX) {
            return fs::remove_dir_all(self.of(&oldest.id));
        }
        if all.len() < KEPT_MAX {
            return Ok(());
        }
        match by_program.first() {
            Some(oldest) => fs::remove_dir_all(self.of(&oldest.id)),
            None => Err(Error::other("checkpoints-full")),
        }
    }

    /// Ends the nodes and puts the folders of a checkpoint in their place; what was there becomes the checkpoint `left`.
    /// The nodes do not run afterwards.
    ///
    /// # Errors
    /// The disk. Before the branch is written nothing has changed but that no node runs.
    pub(crate) fn set_back(
        &self,
        to: &str,
        branch: u32,
        left: &Checkpoint,
        memory: &Memory,
    ) -> Result<()> {
        let incoming = self.folder.join(INCOMING);
        drop(fs::remove_dir_all(&incoming));
        for cell in &self.cells {
            copy(&self.of(to).join(cell), &incoming.join(cell))?;
        }
        let standing = Standing {
            branch,
            checkpoint: Some(to.to_owned()),
        };
        write(&incoming.join(BRANCH), &standing)?;
        let mut children = self.children();
        for child in children.iter_mut() {
            // What it had in memory goes: the branch is left.
            drop(child.kill());
            drop(child.wait());
        }
        children.clear();
        write(&incoming.join(MEMORY), memory)?;
        write(&incoming.join(ABOUT), left)?;
        write(&self.folder.join(BRANCH), &standing)?;
        self.take_in(&standing)
    }

    /// Moves what came in to its place. Can be done again from any point.
    fn take_in(&self, standing: &Standing) -> Result<()> {
        let incoming = self.folder.join(INCOMING);
        let left: Checkpoint = read(&incoming.join(ABOUT))?;
        let memory: Memory = read(&incoming.join(MEMORY))?;
        let aside = self.of(&left.id);
        private(&aside)?;
        for cell in &self.cells {
            let (from, to) = (incoming.join(cell), self.folder.join(cell));
            if !from.exists() {
                continue;
            }
            if to.exists() {
                fs::rename(&to, aside.join(cell))?;
            }
            fs::rename(&from, &to)?;
        }
        write(&aside.join(MEMORY), &memory)?;
        write(&aside.join(ABOUT), &left)?;
        tracing::info!(branch = standing.branch, "the exercise was set back");
        fs::remove_dir_all(&incoming)
    }

    /// Whether a node ended by itself.
    pub(crate) fn is_broken(&self) -> bool {
        let gone = |child: &mut Child| !matches!(child.try_wait(), Ok(None));
        !self.is_ending() && self.children().iter_mut().any(gone)
    }

    /// Whether all is being ended.
    pub(crate) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }

    /// Asks the nodes to end and waits; gives whether all ended well.
    pub(crate) fn end(&self) -> bool {
        self.ending.store(true, Ordering::Relaxed);
        end(&mut self.children())
    }
}

/// Nodes that stand; they go on when this is dropped.
struct Still(Vec<Pid>);

impl Still {
    fn of(children: &[Child]) -> Result<Self> {
        let mut still = Self(Vec::new());
        for child in children {
            let gone = || Error::other("no process");
            let id = i32::try_from(child.id()).map_err(|_wide| gone())?;
            let pid = Pid::from_raw(id).ok_or_else(gone)?;
            kill_process(pid, Signal::STOP)?;
            still.0.push(pid);
        }
        for pid in &still.0 {
            // Left waitable, so that one that ended is still seen by whoever looks after it.
            let wanted = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            let found = waitid(WaitId::Pid(*pid), wanted)?;
            if found.is_none_or(|status| !status.stopped()) {
                return Err(Error::other("a node is gone"));
            }
        }
        Ok(still)
    }
}

impl Drop for Still {
    fn drop(&mut self) {
        for pid in &self.0 {
            let _gone = kill_process(*pid, Signal::CONT);
        }
    }
}

fn end(children: &mut Vec<Child>) -> bool {
    for child in children.iter_mut() {
        let running = matches!(child.try_wait(), Ok(None));
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw)
            && running
        {
            let _gone = kill_process(pid, Signal::TERM);
        }
    }
    let began = Instant::now();
    let mut well = true;
    for mut child in children.drain(..) {
        loop {
            match child.try_wait() {
                Ok(Some(status)) => {
                    well &= status.success();
                    break;
                }
                Ok(None) if began.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(100));
                }
                _ => {
                    // It did not listen.
                    drop(child.kill());
                    drop(child.wait());
                    well = false;
                    break;
                }
            }
        }
    }
    well
}

/// A folder for its owner only.
fn private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    private(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, place) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy(&entry.path(), &place)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &place)?;
        }
    }
    Ok(())
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    serde_json::from_slice(&fs::read(path)?).map_err(Error::other)
}

/// Written whole or not at all.
fn write<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    if let Some(folder) = path.parent() {
        private(folder)?;
    }
    let part = path.with_extension("part");
    let file = fs::File::create(&part)?;
    serde_json::to_writer(&file, value).map_err(Error::other)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn about(id: &str, branch: u32, left: bool) -> Checkpoint {
        Checkpoint {
            id: id.to_owned(),
            name: String::new(),
            at: Time::from_ms(7),
            branch,
            wall: Time::from_ms(i64::from(branch)),
            by: "admin".to_owned(),
            left,
            entries: 3,
        }
    }

    fn stage(folder: &Path) -> Stage {
        let start = Box::new(|_cell: &str, _branch: u32| {
            std::process::Command::new("sleep").arg("60").spawn()
        });
        Stage::open(folder, &["a", "b"], start).unwrap()
    }

    fn text(folder: &Path, cell: &str) -> String {
        fs::read_to_string(folder.join(cell).join("deep/file")).unwrap()
    }

    fn put(folder: &Path, text: &str) {
        for cell in ["a", "b"] {
            fs::create_dir_all(folder.join(cell).join("deep")).unwrap();
            fs::write(folder.join(cell).join("deep/file"), text).unwrap();
        }
    }

    #[test]
    fn folders_go_back_and_the_branch_that_is_left_stays() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let stage = stage(folder);
        put(folder, "first");
        stage.raise().unwrap();
        assert!(!stage.is_broken());
        stage
            .keep(&about("C001", 0, false), &Memory::default(), false)
            .unwrap();
        assert!(!stage.is_broken(), "they go on");
        put(folder, "second");
        let left = about(&stage.next_id(), 0, true);
        assert_eq!(left.id, "C002");
        stage
            .set_back("C001", 1, &left, &Memory::default())
            .unwrap();
        assert_eq!(
            (text(folder, "a"), text(folder, "b")),
            ("first".into(), "first".into())
        );
        assert_eq!(text(&folder.join("checkpoints/C002"), "b"), "second");
        assert_eq!(stage.standing().branch, 1);
        stage.raise().unwrap();
        assert!(
            stage
                .set_back("C009", 2, &left, &Memory::default())
                .is_err()
        );
        assert!(!stage.is_broken(), "what cannot be done ends nobody");
        assert!(!stage.end(), "sleep does not end well");
    }

    #[test]
    fn a_setting_back_that_broke_off_is_finished_or_forgotten() {
        for committed in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            put(folder, "now");
            let incoming = folder.join(INCOMING);
            put(&incoming, "then");
            let standing = Standing {
                branch: 4,
                checkpoint: Some("C001".to_owned()),
            };
            write(&incoming.join(BRANCH), &standing).unwrap();
            write(&incoming.join(ABOUT), &about("C002", 3, true)).unwrap();
            write(&incoming.join(MEMORY), &Memory::default()).unwrap();
            if committed {
                write(&folder.join(BRANCH), &standing).unwrap();
                // One of the two was moved already.
                fs::create_dir_all(folder.join("checkpoints/C002")).unwrap();
                fs::rename(folder.join("a"), folder.join("checkpoints/C002/a")).unwrap();
                fs::rename(incoming.join("a"), folder.join("a")).unwrap();
            }
            let stage = stage(folder);
            let wanted = if committed { "then" } else { "now" };
            assert_eq!(
                (text(folder, "a").as_str(), text(folder, "b").as_str()),
                (wanted, wanted)
            );
            assert!(!incoming.exists());
            assert_eq!(stage.checkpoints().len(), usize::from(committed));
            if committed {
                assert_eq!(text(&folder.join("checkpoints/C002"), "a"), "now");
                assert_eq!(text(&folder.join("checkpoints/C002"), "b"), "now");
            }
        }
    }
}
