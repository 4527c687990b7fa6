//! Bodies that may be larger than memory pass through a file without a name: it is gone whatever happens to the program.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, Write as _},
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    RequestExt as _,
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::StatusCode,
};
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt as _, LengthLimitError};
use tokio::sync::mpsc;

use super::Problem;

/// Pieces that may wait for the disk or the client.
const PIECES_HELD: usize = 16;
/// Bytes read at once.
const PIECE: usize = 256 << 10;

fn no_disk(fault: &io::Error) -> Problem {
    Problem::internal("disk-failed", fault)
}

/// Puts the body of a request, up to the limit of its route, into a file of this folder; gives it from its beginning.
///
/// # Errors
/// A body that is too large or breaks off, the disk.
pub(super) async fn keep(request: Request, folder: PathBuf) -> Result<File, Problem> {
    let mut body = request.into_limited_body();
    let (sender, mut receiver) = mpsc::channel::<Bytes>(PIECES_HELD);
    let kept = tokio::task::spawn_blocking(move || {
        let mut file = tempfile::tempfile_in(folder)?;
        while let Some(bytes) = receiver.blocking_recv() {
            file.write_all(&bytes)?;
        }
        file.rewind()?;
        Ok(file)
    });
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|fault| {
            let source = std::error::Error::source(&fault);
            if source.is_some_and(|it| it.is::<LengthLimitError>()) {
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "")
            } else {
                Problem::bad("body-unreadable", fault)
            }
        })?;
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        // The disk said no: why comes with the file.
        if sender.send(bytes).await.is_err() {
            break;
        }
    }
    drop(sender);
    let kept = kept
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))?;
    kept.map_err(|fault: io::Error| no_disk(&fault))
}

/// A file as the body of an answer, from its beginning. Its length is announced, so that a client sees when it was cut.
///
/// # Errors
/// The disk.
pub(super) fn give(mut file: File) -> Result<Body, Problem> {
    let left = file.metadata().map_err(|fault| no_disk(&fault))?.len();
    file.rewind().map_err(|fault| no_disk(&fault))?;
    let (sender, receiver) = mpsc::channel(PIECES_HELD);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).map(|count| {
                piece.truncate(count);
                Bytes::from(piece)
            });
            let last = read.as_ref().map_or(true, Bytes::is_empty);
            // A client that is gone wants no more.
            if read.as_ref().is_ok_and(Bytes::is_empty)
                || sender.blocking_send(read).is_err()
                || last
            {
                break;
            }
        }
    });
    Ok(Body::new(Spooled { receiver, left }))
}

struct Spooled {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
}

impl HttpBody for Spooled {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let next = self.receiver.poll_recv(context);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            self.left = self.left.saturating_sub(bytes.len() as u64);
        }
        next.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
