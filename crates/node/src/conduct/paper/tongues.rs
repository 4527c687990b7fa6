//! Words of the report: every sentence in all three languages, safe for HTML.

use vigie_exercise::msel::Words;

use crate::i18n::Catalogue;

/// Text made safe for HTML.
pub(super) fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Catalogues of all languages.
pub(super) struct Tongues(pub(super) Vec<Catalogue>);

impl Tongues {
    /// A sentence in all languages.
    pub(super) fn say(&self, id: &str) -> String {
        let one = |catalogue: &Catalogue| {
            format!(
                "<span lang=\"{}\">{}</span>",
                catalogue.language(),
                safe(&catalogue.text(id, &[]))
            )
        };
        self.0.iter().map(one).collect()
    }

    /// A sentence if there is one of this id, else the code as it is.
    pub(super) fn word(&self, family: &str, code: &str) -> String {
        let id = format!("{family}-{}", code.replace(['_', '.'], "-"));
        match self.0.first().and_then(|first| first.find(&id, &[])) {
            Some(_) => self.say(&id),
            None => safe(code),
        }
    }

    pub(super) fn words(&self, words: &Words) -> String {
        let one = |catalogue: &Catalogue| {
            let text = words.in_language(catalogue.language());
            format!(
                "<span lang=\"{}\">{}</span>",
                catalogue.language(),
                safe(text)
            )
        };
        self.0.iter().map(one).collect()
    }

    /// A table with headings and rows of HTML.
    pub(super) fn table(&self, caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
        if rows.is_empty() {
            return format!("<p class=\"none\">{}</p>", self.say("aar-none"));
        }
        let mut out =
            String::from("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
        let name: Vec<String> = self
            .0
            .iter()
            .map(|one| safe(&one.text(caption, &[])))
            .collect();
        out.push_str(&format!("{}\"><table><thead><tr>", name.join(" / ")));
        for head in heads {
            out.push_str(&format!("<th scope=\"col\">{}</th>", self.say(head)));
        }
        out.push_str("</tr></thead><tbody>");
        for row in rows {
            out.push_str("<tr>");
            for (index, cell) in row.iter().enumerate() {
                let tag = if index == 0 { "th scope=\"row\"" } else { "td" };
                let end = if index == 0 { "th" } else { "td" };
                out.push_str(&format!("<{tag}>{cell}</{end}>"));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
        out
    }
}
