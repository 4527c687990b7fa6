//! `vigie scenario`: what exercises there are, what is in one, whether a file is sound, and its world written to files.

use std::path::Path;

use serde_json::json;
use vigie_exercise::{Error, Scenario, ScenarioFault, Settings, Summary, library, lint};
use vigie_sea::Time;

use super::args::ScenarioCommand;
use super::console::Console;
use super::failure::Failure;
use super::{scenario_record, scenario_run};
use crate::drill::Story;
use crate::exit::Exit;

/// A scenario as it was found: in the library, or in a file beside its fragments.
pub(crate) struct Source {
    /// Its name, or the path of the file.
    pub(crate) name: String,
    pub(crate) toml: String,
    folder: Option<std::path::PathBuf>,
}

impl Source {
    /// By name from the library, else as a file.
    pub(crate) fn find(name: &str) -> Result<Self, Failure> {
        if let Some(entry) = library().iter().find(|entry| entry.name == name) {
            return Ok(Self {
                name: name.to_owned(),
                toml: entry.toml.to_owned(),
                folder: None,
            });
        }
        let path = Path::new(name);
        if path.extension().is_none() && !path.exists() {
            let known: Vec<&str> = library().iter().map(|entry| entry.name).collect();
            return Err(Failure::new(Exit::Usage, "scenario-unknown")
                .with("name", name)
                .with("known", known.join(", ")));
        }
        Self::file(path)
    }

    pub(crate) fn file(path: &Path) -> Result<Self, Failure> {
        let toml = std::fs::read_to_string(path).map_err(|fault| Failure::file(path, &fault))?;
        Ok(Self {
            name: path.display().to_string(),
            toml,
            folder: Some(path.parent().unwrap_or(Path::new(".")).to_owned()),
        })
    }

    /// A fragment that lies beside the file.
    fn fragment(&self, name: &str) -> Option<String> {
        // A name, not a path: nothing outside the folder is read.
        let plain = name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let folder = self.folder.as_ref().filter(|_| plain)?;
        std::fs::read_to_string(folder.join(format!("{name}.toml"))).ok()
    }

    fn faults(&self) -> Vec<ScenarioFault> {
        lint(&self.name, &self.toml, &|name| self.fragment(name))
    }

    /// The scenario, or all its faults on the error stream.
    pub(crate) fn scenario(
        &self,
        console: &Console,
        seed: u64,
        start: Option<Time>,
    ) -> Result<Scenario, Failure> {
        let wanted = Settings {
            seed,
            start: start.unwrap_or_else(crate::drill::usual_start),
        };
        let fragments = |name: &str| self.fragment(name);
        let found = Scenario::from_toml(&self.name, &self.toml, &fragments, wanted);
        let found = found.map_err(|error| self.refused(console, &error))?;
        // The file's own start, unless another is asked for.
        match (start, found.written_start()) {
            (None, Some(own)) if own != found.start() => {
                let own = Settings { seed, start: own };
                Scenario::from_toml(&self.name, &self.toml, &fragments, own)
                    .map_err(|error| self.refused(console, &error))
            }
            _ => Ok(found),
        }
    }

    /// The scenario if it has no faults; nothing is told.
    pub(crate) fn quiet(&self, settings: Settings) -> Option<Scenario> {
        let fragments = |name: &str| self.fragment(name);
        Scenario::from_toml(&self.name, &self.toml, &fragments, settings).ok()
    }

    /// The world that the file is, or all its faults on the error stream.
    pub(crate) fn story(&self, console: &Console) -> Result<Story, Failure> {
        Ok(Story::own(&self.scenario(console, 1, None)?))
    }

    fn refused(&self, console: &Console, error: &Error) -> Failure {
        let Error::Scenario { faults } = error else {
            return Failure::new(Exit::Data, "scenario-unusable")
                .with("name", &self.name)
                .with("reason", error.code());
        };
        for fault in faults {
            console.tell(&sentence(console, fault));
        }
        Failure::new(Exit::Data, "scenario-faults")
            .with("name", &self.name)
            .with("count", faults.len())
    }
}

