//! Reads lists that the API gives out in pages. It must not know what is listed.

use anyhow::Result;

/// Items that the API gives at once at the most.
const MAX_PAGE: u32 = 200;

/// Reads pages until `wanted` items are there, or all of them; answers with the place where the rest begins.
pub(crate) async fn read<T, Page>(
    wanted: Option<u32>,
    page: impl Fn(u32, Option<String>) -> Page,
) -> Result<(Vec<T>, Option<String>)>
where
    Page: Future<Output = Result<(Vec<T>, Option<String>)>>,
{
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let have = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let missing = wanted.map_or(MAX_PAGE, |wanted| wanted.saturating_sub(have)).min(MAX_PAGE);
        if missing == 0 {
            return Ok((items, cursor));
        }
        let (more, next) = page(missing, cursor).await?;
        let is_empty = more.is_empty();
        items.extend(more);
        cursor = next;
        if cursor.is_none() || is_empty {
            return Ok((items, cursor));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn numbers(limit: u32, cursor: Option<String>) -> Result<(Vec<u32>, Option<String>)> {
        let from: u32 = cursor.map_or(Ok(0), |cursor| cursor.parse())?;
        let to = (from + limit).min(450);
        Ok(((from..to).collect(), (to < 450).then(|| to.to_string())))
    }

    #[tokio::test]
    async fn as_many_as_wanted_and_no_more() {
        for (wanted, expected, rest) in [
            (Some(10), 10, Some("10")),
            (Some(200), 200, Some("200")),
            (Some(201), 201, Some("201")),
            (Some(450), 450, None),
            (Some(9000), 450, None),
            (None, 450, None),
        ] {
            let (items, next) = read(wanted, numbers).await.unwrap();
            assert_eq!((items.len(), next.as_deref()), (expected, rest), "{wanted:?}");
            assert!(items.into_iter().eq(0..u32::try_from(expected).unwrap()));
        }
    }
}
