//! A feed of VMS messages: finds `//SR … //ER` in the bytes and gives what each says to the watch.

use std::sync::PoisonError;

use vigie_sea::Time;
use vigie_watch::{Observation, Reception, Report, SourceKind};

use super::Error;
use super::delivery::Delivery;
use super::naf::{self, NafReport};
use super::reader::{Reader, Setting};

/// Longest message: the standard's fields together stay below 1,000 characters.
const MESSAGE_BYTES_MAX: usize = 8_192;

/// Reads NAF messages, one after another, on one line or on many.
pub(crate) struct Vms {
    setting: Setting,
    held: Vec<u8>,
    line: u64,
}

impl Vms {
    pub(crate) fn new(setting: Setting) -> Self {
        Self {
            setting,
            held: Vec::new(),
            line: 1,
        }
    }

    /// Takes every complete message out of what is held.
    fn release(&mut self, received: Option<Time>, last: bool, out: &mut Delivery) {
        let held = std::mem::take(&mut self.held);
        let mut rest: &[u8] = &held;
        while let Some(end) = message_end(rest, last) {
            let (message, after) = rest.split_at(end);
            self.message(message, received, out);
            rest = after;
        }
        if rest.len() > MESSAGE_BYTES_MAX || (last && !rest.trim_ascii().is_empty()) {
            self.message(rest, received, out);
            rest = &[];
        }
        self.held = rest.to_vec();
    }

    fn message(&mut self, bytes: &[u8], received: Option<Time>, out: &mut Delivery) {
        let before = bytes.iter().take_while(|byte| byte.is_ascii_whitespace());
        let line = self.line + before.filter(|byte| **byte == b'\n').count() as u64;
        self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
        let text = bytes.trim_ascii();
        if text.is_empty() || text.iter().all(|byte| *byte == b'/') {
            return;
        }
        out.tally.lines += 1;
        let read = naf::read(text).and_then(|report| self.give(&report, out));
        match read {
            Ok(()) => out.tally.messages += 1,
            Err(reason) => self.setting.fault(out, line, reason, received, text),
        }
    }

    fn give(&self, report: &NafReport, out: &mut Delivery) -> Result<(), &'static str> {
        let mmsi = self.vessel(report)?;
        let station = report.from.as_deref().unwrap_or_default();
        let receiver = self.setting.stations.number(station.as_bytes());
        let give = |content, out: &mut Delivery| {
            let observation = Observation {
                time: report.time,
                mmsi,
                source: SourceKind::Vms,
                feed: self.setting.feed,
                receiver,
                reception: Reception::Satellite,
                report: content,
            };
            self.setting.give(observation, out);
        };
        give(Report::Identity(Box::new(report.identity.clone())), out);
        match report.position {
            Some(position) => give(Report::Position(position), out),
            None => out.tally.note("no-position"),
        }
        Ok(())
    }

    fn vessel(&self, report: &NafReport) -> Result<u32, &'static str> {
        if let Some(mmsi) = report.mmsi {
            return Ok(mmsi);
        }
        let mut unnumbered = self
            .setting
            .unnumbered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let call_sign = report.identity.call_sign.as_deref();
        if let Some(mmsi) = call_sign.and_then(|sign| unnumbered.mmsi_of(sign)) {
            return Ok(mmsi);
        }
        let (kind, identifier) = report.identifier().ok_or("naf-vessel-missing")?;
        Ok(unnumbered.number(kind, &identifier))
    }
}

impl Reader for Vms {
    fn push(
        &mut self,
        bytes: &[u8],
        received: Option<Time>,
        out: &mut Delivery,
    ) -> Result<(), Error> {
        self.held.extend_from_slice(bytes);
        self.release(received, false, out);
        Ok(())
    }

    fn finish(&mut self, received: Option<Time>, out: &mut Delivery) -> Result<(), Error> {
        self.release(received, true, out);
        Ok(())
    }
}

