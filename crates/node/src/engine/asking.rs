//! Requests that need the watch itself: small closures that the engine runs between batches.

use std::{sync::mpsc::SyncSender, time::Duration};

use tokio::sync::oneshot;

use super::Engine;

/// How long a request waits for its turn: while the disk refuses events, or years are replayed, the engine takes none.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) type Ask = Box<dyn FnOnce(&mut Engine) + Send>;

/// For requests: asks the engine.
#[derive(Debug, Clone)]
pub(crate) struct EngineHandle {
    pub(super) asks: SyncSender<Ask>,
}

/// The engine did not take or answer a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EngineBusy;

impl EngineHandle {
    /// Runs a small closure on the engine's thread between batches. Who is told that the engine is busy knows that the
    /// closure did not run and never will.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> Result<T, EngineBusy> {
        self.ask_within(PATIENCE, question).await
    }

    async fn ask_within<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> Result<T, EngineBusy> {
        let (begin, begun) = oneshot::channel();
        let (answer, answered) = oneshot::channel();
        let ask: Ask = Box::new(move |engine| {
            // Fails when nobody waits any more: then nothing may be done.
            if begin.send(()).is_ok() {
                // An error only says that the client went away.
                drop(answer.send(question(engine)));
            }
        });
        self.asks.try_send(ask).map_err(|_full| EngineBusy)?;
        match tokio::time::timeout(patience, begun).await {
            Ok(Ok(())) => answered.await.map_err(|_gone| EngineBusy),
            Ok(Err(_)) | Err(_) => Err(EngineBusy),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[tokio::test]
    async fn a_request_does_not_wait_for_ever_for_an_engine_that_takes_none() {
        let (asks, asked) = sync_channel(1);
        let handle = EngineHandle { asks };
        let soon = Duration::from_millis(1);
        assert!(handle.ask_within(soon, |_| 1).await.is_err());
        assert!(asked.try_recv().is_ok(), "it stood in the queue");
        drop(asked);
        assert!(handle.ask(|_| 1).await.is_err(), "no engine at all");
    }
}
