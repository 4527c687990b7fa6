//! Positions as binary records, whole or as they change.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    time::{Instant, interval_at},
};

use super::{App, gate, gate::Who, sluice::sluice};
use crate::live::Frame;

/// How often it is checked that the client may still read, and an empty frame says that the link still carries.
const BEAT: Duration = Duration::from_secs(15);

/// All vessels.
pub(super) async fn whole(State(app): State<Arc<App>>) -> Response {
    let frame = app.board.frame();
    (
        [(header::CONTENT_TYPE, "application/octet-stream")],
        frame.records.clone(),
    )
        .into_response()
}

/// All vessels, then those that change.
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Response {
    let (sender, body) = sluice();
    tokio::spawn(async move {
        // An end of the client is the ordinary end of a stream.
        drop(pour(app, who, sender).await);
    });
    let kind = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (kind, body).into_response()
}

/// The client went away, or may no longer read.
struct Ended;

async fn pour(app: Arc<App>, who: Who, sender: mpsc::Sender<Bytes>) -> Result<(), Ended> {
    let mut frames = app.board.frames();
    send(&sender, &app.board.frame()).await?;
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Ok(frame) => send(&sender, &frame).await?,
                // Too slow for the changes: the whole picture instead of what was missed.
                Err(RecvError::Lagged(_)) => send(&sender, &app.board.frame()).await?,
                Err(RecvError::Closed) => return Ok(()),
            },
            _ = beat.tick() => {
                if !gate::is_still_in(&app, &who).await {
                    return Err(Ended);
                }
                let beat = Frame { event_time_s: app.board.frame().event_time_s, ..Frame::default() };
                send(&sender, &beat).await?;
            }
            () = app.stopped() => return Ok(()),
        }
    }
}

/// `u32 length, u32 event time, records`; the length counts what follows it.
async fn send(sender: &mpsc::Sender<Bytes>, frame: &Frame) -> Result<(), Ended> {
    let length = u32::try_from(frame.records.len() + 4).unwrap_or(u32::MAX);
    let mut chunk = Vec::with_capacity(frame.records.len() + 8);
    chunk.extend_from_slice(&length.to_le_bytes());
    chunk.extend_from_slice(&frame.event_time_s.to_le_bytes());
    chunk.extend_from_slice(&frame.records);
    sender.send(chunk.into()).await.map_err(|_gone| Ended)
}
