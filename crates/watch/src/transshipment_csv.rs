//! Reading notices of transshipment from CSV.
//!
//! Each row is one version of one notice. A row whose id, times, place or status cannot be read, or that names neither vessel,
//! is set aside with its line and a code; of an identifier that cannot be read the others still count.

use csv::StringRecord;
use vigie_sea::{Position, Time};

use crate::Error;
use crate::list::{RowFault, plain_call_sign};
use crate::list_csv::{
    decoded, delimiter, fault_of, imo_of, is_blank, mmsi_of, span_of, yes_or_no,
};
use crate::transshipment::{Notice, NoticeFile, NoticeInfo, NoticeStatus, Party};

/// Rows of one file: a fleet of a thousand carriers makes a tenth of it in a year.
const ROWS_MAX: usize = 200_000;
/// A window longer than this says nothing of when, milliseconds.
const WINDOW_MAX_MS: i64 = 100 * 86_400_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Donor,
    Receiver,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    NotifiedAt,
    From,
    Until,
    Lat,
    Lon,
    Imo(Side),
    Mmsi(Side),
    CallSign(Side),
    Name(Side),
    Observer,
    Authorisation,
    Status,
    Source,
}

fn field_of(header: &str) -> Option<Field> {
    let plain: String = header
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    for (word, side) in [("donor", Side::Donor), ("receiver", Side::Receiver)] {
        if let Some(rest) = plain.strip_prefix(word) {
            return match rest {
                "imo" | "imonumber" => Some(Field::Imo(side)),
                "mmsi" => Some(Field::Mmsi(side)),
                "callsign" | "ircs" => Some(Field::CallSign(side)),
                "name" | "" => Some(Field::Name(side)),
                _ => None,
            };
        }
    }
    let found = match plain.as_str() {
        "id" | "notice" | "noticeid" => Field::Id,
        "notifiedat" | "notified" => Field::NotifiedAt,
        "from" | "plannedfrom" => Field::From,
        "until" | "to" | "planneduntil" | "plannedto" => Field::Until,
        "lat" | "latitude" => Field::Lat,
        "lon" | "longitude" => Field::Lon,
        "observer" => Field::Observer,
        "authorisation" | "authorization" => Field::Authorisation,
        "status" => Field::Status,
        "source" => Field::Source,
        _ => return None,
    };
    Some(found)
}

struct Columns {
    headers: Vec<String>,
    fields: Vec<(usize, Field)>,
}

impl Columns {
    fn of(headers: &StringRecord) -> Result<Self, Error> {
        let headers: Vec<String> = headers.iter().map(|h| h.trim().to_owned()).collect();
        let fields: Vec<(usize, Field)> = headers
            .iter()
            .enumerate()
            .filter_map(|(at, header)| Some((at, field_of(header)?)))
            .collect();
        let has = |wanted: Field| fields.iter().any(|(_, field)| *field == wanted);
        let names = fields.iter().any(|(_, field)| {
            matches!(
                field,
                Field::Imo(_) | Field::Mmsi(_) | Field::CallSign(_) | Field::Name(_)
            )
        });
        let missing = [
            (has(Field::Id), "id"),
            (has(Field::NotifiedAt), "notified_at"),
            (has(Field::From), "from"),
            (names, "donor_mmsi, receiver_mmsi"),
        ];
        match missing.iter().find(|(there, _)| !there) {
            None => Ok(Self { headers, fields }),
            Some((_, column)) => Err(Error::Column {
                column: (*column).to_owned(),
            }),
        }
    }
}

impl Columns {
    fn place_of(&self, field: Field) -> Option<usize> {
        let mut fields = self.fields.iter();
        fields.find(|(_, known)| *known == field).map(|(at, _)| *at)
    }
}

impl NoticeFile {
    /// Reads a file of notices.
    ///
    /// # Errors
    /// A header without the columns `id`, `notified_at`, `from` and any that names a vessel.
    pub fn from_csv(info: NoticeInfo, bytes: &[u8]) -> Result<Self, Error> {
        let text = decoded(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .flexible(true)
            .from_reader(text.as_bytes());
        let columns = match reader.headers() {
            Ok(headers) => Columns::of(headers)?,
            Err(_unreadable) => {
                return Err(Error::Column {
                    column: "id".to_owned(),
                });
            }
        };
        let mut file = Self {
            info,
            rows: Vec::new(),
            faults: Vec::new(),
        };
        for (number, record) in reader.records().enumerate() {
            if number >= ROWS_MAX {
                file.faults.push(fault_of(0, "rows-too-many", "", true));
                break;
            }
            match record {
                Ok(record) => file.take(&columns, &record),
                Err(fault) => {
                    let line = fault.position().map_or(0, csv::Position::line);
                    file.faults.push(fault_of(line, "row-unreadable", "", true));
                }
            }
        }
        Ok(file)
    }

    fn take(&mut self, columns: &Columns, record: &StringRecord) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let mut reading = RowReading {
            columns,
            record,
            line: record.position().map_or(0, csv::Position::line),
            faults: Vec::new(),
        };
        let row = reading.row();
        let dropped = reading.faults.iter().any(|fault| fault.row_dropped);
        self.faults.append(&mut reading.faults);
        if let Some(row) = row.filter(|_| !dropped) {
            self.rows.push(row);
        }
    }
}

