//! Reading a list of vessels from CSV, whatever its columns are called.
//!
//! Known layouts: the combined IUU vessel list (a column of listing dates for each RFMO, each followed
//! by its reason), and plain tables of names, numbers and dates. What cannot be used is counted with
//! its line and a code; a cell that cannot be read is never guessed.

use csv::StringRecord;
use vigie_sea::Time;

use crate::country::flag_in_words;
use crate::list::{ListInfo, ListRow, Listing, Period, RowFault, VesselList, plain_call_sign};
use crate::{Error, ShipName};

/// Rows of one file; a file above it is no vessel list. The largest registries hold 600,000 vessels.
const ROWS_MAX: usize = 1_000_000;

/// Bodies whose columns hold listing dates.
const BODIES: [&str; 18] = [
    "IOTC", "ICCAT", "IATTC", "CCAMLR", "WCPFC", "SEAFO", "NEAFC", "NAFO", "SPRFMO", "CCSBT",
    "GFCM", "NPFC", "SIOFA", "NPAFC", "AIDCP", "FFA", "NASCO", "EU",
];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    OtherName,
    Imo,
    Mmsi,
    CallSign,
    Flag,
    Gear,
    Type,
    From,
    To,
    Areas,
    Current,
}

fn field_of(header: &str) -> Option<Field> {
    let plain: String = header
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let found = match plain.as_str() {
        "name" | "vesselname" | "vessel" | "shipname" | "currentname" => Field::Name,
        "rfmoname" | "previousnames" | "previousname" | "formername" | "formernames"
        | "aliases" | "othernames" | "exnames" | "nameother" | "vesselnameother" | "localname"
        | "nativename" => Field::OtherName,
        "imo" | "imonumber" | "imono" | "lrimo" | "imolrnumber" | "uvi" => Field::Imo,
        "mmsi" | "mmsinumber" | "ssvid" => Field::Mmsi,
        "ircs" | "callsign" | "radiocallsign" | "internationalradiocallsign" => Field::CallSign,
        "flag" | "flagstate" | "currentflag" | "vesselflag" | "flagname" => Field::Flag,
        "gear" | "geartype" | "fishinggear" => Field::Gear,
        "vesseltype" | "type" | "shiptype" => Field::Type,
        "validfrom" | "from" | "startdate" | "authorisedfrom" | "authorizedfrom"
        | "dateoflisting" | "listingdate" | "listedfrom" | "authorizationstart"
        | "authorisationstart" => Field::From,
        "validto" | "to" | "until" | "enddate" | "validuntil" | "authorisedto" | "authorizedto"
        | "expirydate" | "expires" | "dateofdelisting" | "listedto" | "authorizationend"
        | "authorisationend" => Field::To,
        "area" | "areas" | "authorisedareas" | "authorizedareas" | "rfmo" | "rfmos" => Field::Areas,
        "currentlylisted" | "current" | "listed" | "active" => Field::Current,
        _ => return None,
    };
    Some(found)
}

struct Columns {
    headers: Vec<String>,
    fields: Vec<(usize, Field)>,
    /// Column of dates, body, and column of the reason if there is one.
    bodies: Vec<(usize, String, Option<usize>)>,
}

