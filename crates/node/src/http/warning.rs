//! Warnings to vessels as CAP 1.2: written by a watch officer in three languages, kept, served as XML for whoever
//! broadcasts them. A warning is public; in an exercise its status says so.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exchange::{
    Onward,
    edge::{
        Format, Handling, Marking, Outgoing, Place,
        cap::{self, Category, Certainty, ResponseType, Severity, Urgency},
        marking::clear,
        warning::{LANGUAGES, Warning, Wording, alert},
    },
};
use vigie_sea::Time;

use super::{App, Deed, Problem, gate::Who, input::Told};
use crate::live::{Realm, now};

/// Kind of these documents.
const KIND: &str = "warning";
/// Longest piece of text, characters: CAP sets no limit, NAVTEX readers stop far earlier.
const CHARS_MAX: usize = 2_000;
/// Warnings in one answer.
const LIMIT: u64 = 200;
/// Metres in a nautical mile.
const M_PER_NM: f64 = 1_852.0;
/// Largest circle, nautical miles.
const RADIUS_MAX_NM: f64 = 1_000.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWarning {
    /// Unique name of the sender, such as a mail address.
    sender: String,
    category: String,
    #[serde(default)]
    response: Option<String>,
    urgency: String,
    severity: String,
    certainty: String,
    #[serde(default)]
    onset: Option<Time>,
    expires: Time,
    /// An area that is loaded here.
    #[serde(default)]
    area: Option<String>,
    #[serde(default)]
    circle: Option<Circle>,
    words: BTreeMap<String, Words>,
    /// An earlier warning that this one replaces.
    #[serde(default)]
    replaces: Option<String>,
    /// It takes the earlier one back.
    #[serde(default)]
    cancels: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Circle {
    lat_deg: f64,
    lon_deg: f64,
    radius_nm: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    event: String,
    headline: String,
    description: String,
    instruction: String,
    area: String,
    sender_name: String,
}

fn word<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    read(text).ok_or_else(|| Problem::bad("warning-word-unknown", text))
}

fn wording(words: &BTreeMap<String, Words>, language: &str) -> Result<Wording, Problem> {
    let told = words
        .get(language)
        .ok_or_else(|| Problem::bad("warning-language-missing", language))?;
    let text = |text: &str, needed: bool| {
        let text = text.trim();
        if needed && text.is_empty() {
            return Err(Problem::bad("warning-text-missing", language));
        }
        if text.chars().count() > CHARS_MAX {
            return Err(Problem::bad("warning-text-too-long", CHARS_MAX));
        }
        Ok(text.to_owned())
    };
    Ok(Wording {
        event: text(&told.event, true)?,
        headline: text(&told.headline, true)?,
        description: text(&told.description, false)?,
        instruction: text(&told.instruction, false)?,
        area: text(&told.area, true)?,
        sender_name: text(&told.sender_name, false)?,
    })
}

impl NewWarning {
    fn circle(&self) -> Result<Option<(Place, u64)>, Problem> {
        let Some(circle) = &self.circle else {
            return Ok(None);
        };
        let place = Place::from_deg(circle.lat_deg, circle.lon_deg)
            .ok_or_else(|| Problem::bad("warning-place", "circle"))?;
        if !(circle.radius_nm > 0.0 && circle.radius_nm <= RADIUS_MAX_NM) {
            return Err(Problem::bad("warning-radius-out-of-range", RADIUS_MAX_NM));
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "held to the range above"
        )]
        let radius_m = (circle.radius_nm * M_PER_NM).round() as u64;
        Ok(Some((place, radius_m)))
    }

    /// The warning, with the ring of its area and the time of the one it replaces.
    fn warning(
        &self,
        id: String,
        sent_ms: i64,
        ring: Vec<Place>,
        replaces: Option<(String, i64)>,
    ) -> Result<Warning, Problem> {
        let response = self.response.as_deref().filter(|text| !text.is_empty());
        let [en, fr, ja] = LANGUAGES.map(|language| wording(&self.words, language));
        Ok(Warning {
            id,
            sender: self.sender.trim().to_owned(),
            sent_ms,
            cancels: self.cancels,
            replaces,
            category: word(&self.category, Category::from_word)?,
            response: response
                .map(|text| word(text, ResponseType::from_word))
                .transpose()?,
            urgency: word(&self.urgency, Urgency::from_word)?,
            severity: word(&self.severity, Severity::from_word)?,
            certainty: word(&self.certainty, Certainty::from_word)?,
            onset_ms: self.onset.map(Time::ms),
            expires_ms: self.expires.ms(),
            ring,
            circle: self.circle()?,
            wordings: [en?, fr?, ja?],
        })
    }
}

