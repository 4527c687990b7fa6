//! Registers that are compared with a partner's, and neither shown: who is in both.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{Person, PersonId, comparison_forms};
use vigie_exchange::PartyId;

use super::{App, Deed, Problem, crisis::at_desk, gate::Who, input::Told as Wished};
use crate::{
    crisis::{Desk, readings},
    partner::matching::{DOCUMENT, NAME, normal},
};

/// What of persons is compared.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    /// Issuer and number of travel documents.
    #[default]
    Documents,
    /// Name and date of birth.
    Names,
}

impl By {
    fn kind(self) -> &'static str {
        match self {
            Self::Documents => DOCUMENT,
            Self::Names => NAME,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Compare {
    party: PartyId,
    #[serde(default)]
    by: By,
}

/// Asks a partner who of this register is in its register. Neither shows its own.
pub(super) async fn ask_match(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Wished(wish): Wished<Compare>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let kind = wish.by.kind();
    let asked = at_desk(&app, &id, move |desk| Ok(desk.compared_by(kind))).await?;
    let detail = json!({"crisis": id, "by": kind, "count": asked.len()});
    let deed = Deed::new(&who.user, "register-match-asked", &wish.party, detail);
    let shown = app
        .act(deed, move |desk| {
            let run = desk.ask_match(&wish.party, kind, &asked, &who.user)?;
            desk.match_crisis(&run, &id)?;
            Ok(json!({ "id": run }))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Who of a register has one of the forms or numbers that both have.
fn persons_of(desk: &Desk<'_>, kind: &str, common: &BTreeSet<String>) -> Vec<PersonId> {
    if common.is_empty() {
        return Vec::new();
    }
    // A form begins with the date of birth: nobody else's name is read.
    let days: BTreeSet<&str> = common.iter().filter_map(|it| it.get(..8)).collect();
    let is_common = |person: &&Person| match kind {
        NAME => {
            let day = person.birth.map(|it| String::from(it).replace('-', ""));
            day.is_some_and(|day| days.contains(day.as_str()))
                && comparison_forms(&person.names, person.birth, readings())
                    .iter()
                    .any(|form| common.contains(form))
        }
        _ => person.documents.iter().any(|one| {
            let number = normal(DOCUMENT, &format!("{}{}", one.issuer, one.number));
            number.is_some_and(|number| common.contains(&number))
        }),
    };
    let persons = desk.register.persons.values();
    persons.filter(is_common).map(|it| it.id).collect()
}

/// Comparisons of registers: those asked from this crisis, and those that wait for an answer.
pub(super) async fn matches(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let wanted = id.clone();
    let runs = app
        .desk(move |desk| Ok(desk.register_matches(&wanted)))
        .await?;
    let at = Arc::clone(&app);
    at_desk(&app, &id, move |desk| {
        let shown: Vec<Value> = runs
            .into_iter()
            .map(|mut run| {
                let common = run["common"].as_array().into_iter().flatten();
                let common = common
                    .filter_map(|one| one.as_str().map(str::to_owned))
                    .collect();
                let persons = persons_of(desk, run["kind"].as_str().unwrap_or_default(), &common);
                let far = at.crisis.matches.of(run["id"].as_str().unwrap_or_default());
                run["progress"] = json!(far.map(|(done, of)| json!({"done": done, "of": of})));
                run["common"] = json!(common.len());
                run["persons"] = json!(persons);
                run
            })
            .collect();
        Deed::new(
            &who.user,
            "register-matches-seen",
            desk.register.paper.id,
            json!({"count": shown.len()}),
        )
        .note(desk.ledger)?;
        Ok(json!({ "matches": shown }))
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    /// With this register, or refuse.
    answer: bool,
}

/// Answers a partner's question with this register, or refuses.
pub(super) async fn answer_match(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, run)): Path<(String, String)>,
    Wished(reply): Wished<Reply>,
) -> Result<StatusCode, Problem> {
    let asked = run.clone();
    let kind = app.desk(move |desk| desk.room_match_kind(&asked)).await?;
    let by = kind.clone();
    let listed = at_desk(&app, &id, move |desk| match reply.answer {
        true => Ok(desk.compared_by(&by)),
        false => Ok(Vec::new()),
    })
    .await?;
    let action = match reply.answer {
        true => "register-match-answered",
        false => "register-match-refused",
    };
    let deed = Deed::new(&who.user, action, &run, json!({"crisis": id, "by": kind}));
    app.act(deed, move |desk| match reply.answer {
        true => desk.answer_match(&run, &listed, &who.user),
        false => desk.refuse_match(&run, &who.user),
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
