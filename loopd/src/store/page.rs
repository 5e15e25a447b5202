//! Cursor paging: newest or oldest first, by number, without counting.

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct PageQuery {
    /// Rows at the most.
    pub limit: u64,
    /// Only rows after this number in the list's order; `None` = from the beginning.
    pub after: Option<i64>,
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next part begins; `None` at the end.
    pub next: Option<i64>,
}

impl<T> Page<T> {
    /// Makes a page from one row more than was asked for, which tells whether there is a next one.
    pub(super) fn from_rows(mut rows: Vec<T>, limit: u64, number: impl Fn(&T) -> i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(number) } else { None };
        Self { items: rows, next }
    }
}