impl Columns {
    fn of(headers: &StringRecord) -> Result<Self, Error> {
        let headers: Vec<String> = headers.iter().map(|h| h.trim().to_owned()).collect();
        let is_reason = |at: usize| {
            headers
                .get(at)
                .is_some_and(|h| h.eq_ignore_ascii_case("reason"))
        };
        let mut fields = Vec::new();
        let mut bodies = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            if let Some(field) = field_of(header) {
                fields.push((at, field));
            } else if BODIES.contains(&header.to_ascii_uppercase().as_str()) || is_reason(at + 1) {
                let reason = is_reason(at + 1).then_some(at + 1);
                bodies.push((at, header.to_ascii_uppercase(), reason));
            }
        }
        let can_match = |f: &Field| {
            matches!(
                f,
                Field::Name | Field::OtherName | Field::Imo | Field::Mmsi | Field::CallSign
            )
        };
        if fields.iter().any(|(_, f)| can_match(f)) {
            Ok(Self {
                headers,
                fields,
                bodies,
            })
        } else {
            Err(Error::Column {
                column: "name, imo, mmsi, call_sign".to_owned(),
            })
        }
    }

    fn cells<'a>(
        &self,
        record: &'a StringRecord,
        field: Field,
    ) -> impl Iterator<Item = (usize, &'a str)> {
        let columns = self
            .fields
            .iter()
            .filter(move |(_, f)| *f == field)
            .map(|(at, _)| *at);
        columns
            .filter_map(|at| record.get(at).map(|cell| (at, cell.trim())))
            .filter(|(_, cell)| !cell.is_empty())
            .collect::<Vec<_>>()
            .into_iter()
    }
}

impl VesselList {
    /// Reads a list from the bytes of a CSV file with a header: comma, semicolon or tab; UTF-8, with or
    /// without a byte-order mark, else Latin-1.
    ///
    /// # Errors
    /// A header without any of name, IMO number, MMSI and call sign.
    pub fn from_csv(info: ListInfo, bytes: &[u8]) -> Result<Self, Error> {
        let text = decoded(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .flexible(true)
            .from_reader(text.as_bytes());
        let columns = match reader.headers() {
            Ok(headers) => Columns::of(headers)?,
            Err(_unreadable) => {
                return Err(Error::Column {
                    column: "name".to_owned(),
                });
            }
        };
        let mut list = Self {
            info,
            rows: Vec::new(),
            faults: Vec::new(),
        };
        for record in reader.records().take(ROWS_MAX) {
            match record {
                Ok(record) => list.take(&columns, &record),
                Err(fault) => {
                    let line = fault.position().map_or(0, csv::Position::line);
                    list.faults.push(fault_of(line, "row-unreadable", "", true));
                }
            }
        }
        Ok(list)
    }

    /// Rows that were left out whole.
    #[must_use]
    pub fn rows_dropped(&self) -> usize {
        self.faults.iter().filter(|f| f.row_dropped).count()
    }

    fn take(&mut self, columns: &Columns, record: &StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let mut reading = RowReading {
            columns,
            record,
            line,
            faults: Vec::new(),
            dropped: false,
        };
        let row = reading.row();
        let nothing = row.names.is_empty()
            && row.imos.is_empty()
            && row.mmsis.is_empty()
            && row.call_signs.is_empty();
        let dropped = reading.dropped;
        self.faults.append(&mut reading.faults);
        if nothing {
            self.faults
                .push(fault_of(line, "nothing-to-match", "", true));
        } else if !dropped {
            self.rows.push(row);
        }
    }
}

pub(crate) fn fault_of(line: u64, reason: &str, column: &str, row_dropped: bool) -> RowFault {
    RowFault {
        line,
        reason: reason.to_owned(),
        column: column.to_owned(),
        row_dropped,
    }
}

struct RowReading<'a> {
    columns: &'a Columns,
    record: &'a StringRecord,
    line: u64,
    faults: Vec<RowFault>,
    dropped: bool,
}

