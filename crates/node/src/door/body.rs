//! Bodies of requests and answers: a request's must come at a least pace, and both say what its client does meanwhile.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::crowd::{Guest, Standing};

/// The least that must come: so many bytes in each such time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) bytes: usize,
    pub(super) within: Duration,
}

/// The body of a request.
pub(super) struct Upload<B> {
    inner: B,
    pace: Pace,
    /// Bytes since enough came, and how long they were waited for.
    came: usize,
    waited: Duration,
    /// Since when nothing comes, and when that is too long. It does not run while the node is busy with what came.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    guest: Arc<Guest>,
}

impl<B> Upload<B> {
    pub(super) fn new(inner: B, pace: Pace, guest: Arc<Guest>) -> Self {
        Self {
            inner,
            pace,
            came: 0,
            waited: Duration::ZERO,
            waiting: None,
            guest,
        }
    }

    /// The time runs anew once enough came: not with each byte of somebody who only wants to stay.
    fn take(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            self.waited += since.elapsed();
        }
        self.came += bytes;
        if self.came >= self.pace.bytes {
            (self.came, self.waited) = (0, Duration::ZERO);
            self.guest.stands(Standing::Sending, Instant::now());
        }
    }
}

impl<B> http_body::Body for Upload<B>
where
    B: http_body::Body<Data = Bytes> + Unpin,
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                this.take(frame.data_ref().map_or(0, Bytes::len));
                if this.inner.is_end_stream() {
                    this.guest.stands(Standing::Served, Instant::now());
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(fault))) => Poll::Ready(Some(Err(fault.into()))),
            Poll::Ready(None) => {
                this.guest.stands(Standing::Served, Instant::now());
                Poll::Ready(None)
            }
            Poll::Pending => {
                let left = this.pace.within.saturating_sub(this.waited);
                let begin = || (Instant::now(), Box::pin(sleep(left)));
                let (_, patience) = this.waiting.get_or_insert_with(begin);
                patience.as_mut().poll(context).map(|()| {
                    let stalled = io::Error::from(io::ErrorKind::TimedOut);
                    Some(Err(stalled.into()))
                })
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The body of an answer; its client is idle once it is on the line.
pub(super) struct Answer {
    inner: Body,
    guest: Arc<Guest>,
}

impl Answer {
    pub(super) fn new(inner: Body, guest: Arc<Guest>) -> Self {
        Self { inner, guest }
    }
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.guest.sent();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use std::{convert::Infallible, net::IpAddr};

    use http_body_util::BodyExt as _;
    use tokio::{sync::mpsc, task::JoinHandle};

    use super::*;
    use crate::crowd::{Crowd, Limits};

    struct Given(mpsc::Receiver<Bytes>);

    impl http_body::Body for Given {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let next = self.0.poll_recv(context);
            next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
        }
    }

    const PACE: Pace = Pace {
        bytes: 100,
        within: Duration::from_millis(500),
    };

    fn guests(count: usize) -> (Crowd, Vec<Arc<Guest>>) {
        let crowd = Crowd::new(Limits {
            all: count,
            each: count,
            spare: Duration::ZERO,
        });
        let host = IpAddr::from([192, 0, 2, 1]);
        let enter = |_| Arc::new(crowd.enter(host, Instant::now()).unwrap().0);
        let guests = (0..count).map(enter).collect();
        (crowd, guests)
    }

    /// A body that comes in pieces, one each 20 ms.
    fn given(pieces: usize, bytes: usize, open: bool) -> (Given, JoinHandle<()>) {
        let (give, given) = mpsc::channel(1);
        let giving = tokio::spawn(async move {
            for _ in 0..pieces {
                tokio::time::sleep(Duration::from_millis(20)).await;
                if give.send(Bytes::from(vec![7; bytes])).await.is_err() {
                    return;
                }
            }
            if open {
                std::future::pending::<()>().await;
            }
        });
        (Given(given), giving)
    }

    async fn sent(pieces: usize, bytes: usize, open: bool) -> Result<usize, axum::BoxError> {
        let (_crowd, mut guests) = guests(1);
        let (given, giving) = given(pieces, bytes, open);
        let upload = Upload::new(given, PACE, guests.remove(0));
        let all = upload.collect().await.map(|all| all.to_bytes().len());
        giving.abort();
        all
    }

    #[tokio::test]
    async fn a_slow_body_is_taken_and_one_that_only_holds_its_place_is_not() {
        // Longer than the time in which something must come.
        assert_eq!(sent(40, 100, false).await.unwrap(), 4_000);
        assert!(sent(1, 50, true).await.is_err());
        assert!(sent(10_000, 1, true).await.is_err(), "a byte now and then");
    }

    #[tokio::test]
    async fn while_the_node_is_busy_no_client_is_too_slow() {
        let (_crowd, mut guests) = guests(1);
        let (given, _giving) = given(3, 10, false);
        let upload = Upload::new(given, PACE, guests.remove(0));
        tokio::time::sleep(PACE.within * 2).await;
        let all = upload.collect().await.unwrap();
        assert_eq!(all.to_bytes().len(), 30);
    }

    #[tokio::test]
    async fn who_sends_on_keeps_the_place_before_who_stopped() {
        let (crowd, guests) = guests(2);
        for guest in &guests {
            guest.stands(Standing::Sending, Instant::now());
        }
        let (given, _giving) = given(1, 100, true);
        let mut upload = Upload::new(given, PACE, Arc::clone(&guests[0]));
        assert!(upload.frame().await.unwrap().is_ok());
        let newcomer = crowd.enter(IpAddr::from([192, 0, 2, 2]), Instant::now());
        assert!(newcomer.is_ok());
        assert!(guests[1].must_leave() && !guests[0].must_leave());
    }
}
