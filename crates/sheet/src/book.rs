//! The archive of a workbook: its sheets by name, its shared texts, its date formats.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _},
};

use quick_xml::{Reader, events::Event};

use crate::{
    Error, Limits, Sheet, date,
    read::{self, Frame},
    xml::{add_text, attribute, each_start, local, unescaped},
};

/// An opened workbook.
pub struct Book<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    limits: Limits,
    /// Bytes unpacked so far.
    unpacked: u64,
    sheets: Vec<(String, String)>,
    shared: Vec<String>,
    /// Styles of cells that show a date.
    dates: BTreeSet<usize>,
    from_1904: bool,
}

impl std::fmt::Debug for Book<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").finish_non_exhaustive()
    }
}

impl<'a> Book<'a> {
    /// Opens a workbook; no sheet is read yet.
    ///
    /// # Errors
    /// [`Error::Broken`] when it is none, [`Error::TooMuch`].
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, Error> {
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(Error::broken)?;
        let mut book = Self {
            zip,
            limits,
            unpacked: 0,
            sheets: Vec::new(),
            shared: Vec::new(),
            dates: BTreeSet::new(),
            from_1904: false,
        };
        book.index()?;
        if let Some(part) = book.part("xl/sharedStrings.xml")? {
            book.shared = shared(&part)?;
        }
        if let Some(part) = book.part("xl/styles.xml")? {
            book.dates = date_styles(&part)?;
        }
        Ok(book)
    }

    /// Names of the sheets, in the order of the workbook.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|(name, _)| name.as_str())
    }

    /// Reads a sheet by its place, from 0.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is none, [`Error::TooMuch`].
    pub fn sheet(&mut self, at: usize) -> Result<Sheet, Error> {
        let (name, path) = self
            .sheets
            .get(at)
            .cloned()
            .ok_or_else(|| Error::broken("no sheet"))?;
        let part = self.part(&path)?;
        let part = part.ok_or_else(|| Error::broken(format!("no part {path}")))?;
        let frame = Frame {
            shared: &self.shared,
            dates: &self.dates,
            from_1904: self.from_1904,
            limits: self.limits,
        };
        Ok(Sheet {
            rows: read::rows(&part, &frame)?,
            name,
        })
    }

    fn part(&mut self, path: &str) -> Result<Option<String>, Error> {
        let Ok(file) = self.zip.by_name(path) else {
            return Ok(None);
        };
        let left = self.limits.all_bytes.saturating_sub(self.unpacked);
        let most = self.limits.part_bytes.min(left);
        let mut text = String::new();
        // What the archive says of its sizes is not believed: one byte more than allowed is enough to know.
        let size = file
            .take(most.saturating_add(1))
            .read_to_string(&mut text)
            .map_err(Error::broken)?;
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        if size > most {
            return Err(Error::TooMuch {
                what: "bytes",
                most,
            });
        }
        self.unpacked = self.unpacked.saturating_add(size);
        Ok(Some(text))
    }

    fn index(&mut self) -> Result<(), Error> {
        let missing = |what: &str| Error::broken(format!("no {what}"));
        let relations = self.part("xl/_rels/workbook.xml.rels")?;
        let relations = relations.ok_or_else(|| missing("relations"))?;
        let mut targets = BTreeMap::new();
        each_start(&relations, |name, element| {
            if name == "Relationship"
                && let (Some(id), Some(target)) =
                    (attribute(element, "Id"), attribute(element, "Target"))
            {
                let path = target
                    .strip_prefix('/')
                    .map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, path);
            }
        })?;
        let workbook = self.part("xl/workbook.xml")?;
        let workbook = workbook.ok_or_else(|| missing("workbook"))?;
        let (mut sheets, mut from_1904) = (Vec::new(), false);
        each_start(&workbook, |name, element| match name {
            "workbookPr" => {
                let said = attribute(element, "date1904");
                from_1904 = said.is_some_and(|it| it == "1" || it == "true");
            }
            "sheet" => {
                if let (Some(title), Some(id)) =
                    (attribute(element, "name"), attribute(element, "id"))
                    && let Some(path) = targets.get(&id)
                {
                    sheets.push((title, path.clone()));
                }
            }
            _ => {}
        })?;
        if sheets.len() > self.limits.sheets {
            return Err(Error::too_much("sheets", self.limits.sheets));
        }
        (self.sheets, self.from_1904) = (sheets, from_1904);
        Ok(())
    }
}

/// The shared texts: each `si` holds one text, in one run or several; phonetic runs (`rPh`) are not part of it.
fn shared(xml: &str) -> Result<Vec<String>, Error> {
    let mut reader = Reader::from_str(xml);
    let (mut texts, mut text, mut inside, mut phonetic) = (Vec::new(), String::new(), false, false);
    loop {
        let event = reader.read_event().map_err(Error::broken)?;
        match &event {
            Event::Eof => return Ok(texts),
            Event::Start(element) => match local(element.name().as_ref()) {
                "si" => text.clear(),
                "rPh" => phonetic = true,
                "t" => inside = true,
                _ => {}
            },
            Event::End(element) => match local(element.name().as_ref()) {
                "si" => texts.push(unescaped(&std::mem::take(&mut text))),
                "rPh" => phonetic = false,
                "t" => inside = false,
                _ => {}
            },
            Event::Empty(element) if local(element.name().as_ref()) == "si" => {
                texts.push(String::new());
            }
            other if inside && !phonetic => add_text(other, &mut text)?,
            _ => {}
        }
    }
}

/// Which styles (`s` of a cell) show a date.
fn date_styles(xml: &str) -> Result<BTreeSet<usize>, Error> {
    let mut own: BTreeMap<u32, bool> = BTreeMap::new();
    let mut styles: Vec<u32> = Vec::new();
    let mut reader = Reader::from_str(xml);
    let mut inside = false;
    loop {
        match reader.read_event().map_err(Error::broken)? {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                let number = |wanted| attribute(&element, wanted)?.parse::<u32>().ok();
                match local(element.name().as_ref()) {
                    "cellXfs" => inside = true,
                    "numFmt" => {
                        if let (Some(id), Some(code)) =
                            (number("numFmtId"), attribute(&element, "formatCode"))
                        {
                            own.insert(id, date::is_date_format(&code));
                        }
                    }
                    "xf" if inside => styles.push(number("numFmtId").unwrap_or(0)),
                    _ => {}
                }
            }
            Event::End(element) if local(element.name().as_ref()) == "cellXfs" => inside = false,
            _ => {}
        }
    }
    let is_date = |id: &u32| {
        own.get(id)
            .copied()
            .unwrap_or_else(|| date::is_builtin_date(*id))
    };
    let dates = styles.iter().enumerate().filter(|(_, id)| is_date(id));
    Ok(dates.map(|(at, _)| at).collect())
}
