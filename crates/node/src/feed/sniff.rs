//! What bytes are, told from their beginning.

use vigie_sea::Time;

use super::cell::{decode_text, separator, without_bom};
use super::column::is_header;
use super::cot::{self, Cot};
use super::delivery::Delivery;
use super::log_clock::LogClock;
use super::nmea::Nmea;
use super::reader::{Reader, Setting};
use super::table::Table;
use super::vms::Vms;
use super::{Error, Format};

/// Bytes looked at: logs may begin with a page of comments.
pub(crate) const SNIFF_BYTES: usize = 16 * 1024;
/// Bytes within which data shows that it needs no line ends.
const HEAD_BYTES: usize = 512;
/// Lines of a beginning that are looked at one by one; later only when there is twice as much.
const LOOKS_MAX: u32 = 64;

/// The format of data that begins so; `None` if it cannot be told.
pub(crate) fn sniff(head: &[u8]) -> Option<Format> {
    let head = without_bom(head.get(..SNIFF_BYTES).unwrap_or(head));
    if cot::begins(head) {
        return Some(Format::Cot);
    }
    let lines = || {
        head.split(|b| matches!(b, b'\n' | b'\r'))
            .map(<[u8]>::trim_ascii)
            .filter(|l| !l.is_empty())
    };
    let first = lines().next()?;
    if first.starts_with(b"//SR") {
        return Some(Format::Naf);
    }
    if is_header(&names(first)) {
        return Some(Format::Csv(None));
    }
    if lines().take(200).any(is_sentence) {
        return Some(Format::Nmea);
    }
    if memchr::memmem::find(head, b"//SR//").is_some() {
        return Some(Format::Naf);
    }
    // A table whose header is not known: its reader will say which column is missing.
    looks_like_header(first).then_some(Format::Csv(None))
}

/// Three names or more, most of them beginning with a letter; JSON is none.
fn looks_like_header(line: &[u8]) -> bool {
    let names = names(line);
    let lettered = names
        .iter()
        .filter(|name| name.starts_with(|c: char| c.is_alphabetic()))
        .count();
    names.len() >= 3 && lettered * 2 > names.len() && !matches!(line.first(), Some(b'{' | b'['))
}

fn names(line: &[u8]) -> Vec<String> {
    // Once for the line: a stranger may send a very long one.
    let separator = separator(line);
    line.split(|b| *b == separator)
        .map(|name| decode_text(name.trim_ascii()))
        .collect()
}

/// A sentence anywhere in the line: `!xxVDM,` or `!xxVDO,`, or `$xxXXX,` at its start.
fn is_sentence(line: &[u8]) -> bool {
    let ais = memchr::memchr_iter(b'!', line).any(|at| {
        line.get(at + 3..at + 7)
            .is_some_and(|kind| matches!(kind, b"VDM," | b"VDO,"))
    });
    ais || (line.first() == Some(&b'$') && line.get(6) == Some(&b','))
}

/// Makes the reader of a format.
pub(crate) fn reader_of(
    format: Format,
    setting: Setting,
    clock: Option<LogClock>,
) -> Box<dyn Reader> {
    match format {
        Format::Naf => Box::new(Vms::new(setting)),
        Format::Cot => Box::new(Cot::new(setting)),
        Format::Csv(preset) => Box::new(Table::new(setting, preset)),
        Format::Nmea => Box::new(Nmea::new(setting, clock)),
        Format::Sniff => Box::new(Sniffer {
            setting,
            held: Vec::new(),
            looks: Looks::default(),
            inner: None,
        }),
    }
}

/// When to look at a beginning again that told nothing yet.
#[derive(Default)]
struct Looks {
    /// Bytes searched for line ends.
    searched: usize,
    /// A line ended since the last look.
    line: bool,
    count: u32,
    /// Bytes there were at the last look.
    looked: usize,
}

impl Looks {
    /// Each line may tell; but bytes that trickle in are not all looked at again for every line of them.
    fn is_due(&mut self, held: &[u8]) -> bool {
        // Events of Cursor on Target and VMS messages need no line ends.
        let head = held.get(..HEAD_BYTES).unwrap_or(held);
        let begins = cot::begins(head) || head.trim_ascii_start().starts_with(b"//SR");
        if held.len() >= SNIFF_BYTES || begins {
            return true;
        }
        let new = held.get(self.searched..).unwrap_or_default();
        self.searched = held.len();
        self.line |= memchr::memchr2(b'\n', b'\r', new).is_some();
        let often = self.count >= LOOKS_MAX && held.len() < 2 * self.looked;
        if !self.line || often {
            return false;
        }
        *self = Self {
            line: false,
            count: self.count + 1,
            looked: held.len(),
            ..*self
        };
        true
    }
}

/// A reader that first looks what it has before it.
struct Sniffer {
    setting: Setting,
    held: Vec<u8>,
    looks: Looks,
    inner: Option<Box<dyn Reader>>,
}