/// The corners of a loaded area of one polygon without holes: what CAP can say.
fn ring_of(area: &vigie_sea::Area) -> Result<Vec<Place>, Problem> {
    let [polygon] = area.polygons.as_slice() else {
        return Err(Problem::bad("warning-area-in-parts", &area.id));
    };
    let rings = polygon.rings();
    let [ring] = rings.as_slice() else {
        return Err(Problem::bad("warning-area-in-parts", &area.id));
    };
    let places = ring
        .iter()
        .map(|[lon, lat]| Place::from_deg(*lat, vigie_sea::normalise_lon_deg(*lon)));
    places
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| Problem::bad("warning-place", &area.id))
}

pub(super) async fn send(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NewWarning>,
) -> Result<Response, Problem> {
    let ring = match wish.area.clone().filter(|id| !id.is_empty()) {
        None => Vec::new(),
        Some(id) => {
            let wanted = id.clone();
            let found = app
                .ask(move |engine| {
                    let areas = engine.watch.context().areas.areas();
                    areas.iter().find(|area| area.id == wanted).cloned()
                })
                .await?;
            ring_of(&found.ok_or_else(|| Problem::bad("area-unknown", &id))?)?
        }
    };
    let replaces = match &wish.replaces {
        None => None,
        Some(id) => {
            let wanted = id.clone();
            let row = app
                .ledger(move |ledger| ledger.document(KIND, &wanted))
                .await?;
            let row = row.ok_or_else(|| Problem::bad("warning-unknown", id))?;
            Some((row.id, row.at_ms))
        }
    };
    if wish.cancels && replaces.is_none() {
        return Err(Problem::bad("cap-references-missing", ""));
    }
    // CAP tells whole seconds.
    let sent_ms = now().ms() / 1_000 * 1_000;
    let headline = wish.words.get("en").map(|words| words.headline.clone());
    let id = format!("VIGIE-{}", now().ms());
    let warning = wish.warning(id.clone(), sent_ms, ring, replaces)?;
    let marking = Marking {
        originator: "own".to_owned(),
        source: "fused".to_owned(),
        handling: Handling::Clear,
        releasable_to: vec!["public".to_owned()],
        caveats: Vec::new(),
        onward: Onward::None,
        personal: false,
        expires_ms: None,
        exercise: match &app.realm {
            Realm::Live => None,
            Realm::Exercise(name) => Some(name.clone()),
        },
        purpose: "safety".to_owned(),
    };
    let cleared = clear(Outgoing::inside(warning, marking), Format::Cap, sent_ms)
        .map_err(|refusal| Problem::bad(refusal.code(), ""))?;
    let cap = alert(&cleared);
    if let Some(flaw) = cap.flaws().first() {
        return Err(Problem::bad(flaw.code(), ""));
    }
    let body = String::from_utf8_lossy(&cap::write(&cap)).into_owned();
    let (kept, by) = (id.clone(), who.user.clone());
    let deed = Deed::new(
        &who.user,
        "warning-sent",
        &id,
        json!({"headline": headline}),
    );
    app.change(move |ledger| {
        ledger.put_document(KIND, &kept, sent_ms, &by, &body)?;
        Ok(((), Some(deed)))
    })
    .await?;
    Ok((StatusCode::CREATED, Json(json!({"id": id}))).into_response())
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let rows = app.ledger(|ledger| ledger.documents(KIND, LIMIT)).await?;
    let shown: Vec<Value> = rows
        .iter()
        .map(|row| {
            let alerts = cap::read(row.body.as_bytes()).unwrap_or_default();
            let alert = alerts.first();
            let info = alert.and_then(|alert| alert.infos.first());
            let headlines: BTreeMap<&str, &str> = alert
                .into_iter()
                .flat_map(|alert| &alert.infos)
                .filter_map(|info| Some((info.language.as_deref()?, info.headline.as_deref()?)))
                .collect();
            json!({
                "id": row.id, "sent": Time::from_ms(row.at_ms), "user": row.user, "headline": headlines,
                "status": alert.map(|alert| alert.status.word()),
                "kind": alert.map(|alert| alert.msg_type.word()),
                "references": alert.and_then(|alert| alert.references.clone()),
                "expires": info.and_then(|info| info.expires_ms).map(Time::from_ms),
                "severity": info.map(|info| info.severity.word()),
                "urgency": info.map(|info| info.urgency.word()),
            })
        })
        .collect();
    Ok(Json(json!({"warnings": shown})))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let wanted = id.clone();
    let row = app
        .ledger(move |ledger| ledger.document(KIND, &wanted))
        .await?;
    let row = row.ok_or_else(|| Problem::not_found(&id))?;
    Ok(([(header::CONTENT_TYPE, "application/cap+xml")], row.body).into_response())
}
