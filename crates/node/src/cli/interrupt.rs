//! Ctrl-C: the first asks the command to stop at the next safe point, the second ends the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::Exit;

/// Whether the user asked to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Starts to listen for SIGINT and SIGTERM.
    pub(crate) fn listen() -> Self {
        let flag = Self::default();
        let shared = flag.clone();
        let ready = Arc::new(std::sync::Barrier::new(2));
        let started = Arc::clone(&ready);
        let spawned = std::thread::Builder::new()
            .name("interrupt".to_owned())
            .spawn(move || wait_for_signals(&shared, &started));
        if spawned.is_ok() {
            ready.wait();
        }
        flag
    }

    pub(crate) fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The shared flag, for readers on other threads.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }
}

fn wait_for_signals(interrupt: &Interrupt, started: &std::sync::Barrier) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        // Without a listener the default action stays: ctrl-C ends the program at once.
        started.wait();
        return;
    };
    runtime.block_on(async {
        let signals = Signals::new();
        started.wait();
        let Some(mut signals) = signals else { return };
        signals.next().await;
        interrupt.0.store(true, Ordering::Relaxed);
        signals.next().await;
        crate::export::Whole::remove_leftovers();
        std::process::exit(i32::from(Exit::Interrupted as u8));
    });
}

struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> Option<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Some(Self {
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
