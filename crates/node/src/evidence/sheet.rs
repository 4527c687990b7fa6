//! Reports on paper: plain sheets of text as PDF, in any of the three languages.
//!
//! Latin text uses Helvetica, everything else the Japanese font that each viewer brings (Adobe-Japan1 by the predefined
//! encoding `UniJIS-UTF16-H`): the files stay small and nothing is embedded. Letters that no Japanese font has (some
//! simplified Chinese) may show as blanks; the JSON beside the sheet has them all.

use pdf_writer::{
    Content, Finish as _, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo},
};

/// Media type of the sheets.
pub const MEDIA: &str = "application/pdf";
/// A4 in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 50.0;
/// Points of a line of text.
const LEADING: f32 = 14.0;
/// Size of text and of headings.
const TEXT: f32 = 9.5;
const HEADING: f32 = 13.0;

/// A line of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Heading.
    Heading(String),
    /// Text; it is broken where the sheet ends.
    Text(String),
    /// Name and value.
    Pair(String, String),
    /// An empty line.
    Gap,
}

/// Width of a character in thousandths of its size: half for Latin (Helvetica's mean), whole for others.
fn width_of(c: char) -> f32 {
    if is_latin(c) { 0.56 } else { 1.0 }
}

fn is_latin(c: char) -> bool {
    matches!(u32::from(c), 0x20..=0x7E | 0xA0..=0xFF)
}

/// Breaks text into lines of at most `room` points at the given size; at blanks where there are any.
fn broken(text: &str, size: f32, room: f32) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.split('\n') {
        let (mut piece, mut used, mut blank) = (String::new(), 0.0, None);
        for c in line.chars() {
            let width = width_of(c) * size;
            if used + width > room && !piece.is_empty() {
                let rest = match blank.take() {
                    Some(at) => piece.split_off(at),
                    None => String::new(),
                };
                out.push(std::mem::replace(&mut piece, rest.trim_start().to_owned()));
                used = piece.chars().map(|c| width_of(c) * size).sum();
            }
            if c == ' ' {
                blank = Some(piece.len());
            }
            piece.push(c);
            used += width;
        }
        out.push(piece);
    }
    out
}

/// Runs of one font.
fn runs(text: &str) -> Vec<(bool, String)> {
    let mut out: Vec<(bool, String)> = Vec::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        let latin = is_latin(c);
        match out.last_mut() {
            Some((kind, run)) if *kind == latin => run.push(c),
            _ => out.push((latin, c.to_string())),
        }
    }
    out
}

