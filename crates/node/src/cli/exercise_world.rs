//! What an exercise plays: the list of events and the world, of the library or of one's own.
//!
//! One's own world is copied into the exercise's folder when it is first started, with all its fragments, and played from
//! there: later starts need nothing else and play the same world, whatever became of the files.

use std::path::{Component, Path, PathBuf};

use vigie_exercise::msel::{Msel, Offset, Words};
use vigie_exercise::{Scenario, Settings};
use vigie_sea::Time;

use super::args::ExerciseArguments;
use super::conduct;
use super::console::Console;
use super::failure::Failure;
use super::scenario::Source;
use crate::drill::{Story, scenario_named, story::MAIN};
use crate::exit::Exit;

/// An exercise that is to be played.
pub(crate) struct Playing {
    pub(crate) list: Msel,
    /// The folder of the exercise.
    pub(crate) folder: PathBuf,
    /// Where the moment is noted at which the story begins.
    pub(crate) noted: PathBuf,
    pub(crate) story: Story,
    /// As players' nodes are told it: a name of the library, or the copied file.
    pub(crate) scenario: PathBuf,
}

/// What the arguments ask for.
pub(crate) fn playing(
    console: &Console,
    arguments: &ExerciseArguments,
) -> Result<Playing, Failure> {
    let list = match (&arguments.world, &arguments.scenario) {
        (Some(_), None) => None,
        _ => Some(conduct::list_of(arguments)?),
    };
    let folder = folder(arguments, list.as_ref());
    let source = match (&arguments.world, &list) {
        (Some(file), _) => Some(file.clone()),
        (None, Some(list)) => beside(arguments.scenario.as_deref(), list)?,
        (None, None) => None,
    };
    let Some(source) = source else {
        let list = list.unwrap_or_default();
        let story = Story::of_library(&list.scenario).ok_or_else(|| unknown(&list))?;
        return Ok(Playing {
            noted: folder.clone(),
            scenario: PathBuf::from(story.name()),
            list,
            folder,
            story,
        });
    };
    let noted = folder.join(format!("world-{}", arguments.seed));
    let (story, scenario) = kept(console, &noted, &source)?;
    let list = match list {
        Some(list) => list,
        None => bare(&source, &story)?,
    };
    Ok(Playing {
        list,
        folder,
        noted,
        story,
        scenario,
    })
}

fn unknown(list: &Msel) -> Failure {
    Failure::new(Exit::Data, "exercise-unknown").with("name", &list.scenario)
}

/// The folder of the exercise: another world than that of the list has one of its own.
fn folder(arguments: &ExerciseArguments, list: Option<&Msel>) -> PathBuf {
    let name = match (&arguments.world, list) {
        (None, Some(list)) => list.id.clone(),
        (Some(world), Some(list)) => format!("{}-{}", own_id(world), list.id),
        (Some(world), None) => own_id(world),
        (None, None) => String::new(),
    };
    conduct::folder_of(&arguments.data, &name)
}

/// A name for the exercise of a file, of letters and digits.
fn own_id(world: &Path) -> String {
    let stem = world.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    format!("own-{}", stem.chars().map(plain).collect::<String>())
}

/// The scenario file that lies beside a list; `None` if the list names one of the library.
fn beside(list_file: Option<&str>, list: &Msel) -> Result<Option<PathBuf>, Failure> {
    if scenario_named(&list.scenario).is_some() {
        return Ok(None);
    }
    let found = list_file.and_then(|file| path_beside(Path::new(file), &list.scenario));
    found.map(Some).ok_or_else(|| unknown(list))
}

/// The path of a scenario file that a list names: in the list's folder or below it, nothing outside is read.
fn path_beside(list_file: &Path, scenario: &str) -> Option<PathBuf> {
    let named = Path::new(scenario);
    let below = named
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let is_toml = named.extension().is_some_and(|ending| ending == "toml");
    let folder = list_file.parent()?;
    (below && is_toml).then(|| folder.join(named))
}

/// The scenario that a list names, as far as it can be read; for checking the list.
pub(crate) fn scenario_of(list_file: &Path, list: &Msel, start: Time) -> Option<Scenario> {
    let settings = Settings { seed: 1, start };
    if let Some(story) = Story::of_library(&list.scenario) {
        return story.scenario(settings).ok();
    }
    let source = Source::file(&path_beside(list_file, &list.scenario)?).ok()?;
    source.quiet(settings)
}

/// The world as it was first played, else as its file says, which is then copied.
fn kept(console: &Console, folder: &Path, source: &Path) -> Result<(Story, PathBuf), Failure> {
    let main = folder.join(MAIN);
    if main.is_file() {
        let story = Source::file(&main)?.story(console)?;
        let any = Settings {
            seed: 1,
            start: Time::from_ms(0),
        };
        let now = Source::file(source).ok().and_then(|it| it.quiet(any));
        if now.is_some_and(|now| Story::own(&now) != story) {
            let path = source.display().to_string();
            let folder = folder.display().to_string();
            console.tell(&console.text(
                "exercise-world-kept",
                &[("path", path.into()), ("folder", folder.into())],
            ));
        }
        return Ok((story, main));
    }
    let story = Source::file(source)?.story(console)?;
    let written = story.keep(folder);
    written.map_err(|fault| Failure::file(folder, &fault))?;
    Ok((story, main))
}

/// A list without entries, for a world that is played without one; entries are added at control.
fn bare(source: &Path, story: &Story) -> Result<Msel, Failure> {
    let settings = Settings {
        seed: 1,
        start: Time::from_ms(0),
    };
    let unusable = |fault: vigie_exercise::Error| {
        Failure::new(Exit::Data, "scenario-unusable")
            .with("name", source.display())
            .with("reason", fault.code())
    };
    let scenario = story.scenario(settings).map_err(unusable)?;
    let title = scenario.title();
    let lasts_s = scenario.end().ms().saturating_sub(scenario.start().ms()) / 1_000;
    Ok(Msel {
        id: own_id(source),
        title: Words {
            en: title.en.clone(),
            fr: title.fr.clone(),
            ja: title.ja.clone(),
        },
        scenario: scenario.code().to_owned(),
        parties: ["ca-ccg", "jp-jcg"].map(str::to_owned).to_vec(),
        ends: Offset::from_s(lasts_s).unwrap_or_default(),
        ..Msel::default()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_list_names_a_scenario_beside_it_and_nothing_outside() {
        let list = Path::new("lists/night.toml");
        let found = |scenario: &str| path_beside(list, scenario);
        for (scenario, path) in [
            ("strait.toml", "lists/strait.toml"),
            ("own/strait.toml", "lists/own/strait.toml"),
        ] {
            assert_eq!(found(scenario).as_deref(), Some(Path::new(path)));
        }
        for outside in [
            "../strait.toml",
            "/etc/strait.toml",
            "strait",
            "own/../../x.toml",
        ] {
            assert_eq!(found(outside), None, "{outside}");
        }
        let here = path_beside(Path::new("night.toml"), "strait.toml");
        assert_eq!(here.as_deref(), Some(Path::new("strait.toml")));
        assert_eq!(own_id(Path::new("a/jour réel.toml")), "own-jour-réel");
    }
}
