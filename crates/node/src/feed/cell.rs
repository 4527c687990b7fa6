//! The cells of a line of text: separators, quotation marks, and letters that are not UTF-8.

/// Text as UTF-8, or else as Latin-1: names need not be UTF-8.
pub(crate) fn decode_text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_not_utf8) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

pub(crate) fn without_bom(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

/// The separator of a header: the one it holds most of.
pub(crate) fn separator(header: &[u8]) -> u8 {
    let count = |wanted: u8| header.iter().filter(|byte| **byte == wanted).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|byte| count(*byte))
        .unwrap_or(b',')
}

/// The cells of one row, kept between rows so that no row allocates.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    ranges: Vec<(usize, usize)>,
    /// Text without quotation marks, for rows that have some.
    plain: Vec<u8>,
    quoted: bool,
}

impl Cells {
    pub(crate) fn count(&self) -> usize {
        self.ranges.len()
    }

    /// The text of a cell, spaces around it removed.
    pub(crate) fn get<'a>(&'a self, line: &'a [u8], index: usize) -> Option<&'a [u8]> {
        let (start, end) = *self.ranges.get(index)?;
        let text = if self.quoted { &self.plain } else { line };
        text.get(start..end).map(<[u8]>::trim_ascii)
    }

    pub(super) fn texts(&mut self, line: &[u8], separator: u8) -> Vec<String> {
        if self.split(line, separator).is_err() {
            return vec![decode_text(line)];
        }
        let cells = (0..self.count()).filter_map(|index| self.get(line, index));
        cells.map(decode_text).collect()
    }

    pub(crate) fn split(&mut self, line: &[u8], separator: u8) -> Result<(), &'static str> {
        self.ranges.clear();
        self.quoted = memchr::memchr(b'"', line).is_some();
        if self.quoted {
            return self.split_quoted(line, separator);
        }
        let mut start = 0;
        for end in memchr::memchr_iter(separator, line) {
            self.ranges.push((start, end));
            start = end + 1;
        }
        self.ranges.push((start, line.len()));
        Ok(())
    }

    /// RFC 4180: a quoted cell may hold the separator; two marks inside stand for one.
    fn split_quoted(&mut self, line: &[u8], separator: u8) -> Result<(), &'static str> {
        self.plain.clear();
        let mut start = 0;
        let mut inside = false;
        let mut bytes = line.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if inside && bytes.peek() == Some(&b'"') => {
                    self.plain.push(b'"');
                    bytes.next();
                }
                b'"' if inside => inside = false,
                b'"' if self.plain.len() == start => inside = true,
                _ if byte == separator && !inside => {
                    self.ranges.push((start, self.plain.len()));
                    start = self.plain.len();
                }
                _ => self.plain.push(byte),
            }
        }
        self.ranges.push((start, self.plain.len()));
        if inside { Err("quote-open") } else { Ok(()) }
    }
}
