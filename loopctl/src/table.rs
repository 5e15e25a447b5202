//! Tables for people: aligned columns, one line a row, the last column cut to what the terminal leaves. Pure.

use anstyle::AnsiColor;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement};

use crate::escape;
use crate::words;

/// Columns between two columns of a table.
const GAP: usize = 2;
/// What the last column gets where nothing says how wide the terminal is.
const UNKNOWN_WIDTH: usize = 60;
/// What the last column gets at least.
const LEAST_WIDTH: usize = 20;

/// A table under construction.
#[derive(Debug)]
pub(crate) struct Table {
    header: Vec<&'static str>,
    rows: Vec<Vec<Item>>,
}

/// One cell.
#[derive(Debug)]
pub(crate) struct Item {
    text: String,
    color: Option<AnsiColor>,
}

impl<T: AsRef<str>> From<T> for Item {
    fn from(text: T) -> Self {
        Self { text: escape::one_line(text.as_ref()), color: None }
    }
}

impl Item {
    /// In colour, where there is colour.
    pub(crate) fn colored(text: &str, color: Option<AnsiColor>) -> Self {
        Self { color, ..Self::from(text) }
    }
}

impl Table {
    /// A table with these columns; the last is the one that may be cut.
    pub(crate) fn new(header: &[&'static str]) -> Self {
        Self { header: header.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, with as many cells as there are columns.
    pub(crate) fn row(&mut self, cells: impl Into<Vec<Item>>) {
        self.rows.push(cells.into());
    }

    /// True without rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text; `width` is the terminal's.
    pub(crate) fn render(&self, width: Option<u16>, color: bool) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        if color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let bold = |name: &&str| Cell::new(name).add_attribute(Attribute::Bold);
        table.set_header(self.header.iter().map(bold).collect::<Vec<Cell>>());
        let most = self.last_column(width);
        for row in &self.rows {
            table.add_row(cells(row, most));
        }
        table.set_constraints(self.header.iter().map(|_| ColumnConstraint::ContentWidth));
        for (index, column) in table.column_iter_mut().enumerate() {
            let right = if index + 1 == self.header.len() { 0 } else { GAP };
            column.set_padding((0, u16::try_from(right).unwrap_or(0)));
        }
        table.to_string().lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// How much of the terminal the other columns leave to the last one.
    fn last_column(&self, width: Option<u16>) -> usize {
        let Some(width) = width else { return UNKNOWN_WIDTH };
        let others = self.header.len().saturating_sub(1);
        let taken: usize = (0..others)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|item| item.text.as_str());
                let widest =
                    cells.chain([self.header[column]]).map(unicode_width::UnicodeWidthStr::width).max();
                widest.unwrap_or(0) + GAP
            })
            .sum();
        usize::from(width).saturating_sub(taken).max(LEAST_WIDTH)
    }
}

fn cells(row: &[Item], most: usize) -> Vec<Cell> {
    let last = row.len().saturating_sub(1);
    let cell = |(index, item): (usize, &Item)| {
        let text = if index == last { words::cut(&item.text, most) } else { item.text.clone() };
        let cell = Cell::new(text);
        match item.color {
            Some(AnsiColor::Red) => cell.fg(Color::DarkRed),
            Some(AnsiColor::Green) => cell.fg(Color::DarkGreen),
            Some(AnsiColor::Yellow) => cell.fg(Color::DarkYellow),
            Some(AnsiColor::Cyan) => cell.fg(Color::DarkCyan),
            Some(_) => cell.add_attribute(Attribute::Dim),
            None => cell,
        }
    };
    row.iter().enumerate().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["RUN", "STATUS", "PROMPT"]);
        table.row([
            "7".into(),
            Item::colored("failed", Some(AnsiColor::Red)),
            "Why is the build\nso slow on Mondays?".into(),
        ]);
        table.row(["12".into(), "succeeded".into(), "日本語 \x1b[2J".into()]);
        table
    }

    #[test]
    fn rows_are_single_lines_and_the_last_column_is_cut() {
        insta::assert_snapshot!(table().render(Some(40), false), @r#"
        RUN  STATUS     PROMPT
        7    failed     Why is the build so slo…
        12   succeeded  日本語 ^[[2J
        "#);
    }

    #[test]
    fn without_a_terminal_there_is_still_a_limit() {
        let mut table = Table::new(&["A"]);
        table.row(["x".repeat(500).into()]);
        assert_eq!(
            table.render(None, false).lines().map(|line| line.chars().count()).max(),
            Some(UNKNOWN_WIDTH)
        );
        assert!(!table.is_empty());
    }

    #[test]
    fn colour_is_only_there_when_it_is_wanted() {
        assert!(!table().render(Some(80), false).contains('\x1b'));
        assert!(table().render(Some(80), true).contains("\x1b[38;5;1mfailed"));
    }
}