/// The world of this name in the library, else of this file.
pub(crate) fn story(console: &Console, name: &str) -> Result<Story, Failure> {
    if let Some(story) = Story::of_library(name) {
        return Ok(story);
    }
    let path = Path::new(name);
    if !path.is_file() {
        return Err(Failure::new(Exit::Usage, "exercise-unknown").with("name", name));
    }
    Source::file(path)?.story(console)
}

pub(crate) fn run(console: &Console, command: &ScenarioCommand) -> Result<(), Failure> {
    match command {
        ScenarioCommand::List => list(console),
        ScenarioCommand::Show { scenario, toml } => show(console, scenario, *toml),
        ScenarioCommand::Lint { files } => check(console, files),
        ScenarioCommand::Record(arguments) => scenario_record::run(console, arguments),
        ScenarioCommand::Run(arguments) => scenario_run::run(console, arguments),
    }
}

fn list(console: &Console) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for entry in library() {
        let source = Source::find(entry.name)?;
        rows.push(source.scenario(console, 1, None)?.summary());
    }
    if console.json {
        let body: Vec<_> = rows.iter().map(|s| json!({"name": s.code, "title": s.title, "hours": s.hours, "vessels": s.vessels, "nationals": s.nationals})).collect();
        return console.result(&format!("{}\n", json!(body)));
    }
    let mut out = String::new();
    for summary in &rows {
        let line = console.text(
            "scenario-row",
            &[
                ("name", format!("{:24}", summary.code).into()),
                ("hours", summary.hours.into()),
                ("vessels", summary.vessels.into()),
                (
                    "title",
                    summary
                        .title
                        .in_language(console.catalogue.language())
                        .to_owned()
                        .into(),
                ),
            ],
        );
        out.push_str(&line);
        out.push('\n');
    }
    console.result(&out)
}

fn show(console: &Console, name: &str, toml: bool) -> Result<(), Failure> {
    let source = Source::find(name)?;
    if toml {
        return console.result(&source.toml);
    }
    let scenario = source.scenario(console, 1, None)?;
    let summary = scenario.summary();
    if console.json {
        let mut body = json!(summary);
        if let Some(body) = body.as_object_mut() {
            body.insert("start".to_owned(), json!(scenario.start().to_string()));
            body.insert("marking".to_owned(), json!(scenario.marking()));
        }
        return console.result(&format!("{body}\n"));
    }
    console.result(&told(console, &summary))
}

fn told(console: &Console, summary: &Summary) -> String {
    let language = console.catalogue.language();
    let roles: Vec<String> = summary
        .roles
        .iter()
        .map(|(role, count)| format!("{} {count}", role.code()))
        .collect();
    let assets: Vec<String> = summary
        .assets
        .iter()
        .map(|a| format!("{} ({})", a.id, a.partner))
        .collect();
    let sensors: Vec<String> = summary
        .sensors
        .iter()
        .map(|s| format!("{} {} ({})", s.id, s.kind, s.partner))
        .collect();
    let mut out = format!(
        "{}\n\n{}\n\n",
        summary.title.in_language(language),
        summary.situation.in_language(language)
    );
    let lists = [
        ("scenario-vessels", roles),
        ("scenario-assets", assets),
        ("scenario-areas", summary.areas.clone()),
        ("scenario-sensors", sensors),
        ("scenario-incidents", summary.incidents.clone()),
    ];
    let length = console.text("scenario-length", &[("hours", summary.hours.into())]);
    out.push_str(&length);
    out.push('\n');
    for (id, items) in lists {
        if !items.is_empty() {
            out.push_str(&console.text(id, &[("list", items.join(", ").into())]));
            out.push('\n');
        }
    }
    if summary.nationals > 0 {
        out.push_str(&console.text("scenario-nationals", &[("count", summary.nationals.into())]));
        out.push('\n');
    }
    if summary.links > 0 {
        out.push_str(&console.text("scenario-links", &[("count", summary.links.into())]));
        out.push('\n');
    }
    out
}

