//! The event stream (server-sent events): changes of events, of the list, of the status and of feeds.
//!
//! A change is in the ledger before it is shown, under a number that is the message's `id`. A client that comes back
//! with `Last-Event-ID`, or that falls behind the messages held for it, gets what it missed from the ledger: no change
//! is ever lost. Other messages are kept nowhere: a client that comes back asks for what it shows, and one that fell
//! behind is told by `missed` to do the same. A `beat` at least every 15 seconds says that the link still carries.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use tokio::{
    sync::{
        broadcast::{Receiver, error::RecvError},
        mpsc,
    },
    time::{Instant, interval_at},
};
use vigie_sea::Time;

use super::{App, Problem, gate, gate::Who, sluice::sluice};
use crate::{engine::change_json, live::Notice};

/// Changes read from the ledger at once.
const PAGE: u64 = 500;
/// A message at least this often keeps proxies from closing the connection, tells a client a dead link from a calm sea,
/// and ends streams of who signed out. (A comment line would not reach the client's program.)
const BEAT: Duration = Duration::from_secs(15);

pub(super) async fn events(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let after = headers
        .get("last-event-id")
        .and_then(|v| v.to_str().ok()?.trim().parse().ok());
    let newest = app.ledger(|ledger| ledger.last_change()).await?;
    // A number that this ledger never gave is of another one: a folder begun anew, an exercise set back.
    let is_foreign = after.is_some_and(|seq: u64| seq > newest);
    let seq = after.filter(|_| !is_foreign).unwrap_or(newest);
    let (sender, body) = sluice();
    // Before the client knows that the stream is open: between what it asks for then and what it is told is no gap.
    let notices = app.board.notices();
    tokio::spawn(async move {
        // An end of the client is the ordinary end of a stream.
        drop(pour(app, who, (seq, is_foreign), notices, sender).await);
    });
    let kind = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((kind, body).into_response())
}

/// The client went away, or may no longer read.
struct Ended;

async fn pour(
    app: Arc<App>,
    who: Who,
    (mut seq, is_foreign): (u64, bool),
    mut notices: Receiver<Arc<Notice>>,
    sender: mpsc::Sender<Bytes>,
) -> Result<(), Ended> {
    send(&sender, Bytes::from_static(b"retry: 2000\n\n")).await?;
    seq = catch_up(&app, seq, &sender).await?;
    send_status(&app, seq, &sender).await?;
    if is_foreign {
        send(&sender, message(seq, "missed", "{\"anew\":true}")).await?;
    }
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    loop {
        tokio::select! {
            notice = notices.recv() => match notice {
                Ok(notice) => seq = pass_on(&notice, seq, &sender).await?,
                Err(RecvError::Lagged(_)) => {
                    seq = catch_up(&app, seq, &sender).await?;
                    send_status(&app, seq, &sender).await?;
                    send(&sender, message(seq, "missed", "{}")).await?;
                }
                Err(RecvError::Closed) => return Ok(()),
            },
            _ = beat.tick() => {
                if !gate::is_still_in(&app, &who).await {
                    return Err(Ended);
                }
                send(&sender, message(seq, "beat", "{}")).await?;
            }
            () = app.stopped() => return Ok(()),
        }
    }
}

/// Sends one message, unless it is a change that was sent already; gives the number of the last change sent.
async fn pass_on(notice: &Notice, seq: u64, sender: &mpsc::Sender<Bytes>) -> Result<u64, Ended> {
    if notice.event != "change" {
        // The number of the last change sent, not the newest one: a resume must not skip what is still to come.
        send(sender, message(seq, notice.event, &notice.data)).await?;
        return Ok(seq);
    }
    if notice.seq <= seq {
        return Ok(seq);
    }
    send(sender, message(notice.seq, "change", &notice.data)).await?;
    Ok(notice.seq)
}

/// Sends what the ledger has after `seq`.
async fn catch_up(
    app: &Arc<App>,
    mut seq: u64,
    sender: &mpsc::Sender<Bytes>,
) -> Result<u64, Ended> {
    loop {
        let after = seq;
        let page = app
            .ledger(move |ledger| ledger.changes_after(after, PAGE))
            .await;
        let page = page.map_err(|_logged| Ended)?;
        if page.is_empty() {
            return Ok(seq);
        }
        for change in page {
            let data = change_json(change.seq, Time::from_ms(change.at_ms), &change.body);
            send(sender, message(change.seq, "change", &data)).await?;
            seq = change.seq;
        }
    }
}

async fn send_status(app: &Arc<App>, seq: u64, sender: &mpsc::Sender<Bytes>) -> Result<(), Ended> {
    let data = serde_json::to_string(&*app.board.status());
    match data {
        Ok(data) => send(sender, message(seq, "status", &data)).await,
        Err(_unwritable) => Ok(()),
    }
}

async fn send(sender: &mpsc::Sender<Bytes>, chunk: Bytes) -> Result<(), Ended> {
    sender.send(chunk).await.map_err(|_gone| Ended)
}

/// One message; the data is JSON and so has no line breaks.
fn message(seq: u64, event: &str, data: &str) -> Bytes {
    format!("id: {seq}\nevent: {event}\ndata: {data}\n\n").into()
}
