//! `vigie refit`: the weights of the ranked list fitted anew to what boardings found, with the present weights beside them as
//! the baseline. The result is a new rule file with a version of its own, for people to review; nothing is edited in place.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use vigie_case::outcome::{Labelled, boardings};
use vigie_case::package::sha256_hex;
use vigie_watch::refit::{LabelCount, RankLabel, Refit, RefitConfig, Refitted, refit};
use vigie_watch::{BUILTIN_RULES, Rules, amended_points};

use super::args::{NodeArguments, RefitArguments};
use super::console::Console;
use super::failure::Failure;
use super::online::Online;
use crate::exit::Exit;
use crate::reference;

/// What is fitted, from which rules.
struct Ground {
    labels: Vec<Labelled>,
    rules_text: String,
    rules: Rules,
}

pub(crate) fn run(console: &Console, arguments: &RefitArguments) -> Result<(), Failure> {
    let place = NodeArguments {
        node: arguments.node.clone(),
        token: arguments.token.clone().unwrap_or_default(),
    };
    let ground = ground(arguments, &place)?;
    let (found, without) = boardings(&ground.labels);
    let labels: Vec<RankLabel> = found
        .into_iter()
        .map(|boarding| RankLabel {
            vessel: boarding.mmsi.to_string(),
            held: boarding.held,
            shares: boarding.shares,
        })
        .collect();
    let config = RefitConfig {
        seed: arguments.seed,
        ..RefitConfig::default()
    };
    let done = refit(&ground.rules.rank.points, &labels, &config);
    let fitted = match &done {
        Refit::TooFew(count) => {
            return too_few(console, count, ground.labels.len(), without, &config);
        }
        Refit::Done(fitted) => fitted,
    };
    let digest = digest(&labels);
    let version = arguments.version_name.clone();
    let short = digest.get(..8).unwrap_or_default();
    let version = version
        .unwrap_or_else(|| format!("{}+refit.{short}.{}", ground.rules.version, config.seed));
    let text = new_rules(&ground, fitted, &version, &digest, config.seed)?;
    let keep = fitted.better || arguments.anyway;
    if let Some(path) = arguments.out.as_ref().filter(|_| keep) {
        write(path, &text)?;
    }
    let proposed = if arguments.propose && keep {
        let note = console.text("refit-note", &[("seed", config.seed.to_string().into())]);
        let wish = json!({"toml": text, "note": format!("{note}\n{}", notes(&ground, fitted, &digest, config.seed).join("\n"))});
        Some(Online::new(&place.node, &place.token)?.post("/api/v1/rules/changes", &wish)?)
    } else {
        None
    };
    if console.json {
        let told = json!({
            "refit": "done", "fit": fitted, "labels_sha256": digest, "seed": config.seed, "version": version,
            "from": ground.rules.version, "without_place": without, "written": arguments.out.as_ref().filter(|_| keep),
            "proposed": proposed,
        });
        return console.result(&format!("{told}\n"));
    }
    console.result(&sheet(console, fitted, without))?;
    if !keep {
        return console.result(&(console.text("refit-not-better", &[]) + "\n"));
    }
    if let Some(path) = &arguments.out {
        let args = [
            ("path", path.display().to_string().into()),
            ("version", version.into()),
        ];
        console.tell(&console.text("refit-written", &args));
    }
    if let Some(proposed) = proposed {
        let id = proposed["id"].as_str().unwrap_or_default().to_owned();
        console.tell(&console.text("refit-proposed", &[("id", id.into())]));
    }
    Ok(())
}

/// Nothing was learnt, and nothing changes.
fn too_few(
    console: &Console,
    count: &LabelCount,
    outcomes: usize,
    without: usize,
    config: &RefitConfig,
) -> Result<(), Failure> {
    if console.json {
        let told = json!({
            "refit": "too_few", "boardings": count.labels, "held": count.held, "vessels": count.vessels,
            "outcomes": outcomes, "without_place": without, "needed": needed(config), "written": null,
        });
        return console.result(&format!("{told}\n"));
    }
    let args = [
        ("labels", count.labels.into()),
        ("held", count.held.into()),
        ("vessels", count.vessels.into()),
        ("without", without.into()),
        ("labelsmin", config.labels_min.into()),
        ("eachmin", config.each_min.into()),
        ("vesselsmin", config.vessels_min.into()),
    ];
    console.result(&(console.text("refit-too-few", &args) + "\n"))
}

fn needed(config: &RefitConfig) -> Value {
    json!({"boardings": config.labels_min, "held": config.each_min, "refuted": config.each_min, "vessels": config.vessels_min})
}

