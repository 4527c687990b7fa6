//! Playing a recording at a multiple of its own speed.

use std::time::{Duration, Instant};

use vigie_sea::Time;

/// When each recorded moment is due.
#[derive(Debug)]
pub(crate) struct Pace {
    speed: f64,
    pause_max: Duration,
    /// Wall clock and recorded time of the newest moment so far.
    last: Option<(Instant, Time)>,
}

impl Pace {
    /// `speed` times as fast as recorded, and never a pause longer than `pause_max`.
    pub(crate) fn new(speed: f64, pause_max: Duration) -> Self {
        Self {
            speed,
            pause_max,
            last: None,
        }
    }

    /// How long to wait from now on before what was recorded at `time`.
    pub(crate) fn due(&mut self, time: Time) -> Duration {
        self.due_at(time, Instant::now())
    }

    fn due_at(&mut self, time: Time, now: Instant) -> Duration {
        let Some((then, last)) = self.last else {
            self.last = Some((now, time));
            return Duration::ZERO;
        };
        // Recordings are not sorted: an earlier time is due at once.
        let gap_s = (time.since_s(last) / self.speed).max(0.0);
        let pause = Duration::try_from_secs_f64(gap_s)
            .unwrap_or(self.pause_max)
            .min(self.pause_max);
        if time > last {
            self.last = Some((then + pause, time));
        }
        (then + pause).saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_to_the_recording_and_skips_empty_nights() {
        let mut pace = Pace::new(10.0, Duration::from_secs(60));
        let start = Instant::now();
        let at = |s: u64| start + Duration::from_secs(s);
        assert_eq!(pace.due_at(Time::from_s(0), at(0)), Duration::ZERO);
        assert_eq!(
            pace.due_at(Time::from_s(100), at(0)),
            Duration::from_secs(10)
        );
        // Late already: no wait, and the delay is not carried on.
        assert_eq!(pace.due_at(Time::from_s(200), at(30)), Duration::ZERO);
        assert_eq!(pace.due_at(Time::from_s(50), at(30)), Duration::ZERO);
        assert_eq!(
            pace.due_at(Time::from_s(100_000), at(30)),
            Duration::from_secs(50)
        );
    }
}
