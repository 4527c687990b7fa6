//! Taking in feeds for one command: counts, quarantine, progress, ctrl-C.

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::console::Console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use crate::exit::Exit;
use crate::feed::{
    DELIVERIES_WAITING_MAX, Delivery, FeedOptions, FeedSpec, FeedState, Quarantine, Running, Tally,
    start,
};

/// How often a command looks at the clock while nothing comes.
const LOOK: Duration = Duration::from_millis(250);

/// What one feed gave in the end.
#[derive(Debug, Clone)]
pub(crate) struct FeedSummary {
    pub(crate) name: String,
    pub(crate) tally: Tally,
}

/// Feeds being read.
pub(crate) struct Intake<'a> {
    console: &'a Console,
    interrupt: Interrupt,
    receiver: Receiver<Delivery>,
    running: Vec<Running>,
    quarantine: Option<Quarantine>,
    pub(crate) summaries: Vec<FeedSummary>,
    progress: Option<ProgressBar>,
    live: bool,
    began: Instant,
}

impl<'a> Intake<'a> {
    pub(crate) fn start(
        console: &'a Console,
        feeds: &[FeedSpec],
        options: &FeedOptions,
        interrupt: Interrupt,
    ) -> Result<Self, Failure> {
        let quarantine = options
            .quarantine
            .as_deref()
            .map(|path| Quarantine::open(path, false))
            .transpose()?;
        let (sender, receiver) = sync_channel(DELIVERIES_WAITING_MAX);
        let mut running = Vec::new();
        for (number, spec) in (1_u16..).zip(feeds) {
            running.push(start(
                spec,
                number,
                options,
                sender.clone(),
                interrupt.flag(),
            )?);
        }
        let summary = |spec: &FeedSpec| FeedSummary {
            name: spec.name.clone(),
            tally: Tally::default(),
        };
        Ok(Self {
            progress: console.shows_progress().then(progress),
            console,
            interrupt,
            receiver,
            running,
            quarantine,
            summaries: feeds.iter().map(summary).collect(),
            live: feeds.iter().any(|spec| spec.place.is_live()),
            began: Instant::now(),
        })
    }

    /// Whether any feed goes on until the user ends it.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// Gives every delivery to `each`, and `None` when nothing came for a moment. Returns when all
    /// feeds ended, or a live feed was ended by the user.
    pub(crate) fn run(
        &mut self,
        mut each: impl FnMut(Option<Delivery>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let worked = self.take_all(&mut each);
        // Whatever happened, no thread may go on reading behind the command's back.
        if worked.is_err() {
            self.interrupt
                .flag()
                .store(true, std::sync::atomic::Ordering::Relaxed);
        }
        while self.receiver.recv_timeout(LOOK).is_ok() {}
        if let Some(progress) = &self.progress {
            progress.finish_and_clear();
        }
        if let Some(quarantine) = &mut self.quarantine {
            quarantine.flush()?;
        }
        worked?;
        if self.interrupt.asked() && !self.live {
            // Not joined: a thread may wait on standard input for ever.
            return Err(Failure::interrupted());
        }
        for running in self.running.drain(..) {
            // A reader that panicked has told its story on the error stream already.
            running.thread.join().unwrap_or(Ok(()))?;
        }
        self.check_something_read()
    }

    fn take_all(
        &mut self,
        each: &mut impl FnMut(Option<Delivery>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        loop {
            match self.receiver.recv_timeout(LOOK) {
                Ok(delivery) => {
                    self.note(&delivery)?;
                    each(Some(delivery))?;
                }
                Err(RecvTimeoutError::Timeout) => each(None)?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            let ended = self
                .running
                .iter()
                .all(|running| running.thread.is_finished());
            if ended || (self.interrupt.asked() && !self.live) {
                return self.take_rest(each);
            }
        }
    }

    /// What the feeds handed over before they ended.
    fn take_rest(
        &mut self,
        each: &mut impl FnMut(Option<Delivery>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        while let Ok(delivery) = self.receiver.try_recv() {
            if self.interrupt.asked() && !self.live {
                return Ok(());
            }
            self.note(&delivery)?;
            each(Some(delivery))?;
        }
        Ok(())
    }

    fn note(&mut self, delivery: &Delivery) -> Result<(), Failure> {
        let index = usize::from(delivery.feed).wrapping_sub(1);
        if let Some(summary) = self.summaries.get_mut(index) {
            summary.tally.add(&delivery.tally);
            if let Some(FeedState::Waiting(why)) = &delivery.state {
                let args = [
                    ("name", summary.name.as_str().into()),
                    ("detail", why.as_str().into()),
                ];
                self.console
                    .tell(&self.console.text("intake-waiting", &args));
            }
        }
        if let Some(quarantine) = &mut self.quarantine {
            delivery
                .faults
                .iter()
                .try_for_each(|fault| quarantine.keep(fault))?;
            if self.live {
                quarantine.flush()?;
            }
        }
        if let Some(progress) = &self.progress {
            progress.inc(delivery.tally.messages);
        }
        Ok(())
    }

    /// Nothing read from something is a failure, never a silent success.
    fn check_something_read(&self) -> Result<(), Failure> {
        let total = self.total();
        if total.messages > 0 || (self.live && total.bytes == 0) {
            return Ok(());
        }
        let names: Vec<&str> = self.summaries.iter().map(|s| s.name.as_str()).collect();
        let code = if total.bytes == 0 {
            "feeds-empty"
        } else if total.faults_total() == 0 {
            "feeds-without-messages"
        } else {
            "nothing-read"
        };
        let main = total.faults.iter().max_by_key(|(_, count)| **count);
        Err(Failure::new(Exit::Data, code)
            .with("names", names.join(", "))
            .with("faults", total.faults_total())
            .with("reason", main.map_or("-", |(reason, _)| reason)))
    }

    /// All feeds together.
    pub(crate) fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.summaries
            .iter()
            .for_each(|summary| total.add(&summary.tally));
        total
    }

    /// Seconds since the feeds were started.
    pub(crate) fn elapsed_s(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}

fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} {per_sec} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
