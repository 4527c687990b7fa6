//! Changes of the rule file: somebody brings in a new version, two others read the difference and accept it. Nothing is
//! edited in place; an accepted version is in force from the next start, so that live and replayed events stay the same.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::{DocumentRow, Ledger};
use vigie_watch::{Rules, rule_changes};

use super::{App, Deed, Problem, gate::Who, input::Told};
use crate::live::now;

/// Kind of the documents: the first version of one is the change, every further one an answer.
const KIND: &str = "rule-change";
/// Largest body: a rule file is some 15 kB.
pub(super) const BODY_BYTES_MAX: usize = 1 << 20;
/// Longest remark, characters.
const CHARS_MAX: usize = 4_000;
/// People besides the one who brought it in.
const PEOPLE: usize = 2;

/// A change as it was brought in, and answers to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Step {
    Propose {
        version: String,
        /// Version in force when it was brought in.
        from: String,
        toml: String,
        /// The rule file in force then: what the difference is shown against.
        before: String,
        note: String,
    },
    Answer {
        accept: bool,
        note: String,
    },
}

/// A change as it stands.
struct Change {
    id: String,
    version: String,
    from: String,
    toml: String,
    before: String,
    note: String,
    user: String,
    at_ms: i64,
    answers: Vec<(String, i64, bool, String)>,
}

impl Change {
    fn fold(rows: &[DocumentRow]) -> Option<Self> {
        let mut change: Option<Self> = None;
        for row in rows {
            let step: Step = serde_json::from_str(&row.body).ok()?;
            match step {
                Step::Propose {
                    version,
                    from,
                    toml,
                    before,
                    note,
                } if change.is_none() => {
                    change = Some(Self {
                        id: row.id.clone(),
                        version,
                        from,
                        toml,
                        before,
                        note,
                        user: row.user.clone(),
                        at_ms: row.at_ms,
                        answers: Vec::new(),
                    });
                }
                Step::Propose { .. } => {}
                Step::Answer { accept, note } => {
                    let answer = (row.user.clone(), row.at_ms, accept, note);
                    if let Some(change) = &mut change {
                        change.answers.push(answer);
                    }
                }
            }
        }
        change
    }

    fn state(&self) -> &'static str {
        if self.answers.iter().any(|(_, _, accept, _)| !accept) {
            "refused"
        } else if self.answers.len() >= PEOPLE {
            "accepted"
        } else {
            "open"
        }
    }

    /// When the last needed person accepted.
    fn accepted_ms(&self) -> Option<i64> {
        let last = self.answers.get(PEOPLE - 1)?;
        (self.state() == "accepted").then_some(last.1)
    }

    fn shown(&self, in_force: &str) -> Value {
        let answers: Vec<Value> = self
            .answers
            .iter()
            .map(|(user, at_ms, accept, note)| {
                json!({"user": user, "at": Time::from_ms(*at_ms), "accept": accept, "note": note})
            })
            .collect();
        json!({
            "id": self.id, "version": self.version, "from": self.from, "note": self.note, "user": self.user,
            "at": Time::from_ms(self.at_ms), "state": self.state(), "answers": answers, "needed": PEOPLE,
            "in_force": self.version == in_force,
        })
    }
}

fn changes_of(ledger: &Ledger, id: Option<&str>) -> Result<Vec<Change>, vigie_store::Error> {
    let rows = ledger.document_versions(KIND, id)?;
    let of_one = rows.chunk_by(|a, b| a.id == b.id);
    let mut all: Vec<Change> = of_one.filter_map(Change::fold).collect();
    all.sort_by(|a, b| (b.at_ms, &b.id).cmp(&(a.at_ms, &a.id)));
    Ok(all)
}

/// The rules that were accepted last, with their text; `None` when there are none.
///
/// # Errors
/// The store.
pub(crate) fn accepted(ledger: &Ledger) -> Result<Option<(Rules, String)>, vigie_store::Error> {
    let all = changes_of(ledger, None)?;
    let accepted = all.into_iter().filter_map(|c| Some((c.accepted_ms()?, c)));
    let newest = accepted.max_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    // A text that this version of the program no longer reads leaves the built-in rules in force.
    Ok(
        newest.and_then(|(_, change)| match Rules::parse(&change.toml) {
            Ok(rules) => Some((rules, change.toml)),
            Err(fault) => {
                tracing::warn!(version = change.version, %fault, "accepted rules cannot be read");
                None
            }
        }),
    )
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let in_force = app.board.status().rules_version.clone();
    let all = app.ledger(|ledger| changes_of(ledger, None)).await?;
    let shown: Vec<Value> = all.iter().map(|change| change.shown(&in_force)).collect();
    Ok(Json(json!({"changes": shown, "in_force": in_force})))
}

