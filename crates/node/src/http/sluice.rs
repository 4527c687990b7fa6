//! The body of a stream: chunks pass through a bounded channel, so that a slow client holds back only itself.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use http_body::Frame;
use tokio::sync::mpsc;

/// Chunks that may wait for one client.
const CHUNKS_HELD: usize = 16;

struct Sluice(mpsc::Receiver<Bytes>);

impl http_body::Body for Sluice {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0
            .poll_recv(context)
            .map(|chunk| chunk.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// A body and the sender that fills it; the sender learns that the client is gone when sending fails.
pub(super) fn sluice() -> (mpsc::Sender<Bytes>, Body) {
    let (sender, receiver) = mpsc::channel(CHUNKS_HELD);
    (sender, Body::new(Sluice(receiver)))
}
