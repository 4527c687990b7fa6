//! The list as tables, and back; and as CSV, all tables one below the other in one file.

use std::collections::BTreeSet;

use super::cell::{Cells, HEADINGS, from_cells, split_names, to_cells};
use super::model::{Column, Move, Msel, Objective, Words};
use super::table::{COLUMNS_MAX, Fault, ROWS_MAX, Read, Table, clean};
use crate::error::Error;
use crate::expectation::is_name;

/// Most entries of a list.
const INJECTS_MAX: usize = 10_000;
const EXERCISE: [&str; 7] = [
    "id", "title_en", "title_fr", "title_ja", "scenario", "parties", "ends",
];

impl Msel {
    /// The list as a CSV file (RFC 4180, UTF-8): the first column names the table, the first row of each its headings.
    ///
    /// A text that a spreadsheet would take for a formula is preceded by an apostrophe, which the reader takes away.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        for table in tables(self) {
            let rows = table.rows.iter().map(|(_, row)| row);
            for row in std::iter::once(&table.head).chain(rows) {
                let cells =
                    std::iter::once(table.name.clone()).chain(row.iter().map(|cell| guarded(cell)));
                // Writing into memory cannot fail.
                drop(writer.write_record(cells));
            }
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Reads what [`Msel::to_csv`] writes, also after a spreadsheet had it.
    ///
    /// # Errors
    /// Not CSV, or no table `MSEL` in it.
    pub fn from_csv(text: &str) -> Result<Read, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut tables: Vec<Table> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|fault| Error::File {
                form: "csv",
                detail: fault.to_string(),
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            let mut cells = record.iter().map(unguarded);
            let name = cells.next().unwrap_or_default().trim().to_owned();
            let row: Vec<String> = cells.take(COLUMNS_MAX).collect();
            match tables.iter_mut().find(|table| table.name == name) {
                _ if name.is_empty() => {}
                Some(table) if table.rows.len() < ROWS_MAX => table.rows.push((line, row)),
                Some(_) => {
                    return Err(Error::TooMany {
                        what: "rows",
                        most: ROWS_MAX,
                    });
                }
                None => tables.push(Table {
                    name,
                    head: row,
                    rows: Vec::new(),
                }),
            }
        }
        from_tables(&tables, "csv")
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\'', '\t'])
}