impl Sniffer {
    fn decide(
        &mut self,
        received: Option<Time>,
        last: bool,
        out: &mut Delivery,
    ) -> Result<(), Error> {
        let due = last || self.looks.is_due(&self.held);
        let found = if due { sniff(&self.held) } else { None };
        let format = match found {
            Some(format) => format,
            // Nothing yet that tells: an empty connection is no fault.
            None if self.held.len() < SNIFF_BYTES && !last => return Ok(()),
            None if self.held.trim_ascii().is_empty() => return Ok(()),
            None => {
                return Err(Error::Unclear {
                    name: self.setting.origin.to_string(),
                });
            }
        };
        let mut inner = reader_of(format, self.setting.clone(), None);
        inner.push(&std::mem::take(&mut self.held), received, out)?;
        self.inner = Some(inner);
        Ok(())
    }
}

impl Reader for Sniffer {
    fn push(
        &mut self,
        bytes: &[u8],
        received: Option<Time>,
        out: &mut Delivery,
    ) -> Result<(), Error> {
        if let Some(inner) = &mut self.inner {
            return inner.push(bytes, received, out);
        }
        self.held.extend_from_slice(bytes);
        self.decide(received, false, out)
    }

    fn finish(&mut self, received: Option<Time>, out: &mut Delivery) -> Result<(), Error> {
        if self.inner.is_none() {
            self.decide(received, true, out)?;
        }
        self.inner
            .as_mut()
            .map_or(Ok(()), |inner| inner.finish(received, out))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::FeedOptions;

    #[test]
    fn the_beginning_tells() {
        let cases: [(&[u8], Option<Format>); 15] = [
            (b"<event version='2.0' uid=", Some(Format::Cot)),
            (b"# comment\n#\n!AIVDM,1,1,,A,1,0*00\n", Some(Format::Nmea)),
            (b"\\s:x*00\\!ABVDM,1,1,,A,1,0*00\n", Some(Format::Nmea)),
            (b"$GPZDA,170948,18,08,2022,00,00*48\n", Some(Format::Nmea)),
            (b"1550303566167726840 !AIVDM,1,1,,A", Some(Format::Nmea)),
            (
                b"\xef\xbb\xbfMMSI,BaseDateTime,LAT,LON\n",
                Some(Format::Csv(None)),
            ),
            (
                b"# Timestamp;Type of mobile;MMSI;Latitude;Longitude\n",
                Some(Format::Csv(None)),
            ),
            (b"id,x,y\n1,2,3\n", Some(Format::Csv(None))),
            (b"//SR//TM/POS//ER//", Some(Format::Naf)),
            (b"From: vms@example\n//SR//TM/POS//ER//", Some(Format::Naf)),
            (b"\x00\x01\x02\xff", None),
            (b"hello", None),
            (b"{\"class\":\"AIS\",\"type\":1,\"mmsi\":1}\n", None),
            (b"1,0,371798000,0,-127\n", None),
            (b"", None),
        ];
        for (head, want) in cases {
            assert_eq!(sniff(head), want, "{}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn a_line_without_end_is_split_in_one_pass() {
        // If each byte cost a look at the whole line, this would take days.
        let line = vec![b'a'; 4 << 20];
        assert_eq!(names(&line).len(), 1);
        assert!(!looks_like_header(&line));
        let cells = b"a,".repeat(1 << 20);
        assert_eq!(names(&cells).len(), (1 << 20) + 1);
    }

    #[test]
    fn bytes_that_trickle_in_are_looked_at_a_few_times() {
        let mut looks = Looks::default();
        let mut held = Vec::new();
        let mut count = 0;
        while held.len() < SNIFF_BYTES - 1 {
            held.push(b"x\n"[held.len() % 2]);
            count += u32::from(looks.is_due(&held));
        }
        assert!((LOOKS_MAX..=LOOKS_MAX + 10).contains(&count), "{count}");
        held.push(b'x');
        assert!(looks.is_due(&held), "enough to say that it cannot be told");
        let mut quiet = Looks::default();
        assert!(!quiet.is_due(b"mmsi,time"), "the line may grow");
        assert!(quiet.is_due(b"mmsi,time,lat,lon\n"));
        assert!(!quiet.is_due(b"mmsi,time,lat,lon\n4"), "looked at");
        assert!(Looks::default().is_due(b"//SR//TM/POS"));
    }

    #[test]
    fn a_connection_is_sniffed_in_small_pieces() {
        let text = b"mmsi,time,lat,lon\n431000001,1514765539,40,179\n";
        let mut reader = reader_of(
            Format::Sniff,
            Setting::new(1, &FeedOptions::default()),
            None,
        );
        let mut out = Delivery::default();
        for byte in text {
            reader.push(&[*byte], None, &mut out).unwrap();
        }
        reader.finish(None, &mut out).unwrap();
        assert_eq!(out.observations.len(), 1);
        let mut vms = reader_of(
            Format::Sniff,
            Setting::new(1, &FeedOptions::default()),
            None,
        );
        let message = b"//SR//TM/POS//RC/HP4077//DA/20240701//TI/0010//LT/40.5//LG/179.9//ER//";
        let mut heard = Delivery::default();
        vms.push(message, None, &mut heard).unwrap();
        assert_eq!(heard.tally.messages, 1, "one message, no line end");
        let mut silent = reader_of(
            Format::Sniff,
            Setting::new(1, &FeedOptions::default()),
            None,
        );
        silent.finish(None, &mut out).unwrap();
    }
}
