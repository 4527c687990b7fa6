//! Position reports for a partner's own systems, see [`crate::partner::report`].

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exchange::{PartyId, Purpose, edge::Format};

use super::{App, Deed, Problem, exchange::party, gate::Who, input::Told};
use crate::partner::report::{LIMIT_MAX, Message, Wish, Written};

/// Most vessels that can be named.
const NAMED_MAX: usize = 1_000;
/// Longest name of a service of CISE.
const SERVICE_BYTES_MAX: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportWish {
    format: String,
    purpose: Purpose,
    #[serde(default)]
    mmsis: Vec<u32>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    after: Option<u64>,
    limit: Option<usize>,
}

/// An address of three letters, as NAF and ISO 3166 have them.
fn is_letters(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// A service of CISE: letters, figures, dots, lines.
fn is_service(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=SERVICE_BYTES_MAX).contains(&name.len()) && name.bytes().all(fits)
}

fn wish_of(told: ReportWish, with: PartyId, own: &str) -> Result<Wish, Problem> {
    let formats = [Format::Naf, Format::Flux, Format::Niem, Format::Cise];
    let format = formats.into_iter().find(|it| it.code() == told.format);
    let format = format.ok_or_else(|| Problem::bad("position-format-unknown", &told.format))?;
    if told.mmsis.len() > NAMED_MAX {
        return Err(Problem::bad("position-too-many", NAMED_MAX));
    }
    let or = |text: String, usual: String| if text.is_empty() { usual } else { text };
    let (mut from, mut to) = (told.from, told.to);
    if format == Format::Cise {
        from = or(from, format!("{own}.vessel.push.provider"));
        to = or(to, format!("{with}.vessel.push.consumer"));
    }
    let fits = match format {
        Format::Naf => is_letters(&from) && is_letters(&to),
        Format::Flux => is_letters(&from),
        Format::Niem => to.split(' ').all(is_letters),
        _ => is_service(&from) && is_service(&to),
    };
    if !fits {
        return Err(Problem::bad("position-address-unfit", format.code()));
    }
    Ok(Wish {
        party: with,
        format,
        purpose: told.purpose,
        mmsis: told.mmsis,
        from,
        to,
        after: told.after,
        limit: told.limit.unwrap_or(LIMIT_MAX).clamp(1, LIMIT_MAX),
    })
}

fn text(message: &Message, format: Format) -> String {
    match format {
        // ISO 8859-1: each byte is the letter of its number.
        Format::Naf => message.bytes.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(&message.bytes).into_owned(),
    }
}

fn shown(written: &Written, format: Format) -> Value {
    let media = match format {
        Format::Naf => "text/plain; charset=iso-8859-1",
        _ => "application/xml",
    };
    let messages = written.messages.iter().map(|message| {
        json!({
            "name": message.name, "text": text(message, format),
            "sha256": message.digest().to_string(),
        })
    });
    let withheld = written.withheld.iter();
    let withheld = withheld.map(|(vessel, code)| json!({"vessel": vessel, "code": code}));
    json!({
        "format": format.code(), "media_type": media, "messages": messages.collect::<Vec<_>>(),
        "released": written.released, "withheld": withheld.collect::<Vec<_>>(), "next": written.next,
    })
}

/// The newest positions in a format of others, decided by the agreement. They are in the audit before they leave.
pub(super) async fn write(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    Told(told): Told<ReportWish>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    let own = app.desk(|desk| Ok(desk.own.party.to_string())).await?;
    let wish = wish_of(told, with, &own)?;
    let format = wish.format;
    let user = who.user.clone();
    let written = app
        .desk(move |desk| {
            desk.whole(|desk| {
                let written = desk.write_reports(&wish, &user)?;
                let digests = written.messages.iter().map(|it| it.digest().to_string());
                let detail = json!({
                    "format": format.code(), "purpose": wish.purpose, "from": wish.from, "to": wish.to,
                    "vessels": written.released.len(), "withheld": written.withheld.len(),
                    "sha256": digests.collect::<Vec<_>>(),
                });
                Deed::new(&user, "positions-reported", &wish.party, detail)
                    .note(&mut desk.ledger)?;
                Ok(written)
            })
        })
        .await?;
    Ok(Json(shown(&written, format)))
}