fn check(console: &Console, files: &[std::path::PathBuf]) -> Result<(), Failure> {
    let mut faults = Vec::new();
    for path in files {
        faults.extend(Source::file(path)?.faults());
    }
    if console.json {
        let row = |f: &ScenarioFault| json!({"file": f.mark.file, "line": f.mark.line, "code": f.reason.code(), "reason": f.reason, "message": sentence(console, f)});
        let body: Vec<_> = faults.iter().map(row).collect();
        console.result(&format!("{}\n", json!(body)))?;
    } else {
        let lines: String = faults.iter().map(|f| sentence(console, f) + "\n").collect();
        console.result(&lines)?;
    }
    if faults.is_empty() {
        if !console.json {
            console.tell(&console.text("scenario-sound", &[("count", files.len().into())]));
        }
        return Ok(());
    }
    let name = files
        .iter()
        .map(|p| p.display().to_string())
        .collect::<Vec<_>>()
        .join(", ");
    Err(Failure::new(Exit::Data, "scenario-faults")
        .with("name", name)
        .with("count", faults.len()))
}

/// A fault as a sentence: file, line, reason.
fn sentence(console: &Console, fault: &ScenarioFault) -> String {
    let values = fault.reason.values();
    // Kinds of values and of things are codes too: they have words of their own.
    let word = |value: &str| {
        console
            .catalogue
            .find(&format!("scenario-word-{value}"), &[])
    };
    let spoken = |(name, value): (&'static str, String)| match name {
        "wanted" | "what" => (name, word(&value).unwrap_or(value).into()),
        _ => (name, value.into()),
    };
    let args: Vec<_> = values.into_iter().map(spoken).collect();
    let reason = console.text(&format!("scenario-fault-{}", fault.reason.code()), &args);
    console.text(
        "scenario-fault",
        &[
            ("file", fault.mark.file.clone().into()),
            ("line", fault.mark.line.to_string().into()),
            ("reason", reason.into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use crate::i18n::{Catalogue, LANGUAGES};
    use vigie_exercise::FaultReason as R;

    /// Every reason has a sentence in every language, with all its values in it.
    #[test]
    fn every_fault_is_a_sentence_in_every_language() {
        let t = |text: &str| text.to_owned();
        let all = [
            R::NotToml { detail: t("VALUE") },
            R::UnknownKey {
                key: t("VALUE"),
                known: t("VALUE"),
            },
            R::Missing { key: t("VALUE") },
            R::WrongKind {
                key: t("VALUE"),
                wanted: t("VALUE"),
            },
            R::OutOfRange {
                key: t("VALUE"),
                value: t("VALUE"),
                range: t("VALUE"),
            },
            R::UnknownWord {
                key: t("VALUE"),
                word: t("VALUE"),
                known: t("VALUE"),
            },
            R::DanglingName {
                what: t("VALUE"),
                name: t("VALUE"),
            },
            R::DuplicateName {
                what: t("VALUE"),
                name: t("VALUE"),
            },
            R::FragmentMissing { name: t("VALUE") },
            R::FragmentLoop { name: t("VALUE") },
            R::AreaCrossesItself { name: t("VALUE") },
            R::AreaWithoutInside { name: t("VALUE") },
            R::LanguageMissing {
                key: t("VALUE"),
                language: t("VALUE"),
            },
            R::TimesOutOfOrder { name: t("VALUE") },
            R::AfterTheEnd {
                name: t("VALUE"),
                at_h: t("VALUE"),
                hours: t("VALUE"),
            },
            R::BehaviourCannotBe {
                gear: t("VALUE"),
                behaviour: t("VALUE"),
            },
            R::TooFast {
                gear: t("VALUE"),
                kn: t("VALUE"),
                most_kn: t("VALUE"),
            },
            R::CannotArrive {
                name: t("VALUE"),
                needs_h: t("VALUE"),
                has_h: t("VALUE"),
            },
            R::MeetingNotOfTwo {
                name: t("VALUE"),
                ships: 3,
            },
            R::OnLand { name: t("VALUE") },
            R::DeceitsOverlap { name: t("VALUE") },
            R::Empty,
        ];
        for language in LANGUAGES {
            let catalogue = Catalogue::new(language);
            for reason in &all {
                let values = reason.values();
                let count = values.len();
                let args: Vec<_> = values.into_iter().map(|(n, v)| (n, v.into())).collect();
                let id = format!("scenario-fault-{}", reason.code());
                let text = catalogue.find(&id, &args).unwrap_or_default();
                let said = text.matches("VALUE").count() + usize::from(text.contains('3'));
                assert!(said >= count && !text.is_empty(), "{language} {id}: {text}");
            }
        }
    }
}