struct RowReading<'a> {
    columns: &'a Columns,
    record: &'a StringRecord,
    line: u64,
    faults: Vec<RowFault>,
}

impl RowReading<'_> {
    fn fault(&mut self, field: Field, reason: &str, row_dropped: bool) {
        let columns = self.columns;
        let at = columns.place_of(field);
        let column = at
            .and_then(|at| columns.headers.get(at))
            .map_or("", String::as_str);
        self.faults
            .push(fault_of(self.line, reason, column, row_dropped));
    }

    /// The text of a field, empty where it is missing.
    fn cell(&self, field: Field) -> &str {
        let at = self.columns.place_of(field);
        at.and_then(|at| self.record.get(at)).unwrap_or("").trim()
    }

    fn row(&mut self) -> Option<Notice> {
        let id = self.cell(Field::Id).to_owned();
        if id.is_empty() {
            self.fault(Field::Id, "id-missing", true);
        }
        let notified_at = self.moment(Field::NotifiedAt);
        let window = self.window();
        let place = self.place();
        let (donor, receiver) = (self.party(Side::Donor), self.party(Side::Receiver));
        if donor.is_empty() && receiver.is_empty() {
            self.faults
                .push(fault_of(self.line, "nothing-to-match", "", true));
        }
        let (observer, status) = (self.observer(), self.status());
        let (from, until) = window?;
        Some(Notice {
            line: self.line,
            id,
            notified_at: notified_at?.0,
            from,
            until,
            place,
            donor,
            receiver,
            observer,
            authorisation: self.cell(Field::Authorisation).to_owned(),
            status: status?,
            source: self.cell(Field::Source).to_owned(),
        })
    }

    /// Begin and last millisecond of what a cell states.
    fn moment(&mut self, field: Field) -> Option<(Time, Time)> {
        let found = span_of(self.cell(field)).map(|(begin, end)| (begin, end.plus_ms(-1)));
        if found.is_none() {
            self.fault(field, "date-unreadable", true);
        }
        found
    }

    /// Without an end the window is the moment, or the day, at which it begins.
    fn window(&mut self) -> Option<(Time, Time)> {
        let (from, same) = self.moment(Field::From)?;
        let until = if self.cell(Field::Until).is_empty() {
            same
        } else {
            self.moment(Field::Until)?.1
        };
        if until < from {
            self.fault(Field::Until, "window-backwards", true);
            return None;
        }
        if until.ms() - from.ms() > WINDOW_MAX_MS {
            self.fault(Field::Until, "window-too-long", true);
            return None;
        }
        Some((from, until))
    }

    fn place(&mut self) -> Option<Position> {
        let (lat, lon) = (self.cell(Field::Lat), self.cell(Field::Lon));
        if lat.is_empty() && lon.is_empty() {
            return None;
        }
        let read = lat.parse::<f64>().ok().zip(lon.parse::<f64>().ok());
        let place = read.and_then(|(lat, lon)| Position::new(lat, lon).ok());
        if place.is_none() {
            self.fault(Field::Lat, "position-unreadable", true);
        }
        place
    }

    fn party(&mut self, side: Side) -> Party {
        let sign = self.cell(Field::CallSign(side));
        let sign = Some(plain_call_sign(sign)).filter(|plain| plain.len() >= 3 && !is_blank(sign));
        let name = self.cell(Field::Name(side));
        let name = Some(name.to_owned()).filter(|name| !is_blank(name));
        Party {
            imo: self.number(Field::Imo(side), "imo-invalid", imo_of),
            mmsi: self.number(Field::Mmsi(side), "mmsi-invalid", mmsi_of),
            call_sign: sign,
            name,
        }
    }

    fn number(&mut self, field: Field, fault: &str, read: fn(&str) -> Option<u32>) -> Option<u32> {
        let cell = self.cell(field);
        let (number, blank) = (read(cell), is_blank(cell));
        if number.is_none() && !blank {
            self.fault(field, fault, false);
        }
        number
    }

    fn observer(&mut self) -> Option<bool> {
        let cell = self.cell(Field::Observer);
        let (answer, blank) = (yes_or_no(cell), is_blank(cell));
        if answer.is_none() && !blank {
            self.fault(Field::Observer, "observer-unreadable", false);
        }
        answer
    }

    fn status(&mut self) -> Option<NoticeStatus> {
        let status = match self.cell(Field::Status).to_lowercase().as_str() {
            "" | "planned" => Some(NoticeStatus::Planned),
            "done" | "completed" => Some(NoticeStatus::Done),
            "cancelled" | "canceled" => Some(NoticeStatus::Cancelled),
            _ => None,
        };
        if status.is_none() {
            self.fault(Field::Status, "status-unknown", true);
        }
        status
    }
}
