//! The `$PGHP` line that a gatehouse server writes before a sentence: time, country, region, base station, and the
//! checksum of the sentence it belongs to (of several parts, their checksums combined by exclusive or [measured on
//! real logs]). Pairing by that checksum keeps a lost sentence from lending its time to the next.

use crate::checksum;
use crate::report::Station;
use crate::stamp;

/// Lines a header may wait for its sentence: between them stand tag lines, other headers and the sentences of other
/// receivers; up to six were seen.
const REACH_LINES: u64 = 12;

/// Headers that may wait at once.
const WAITING: usize = 8;

/// The headers that wait, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Headers {
    waiting: [Option<Header>; WAITING],
    /// Headers that were given up: no sentence behind them had their checksum.
    pub(crate) unpaired: u64,
}

impl Headers {
    /// A header came.
    pub(crate) fn add(&mut self, header: Header) {
        if self.waiting[0].is_some() {
            self.unpaired += 1;
        }
        self.waiting.rotate_left(1);
        self.waiting[WAITING - 1] = Some(header);
        // Empty places belong at the front.
        self.waiting.sort_by_key(Option::is_some);
    }

    /// Gives up the headers that are too far back.
    pub(crate) fn drop_past(&mut self, line_number: u64) {
        for place in &mut self.waiting {
            if place
                .is_some_and(|header| line_number.saturating_sub(header.line_number) > REACH_LINES)
            {
                *place = None;
                self.unpaired += 1;
            }
        }
        self.waiting.sort_by_key(Option::is_some);
    }

    pub(crate) fn clear(&mut self) {
        self.unpaired += self.waiting.iter().flatten().count() as u64;
        self.waiting = [None; WAITING];
    }

    #[inline(always)]
    pub(crate) const fn is_empty(&self) -> bool {
        self.waiting[WAITING - 1].is_none()
    }

    /// The header of a sentence or message with this checksum, the newest if there are several.
    pub(crate) fn take(&mut self, checksum: u8) -> Option<Header> {
        let place = self
            .waiting
            .iter_mut()
            .rev()
            .find(|place| place.is_some_and(|header| header.checksum == checksum))?;
        let found = place.take();
        self.waiting.sort_by_key(Option::is_some);
        found
    }

    /// The newest header.
    pub(crate) const fn newest(&self) -> Option<Header> {
        self.waiting[WAITING - 1]
    }
}

/// A header that waits for its sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) time_ms: i64,
    pub(crate) station: Option<Station>,
    pub(crate) checksum: u8,
    line_number: u64,
}

impl Header {
    /// Reads `$PGHP,1,year,month,day,hour,minute,second,ms,country,region,station,online,checksum*sum`.
    pub(crate) fn read(line: &[u8], line_number: u64) -> Option<Self> {
        let star = memchr::memchr(b'*', line)?;
        let body = line.get(1..star)?;
        if checksum::stated(line.get(star + 1..)?)? != checksum::of(body) {
            return None;
        }
        let mut fields = [&b""[..]; 14];
        for (slot, field) in fields.iter_mut().zip(body.split(|byte| *byte == b',')) {
            *slot = field;
        }
        let [
            _,
            _,
            year,
            month,
            day,
            hour,
            minute,
            second,
            ms,
            country,
            region,
            station,
            _,
            sum,
        ] = fields;
        let small = |field| stamp::digits(field).and_then(|number| u8::try_from(number).ok());
        let date = (stamp::digits(year)? as i64, small(month)?, small(day)?);
        let time = (small(hour)?, small(minute)?, small(second)?);
        let ms = u16::try_from(stamp::digits(ms)?).ok()?;
        Some(Self {
            time_ms: stamp::utc_ms(date, time, ms)?,
            station: place(body, country, region, station),
            checksum: checksum::stated(sum)?,
            line_number,
        })
    }
}

/// The base station, or country and region where the server gives no station.
fn place(body: &[u8], country: &[u8], region: &[u8], station: &[u8]) -> Option<Station> {
    if !station.is_empty() {
        return Some(Station::new(station));
    }
    if country.is_empty() && region.is_empty() {
        return None;
    }
    let start = body.len()
        - body
            .splitn(10, |byte| *byte == b',')
            .last()
            .map_or(0, <[u8]>::len);
    let len = country.len()
        + if region.is_empty() {
            0
        } else {
            region.len() + 1
        };
    body.get(start..start + len).map(Station::new)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn time_station_and_checksum_are_read() {
        let header = Header::read(
            b"$PGHP,1,2012,2,2,10,58,6,0,316,56,316999999,1AIS_S,18*75",
            1,
        )
        .unwrap();
        assert_eq!(header.time_ms, 1_328_180_286_000);
        assert_eq!(header.station.unwrap().as_bytes(), b"316999999");
        assert_eq!(header.checksum, 0x18);
        let header = Header::read(b"$PGHP,1,2014,10,5,15,57,6,972,251,3,,1,2E*6E", 1).unwrap();
        assert_eq!(header.station.unwrap().as_bytes(), b"251,3");
        let header = Header::read(b"$PGHP,1,2014,10,5,15,57,32,248,261,,,1,3C*6C", 1).unwrap();
        assert_eq!(header.station.unwrap().as_bytes(), b"261");
    }

    #[test]
    fn a_broken_header_is_none() {
        for line in [
            &b"$PGHP,1,2014,10,5"[..],
            b"$PGHP,1,2014,13,5,15,57,6,972,251,3,,1,2E*6F",
            b"$PGHP*00",
            b"$PGHP",
        ] {
            assert!(Header::read(line, 1).is_none());
        }
    }
}