/// Labels and rules, from a file or from the node.
fn ground(arguments: &RefitArguments, place: &NodeArguments) -> Result<Ground, Failure> {
    let unreadable = |fault: serde_json::Error| {
        Failure::new(Exit::Data, "refit-labels-unreadable").with("detail", fault)
    };
    let (labels, of_node) = match &arguments.labels {
        Some(path) => {
            let read: Value =
                serde_json::from_slice(&reference::read(path)?).map_err(unreadable)?;
            (read, None)
        }
        None => {
            let online = Online::new(&place.node, &place.token)?;
            let rules = online.get("/api/v1/rules")?;
            let text = rules["toml"].as_str().map(str::to_owned);
            (online.get("/api/v1/outcomes/labels")?, text)
        }
    };
    let rules_text = match (&arguments.rules, of_node) {
        (Some(path), _) => String::from_utf8_lossy(&reference::read(path)?).into_owned(),
        (None, Some(text)) => text,
        (None, None) => BUILTIN_RULES.to_owned(),
    };
    let rules = Rules::parse(&rules_text).map_err(|fault| rules_fault(&fault))?;
    Ok(Ground {
        labels: serde_json::from_value(labels["labels"].clone()).map_err(unreadable)?,
        rules_text,
        rules,
    })
}

fn rules_fault(fault: &vigie_watch::Error) -> Failure {
    Failure::new(Exit::Reference, "refit-rules-unfit").with("detail", fault)
}

/// What the weights were learnt from, whatever the order of the labels.
fn digest(labels: &[RankLabel]) -> String {
    let mut lines: Vec<String> = labels
        .iter()
        .map(|label| serde_json::to_string(label).unwrap_or_default())
        .collect();
    lines.sort();
    sha256_hex(lines.join("\n").as_bytes())
}

/// What a reader of the file must know of its weights. Stable words: the file is data, not a page.
fn notes(ground: &Ground, fitted: &Refitted, digest: &str, seed: u64) -> Vec<String> {
    let gain = fitted.log_loss_gain;
    vec![
        format!(
            "Weights of reasons fitted by vigie refit from rules {}: {} boardings of {} vessels, {} held; seed {seed}, penalty {}.",
            ground.rules.version,
            fitted.count.labels,
            fitted.count.vessels,
            fitted.count.held,
            fitted.penalty
        ),
        format!("SHA-256 of the labels: {digest}."),
        format!(
            "Held out by vessel: log loss {:.4}, present weights {:.4}; gain {:.4} (95 %: {:.4} to {:.4}); AUC {:.3}, present {:.3}.",
            fitted.refitted.log_loss,
            fitted.present.log_loss,
            gain.gain,
            gain.low,
            gain.high,
            fitted.refitted.auc,
            fitted.present.auc
        ),
    ]
}

fn new_rules(
    ground: &Ground,
    fitted: &Refitted,
    version: &str,
    digest: &str,
    seed: u64,
) -> Result<String, Failure> {
    let changed = fitted.weights.iter().filter(|w| w.before != w.after);
    let points: BTreeMap<String, f64> = changed.map(|w| (w.key.clone(), w.after)).collect();
    let notes = notes(ground, fitted, digest, seed);
    amended_points(&ground.rules_text, version, &points, &notes)
        .map_err(|fault| rules_fault(&fault))
}

/// A file that is there is never written over.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    let opened = options.write(true).create_new(true).open(path);
    let written = opened.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|fault| match fault.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::new(Exit::Io, "refit-file-exists").with("path", path.display())
        }
        _ => Failure::file(path, &fault),
    })
}

/// The fit for people: every weight before and after, then the scores beside the baseline.
fn sheet(console: &Console, fitted: &Refitted, without: usize) -> String {
    let args = [
        ("labels", fitted.count.labels.into()),
        ("held", fitted.count.held.into()),
        ("vessels", fitted.count.vessels.into()),
        ("without", without.into()),
        ("penalty", fitted.penalty.to_string().into()),
    ];
    let mut out = console.text("refit-sheet", &args) + "\n";
    for weight in &fitted.weights {
        let words = console
            .catalogue
            .find(&format!("reason-{}", weight.reason), &[]);
        let words = words.unwrap_or_else(|| weight.reason.clone());
        let mark = if weight.before == weight.after {
            ' '
        } else {
            '*'
        };
        out.push_str(&format!(
            " {mark} {:>6.1} -> {:>6.1}  ({:>4})  {words}\n",
            weight.before, weight.after, weight.seen
        ));
    }
    out.push_str(&(console.text("refit-columns", &[]) + "\n"));
    for (id, score) in [
        ("refit-row-present", fitted.present),
        ("refit-row-refitted", fitted.refitted),
    ] {
        let words = console.text(id, &[]);
        out.push_str(&format!(
            "  {:>7.4}  {:>6.3}   {words}\n",
            score.log_loss, score.auc
        ));
    }
    for (id, gain) in [
        ("refit-gain-loss", fitted.log_loss_gain),
        ("refit-gain-auc", fitted.auc_gain),
    ] {
        let args = [
            ("gain", format!("{:.4}", gain.gain).into()),
            ("low", format!("{:.4}", gain.low).into()),
            ("high", format!("{:.4}", gain.high).into()),
        ];
        out.push_str(&(console.text(id, &args) + "\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rules.toml");
        write(&path, "one").unwrap();
        assert_eq!(write(&path, "two").unwrap_err().code, "refit-file-exists");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
    }
}