async fn found(app: &Arc<App>, id: &str) -> Result<Change, Problem> {
    let wanted = id.to_owned();
    let mut all = app
        .ledger(move |ledger| changes_of(ledger, Some(&wanted)))
        .await?;
    all.pop().ok_or_else(|| Problem::not_found(id))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let change = found(&app, &id).await?;
    let in_force = app.board.status().rules_version.clone();
    let mut shown = change.shown(&in_force);
    shown["toml"] = json!(change.toml);
    let differences = rule_changes(&change.before, &change.toml);
    shown["differences"] = json!(differences.map_err(rules_fault)?);
    Ok(Json(shown))
}

fn rules_fault(fault: vigie_watch::Error) -> Problem {
    let line = match fault {
        vigie_watch::Error::Rules { line, .. } => line,
        _ => 0,
    };
    let problem = Problem::bad(fault.code(), &fault);
    if line > 0 {
        problem.at_line(line)
    } else {
        problem
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Proposal {
    toml: String,
    note: String,
}

pub(super) async fn propose(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<Proposal>,
) -> Result<Response, Problem> {
    let rules = Rules::parse(&wish.toml).map_err(rules_fault)?;
    if wish.note.chars().count() > CHARS_MAX {
        return Err(Problem::bad("rule-change-note", CHARS_MAX));
    }
    let from = app.board.status().rules_version.clone();
    let changes = rule_changes(&app.rules_text, &wish.toml).map_err(rules_fault)?;
    if !changes.iter().any(|change| change.key != "version") {
        return Err(Problem::bad("rule-change-nothing", &rules.version));
    }
    let at_ms = now().ms();
    let id = format!("r{at_ms}");
    let version = rules.version.clone();
    let step = Step::Propose {
        version: version.clone(),
        from: from.clone(),
        toml: wish.toml,
        before: app.rules_text.clone(),
        note: wish.note,
    };
    let body = serde_json::to_string(&step).unwrap_or_default();
    let detail = json!({"version": version, "from": from, "changes": changes});
    let deed = Deed::new(&who.user, "rule-change-proposed", &id, detail);
    let (user, key) = (who.user.clone(), id.clone());
    let done = app
        .change(move |ledger| {
            let all = changes_of(ledger, None)?;
            // A version names one text for ever: events cite it.
            let taken = version == from || all.iter().any(|change| change.version == version);
            if taken || all.iter().any(|change| change.id == key) {
                return Ok((Err(version), None));
            }
            ledger.put_document(KIND, &key, at_ms, &user, &body)?;
            Ok((Ok(()), Some(deed)))
        })
        .await?;
    match done {
        Ok(()) => Ok((StatusCode::CREATED, Json(json!({"id": id}))).into_response()),
        Err(version) => Err(Problem::new(
            StatusCode::CONFLICT,
            "rule-change-version",
            version,
        )),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    accept: bool,
    #[serde(default)]
    note: String,
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<Wish>,
) -> Result<Json<Value>, Problem> {
    if wish.note.chars().count() > CHARS_MAX {
        return Err(Problem::bad("rule-change-note", CHARS_MAX));
    }
    // A program with a token stands for nobody in particular.
    if wish.accept && who.session.is_none() {
        return Err(Problem::new(StatusCode::CONFLICT, "rule-change-person", ""));
    }
    let step = Step::Answer {
        accept: wish.accept,
        note: wish.note,
    };
    let body = serde_json::to_string(&step).unwrap_or_default();
    let action = if wish.accept {
        "rule-change-accepted"
    } else {
        "rule-change-refused"
    };
    let (user, key) = (who.user.clone(), id.clone());
    let done = app
        .change(move |ledger| {
            let Some(change) = changes_of(ledger, Some(&key))?.pop() else {
                return Ok((Err("not-found"), None));
            };
            if change.state() != "open" {
                return Ok((Err("rule-change-over"), None));
            }
            // Who brought it in may take it back, not accept it; nobody counts twice.
            let again = change.answers.iter().any(|(by, ..)| *by == user);
            if wish.accept && (change.user == user || again) {
                return Ok((Err("rule-change-own"), None));
            }
            ledger.put_document(KIND, &key, now().ms(), &user, &body)?;
            let detail = json!({"version": change.version});
            let deed = Deed::new(&user, action, &key, detail);
            Ok((Ok(()), Some(deed)))
        })
        .await?;
    match done {
        Ok(()) => one(State(app), Path(id)).await,
        Err("not-found") => Err(Problem::not_found(id)),
        Err(code) => Err(Problem::new(StatusCode::CONFLICT, code, "")),
    }
}