impl RowReading<'_> {
    fn fault(&mut self, at: usize, reason: &str, row_dropped: bool) {
        let column = self.columns.headers.get(at).map_or("", String::as_str);
        self.faults
            .push(fault_of(self.line, reason, column, row_dropped));
        self.dropped |= row_dropped;
    }

    fn row(&mut self) -> ListRow {
        let gear = self.first(Field::Gear).or_else(|| self.first(Field::Type));
        let areas = self
            .first(Field::Areas)
            .map(|cell| parts(&cell))
            .unwrap_or_default();
        let period = self.period();
        ListRow {
            line: self.line,
            names: self.names(),
            imos: self.numbers(Field::Imo, "imo-invalid", imo_of),
            mmsis: self.numbers(Field::Mmsi, "mmsi-invalid", mmsi_of),
            call_signs: self.call_signs(),
            flag: self.flag(),
            gear,
            areas,
            current: self.first(Field::Current).and_then(|cell| yes_or_no(&cell)),
            period,
            listings: self.listings(),
        }
    }

    fn first(&self, field: Field) -> Option<String> {
        self.columns
            .cells(self.record, field)
            .next()
            .map(|(_, cell)| cell.to_owned())
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for field in [Field::Name, Field::OtherName] {
            for (_, cell) in self.columns.cells(self.record, field) {
                for name in names_in(cell) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        names
    }

    fn numbers(&mut self, field: Field, fault: &str, read: fn(&str) -> Option<u32>) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (at, cell) in self.columns.cells(self.record, field) {
            for part in parts(cell) {
                match read(&part) {
                    Some(number) if !numbers.contains(&number) => numbers.push(number),
                    Some(_) => {}
                    None if is_blank(&part) => {}
                    None => self.fault(at, fault, false),
                }
            }
        }
        numbers
    }

    fn call_signs(&self) -> Vec<String> {
        let cells = self.columns.cells(self.record, Field::CallSign);
        let mut signs: Vec<String> = cells
            .flat_map(|(_, cell)| parts(cell))
            .filter(|part| !is_blank(part))
            .map(|part| plain_call_sign(&part))
            .filter(|sign| sign.len() >= 3)
            .collect();
        signs.dedup();
        signs
    }

    fn flag(&mut self) -> Option<String> {
        let (at, cell) = self.columns.cells(self.record, Field::Flag).next()?;
        let flag = flag_in_words(cell);
        if flag.is_none() && !is_blank(cell) {
            self.fault(at, "flag-unknown", false);
        }
        flag.map(str::to_owned)
    }

    /// A date that cannot be read could make a permit last for ever, so the row is left out.
    fn period(&mut self) -> Period {
        let mut period = Period::default();
        for field in [Field::From, Field::To] {
            let Some((at, cell)) = self.columns.cells(self.record, field).next() else {
                continue;
            };
            match (span_of(cell), field) {
                (Some((begin, end)), Field::From) => {
                    (period.from, period.from_sure) =
                        (Some(begin), Some(begin.max(day_of(begin, end))));
                }
                // A permit is good through its last day.
                (Some((_, end)), _) => (period.until_sure, period.until) = (Some(end), Some(end)),
                (None, _) if is_blank(cell) => {}
                (None, _) => self.fault(at, "date-unreadable", true),
            }
        }
        period
    }

    fn listings(&mut self) -> Vec<Listing> {
        let mut listings = Vec::new();
        let columns = self.columns;
        for (at, body, reason) in &columns.bodies {
            let cell = self.record.get(*at).unwrap_or("").trim();
            if cell.is_empty() {
                continue;
            }
            let reason = reason
                .and_then(|r| self.record.get(r))
                .unwrap_or("")
                .trim()
                .to_owned();
            match listing_period(cell) {
                Some(period) => listings.push(Listing {
                    body: body.clone(),
                    period,
                    reason,
                }),
                None => self.fault(*at, "date-unreadable", false),
            }
        }
        listings
    }
}

/// Where a stated day is exact the whole of it counts; a year or month is sure only after it.
fn day_of(begin: Time, end: Time) -> Time {
    if end.since_s(begin) <= 86_400.0 {
        begin
    } else {
        end
    }
}

/// `2019-12-01 - 2021`, `2019 -`, `2019-12`.
fn listing_period(cell: &str) -> Option<Period> {
    let (from, until) = match cell.find(" -") {
        Some(at) => (cell.get(..at)?.trim(), cell.get(at + 2..)?.trim()),
        None => (cell.trim(), ""),
    };
    let (begin, end) = span_of(from)?;
    let mut period = Period {
        from: Some(begin),
        from_sure: Some(day_of(begin, end)),
        ..Period::default()
    };
    if !until.is_empty() {
        let (begin, end) = span_of(until)?;
        (period.until_sure, period.until) = (Some(begin), Some(day_of(begin, end)));
    }
    Some(period)
}

