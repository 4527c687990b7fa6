//! Which world an exercise plays: a scenario of the library, or one of one's own with all the texts it is made of.

use std::path::{Path, PathBuf};

use vigie_exercise::{Error, Scenario, Settings, Texts};
use vigie_sea::Time;

use super::scenario_named;
use crate::export::Whole;

/// The copied scenario file; no fragment can have its name, for a fragment's has no dot.
pub(crate) const MAIN: &str = "scenario.main.toml";
/// A realm is a name of at most 48 bytes: so much of the scenario's code is in it.
const CODE_CHARS_MAX: usize = 32;

/// A scenario, not yet with seed and start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Name of the realm: that of the library, or code and digest of one's own.
    name: String,
    /// What one's own is made of.
    own: Option<Texts>,
    /// The start written in one's own.
    start: Option<Time>,
}

impl Story {
    /// A scenario of the library.
    #[must_use]
    pub fn of_library(name: &str) -> Option<Self> {
        Some(Self {
            name: scenario_named(name)?.to_owned(),
            own: None,
            start: None,
        })
    }

    /// A scenario that was read from files. Another text is another realm: what one exercise kept never meets the world of
    /// another.
    #[must_use]
    pub fn own(scenario: &Scenario) -> Self {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        };
        let code = scenario.code().chars().map(plain).take(CODE_CHARS_MAX);
        let digest: String = scenario.texts().digest().chars().take(8).collect();
        Self {
            name: format!("own-{}-{digest}", code.collect::<String>()),
            own: Some(scenario.texts().clone()),
            start: scenario.written_start(),
        }
    }

    /// Name of the realm.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it begins unless it is said: one's own with its own clock, such as that of a recorded day.
    #[must_use]
    pub fn start(&self) -> Option<Time> {
        self.start
    }

    /// The scenario, ready to run.
    ///
    /// # Errors
    /// The texts have faults, or the library has no such name.
    pub fn scenario(&self, settings: Settings) -> Result<Scenario, Error> {
        match &self.own {
            None => Scenario::from_library(&self.name, settings),
            Some(texts) => {
                let fragments = |name: &str| texts.fragments.get(name).cloned();
                Scenario::from_toml(&self.name, &texts.toml, &fragments, settings)
            }
        }
    }

    /// Writes one's own into a folder, as files that are read like any scenario; gives the path of the scenario file, which
    /// appears last: a folder that has it is whole.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(crate) fn keep(&self, folder: &Path) -> std::io::Result<Option<PathBuf>> {
        use std::os::unix::fs::DirBuilderExt as _;
        let Some(texts) = &self.own else {
            return Ok(None);
        };
        // What happens in truth stands in it.
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        for (name, text) in &texts.fragments {
            Whole::write(&folder.join(format!("{name}.toml")), text.as_bytes())?;
        }
        let main = folder.join(MAIN);
        Whole::write(&main, texts.toml.as_bytes())?;
        Ok(Some(main))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const OWN: &str = r#"code = "Strait Watch"
hours = 6
use = ["mine", "ports-north-pacific"]
title = { en = "Strait", "fr-CA" = "Détroit", ja = "海峡" }
situation = { en = "s", "fr-CA" = "s.", ja = "状" }
"#;
    const MINE: &str = "start = 2024-02-29T23:30:00Z\n[[vessel]]\nid = \"one\"\ngear = \"merchant\"\nflag = \"PAN\"\n\
                        at = [40.5, 180.2]\ndoes = [{ do = \"transit\", to = [41.5, 181.2], kn = 12 }]\n";

    fn settings() -> Settings {
        Settings {
            seed: 3,
            start: Time::from_ms(1_709_249_400_000),
        }
    }

    fn read(mine: &str) -> Scenario {
        let fragments = |name: &str| (name == "mine").then(|| mine.to_owned());
        Scenario::from_toml("own.toml", OWN, &fragments, settings()).unwrap()
    }

    #[test]
    fn what_is_kept_is_the_same_world_without_the_files_it_came_from() {
        let folder = tempfile::tempdir().unwrap();
        let (first, kept) = (read(MINE), folder.path().join("world-3"));
        let story = Story::own(&first);
        assert!(vigie_exchange::is_name(story.name()), "{}", story.name());
        assert!(story.name().starts_with("own-strait-watch-"));
        assert_eq!(
            story.start(),
            Some(settings().start),
            "the fragment's clock"
        );
        let main = story.keep(&kept).unwrap().unwrap();
        let toml = std::fs::read_to_string(main).unwrap();
        let beside = |name: &str| std::fs::read_to_string(kept.join(format!("{name}.toml"))).ok();
        assert!(beside("ports-north-pacific").is_some(), "the library's too");
        let again = Scenario::from_toml(MAIN, &toml, &beside, settings()).unwrap();
        assert_eq!(again.digest(), first.digest());
        assert_eq!(Story::own(&again), story);
        assert_eq!(story.scenario(settings()).unwrap().digest(), first.digest());
    }

    #[test]
    fn another_text_seed_or_start_is_another_world() {
        let one = read(MINE);
        let other = read(&MINE.replace("kn = 12", "kn = 13"));
        assert_ne!(one.digest(), other.digest());
        assert_ne!(Story::own(&one).name(), Story::own(&other).name());
        let story = Story::own(&one);
        let Settings { seed, start } = settings();
        for (seed, start) in [(4, start), (seed, start.plus_ms(60_000))] {
            let moved = story.scenario(Settings { seed, start }).unwrap();
            assert_ne!(moved.digest(), one.digest());
        }
        let known = Story::of_library("cyber-blackout").unwrap();
        assert_eq!((known.name(), known.start()), ("cyber-blackout", None));
        assert!(Story::of_library("no-such").is_none());
    }
}