fn guarded(cell: &str) -> String {
    if is_formula(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn unguarded(cell: &str) -> String {
    let bare = cell.strip_prefix('\'').filter(|rest| is_formula(rest));
    bare.unwrap_or(cell).to_owned()
}

fn with_words(words: &Words) -> [String; 3] {
    words.all().map(str::to_owned)
}

/// The tables of a list, the entries first.
pub(super) fn tables(msel: &Msel) -> Vec<Table> {
    let mut injects = Table::new("MSEL", &HEADINGS);
    injects
        .head
        .extend(msel.columns.iter().map(|column| column.name.clone()));
    for inject in &msel.injects {
        let mut row = to_cells(inject);
        row.extend(
            msel.columns
                .iter()
                .map(|column| inject.fields.get(&column.name).cloned().unwrap_or_default()),
        );
        injects.push(row);
    }
    let mut exercise = Table::new("Exercise", &EXERCISE);
    let [en, fr, ja] = with_words(&msel.title);
    let parties = msel.parties.join(", ");
    exercise.push(vec![
        msel.id.clone(),
        en,
        fr,
        ja,
        msel.scenario.clone(),
        parties,
        msel.ends.to_string(),
    ]);
    let mut objectives = Table::new("Objectives", &["id", "text_en", "text_fr", "text_ja"]);
    for one in &msel.objectives {
        let [en, fr, ja] = with_words(&one.text);
        objectives.push(vec![one.id.clone(), en, fr, ja]);
    }
    let heads = [
        "number",
        "at",
        "title_en",
        "title_fr",
        "title_ja",
        "situation_en",
        "situation_fr",
        "situation_ja",
    ];
    let mut moves = Table::new("Moves", &heads);
    for one in &msel.moves {
        let mut row = vec![one.number.to_string(), one.at.to_string()];
        row.extend(with_words(&one.title));
        row.extend(with_words(&one.situation));
        moves.push(row);
    }
    let mut columns = Table::new("Columns", &["name", "kind"]);
    for one in &msel.columns {
        columns.push(vec![one.name.clone(), one.kind.to_string()]);
    }
    vec![injects, exercise, objectives, moves, columns]
}

/// The list of these tables; rows that cannot be read are named and left out.
pub(super) fn from_tables(tables: &[Table], form: &'static str) -> Result<Read, Error> {
    let find = |name: &str| {
        tables
            .iter()
            .find(|table| table.name.eq_ignore_ascii_case(name))
    };
    let injects = find("MSEL").ok_or_else(|| Error::File {
        form,
        detail: "no table MSEL".to_owned(),
    })?;
    let mut read = Read::default();
    if let Some(table) = find("Exercise") {
        exercise(table, &mut read);
    }
    if let Some(table) = find("Objectives") {
        objectives(table, &mut read);
    }
    if let Some(table) = find("Moves") {
        moves(table, &mut read);
    }
    if let Some(table) = find("Columns") {
        columns(table, &mut read);
    }
    added_columns(injects, &mut read.msel);
    for (line, row) in injects
        .rows
        .iter()
        .filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
    {
        let names = injects
            .head
            .iter()
            .map(|name| canonical(name, &read.msel.columns));
        let cells: Cells = names.zip(row.iter().cloned()).collect();
        read.put(&cells, *line);
    }
    Ok(read)
}

impl Read {
    /// Adds an entry, or what is wrong with it.
    pub(super) fn put(&mut self, cells: &Cells, line: usize) {
        if self.msel.injects.len() >= INJECTS_MAX {
            let error = Error::TooMany {
                what: "injects",
                most: INJECTS_MAX,
            };
            self.faults.push(Fault {
                table: "MSEL".to_owned(),
                line,
                error,
            });
            return;
        }
        match from_cells(cells, &self.msel.columns, line) {
            Ok(inject) => self.msel.injects.push(inject),
            Err(errors) => errors
                .into_iter()
                .for_each(|error| self.fault("MSEL", line, error)),
        }
    }

    pub(super) fn fault(&mut self, table: &str, line: usize, error: Error) {
        self.faults.push(Fault {
            table: table.to_owned(),
            line,
            error,
        });
    }
}

/// A heading as the reader knows it.
fn canonical(heading: &str, columns: &[Column]) -> String {
    let heading = heading.trim();
    let users = columns
        .iter()
        .find(|column| column.name == heading)
        .map(|column| column.name.clone());
    let known = HEADINGS
        .iter()
        .find(|one| one.eq_ignore_ascii_case(heading))
        .map(|one| (*one).to_owned());
    known.or(users).unwrap_or_else(|| heading.to_owned())
}

/// Columns that a planner added in the sheet without telling their kind hold text.
fn added_columns(injects: &Table, msel: &mut Msel) {
    for heading in injects.head.iter().map(|heading| heading.trim()) {
        let known = HEADINGS.iter().any(|one| one.eq_ignore_ascii_case(heading))
            || msel.columns.iter().any(|column| column.name == heading);
        if !known
            && !heading.is_empty()
            && clean("columns", heading).is_ok()
            && msel.columns.len() < COLUMNS_MAX
        {
            msel.columns.push(Column {
                name: heading.to_owned(),
                kind: super::ColumnKind::Text,
            });
        }
    }
}

fn words(table: &Table, row: &[String], stem: &str) -> Result<Words, Error> {
    let text = |language: &str| {
        let heading = format!("{stem}_{language}");
        clean(&heading, table.cell(row, &heading))
    };
    Ok(Words {
        en: text("en")?,
        fr: text("fr")?,
        ja: text("ja")?,
    })
}

fn exercise(table: &Table, read: &mut Read) {
    let Some((line, row)) = table.rows.first() else {
        return;
    };
    let mut head = || -> Result<(), Error> {
        let msel = &mut read.msel;
        msel.id = clean("id", table.cell(row, "id"))?.trim().to_owned();
        msel.title = words(table, row, "title")?;
        msel.scenario = clean("scenario", table.cell(row, "scenario"))?
            .trim()
            .to_owned();
        msel.parties = split_names(table.cell(row, "parties"));
        if let Some(unfit) = msel.parties.iter().find(|party| !is_name(party)) {
            return Err(Error::Word {
                field: "parties",
                text: unfit.clone(),
            });
        }
        msel.ends = table.cell(row, "ends").parse()?;
        Ok(())
    };
    if let Err(error) = head() {
        read.fault("Exercise", *line, error);
    }
}

fn objectives(table: &Table, read: &mut Read) {
    for (line, row) in &table.rows {
        let id = table.cell(row, "id").trim();
        match words(table, row, "text") {
            Ok(text) if is_name(id) => read.msel.objectives.push(Objective {
                id: id.to_owned(),
                text,
            }),
            Ok(_) => read.fault(
                "Objectives",
                *line,
                Error::Word {
                    field: "id",
                    text: id.to_owned(),
                },
            ),
            Err(error) => read.fault("Objectives", *line, error),
        }
    }
}

fn moves(table: &Table, read: &mut Read) {
    for (line, row) in &table.rows {
        let one = || -> Result<Move, Error> {
            let number = table.cell(row, "number").trim();
            let unfit = |_not_a_number| Error::Word {
                field: "number",
                text: number.to_owned(),
            };
            Ok(Move {
                number: number
                    .strip_suffix(".0")
                    .unwrap_or(number)
                    .parse()
                    .map_err(unfit)?,
                at: table.cell(row, "at").parse()?,
                title: words(table, row, "title")?,
                situation: words(table, row, "situation")?,
            })
        };
        match one() {
            Ok(one) => read.msel.moves.push(one),
            Err(error) => read.fault("Moves", *line, error),
        }
    }
}

fn columns(table: &Table, read: &mut Read) {
    let mut seen = BTreeSet::new();
    for (line, row) in &table.rows {
        let name = table.cell(row, "name").trim().to_owned();
        let known = HEADINGS.iter().any(|one| one.eq_ignore_ascii_case(&name));
        let fits = !name.is_empty()
            && !known
            && clean("columns", &name).is_ok()
            && seen.insert(name.clone());
        match table.cell(row, "kind").parse() {
            _ if !fits => read.fault(
                "Columns",
                *line,
                Error::Word {
                    field: "columns",
                    text: name,
                },
            ),
            Ok(kind) => read.msel.columns.push(Column { name, kind }),
            Err(error) => read.fault("Columns", *line, error),
        }
    }
}