/// Where the first message ends: after `//ER` and two more slashes if they are there, or where the
/// next `//SR` begins. `None` while it may still grow. `//ER//SR` shares no slashes: then the next
/// message begins with `SR` alone, which is as good.
fn message_end(bytes: &[u8], last: bool) -> Option<usize> {
    let blank = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    let start = if bytes.get(blank..)?.starts_with(b"SR/") {
        blank
    } else {
        find(bytes, 0, b"//SR")?
    };
    if start > blank {
        return Some(start);
    }
    let next = find(bytes, start + 4, b"//SR");
    // Only up to there: a page of beginnings without an end would be searched anew for each of them.
    let own = next.map_or(bytes, |next| bytes.get(..next).unwrap_or(bytes));
    let Some(end) = find(own, start, b"//ER") else {
        return next;
    };
    let tail = bytes.get(end + 4..)?;
    let slashes = tail
        .iter()
        .take(2)
        .take_while(|byte| **byte == b'/')
        .count();
    let may_grow = slashes == tail.len() && slashes < 2 && !last;
    (!may_grow).then_some(end + 4 + slashes)
}

fn find(bytes: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes.get(from..)?, mark).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::FeedOptions;
    use proptest::prelude::*;
    use vigie_watch::is_unnumbered;

    const A: &str = "//SR//FR/PAN//TM/POS//RC/HP4077//NA/MEGA//DA/20240701//TI/0010//LT/40.5//LG/179.9//SP/85//ER//";
    const B: &str = "//SR//FR/PAN//TM/POS//RC/HP4077//DA/20240701//TI/0110//LT/40.5//LG/-179.9//ER";

    fn read(text: &str, pieces: usize, options: &FeedOptions) -> Delivery {
        let mut vms = Vms::new(Setting::new(3, options).of("vms"));
        let mut out = Delivery::default();
        for piece in text.as_bytes().chunks(pieces) {
            vms.push(piece, None, &mut out).unwrap();
        }
        vms.finish(None, &mut out).unwrap();
        out
    }

    #[test]
    fn messages_on_one_line_or_many() {
        for text in [
            format!("{A}{B}"),
            format!("{A}\r\n{B}\n"),
            format!("{B}{A}"),
            format!("{B}\n\n{A}\n"),
        ] {
            let out = read(&text, 11, &FeedOptions::default());
            assert_eq!(
                (out.tally.messages, out.tally.faults_total()),
                (2, 0),
                "{text}: {:?}",
                out.faults
            );
            assert_eq!(out.observations.len(), 4);
            let first = &out.observations[0];
            assert!(
                is_unnumbered(first.mmsi) && out.observations.iter().all(|o| o.mmsi == first.mmsi)
            );
            assert_eq!(
                (first.source, first.receiver),
                (SourceKind::Vms, 3 * 65_536 + 1)
            );
        }
    }

    #[test]
    fn a_call_sign_in_a_list_gives_the_mmsi() {
        let options = FeedOptions::default();
        options.known_vessels.know("HP-4077", 351_000_000);
        assert_eq!(read(A, 500, &options).observations[0].mmsi, 351_000_000);
    }

    #[test]
    fn garbage_costs_itself() {
        let out = read(
            &format!("garbage\n//SR//TM/POS//RC/\n{A}\n//SR//TM/POS"),
            9,
            &FeedOptions::default(),
        );
        assert_eq!(out.tally.messages, 1);
        let got: Vec<(u64, &str)> = out.faults.iter().map(|f| (f.line, f.reason)).collect();
        assert_eq!(
            got,
            [
                (1, "naf-start-missing"),
                (2, "naf-end-missing"),
                (4, "naf-end-missing")
            ]
        );
    }

    proptest! {
        #[test]
        fn the_cut_of_reads_does_not_matter(order in "[ABxn]{0,8}", pieces in 1..40_usize) {
            let text: String = order.chars().map(|c| match c { 'A' => A, 'B' => B, 'x' => "//SR//x", _ => "\n" }).collect();
            let (a, b) = (read(&text, pieces, &FeedOptions::default()), read(&text, 10_000, &FeedOptions::default()));
            prop_assert_eq!(a.observations, b.observations);
            prop_assert_eq!(a.faults, b.faults);
        }
    }
}
