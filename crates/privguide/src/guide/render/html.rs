//! A self-contained page: semantic HTML without scripts and external resources, suitable for
//! printing.

use super::{
    super::document::{Block, Guide, Inline, Section, Span},
    escape::html,
    notice,
};

/// Styles for documents with tables: wide tables scroll on a phone.
const TABLES: &str = "main:has(table) { max-width: none; }\ntable { border-collapse: collapse; display: block; overflow-x: auto; font-size: .9rem; }\nth, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: start; vertical-align: top; min-width: 5rem; }\n";

/// The style of a layout. The style of an older layout is never changed.
const fn style(format: u32) -> &'static str {
    if format >= 2 { include_str!("page_2.css") } else { include_str!("page.css") }
}

pub(super) fn render(guide: &Guide) -> String {
    let mut page = String::new();
    let mut line = |text: String| {
        page.push_str(&text);
        page.push('\n');
    };
    line("<!doctype html>".into());
    line(format!("<!-- {} -->", notice(guide.language)));
    line(format!("<html lang=\"{}\">", guide.language));
    line("<head>".into());
    line("<meta charset=\"utf-8\">".into());
    // Even if an escape were missing, the page could not run or load anything.
    line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
         form-action 'none'\">"
            .into(),
    );
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">".into());
    line("<meta name=\"generator\" content=\"privguide\">".into());
    line("<meta name=\"referrer\" content=\"no-referrer\">".into());
    line("<meta name=\"format-detection\" content=\"telephone=no, email=no, address=no\">".into());
    line(format!("<title>{}</title>", html(&guide.title.plain())));
    let has_table = guide
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .any(|block| matches!(block, Block::Table { .. }));
    let tables = if has_table { TABLES } else { "" };
    line(format!("<style>\n{}{tables}</style>", style(guide.format)));
    line("</head>".into());
    line("<body>".into());
    line("<main>".into());
    line(format!("<h1>{}</h1>", inline(&guide.title)));
    guide.lead.iter().for_each(|block| line(rendered(block)));
    for section in &guide.sections {
        line(opening(section));
        section.blocks.iter().for_each(|block| line(rendered(block)));
        line("</section>".into());
    }
    line("</main>".into());
    line("</body>".into());
    line("</html>".into());
    page
}

/// The section's tag and heading. Its id is the same in every language and layout, so that links
/// keep working.
fn opening(section: &Section) -> String {
    let id = serde_json::to_value(section.id).expect("a section id is a plain name");
    let id = id.as_str().unwrap_or_default();
    let number = section
        .number
        .map(|number| format!("<span class=\"number\">{number}.</span> "))
        .unwrap_or_default();
    format!("<section id=\"{id}\">\n<h2>{number}{}</h2>", html(&section.title))
}

fn rendered(block: &Block) -> String {
    match block {
        Block::Paragraph { text } => format!("<p>{}</p>", inline(text)),
        Block::Article(article) => {
            format!(
                "<p class=\"article\"><span class=\"number\">{}</span> {}</p>",
                html(&article.number),
                inline(&article.text)
            )
        }
        Block::List { items } => {
            let items: Vec<String> =
                items.iter().map(|item| format!("<li>{}</li>\n", inline(item))).collect();
            format!("<ul>\n{}</ul>", items.concat())
        }
        Block::Facts { facts } => {
            let rows = facts.iter().map(|fact| {
                format!(
                    "<div><dt>{}</dt><dd>{}</dd></div>\n",
                    html(&fact.label),
                    inline(&fact.value)
                )
            });
            format!("<dl>\n{}</dl>", rows.collect::<String>())
        }
        Block::Table { columns, rows } => {
            let head = columns
                .iter()
                .map(|column| format!("<th scope=\"col\">{}</th>", html(column)))
                .collect::<Vec<_>>()
                .concat();
            let cells = |row: &Vec<Inline>| {
                row.iter()
                    .map(|cell| format!("<td>{}</td>", inline(cell)))
                    .collect::<Vec<_>>()
                    .concat()
            };
            let body = rows
                .iter()
                .map(|row| format!("<tr>{}</tr>\n", cells(row)))
                .collect::<Vec<_>>()
                .concat();
            format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>")
        }
    }
}

fn inline(text: &Inline) -> String {
    let spans = text.0.iter().map(|span| match span {
        Span::Given { text, language: Some(language) } => {
            format!("<span lang=\"{language}\">{}</span>", html(text))
        }
        Span::Missing { text } => format!("<mark>{}</mark>", html(text)),
        Span::Link { text, target } => format!("<a href=\"{}\">{}</a>", html(target), html(text)),
        span => html(span.text()),
    });
    spans.collect()
}
