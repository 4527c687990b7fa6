//! Bytes as they come, cut into lines that may lie across two reads.

/// Longest line kept; a table row is about 300 bytes, a table header about 2,000.
pub(crate) const LINE_BYTES_MAX: usize = 65_536;

/// A line, or the beginning of one that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// A whole line without its end (LF, CR or CRLF).
    Whole(&'a [u8]),
    /// The first part of a line of more than [`LINE_BYTES_MAX`] bytes; the rest is passed over.
    TooLong(&'a [u8]),
}

/// Cuts bytes into lines and counts them.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    held: Vec<u8>,
    overflow: bool,
    number: u64,
}

impl Lines {
    /// Calls `each` with every line completed by `bytes` and its number, from 1.
    pub(crate) fn push(&mut self, mut bytes: &[u8], mut each: impl FnMut(u64, Line<'_>)) {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            if self.held.is_empty() && !self.overflow && line.len() <= LINE_BYTES_MAX {
                self.number += 1;
                each(self.number, Line::Whole(without_cr(line)));
            } else {
                self.hold(line);
                self.release(&mut each);
            }
        }
        self.hold(bytes);
    }

    /// Gives the last line, if it had no end.
    pub(crate) fn finish(&mut self, mut each: impl FnMut(u64, Line<'_>)) {
        if !self.held.is_empty() {
            self.release(&mut each);
        }
    }

    fn hold(&mut self, piece: &[u8]) {
        let room = LINE_BYTES_MAX.saturating_sub(self.held.len());
        self.overflow |= piece.len() > room;
        self.held
            .extend_from_slice(piece.get(..room).unwrap_or(piece));
    }

    fn release(&mut self, each: &mut impl FnMut(u64, Line<'_>)) {
        self.number += 1;
        if self.overflow {
            each(self.number, Line::TooLong(&self.held));
        } else {
            each(self.number, Line::Whole(without_cr(&self.held)));
        }
        self.held.clear();
        self.overflow = false;
    }
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn cut(pieces: &[&[u8]]) -> Vec<(u64, Vec<u8>)> {
        let mut lines = Lines::default();
        let mut out = Vec::new();
        let mut keep = |number: u64, line: Line<'_>| match line {
            Line::Whole(bytes) => out.push((number, bytes.to_vec())),
            Line::TooLong(_) => out.push((number, b"<too long>".to_vec())),
        };
        for piece in pieces {
            lines.push(piece, &mut keep);
        }
        lines.finish(&mut keep);
        out
    }

    #[test]
    fn lines_may_lie_across_reads() {
        let got = cut(&[b"a\r", b"\nbc", b"d\n\ne"]);
        let want: Vec<(u64, Vec<u8>)> = vec![
            (1, b"a".into()),
            (2, b"bcd".into()),
            (3, b"".into()),
            (4, b"e".into()),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn an_endless_line_costs_only_itself() {
        let long = vec![b'x'; LINE_BYTES_MAX + 1];
        let got = cut(&[&long, &long, b"\nok\n"]);
        assert_eq!(got, vec![(1, b"<too long>".to_vec()), (2, b"ok".to_vec())]);
    }

    proptest! {
        #[test]
        fn the_cut_of_reads_does_not_matter(text in "[ab\r\n]{0,60}", at in 0..60_usize) {
            let bytes = text.as_bytes();
            let (head, tail) = bytes.split_at(at.min(bytes.len()));
            prop_assert_eq!(cut(&[head, tail]), cut(&[bytes]));
        }
    }
}