fn bytes_of(latin: bool, run: &str) -> Vec<u8> {
    if latin {
        // WinAnsi agrees with Latin-1 on these.
        return run
            .chars()
            .filter_map(|c| u8::try_from(u32::from(c)).ok())
            .collect();
    }
    run.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

struct Page {
    content: Content,
    y: f32,
}

impl Page {
    fn new() -> Self {
        Self {
            content: Content::new(),
            y: HEIGHT - MARGIN,
        }
    }

    fn put(&mut self, x: f32, size: f32, bold: bool, text: &str) {
        let mut at = x;
        for (latin, run) in runs(text) {
            let font: &[u8] = match (latin, bold) {
                (true, false) => b"L",
                (true, true) => b"B",
                (false, _) => b"J",
            };
            self.content.begin_text();
            self.content.set_font(Name(font), size);
            self.content.next_line(at, self.y);
            self.content.show(Str(&bytes_of(latin, &run)));
            self.content.end_text();
            at += run.chars().map(|c| width_of(c) * size).sum::<f32>();
        }
    }
}

/// The sheets of a report. `foot` stands at the foot of every page, with its number.
#[must_use]
pub fn pdf(title: &str, lines: &[Line], foot: &str) -> Vec<u8> {
    let mut pages = vec![Page::new()];
    let room = WIDTH - 2.0 * MARGIN;
    let mut put = |x: f32, size: f32, bold: bool, text: &str, down: f32| {
        if pages
            .last()
            .is_none_or(|page| page.y < MARGIN + 2.0 * LEADING)
        {
            pages.push(Page::new());
        }
        if let Some(page) = pages.last_mut() {
            page.y -= down;
            page.put(x, size, bold, text);
        }
    };
    for piece in broken(title, 16.0, room) {
        put(MARGIN, 16.0, true, &piece, 20.0);
    }
    for line in lines {
        match line {
            Line::Gap => put(MARGIN, TEXT, false, "", LEADING / 2.0),
            Line::Heading(text) => {
                put(MARGIN, TEXT, false, "", LEADING / 2.0);
                for piece in broken(text, HEADING, room) {
                    put(MARGIN, HEADING, true, &piece, LEADING * 1.3);
                }
            }
            Line::Text(text) => {
                for piece in broken(text, TEXT, room) {
                    put(MARGIN, TEXT, false, &piece, LEADING);
                }
            }
            Line::Pair(name, value) => {
                let left = 190.0;
                let names = broken(name, TEXT, left - 10.0);
                let values = broken(value, TEXT, room - left);
                for n in 0..names.len().max(values.len()) {
                    let at = |list: &[String]| list.get(n).cloned().unwrap_or_default();
                    put(MARGIN, TEXT, true, &at(&names), LEADING);
                    put(MARGIN + left, TEXT, false, &at(&values), 0.0);
                }
            }
        }
    }
    let count = pages.len();
    for (n, page) in pages.iter_mut().enumerate() {
        page.y = MARGIN - 18.0;
        page.put(MARGIN, 8.0, false, &format!("{foot}   {} / {count}", n + 1));
    }
    assemble(title, pages)
}

fn assemble(title: &str, pages: Vec<Page>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut last = 0;
    let mut next = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree, info) = (next(), next(), next());
    let (latin, bold, japanese, cid, descriptor) = (next(), next(), next(), next(), next());
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (next(), next())).collect();
    pdf.catalog(catalog).pages(tree);
    let mut title_bytes = vec![0xFE, 0xFF];
    title_bytes.extend(title.encode_utf16().flat_map(u16::to_be_bytes));
    pdf.document_info(info)
        .pair(Name(b"Title"), Str(&title_bytes));
    let kids = ids.iter().map(|(page, _)| *page);
    let count = i32::try_from(ids.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(kids).count(count);
    for ((page_id, content_id), page) in ids.iter().zip(pages) {
        let mut page_object = pdf.page(*page_id);
        page_object
            .parent(tree)
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(*content_id);
        let mut resources = page_object.resources();
        let mut fonts = resources.fonts();
        fonts
            .pair(Name(b"L"), latin)
            .pair(Name(b"B"), bold)
            .pair(Name(b"J"), japanese);
        fonts.finish();
        resources.finish();
        page_object.finish();
        pdf.stream(*content_id, &page.content.finish());
    }
    for (id, name) in [(latin, &b"Helvetica"[..]), (bold, &b"Helvetica-Bold"[..])] {
        pdf.type1_font(id)
            .base_font(Name(name))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.type0_font(japanese)
        .base_font(Name(b"HeiseiKakuGo-W5-UniJIS-UTF16-H"))
        .encoding_predefined(Name(b"UniJIS-UTF16-H"))
        .descendant_font(cid);
    let system = SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"Japan1"),
        supplement: 2,
    };
    pdf.cid_font(cid)
        .subtype(CidFontType::Type0)
        .base_font(Name(b"HeiseiKakuGo-W5"))
        .system_info(system)
        .font_descriptor(descriptor)
        .default_width(1_000.0);
    pdf.font_descriptor(descriptor)
        .name(Name(b"HeiseiKakuGo-W5"))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-92.0, -250.0, 1_010.0, 922.0))
        .italic_angle(0.0)
        .ascent(752.0)
        .descent(-221.0)
        .cap_height(737.0)
        .stem_v(114.0);
    pdf.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_report_in_three_scripts_is_read_back_as_it_was_written() {
        let lines = [
            Line::Heading("Navire · 船舶".to_owned()),
            Line::Pair("Nom / 船名".to_owned(), "第八海洋丸 (7JAB)".to_owned()),
            Line::Text("Évaluation à vérifier. ".repeat(60)),
        ];
        let bytes = pdf("Rapport d’inspection · 検査報告書", &lines, "演習 EXERCICE");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, &bytes).unwrap();
        let Ok(output) = std::process::Command::new("pdftotext")
            .arg(&path)
            .arg("-")
            .output()
        else {
            eprintln!("skipped: pdftotext is not installed");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        for wanted in [
            "第八海洋丸",
            "7JAB",
            "Évaluation à vérifier.",
            "検査報告書",
            "1 / ",
        ] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
    }

    #[test]
    fn text_is_broken_at_blanks_and_japanese_anywhere() {
        let lines = broken("one two three four", 10.0, 60.0);
        assert!(
            lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 11),
            "{lines:?}"
        );
        assert_eq!(lines.join(" ").split_whitespace().count(), 4);
        assert_eq!(broken("漢字漢字", 10.0, 21.0), ["漢字", "漢字"]);
        assert_eq!(broken("", 10.0, 20.0), [""]);
    }

    #[test]
    fn long_reports_have_several_pages() {
        let lines = vec![Line::Text("x".to_owned()); 200];
        let bytes = pdf("t", &lines, "f");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("/Count 4") || text.contains("/Count 3"));
    }
}