/// Begin and end of the year, month, day or moment stated.
pub(crate) fn span_of(text: &str) -> Option<(Time, Time)> {
    let text = text.trim();
    let number = |s: &str| s.parse::<i32>().ok();
    let fields: Vec<&str> = text.split('-').collect();
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let day = |y: i32, m: i32| Time::parse(&format!("{y:04}-{m:02}-01")).ok();
    match fields.as_slice() {
        [y] if digits(y, 4) => Some((day(number(y)?, 1)?, day(number(y)? + 1, 1)?)),
        [y, m] if digits(y, 4) && digits(m, 2) => {
            let (y, m) = (number(y)?, number(m)?);
            let next = if m == 12 { (y + 1, 1) } else { (y, m + 1) };
            Some((day(y, m)?, day(next.0, next.1)?))
        }
        _ => {
            let begin = Time::parse(text).ok()?;
            let whole_day = text.len() <= 10;
            let end = if whole_day {
                begin.plus_ms(86_400_000)
            } else {
                begin.plus_ms(1)
            };
            Some((begin, end))
        }
    }
}

/// Names in a cell: apart by comma, semicolon, slash, or in brackets.
fn names_in(cell: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in cell.split([',', ';', '(', ')', '（', '）', '、', '\n']) {
        // `F/V EMILY` is one name, `ARARAT/RESHMITHA` are two.
        let slashed = part.trim();
        let prefix = matches!(
            slashed.get(..4).map(str::to_ascii_uppercase).as_deref(),
            Some("F/V " | "M/V " | "S/V ")
        );
        let split: Vec<&str> = if prefix {
            vec![slashed]
        } else {
            slashed.split('/').collect()
        };
        names.extend(
            split
                .into_iter()
                .map(str::trim)
                .filter(|n| is_name(n))
                .map(str::to_owned),
        );
    }
    names
}

fn is_name(text: &str) -> bool {
    if is_blank(text) {
        return false;
    }
    let name = ShipName::new(text);
    name.letters.chars().count() >= 3
        || name.signs.chars().count() >= 2
        || (!name.letters.is_empty() && !name.numbers.is_empty())
}

fn parts(cell: &str) -> Vec<String> {
    cell.split([',', ';', '|', '\n'])
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

/// Words that mean: not stated.
pub(crate) fn is_blank(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    matches!(
        plain.to_lowercase().as_str(),
        "" | "unknown"
            | "none"
            | "na"
            | "null"
            | "nil"
            | "notapplicable"
            | "notavailable"
            | "tbc"
            | "0"
    )
}

pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "current" | "listed" => Some(true),
        "false" | "no" | "n" | "0" | "delisted" => Some(false),
        _ => None,
    }
}

/// Seven digits; lists hold numbers that fail the check digit, and ships send them so.
pub(crate) fn imo_of(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let number: u32 = digits.trim().trim_end_matches(".0").parse().ok()?;
    (1_000_000..=9_999_999).contains(&number).then_some(number)
}

pub(crate) fn mmsi_of(text: &str) -> Option<u32> {
    let number: u32 = text.trim().trim_end_matches(".0").parse().ok()?;
    (200_000_000..=799_999_999)
        .contains(&number)
        .then_some(number)
}

pub(crate) fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_not_utf8) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

pub(crate) fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    let count = |c: char| header.matches(c).count();
    let best = [(',', b','), (';', b';'), ('\t', b'\t')];
    best.into_iter()
        .max_by_key(|(c, _)| (count(*c), *c == ','))
        .map_or(b',', |(_, b)| b)
}
